"""Do rents and wages move? Paired difference to the baseline in %, band = noise, by month."""

from __future__ import annotations

import pandas as pd

from sim.report.figures.common import paired
from sim.report.formats import MINUS, listed
from sim.report.study import Study
from sim.report.view import View

MEASURES = ("rent", "wage")


def table(study: Study) -> pd.DataFrame:
    """variant, measure, month, baseline (yuan), estimate, low, high (% of the baseline) within the window."""
    m = study.results.measures(MEASURES, [study.focus])
    m = m[(m.group == "all") & (m.future == 0) & m.month.between(study.first, study.last)]
    return paired(m, study, ["measure", "month"], percent=True) if len(m) else m


def says(table: pd.DataFrame, view: View) -> str:
    """Rises and falls of rents and of wages at the end of the window, as far as noise excludes 0."""
    parts = []
    for name in [m for m in MEASURES if m in set(table.measure)]:
        rows = table[(table.measure == name) & (table.month == table.month.max())].set_index("variant")
        parts.append(_one(rows, name, view))
    return view.w("page.gap").join(parts)


def _one(rows: pd.DataFrame, name: str, view: View) -> str:
    sure = rows[((rows.low > 0) | (rows.high < 0) | rows.low.isna()) & (rows.estimate.abs() >= 0.05)].estimate
    texts = []
    for way, found in (("up", sure[sure > 0]), ("down", sure[sure < 0])):
        moves = [view.w("says.price_move", name=view.named(n), x=f"{abs(x):.1f}") for n, x in found.items()]
        texts += [view.w(f"says.{name}_{way}", moves=listed(moves, view.lang))] if moves else []
    if not texts:
        most = rows[["estimate", "low", "high"]].abs().max().max()
        return view.w(f"says.{name}_still", x=f"{max(most, 0.1):.1f}").replace("-", MINUS)
    return view.w("page.gap").join(texts)
