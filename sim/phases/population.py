"""Births of classes, family, and leaving the population at the end of the career."""

from __future__ import annotations

from sim.calendar import AUGUST, JULY, season, year_of
from sim.draws import Stream, stream_key
from sim.engine import life
from sim.phases.workspace import Month, window_of
from sim.world.state import World
from sim.world.synthesis import add_classes


def age_and_renew(world: World, month: Month) -> None:
    """Family events; in July the oldest class leaves, at the end of August the next one enters its last year at college."""
    if world.scenario.structure.family:
        for population in (0, 1):
            live_together(world, population)
    if season(world.month) == JULY:
        for population in (0, 1):
            retire(world, population)
    if season(world.month) == AUGUST:
        for population in (0, 1):
            add_classes(world, population, year_of(world.month) + 1)


def live_together(world: World, population: int) -> None:
    """Partners and children, once a year a person."""
    p = world.scenario.parameters
    rules = life.FamilyRules(p["partner_hazard"], p["child_hazard"], int(p["school_age"]))
    keys = life.FamilyKeys(*(stream_key(world.seed, s, world.month) for s in (Stream.PARTNER, Stream.CHILD)))
    life.family(window_of(world, population), rules, keys)


def retire(world: World, population: int) -> None:
    """End of the career: the job ends with it."""
    months = int(world.scenario.parameters["career_years"]) * 12
    world.low[population] = life.leave_population(window_of(world, population), months)
