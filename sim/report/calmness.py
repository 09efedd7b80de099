"""Is the world calm without programmes? The rule that decides whether anything else on the page may be used.

From 2018-01 on, in the baseline, yearly means over replicates: the nation's unemployment within .03–.12 and within
.02 of its mean of 2019; no market's real wage drifts more than 3 % a year; rents move less than 3 % a year on average.
Yearly means, because each July a class of graduates looks for work at once.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from sim.report.study import Study, once

START = "2018-01"
RANGE = (0.03, 0.12)
NEAR = 0.02
DRIFT = 0.03


@dataclass(frozen=True)
class Breach:
    """One part of the rule that does not hold: `rule` range, near, wage or rent; the worst place, year and value."""

    rule: str
    region: str
    group: str
    value: float


@dataclass(frozen=True)
class Calm:
    """The yearly series behind the rule, and what breaks it.

    series: measure (unemployment: share; wage, rent: first year = 100), region, group, replicate (-1: mean), year,
    value.
    judged: False where the results hold nothing to judge by.
    """

    series: pd.DataFrame
    breaches: tuple[Breach, ...]
    judged: bool

    @property
    def holds(self) -> bool:
        """True unless something breaks the rule."""
        return not self.breaches


@once
def calmness(study: Study) -> Calm:
    """The rule applied to the baseline of a study."""
    unemployment, prices = _unemployment(study), _prices(study)
    parts = [t for t in (unemployment, prices) if len(t)]
    if not parts:
        return Calm(pd.DataFrame(columns=["measure", "region", "group", "replicate", "year", "value"]), (), False)
    series = pd.concat(parts, ignore_index=True)
    drifts = [b for name in ("wage", "rent") for b in _drifts(prices, name)]
    return Calm(series, (*_jobs(unemployment), *drifts), True)


def _baseline(study: Study, names: list[str], regions: list[str] | None) -> pd.DataFrame:
    m = study.results.measures(names, regions)
    m = m[(m.scenario == study.baseline) & (m.future == 0) & (m.month >= START)]
    return m.assign(year=m.month.str[:4].astype(int))


def _whole_years(m: pd.DataFrame) -> pd.DataFrame:
    """Without years of which some months are missing, if that leaves any."""
    months = m.groupby("year").month.nunique()
    whole = months[months == 12].index
    return m[m.year.isin(whole)] if len(whole) else m


def _unemployment(study: Study) -> pd.DataFrame:
    """The nation's unemployment by replicate and year, and their mean as replicate -1 (shares)."""
    m = _baseline(study, ["unemployed", "kept_in_work"], ["all"])
    m = _whole_years(m[m.group == "all"])
    wide = m.pivot_table(index=["replicate", "year"], columns="measure", values="value", aggfunc="mean")
    if not {"unemployed", "kept_in_work"} <= set(wide.columns):
        return pd.DataFrame()
    share = (wide.unemployed / (wide.unemployed + wide.kept_in_work)).rename("value").reset_index()
    mean = share.groupby("year", as_index=False).value.mean().assign(replicate=-1)
    return pd.concat([share, mean]).assign(measure="unemployment", region="all", group="all")


def _prices(study: Study) -> pd.DataFrame:
    """Wage by region and degree (where there are degrees), rent by region: yearly index of the mean over replicates."""
    m = _whole_years(_baseline(study, ["wage", "rent"], None))
    m = m[(m.group == "all") | ((m.measure == "wage") & m.group.str.startswith("degree="))]
    m = m[~m.region.str.startswith("group:")]
    yearly = m.groupby(["measure", "region", "group", "year"]).value.mean()
    if yearly.empty:
        return pd.DataFrame()
    first = yearly.groupby(level=[0, 1, 2]).transform("first")
    return (100 * yearly / first).reset_index().assign(replicate=-1)


def _jobs(unemployment: pd.DataFrame) -> list[Breach]:
    if unemployment.empty:
        return []
    mean = unemployment[unemployment.replicate == -1].set_index("year").value
    outside = mean[(mean < RANGE[0]) | (mean > RANGE[1])]
    found = [Breach("range", "all", str(outside.index[0]), float(outside.iloc[0]))] if len(outside) else []
    if 2019 in mean.index:
        away = (mean - mean[2019]).abs()
        if away.max() > NEAR:
            found.append(Breach("near", "all", str(away.idxmax()), float(mean[away.idxmax()])))
    return found


def markets(prices: pd.DataFrame, name: str) -> pd.DataFrame:
    """Series of single markets: wages by region and degree where stored, else by region; rents by region."""
    t = prices[(prices.measure == name) & (prices.region != "all")] if len(prices) else prices
    degrees = t[t.group != "all"] if len(t) else t
    return degrees if len(degrees) else t


def drift(prices: pd.DataFrame, name: str) -> pd.Series:
    """Change a year (share) by region and group: of wages from the first year to the last, of rents the mean size."""
    t = markets(prices, name)
    if t.empty:
        return pd.Series(dtype=float)
    logs = np.log(t.set_index(["region", "group", "year"]).value).unstack("year").diff(axis=1).iloc[:, 1:]
    steps = np.expm1(logs.mean(axis=1) if name == "wage" else logs.abs().mean(axis=1))
    return steps.dropna()


def _drifts(prices: pd.DataFrame, name: str) -> list[Breach]:
    steps = drift(prices, name)
    if steps.empty or steps.abs().max() <= DRIFT:
        return []
    region, group = steps.abs().idxmax()
    return [Breach(name, region, group, float(steps[region, group]))]
