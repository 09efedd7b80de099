"""What living at a place is worth to somebody who reviews there: the expected maximum over the places to go to."""

from __future__ import annotations

from sim.phases.limit import state_values
from sim.world.state import World


def place_values(world: World) -> list[tuple[str, str, float, float, float]]:
    """(region, degree, value, logsum, chance to stay); value holds Euler's constant, logsum does not."""
    limit = world.scenario.limit
    if limit is None:
        raise ValueError("values() is for limit worlds: the real world's horizon is myopic and has no values of places")
    value, logsum, stay = state_values(world, limit)
    return [(r, "bachelor", *(float(x[j]) for x in (value, logsum, stay))) for j, r in enumerate(world.setting.regions)]
