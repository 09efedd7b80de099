"""The month of a limit world: what is given takes the place of what markets and data would bring."""

from __future__ import annotations

import numpy as np

from sim.engine.searching import ALL_MOVE, NOBODY_MOVES
from sim.limits.firms import run_firms
from sim.limits.labour import match, separate
from sim.limits.scene import open_month
from sim.limits.start import begin, limit_of
from sim.limits.values import place_values
from sim.phases.choices import move, review_at
from sim.phases.count import count
from sim.phases.course import Course
from sim.phases.workspace import Month
from sim.world.state import World


def review_places(world: World, month: Month) -> None:
    """Reviews at the given chance; without a labour market everybody moves at once."""
    hazard = np.full((4, 1), float(limit_of(world.scenario).at("review", world.month)))
    review_at(world, month, hazard, NOBODY_MOVES if month.scenes[0].p.labour else ALL_MOVE)


LIMIT = Course(
    begin=begin,
    open=open_month,
    phases=(
        ("firms", run_firms),
        ("separations", separate),
        ("reviews", review_places),
        ("matching", match),
        ("moves", move),
        ("counts", count),
    ),
    values=place_values,
)
