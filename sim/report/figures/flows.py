"""Which moves change? The table behind arcs and matrix: origin by destination, first variant against baseline."""

from __future__ import annotations

import pandas as pd

from sim.report.figures.common import paired
from sim.report.formats import count, listed, rounded
from sim.report.study import Study, once
from sim.report.view import View

SURE = 0.999  # among 132 cells an interval of 95 % would show six signs by chance


@once
def table(study: Study) -> pd.DataFrame:
    """variant, year, origin, destination, baseline, estimate (difference, persons), low, high at 99.9 %, sure: bool.

    Of the last year of the window that is there with all months (else the last there is).
    """
    flows = study.results.flows
    flows = flows[(flows.origin != flows.destination) & flows.month.between(study.first, study.last)]
    if flows.empty or not study.names:
        return flows.iloc[:0]
    months = flows.drop_duplicates("month").month.str[:4].value_counts()
    year = max(months[months == 12].index, default=max(months.index))
    flows = flows[flows.month.str.startswith(year) & flows.scenario.isin([study.baseline, study.names[0]])]
    cells = _full(flows)
    t = paired(cells, study, ["origin", "destination"], level=SURE)
    sure = ((t.low > 0) | (t.high < 0)) & (t.estimate.abs() >= 5)
    return t.assign(sure=sure, year=year).sort_values(
        "estimate", key=lambda c: -c.abs(), kind="stable", ignore_index=True
    )


def _full(flows: pd.DataFrame) -> pd.DataFrame:
    """Sums of the year, with a zero where a replicate of a scenario has no such move."""
    keys = ["scenario", "replicate", "origin", "destination"]
    sums = flows.groupby(keys)["count"].sum()
    wide = sums.unstack(["origin", "destination"], fill_value=0)
    return wide.stack(["origin", "destination"]).rename("value").reset_index()


def says_changes(table: pd.DataFrame, view: View) -> str:
    """Two sure increases and two decreases, of the largest estimates."""
    sure = table[table.sure]
    more, less = sure[sure.estimate > 0].head(2), sure[sure.estimate < 0].head(2)
    parts = [_moves(rows, key, view) for rows, key in ((more, "says.flow_more"), (less, "says.flow_less")) if len(rows)]
    name = view.named(table.variant.iloc[0])
    return view.w("says.flow_arcs", name=name, year=table.year.iloc[0], moves=view.w("page.semicolon").join(parts))


def _moves(rows: pd.DataFrame, key: str, view: View) -> str:
    texts = [
        view.w(
            "says.flow_move",
            a=view.region(r.origin), b=view.region(r.destination),
            n=count(abs(rounded(r.estimate, (r.high - r.low) / 2)), view.lang),
        )
        for r in rows.itertuples()
    ]  # fmt: skip
    return view.w(key, moves=listed(texts, view.lang))


def says_cells(table: pd.DataFrame, view: View) -> str:
    """How many cells are sure, how many of them touch the judged region, and one that does not."""
    sure = table[table.sure]
    near = (sure.origin == view.study.focus) | (sure.destination == view.study.focus)
    fill = {"name": view.named(table.variant.iloc[0]), "year": table.year.iloc[0], "region": view.focus}
    parts = [view.w("says.flow_matrix", n=len(sure), all=len(table), near=int(near.sum()), **fill)]
    if (~near).any():
        r = next(sure[~near].itertuples())
        key = "says.flow_matrix_more" if r.estimate > 0 else "says.flow_matrix_less"
        parts.append(view.w(key, a=view.region(r.origin), b=view.region(r.destination)))
    return view.w("page.gap").join(parts)
