"""Events that policies bring about: what a case costs, and the draw by which a planned number becomes a whole one."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.aid.purse import YEARS
from sim.draws import Stream, draws_at, name_key, stream_key
from sim.levers import Planned
from sim.world.state import World

POSTS, OTHERS = (
    100,
    200,
)  # codes of what is rounded, apart from those of markets; a policy is of one kind, so that its own never meet


def case_fen(world: World, planned: Planned) -> NDArray[np.float64]:
    """What a case costs, with the office's work, by year from now: fen, float64[Y]."""
    due = np.zeros(YEARS)
    due[0] = (planned.quota.yuan + world.scenario.policies[planned.policy].admin_yuan_case) * 100
    return due


def rounding(world: World, policy: int, region: int, code: int) -> float:
    """The month's draw, uniform on [0, 1), that rounds what a policy plans in a region.  code: what else tells it apart."""
    key = stream_key(world.seed, Stream.ROUNDING, world.month)
    place = world.setting.key[region : region + 1] + np.uint64(code)
    return float(draws_at(key, place, name_key(world.scenario.policies[policy].id))[0])
