"""Who lives where, in work and out of it; first jobs; and how many hold a job below or beside what they learned."""

from __future__ import annotations

import numpy as np

from sim.measures.measure import Count, Measure, Ratio, World, of

FIRST_JOBS = Count("first_jobs", ("region", "college", "degree"), np.int32)
COUNTS = (
    Count("persons", ("region", "degree")),  # who has left college and not the population
    Count("employed", ("region", "degree")),
    Count("by_college", ("region", "college")),
    Count("employed_by_college", ("region", "college")),
    Count("mismatched", ("region",)),
    Count("overqualified", ("region",)),
    FIRST_JOBS,
)


def persons(world: World, rows: slice, axis: str) -> np.ndarray:
    """Everybody of the classes who has left college."""
    counts = world.counts
    return counts.by_college[rows] if axis == "college" else _by_degree(counts.persons[rows], axis)


def in_work(world: World, rows: slice, axis: str) -> np.ndarray:
    """Those in work."""
    counts = world.counts
    return counts.employed_by_college[rows] if axis == "college" else _by_degree(counts.employed[rows], axis)


def unemployed(world: World, rows: slice, axis: str) -> np.ndarray:
    """Those without work."""
    return _by_degree((world.counts.persons - world.counts.employed)[rows], axis)


def unemployment(world: World, rows: slice, axis: str) -> Ratio:
    """Of everybody, those without work."""
    return Ratio(unemployed(world, rows, axis), persons(world, rows, axis))


def mismatch(world: World, rows: slice, axis: str) -> Ratio:
    """Of those in work, those in another field than their own."""
    return Ratio(world.counts.mismatched[rows], in_work(world, rows, axis))


def overqualified(world: World, rows: slice, axis: str) -> Ratio:
    """Of those in work, those below their degree."""
    return Ratio(world.counts.overqualified[rows], in_work(world, rows, axis))


def _by_degree(counted: np.ndarray, axis: str) -> np.ndarray:
    return np.asarray(counted.sum(axis=2)) if axis == "all" else counted


ALL = ("all",)
BY_DEGREE, BY_COLLEGE = (*ALL, "degree"), (*ALL, "degree", "college")
MEASURES = (
    Measure(
        "persons",
        "persons",
        "居住在当地、已离校的十五届毕业生",
        "people of the fifteen classes who live there and have left college",
        "stock",
        BY_COLLEGE,
        persons,
    ),
    Measure("kept_in_work", "persons", "其中在业者", "of these, those in work", "stock", BY_COLLEGE, in_work),
    Measure("first_jobs", "persons a month", "开始首份工作者", "first jobs begun", "flow", BY_COLLEGE, of(FIRST_JOBS)),
    Measure("unemployed", "persons", "无业者", "people without work", "stock", BY_DEGREE, unemployed),
    Measure("unemployment", "share", "失业率", "share without work", "mean", ALL, unemployment),
    Measure("mismatch", "share", "专业不对口比例", "share of jobs in another field", "mean", ALL, mismatch),
    Measure("overqualified", "share", "学历高配比例", "share of jobs below one's degree", "mean", ALL, overqualified),
)
