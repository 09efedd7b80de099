"""The month, in order: everybody decides from the state at its start, then crowds settle. The page to read first (docs/model.md: Month).

A kind of world is a list of phases: that of the data, the same without markets (for the first fit), and limit worlds.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from sim.aid.standing import set_aside
from sim.calendar import ANCHOR
from sim.jit import PLAIN
from sim.limits.month import LIMIT
from sim.phases.choices import move, review_places
from sim.phases.claims import settle_claims
from sim.phases.count import count
from sim.phases.course import Course, Phase
from sim.phases.firms import run_firms
from sim.phases.homes import end_stays, settle_homes
from sim.phases.outreach import reach_out
from sim.phases.population import age_and_renew
from sim.phases.posts import open_posts
from sim.phases.prices import update_incomes, update_rents, update_wages
from sim.phases.research import do_research, fill_posts, go_to_platforms, keep_platforms, pay_platforms
from sim.phases.start import begin
from sim.phases.training import train_people
from sim.phases.values import place_values
from sim.phases.work import match, second_choice, separate
from sim.phases.workspace import Month, open_month
from sim.scenario import Scenario
from sim.world.anchor import anchor
from sim.world.state import World

Before = Callable[[str, World, Month], None]
PHASES: tuple[tuple[str, Phase], ...] = (
    ("firms", run_firms),
    ("separations", separate),
    ("second choice", second_choice),
    ("platforms", keep_platforms),
    ("outreach", reach_out),
    ("public posts", open_posts),
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
    ("courses", train_people),
    ("claims", settle_claims),
    ("counts", count),
)
MARKETS = ("firms", "platforms", "platform posts", "moves to platforms", "platform pay", "rents", "wages", "research")


def open_anchored(world: World) -> Month:
    """The workspace of a month; in that of the anchor stocks, firms and rates are set first, and feedbacks run from then on."""
    if not world.anchored and world.month >= ANCHOR:
        anchor(world)
    return open_month(world)


DATA = Course(begin, open_anchored, PHASES, place_values)
WITHOUT_MARKETS = DATA._replace(open=open_month).without(*MARKETS)


def start(scenario: Scenario, seed: int = 1, threads: int = 1, course: Course | None = None) -> World:
    """A world at the start of the scenario's first month; by default of the kind that the scenario describes."""
    course = course or (DATA if scenario.limit is None else LIMIT)
    world = course.begin(scenario, seed, threads)
    world.course = course
    return world


def advance(world: World, before: Before | None = None) -> None:
    """Simulate `world.month` and add one to it. before: is shown the world before each phase, which it must leave as it is."""
    if PLAIN:
        with np.errstate(over="ignore"):  # hashes wrap around in NumPy scalars, as they should
            _advance(world, before)
    else:
        _advance(world, before)


def _advance(world: World, before: Before | None) -> None:
    set_aside(world)
    month = world.course.open(world)
    for name, phase in world.course.phases:
        if before is not None:
            before(name, world, month)
        phase(world, month)
    world.month += 1
