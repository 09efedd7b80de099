"""What programmes pay."""

from __future__ import annotations

import numpy as np

from sim.measures.measure import Count, Measure, World

COUNTS = (Count("cases", ("policy", "answer")),)


def spend(world: World, rows: slice, axis: str) -> np.ndarray:
    """Yuan of the ledger by month and region, receipts counted against them."""
    paid = np.zeros(world.counts.rent.shape)
    for month, _, region, _, fen, _ in world.counts.ledger:
        paid[month - world.scenario.start, region] += fen / 100.0
    return paid[rows]


MEASURES = (Measure("spend", "yuan", "全部方案的支出", "paid by all programmes", "flow", ("all",), spend),)
