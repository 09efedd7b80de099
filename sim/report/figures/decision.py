"""Which variant keeps more people, and how sure is that? Net gain with noise and with what is not known."""

from __future__ import annotations

import pandas as pd

from sim.report.figures.common import with_unknown
from sim.report.ranking import leaders, unranked
from sim.report.study import Study
from sim.report.verdicts import verdicts
from sim.report.view import View


def table(study: Study) -> pd.DataFrame:
    """Net gain in persons by variant, as in figures.common.with_unknown."""
    return with_unknown(study, "net").dropna(subset="estimate")


def says(table: pd.DataFrame, view: View) -> str:
    """The largest gain where it leads, or that none can be said to; then those for which none can be shown."""
    verdict = verdicts(view.study)
    gain = [n for n in table.variant if verdict[n] in ("clear", "shown", "depends", "single")]
    none = [n for n in table.variant if verdict[n] == "none"]
    worse = [n for n in table.variant if verdict[n] == "worse"]
    parts = []
    rivals = leaders(table)
    if gain and len(rivals) > 1:
        several = view.study.ranged
        parts.append(view.w("says.decision_level", names=view.all_named(rivals)) if several else unranked(view))
    elif gain:
        estimate = table.set_index("variant").loc[gain[0]]
        n = view.persons(estimate.estimate, estimate.low, estimate.high)
        key = "says.decision" if len(table) > 1 else "says.decision_one"
        parts.append(view.w(key, first=view.named(gain[0]), n=n, end=view.end))
    if none:
        parts.append(view.w("says.decision_none", names=view.all_named(none)))
    if worse:
        parts.append(view.w("says.decision_worse", names=view.all_named(worse)))
    return view.w("page.gap").join(parts)
