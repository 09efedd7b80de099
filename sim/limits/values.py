"""What places are worth in a limit world."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.engine.bellman import solve_values
from sim.exact import ln
from sim.limits.labour import expected_share
from sim.limits.prices import TINY, shares
from sim.limits.start import limit_of
from sim.phases.values import Row, rows_of
from sim.scenario.limit.record import LimitWorld
from sim.world.state import World

Floats = NDArray[np.float64]


def utilities(world: World, limit: LimitWorld) -> Floats:
    """v without continuation by origin and destination: float64[R, R]."""
    given, month, r = world.given, world.month, world.setting.count
    assert given is not None
    if limit.utility is not None:
        place = limit.at("utility", month)
    else:
        income = given.wage * (1.0 + limit.at("subsidy", month)) * expected_share(world, limit)
        log = limit.at("eps", month) * (
            ln(np.maximum(income, TINY)) - limit.at("alpha", month) * ln(np.maximum(given.rent, TINY))
        )
        place = income - given.rent if limit.form == "linear" else log
    place = place + float(limit.at("peers", month)) * shares(world)
    return np.asarray(place[None, :] - np.broadcast_to(limit.at("cost", month), (r, r)) * (1.0 - np.eye(r)))


def state_values(world: World, limit: LimitWorld) -> tuple[Floats, Floats, Floats]:
    """L_j = E max over k of (v_jk + beta L_k + e), solved to 1e-12; the logsum without Euler's constant, and the chance to stay."""
    nest = world.setting.nest if limit.nests else None
    return solve_values(
        utilities(world, limit), float(limit.at("beta", world.month)), nest, float(limit.at("nest_lambda", world.month))
    )


def place_values(world: World) -> list[Row]:
    """What living at a place is worth: rows as `phases.values.rows_of` gives them."""
    return rows_of(world, "bachelor", *state_values(world, limit_of(world.scenario)))
