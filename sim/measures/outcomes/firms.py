"""Firms in business."""

from __future__ import annotations

from sim.measures.measure import Count, Measure, Ratio, World, of

FIRMS, TECHNOLOGY = (
    Count("firms", ("region",)),
    Count("technology_firms", ("region",)),
)  # of firm_size_mean graduates in the mean
COUNTS = (FIRMS, TECHNOLOGY)


def technology_share(world: World, rows: slice, axis: str) -> Ratio:
    """Of all firms, those of technology."""
    return Ratio(world.counts.technology_firms[rows], world.counts.firms[rows])


ALL = ("all",)
MEASURES = (
    Measure(
        "firms",
        "firms",
        "企业数（锚定时平均每家{firm_size_mean:,.0f}人）",
        "firms of {firm_size_mean:,.0f} persons in the mean at the anchor",
        "stock",
        ALL,
        of(FIRMS),
    ),
    Measure(
        "technology_firms",
        "firms",
        "科技企业数（锚定时平均每家{firm_size_mean:,.0f}人）",
        "technology firms of {firm_size_mean:,.0f} persons in the mean at the anchor",
        "stock",
        ALL,
        of(TECHNOLOGY),
    ),
    Measure("technology_share", "share", "科技企业占比", "share of technology firms", "mean", ALL, technology_share),
)
