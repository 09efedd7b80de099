"""Is a world without any programme calm? The nation's unemployment, wages of every market, rents of every region."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sim.report import calmness
from sim.report.formats import listed, percent, signed
from sim.report.study import Study
from sim.report.view import View
from sim.report.words import has


def table(study: Study) -> pd.DataFrame:
    """measure, region, group, replicate (-1: mean), year, value, as in calmness.Calm.series."""
    return calmness.calmness(study).series


def place(region: str, group: str, view: View) -> str:
    """A market in words: a region, with the degree where there is one."""
    if region == "all":
        return view.w("region.all")
    degree = f"group.{group}"
    return view.region(region) + (view.w("page.of_degree", degree=view.w(degree)) if has(degree) else "")


def breach(b: calmness.Breach, view: View) -> str:
    """One part of the rule that does not hold, in words."""
    if b.rule in ("range", "near"):
        return view.w(f"says.calm_{b.rule}", year=b.group, x=percent(b.value, 1))
    return view.w(f"says.calm_{b.rule}", place=place(b.region, b.group, view), x=signed(100 * b.value, 1))


def says(table: pd.DataFrame, view: View) -> str:
    """The verdict, with bounds that hold for all places or with what breaks the rule."""
    calm = calmness.calmness(view.study)
    if not calm.holds:
        return (
            view.w("says.calm_not") + listed([breach(b, view) for b in calm.breaches], view.lang) + view.w("page.stop")
        )
    jobs = table[(table.measure == "unemployment") & (table.replicate == -1)].value
    parts = [view.w("says.calm_jobs", low=percent(jobs.min(), 1), high=percent(jobs.max(), 1))] if len(jobs) else []
    for name in ("wage", "rent"):
        steps = calmness.drift(table[table.measure == name], name).abs()
        if len(steps):
            bound = np.ceil(1000 * steps.max()) / 10  # upwards: no place lies beyond
            parts.append(view.w(f"says.calm_{name}_holds", x=f"{bound:.1f}"))
    return view.w("says.calm_holds", n=table.year.nunique()) + view.w("page.gap") + view.w("page.gap").join(parts)
