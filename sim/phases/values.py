"""What living at a place is worth to somebody who reviews there: the expected maximum over the places to go to."""

from __future__ import annotations

import numpy as np

from sim.engine.bellman import solve_values
from sim.levers import month_levers
from sim.phases.horizon import discounts, mean_utilities
from sim.records import DEGREES
from sim.world.state import World

Row = tuple[str, str, float, float, float]


def place_values(world: World) -> list[Row]:
    """(region, degree, value, logsum, chance to stay); value holds Euler's constant, logsum does not. Myopic: beta is 0."""
    beta = discounts(world) if world.scenario.structure.horizon == "forward" else [0.0] * len(DEGREES)
    levers = month_levers(world.scenario.policies, world.setting.regions, world.month).places
    solved = [solve_values(v, float(b)) for v, b in zip(mean_utilities(world, levers), beta, strict=True)]
    return [row for degree, parts in zip(DEGREES, solved, strict=True) for row in rows_of(world, degree, *parts)]


def rows_of(world: World, degree: str, value: np.ndarray, logsum: np.ndarray, stay: np.ndarray) -> list[Row]:
    """A row a region."""
    names = world.setting.regions
    return [(r, degree, float(value[j]), float(logsum[j]), float(stay[j])) for j, r in enumerate(names)]
