"""Births of classes, family, and leaving the population at the end of the career."""

from __future__ import annotations

from sim.calendar import AUGUST, JULY, season, year_of
from sim.draws import Stream, stream_key
from sim.engine import events
from sim.phases.workspace import Month, rows_of
from sim.world.state import World
from sim.world.synthesis import add_classes


def age_and_renew(world: World, month: Month) -> None:
    """Family events; in July the oldest class leaves, at the end of August the next one enters its last year at college."""
    if world.given is not None:
        return
    if world.scenario.structure.family:
        for population in (0, 1):
            live_together(world, population)
    if season(world.month) == JULY:
        for population in (0, 1):
            retire(world, population, month)
    if season(world.month) == AUGUST:
        for population in (0, 1):
            add_classes(world, population, year_of(world.month) + 1)


def live_together(world: World, population: int) -> None:
    """Partners and children, once a year a person."""
    p, (low, high) = world.scenario.parameters, rows_of(world, population)
    partner = stream_key(world.seed, Stream.PARTNER, world.month)
    child = stream_key(world.seed, Stream.CHILD, world.month)
    events.family(
        world.people[population].arrays(),
        low,
        high,
        world.month,
        partner,
        p["partner_hazard"],
        child,
        p["child_hazard"],
        int(p["school_age"]),
    )


def retire(world: World, population: int, month: Month) -> None:
    """End of the career: the job ends with it."""
    low, high = rows_of(world, population)
    months = int(world.scenario.parameters["career_years"]) * 12
    world.low[population] = events.leave_population(
        world.people[population].arrays(), low, high, world.month, months, month.staff
    )
