"""What one world has counted, month by month, as dense arrays: one for each `Count` that an outcome declares."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from sim.measures.measure import World, size
from sim.measures.outcomes import COUNTS

Entry = tuple[int, str, int, str, int, int]  # month, policy's id, region, recipient, fen, cases


class Counts:
    """`counts.NAME[month, *axes]` for each of COUNTS; row 0 is the scenario's first month. ledger: every payment."""

    def __init__(self, arrays: dict[str, np.ndarray]) -> None:
        vars(self).update(arrays)
        self.ledger: list[Entry] = []

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> np.ndarray: ...
        def __setattr__(self, name: str, value: Any) -> None: ...

    @classmethod
    def blank(cls, months: int, regions: int, policies: int) -> Counts:
        """Nothing counted yet."""
        shapes = {c.name: [size(axis, regions, policies) for axis in c.axes] for c in COUNTS.values()}
        return cls({name: np.zeros((months, *shape), COUNTS[name].dtype) for name, shape in shapes.items()})


def count_month(world: World) -> None:
    """Fill in what is counted at the end of a month by a function of its own."""
    now = world.month - world.scenario.start
    for count in COUNTS.values():
        if count.at_end is not None:
            getattr(world.counts, count.name)[now] = count.at_end(world)
