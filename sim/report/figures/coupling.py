"""Are the two worlds still comparable person by person? People who differ, by year; of those, never touched."""

from __future__ import annotations

import pandas as pd

from sim.report.formats import digits, percent
from sim.report.study import Study
from sim.report.view import View

COUNTS = ("jobs_differ", "differs_ever", "differs_now", "third_place")


def table(study: Study) -> pd.DataFrame:
    """variant, year, then shares of all persons: COUNTS; untouched: of those who differ now; means over replicates."""
    c = study.results.coupling
    c = c[c.year.str.fullmatch(r"\d{4}") & c.variant.isin(study.names)] if len(c) else c
    persons = study.results.measures(["persons"], ["all"])
    persons = persons[(persons.group == "all") & (persons.scenario == study.baseline) & (persons.future == 0)]
    if c.empty or persons.empty:
        return pd.DataFrame()
    last = persons[persons.month == persons.groupby(persons.month.str[:4]).month.transform("max")]
    everyone = last.groupby(last.month.str[:4]).value.mean()
    t = c.groupby(["variant", "year"], as_index=False, sort=True)[[*COUNTS, "untouched"]].mean()
    shares = {k: t[k] / t.year.map(everyone) for k in COUNTS}
    t = t.assign(untouched=t.untouched / t.differs_now.where(t.differs_now > 0), **shares).dropna(subset="differs_now")
    return t if t.differs_ever.max() > 0 else t.iloc[:0]


def first_of(table: pd.DataFrame, view: View) -> pd.DataFrame:
    """Rows of the first variant that changes anybody's place."""
    changing = set(table[table.differs_ever > 0].variant)
    name = next(n for n in view.study.names if n in changing)
    return table[table.variant == name]


def says(table: pd.DataFrame, view: View) -> str:
    """The last year: in another place, of those never touched, in another job."""
    row = first_of(table, view).iloc[-1]
    n = digits(1e4 * row.differs_now, 2)
    fill = {"year": row.year, "n": n, "jobs": percent(row.jobs_differ, 1 if row.jobs_differ >= 0.001 else 3)}
    if pd.isna(row.untouched):
        return view.w("says.coupling_same", **fill)
    return view.w("says.coupling", untouched=percent(row.untouched), **fill)
