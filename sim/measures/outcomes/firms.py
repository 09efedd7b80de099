"""Firms in business, those that enter and close, the posts they want; and those that policies help, or pay for hires."""

from __future__ import annotations

import numpy as np

from sim.measures.measure import Count, Measure, Ratio, Reading, World, of

BY_ZONE = ("region", "place")
FIRMS, TECHNOLOGY = (
    Count("firms", BY_ZONE),
    Count("technology_firms", BY_ZONE),
)  # of firm_size_mean graduates in the mean
ENTRIES, EXITS = Count("entries", BY_ZONE), Count("exits", BY_ZONE)  # of a month
POSTS = Count("firm_posts", BY_ZONE, np.float64)
HIRES = Count("subsidised_hires", ("region",))  # approved in a month


def supported_jobs(world: World) -> np.ndarray:
    """Persons for whom firms that are helped this month want posts, less those vacant, by region: float64[R]."""
    firms = world.firms
    n = firms.size
    rows = np.flatnonzero((firms.alive[:n] == 1) & (firms.helped_until[:n] > world.month))
    posts = (firms.target_low[rows] + firms.target_high[rows]).astype(float) * world.scale[0]
    held = posts * (1.0 - world.scenario.parameters["vacancy_rate"])
    return np.bincount(firms.region[rows], held, minlength=world.setting.count)


SUPPORTED = Count("supported_jobs", ("region",), np.float64, at_end=supported_jobs)
COUNTS = (FIRMS, TECHNOLOGY, ENTRIES, EXITS, POSTS, HIRES, SUPPORTED)


def by_zone(counted: Count) -> Reading:
    """Reads an array by zone; all firms of a region together along "all"."""

    def read(world: World, rows: slice, axis: str) -> np.ndarray:
        values: np.ndarray = getattr(world.counts, counted.name)[rows]
        return values.sum(axis=2) if axis == "all" else values[:, :, 1:]

    return read


def technology_share(world: World, rows: slice, axis: str) -> Ratio:
    """Of all firms, those of technology."""
    technology, every = (by_zone(counted)(world, rows, axis) for counted in (TECHNOLOGY, FIRMS))
    return Ratio(technology, every)  # type: ignore[arg-type]  # both are counted in every world


ALL, ZONED = ("all",), ("all", "zone")
MEASURES = (
    Measure(
        "firms",
        "firms",
        "企业数（锚定时平均每家{firm_size_mean:,.0f}人）",
        "firms of {firm_size_mean:,.0f} persons in the mean at the anchor",
        "stock",
        ZONED,
        by_zone(FIRMS),
    ),
    Measure(
        "technology_firms",
        "firms",
        "科技企业数（锚定时平均每家{firm_size_mean:,.0f}人）",
        "technology firms of {firm_size_mean:,.0f} persons in the mean at the anchor",
        "stock",
        ZONED,
        by_zone(TECHNOLOGY),
    ),
    Measure("technology_share", "share", "科技企业占比", "share of technology firms", "mean", ZONED, technology_share),
    Measure("entries", "firms", "新进入企业数", "firms that enter", "flow", ZONED, by_zone(ENTRIES)),
    Measure("exits", "firms", "关闭企业数", "firms that close", "flow", ZONED, by_zone(EXITS)),
    Measure(
        "firm_posts",
        "persons",
        "企业岗位数（含空缺）",
        "posts of firms, vacant ones among them",
        "stock",
        ZONED,
        by_zone(POSTS),
    ),
    Measure(
        "supported_jobs",
        "persons",
        "受扶持企业的岗位",
        "jobs in firms that are being helped",
        "stock",
        ALL,
        of(SUPPORTED),
    ),
    Measure("subsidised_hires", "persons", "获补贴的招用人数", "hires paid a subsidy for", "flow", ALL, of(HIRES)),
)
