"""What does one more person for one more year cost? Dot and whisker (Fieller); an open arrow where not estimable."""

from __future__ import annotations

import pandas as pd

from sim.report.figures.common import with_unknown
from sim.report.formats import unit_cost, yuan
from sim.report.ranking import each, order
from sim.report.study import Study
from sim.report.view import View


def table(study: Study) -> pd.DataFrame:
    """Yuan for one more person-year by variant, cheapest first, not estimable ones last."""
    costs = with_unknown(study, "cost_per_additional")
    if study.effect("spend").estimate.fillna(0).eq(0).all():
        return costs.iloc[:0]
    return costs.sort_values("estimate", kind="stable", na_position="last", ignore_index=True)


def says(table: pd.DataFrame, view: View) -> str:
    """What each costs and in which order, as far as there is one; then those without an estimate, beside which nothing is ranked."""
    priced = table.dropna(subset="estimate")
    rest = [n for n in table.variant if n not in set(priced.variant)]
    parts = []
    if len(priced) > 1:
        parts.append(view.w("says.cost", each=each(priced, view, lambda x: unit_cost(x, view.lang))))
    elif len(priced):
        first = priced.iloc[0]
        parts.append(view.w("says.cost_one", first=view.named(first.variant), a=yuan(first.estimate, view.lang)))
    if rest:
        parts.append(view.w("says.cost_none", names=view.all_named(rest)))
    elif len(priced) > 1:
        parts.append(order(priced, view))
    return view.w("page.gap").join(parts)
