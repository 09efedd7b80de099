"""The month, in order: everybody decides from the state at its start, then crowds settle. The page to read first (docs/model.md: Month)."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from sim.jit import PLAIN
from sim.phases.choices import move, review_places
from sim.phases.count import count
from sim.phases.finance import settle_claims
from sim.phases.homes import end_stays, settle_homes
from sim.phases.outreach import reach_out
from sim.phases.population import age_and_renew
from sim.phases.prices import update_incomes, update_rents, update_wages
from sim.phases.research import do_research, fill_posts, go_to_platforms, keep_platforms, pay_platforms
from sim.phases.start import begin
from sim.phases.work import match, run_firms, separate
from sim.phases.workspace import Month, open_month
from sim.scenario import Scenario
from sim.world.anchor import anchor
from sim.world.firms import set_staff
from sim.world.state import World

PHASES: tuple[tuple[str, Callable[[World, Month], None]], ...] = (
    ("firms", run_firms),
    ("separations", separate),
    ("platforms", keep_platforms),
    ("outreach", reach_out),
    ("flat stays", end_stays),
    ("reviews", review_places),
    ("platform posts", fill_posts),
    ("matching", match),
    ("moves to platforms", go_to_platforms),
    ("moves", move),
    ("incomes", update_incomes),
    ("platform pay", pay_platforms),
    ("homes", settle_homes),
    ("rents", update_rents),
    ("wages", update_wages),
    ("research", do_research),
    ("population", age_and_renew),
    ("claims", settle_claims),
    ("counts", count),
)


def start(scenario: Scenario, seed: int = 1, threads: int = 1) -> World:
    """A world at the start of the scenario's first month."""
    return begin(scenario, seed, threads)


def advance(world: World) -> None:
    """Simulate `world.month` and add one to it."""
    if PLAIN:
        with np.errstate(over="ignore"):  # hashes wrap around in NumPy scalars, as they should
            _advance(world)
    else:
        _advance(world)


def _advance(world: World) -> None:
    if not world.anchored and world.month >= world.anchor_month and world.given is None:
        anchor(world)
    month = open_month(world)
    for _, phase in PHASES:
        phase(world, month)
    if len(month.staff):
        set_staff(world.firms, month.staff)
    world.month += 1
