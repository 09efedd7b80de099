"""Do the graduates stay? Share of the place's own entrants still there one, three and five years on."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sim.report.figures.common import paired
from sim.report.formats import listed, months_between, signed
from sim.report.ranking import each, leaders, order
from sim.report.study import Study
from sim.report.view import View

HORIZONS = (12, 36, 60)


def table(study: Study) -> pd.DataFrame:
    """variant, horizon (months), baseline, estimate (difference), low, high, unknown_low, unknown_high: shares.

    Each horizon at the last month of the window, only where classes that graduated under the policies have reached it.
    """
    names = {f"retention_{h}": h for h in HORIZONS if _reached(study, h)}
    m = study.results.measures(list(names), [study.focus]) if names else pd.DataFrame()
    if m.empty:
        return m
    own = f"college={study.focus}"
    m = m[(m.group == (own if own in set(m.group) else "all")) & (m.month <= study.last)]
    m = m[m.month == m.groupby("measure").month.transform("max")].assign(horizon=m.measure.map(names))
    central = paired(m[m.future == 0], study, ["horizon"])
    futures = [paired(g, study, ["horizon"]) for _, g in m[m.future > 0].groupby("future")]
    span = pd.concat(futures) if futures else central.assign(estimate=np.nan)
    ends = span.groupby(["variant", "horizon"]).estimate.agg(unknown_low="min", unknown_high="max").reset_index()
    return central.merge(ends, on=["variant", "horizon"], how="left")


def _reached(study: Study, horizon: int) -> bool:
    """True when a class that graduated in or after the first July of the window has been out for `horizon` months."""
    year, month = map(int, study.first.split("-"))
    july = f"{year + (month > 7)}-07"
    return july <= study.last and months_between(july, study.last) > horizon


def says(table: pd.DataFrame, view: View) -> str:
    """The differences at the last horizon and their order, whether gains fade before it, and where none can be shown."""
    last = int(table.horizon.max())
    ends = table[table.horizon == last]
    numbers = each(ends, view, lambda x: signed(100 * x, 1))
    parts = [view.w("says.retention", h=last, each=numbers), order(ends, view)]
    peak = {name: leaders(rows, by="horizon") for name, rows in table.groupby("variant", sort=False)}
    fades = [name for name in ends.variant if len(peak[name]) == 1 and peak[name][0] < last]
    if fades:
        horizons = sorted({peak[name][0] for name in fades})
        parts.append(
            view.w("says.retention_fades", names=view.all_named(fades), h=listed([str(h) for h in horizons], view.lang))
        )
    none = list(ends.variant[(ends.low <= 0) & (ends.high >= 0)])
    if none:
        parts.append(view.w("says.retention_none", names=view.all_named(none), h=last))
    return view.w("page.gap").join(filter(None, parts))
