"""What do shared draws buy? Computing time until an interval is within 5 %: unpaired, paired, with the martingale."""

from __future__ import annotations

import pandas as pd

from sim.report.formats import capital, known, time_needed
from sim.report.study import Study
from sim.report.view import View

OUTCOMES = ("net", "additional", "person_years", "rent_change")


def table(study: Study) -> pd.DataFrame:
    """variant, outcome, method (unpaired, paired, martingale), seconds of one core, of the first variant.

    A pair is two worlds. Pairs needed: replicates_for_5pct, x martingale_gain without it, x variance_reduction unpaired.
    """
    runs = study.results.runs
    done = runs[(runs.status == "done") & (runs.future == 0)]
    rows = []
    for name in study.names[:1]:
        world = done[done.scenario.isin([name, study.baseline])].wall_s.mean()
        for outcome in OUTCOMES:
            e = study.effect(outcome).loc[name]
            best, gain = 2 * world * e.replicates_for_5pct, e.martingale_gain
            if not known(best, e.variance_reduction):
                continue
            plain = best * gain if known(gain) else best
            times = {"unpaired": best * e.variance_reduction, "paired": plain}
            times |= {"martingale": best} if known(gain) else {}
            if min(times.values()) > 0:  # an effect without noise takes no time, which a log axis does not show
                rows += [(name, outcome, method, seconds) for method, seconds in times.items()]
    return pd.DataFrame(rows, columns=["variant", "outcome", "method", "seconds"])


def says(table: pd.DataFrame, view: View) -> str:
    """The first outcome: time unpaired against the best method there is."""
    rows = table[table.outcome == table.outcome.iloc[0]].set_index("method").seconds
    fill = {"outcome": capital(view.outcome(table.outcome.iloc[0])), "a": time_needed(rows.unpaired, view.lang)}
    if "martingale" in rows:
        return view.w("says.precision", b=time_needed(rows.martingale, view.lang), **fill)
    return view.w("says.precision_paired", b=time_needed(rows.paired, view.lang), **fill)
