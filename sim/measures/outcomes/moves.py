"""Moves between regions, and the choices behind them."""

from __future__ import annotations

import numpy as np

from sim.measures.measure import Count, Measure, World, of

SEARCHES = Count("searches", ("region",))  # begun from afar
COUNTS = (
    Count("flows", ("origin", "destination", "move", "degree"), np.int32),
    Count("surprise", ("region", "degree"), np.float64),  # chosen less expected, 1 - P, summed over reviews
    Count(
        "luck", ("direction", "region", "degree"), np.float64
    ),  # invited from afar less expected: to the region, and away from it
    SEARCHES,
)


def arrivals(world: World, rows: slice, axis: str) -> np.ndarray:
    """Moves by destination."""
    return np.asarray(world.counts.flows[rows].sum(axis=(1, 3, 4)))


def departures(world: World, rows: slice, axis: str) -> np.ndarray:
    """Moves by origin."""
    return np.asarray(world.counts.flows[rows].sum(axis=(2, 3, 4)))


MONTHLY = "persons a month"
MEASURES = (
    Measure("arrivals", MONTHLY, "迁入", "moves into the region", "flow", ("all",), arrivals),
    Measure("departures", MONTHLY, "迁出", "moves out of the region", "flow", ("all",), departures),
    Measure(
        "choices",
        MONTHLY,
        "选择前来者",
        "reviews that chose this region from elsewhere",
        "flow",
        ("all",),
        of(SEARCHES),
    ),
)
