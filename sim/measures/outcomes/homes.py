"""Rents, floor space, and talent flats."""

from __future__ import annotations

import numpy as np

from sim.measures.measure import Count, Measure, Ratio, World, of

FLOOR = Count("floor_m2", ("region",), np.float64)
OPEN = Count("flats_open", ("region",), np.float64)  # flats
USED, QUEUE = Count("flats_used", ("region",)), Count("flats_queue", ("region",))
COUNTS = (Count("rent", ("region",), np.float64), FLOOR, OPEN, USED, QUEUE)


def rent(world: World, rows: slice, axis: str) -> Ratio:
    """Yuan a m2 and month, weighted with the floor space at the anchor."""
    stock = np.maximum(world.regions.stock0_m2, 1.0)[None]
    return Ratio(world.counts.rent[rows] * stock, stock)


ALL = ("all",)
MEASURES = (
    Measure("rent", "yuan_m2_month", "市场租金", "market rent", "mean", ALL, rent),
    Measure("floor_space", "m2", "市场出租面积", "floor space let on the market", "stock", ALL, of(FLOOR)),
    Measure("flats_open", "units", "开放的人才公寓", "talent flats open", "stock", ALL, of(OPEN)),
    Measure("flats_used", "persons", "入住人才公寓者", "people in talent flats", "stock", ALL, of(USED)),
    Measure("flats_queue", "persons", "排队者", "people waiting for one", "stock", ALL, of(QUEUE)),
)
