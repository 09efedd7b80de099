"""Labour markets: who searches, what is open, who is hired, at what wage."""

from __future__ import annotations

import numpy as np

from sim.calendar import ANCHOR
from sim.exact import exp
from sim.measures.measure import Count, Measure, Ratio, World, of

SEEKERS = Count("seekers", ("region", "skill"), np.float64)  # weighted
POSTS = Count("posts", ("region", "skill"), np.float64)
MATCHES = Count("matches", ("region", "skill"))
COUNTS = (SEEKERS, POSTS, MATCHES, Count("ln_wage", ("region", "degree"), np.float64))


def tightness(world: World, rows: slice, axis: str) -> Ratio:
    """Open posts over those who search."""
    return Ratio(world.counts.posts[rows].sum(axis=2), world.counts.seekers[rows].sum(axis=2))


def wage(world: World, rows: slice, axis: str) -> Ratio:
    """By degree weighted with the jobs of the month; of all with jobs that stay the same, which composition cannot move."""
    wages, jobs = exp(world.counts.ln_wage[rows]), world.counts.employed
    if axis == "degree":
        now = jobs[rows].astype(float)
        return Ratio(wages * now, now)
    fixed = jobs[anchor_row(world)].astype(float)[None]
    return Ratio((wages * fixed).sum(axis=2), fixed.sum(axis=2))


def anchor_row(world: World) -> int:
    """Row of the counts whose jobs weigh wages: the month before the anchor, or the first."""
    return min(max(0, ANCHOR - 1 - world.scenario.start), len(world.counts.persons) - 1)


ALL = ("all",)
MEASURES = (
    Measure(
        "searching",
        "persons",
        "求职者（异地按权重）",
        "searchers of the region's markets, those from afar by their weight",
        "stock",
        ALL,
        of(SEEKERS),
    ),
    Measure("vacancies", "persons", "空缺岗位", "open posts", "stock", ALL, of(POSTS)),
    Measure("matches", "persons", "录用", "hires", "flow", ALL, of(MATCHES)),
    Measure("tightness", "ratio", "岗位与求职者之比", "open posts over searchers", "mean", ALL, tightness),
    Measure(
        "wage",
        "yuan_month",
        "市场工资",
        "market wage",
        "mean",
        ("all", "degree"),
        wage,
    ),
)
