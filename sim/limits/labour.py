"""Work in a limit world: chances and posts given, or drawn by lot."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from sim.draws import Stream, draws, stream_key
from sim.engine.transitions import set_to_work
from sim.limits.free_entry import free_entry
from sim.limits.prices import set_wage
from sim.limits.start import limit_of
from sim.phases import work
from sim.phases.posts import no_public_posts
from sim.phases.workspace import Month
from sim.records import Status
from sim.rules.matching import COBB_DOUGLAS, FUNCTIONS
from sim.scenario.limit.record import LimitWorld
from sim.scenario.limit.rules import FreeEntry, Lottery, Matching, Rates
from sim.world.state import World

Floats = NDArray[np.float64]


def set_labour(world: World, limit: LimitWorld) -> None:
    """Chances and posts of the month."""
    given, month, rule = world.given, world.month, limit.labour
    assert given is not None
    if isinstance(rule, Rates):
        given.find, given.separate = rule.at("find", month), rule.at("separate", month)
    elif isinstance(rule, Matching):
        given.separate, given.vacancies = rule.at("separate", month), rule.at("vacancies", month)
        world.regions.efficiency = np.repeat(rule.at("mu", month)[:, None], 3, axis=1)
    elif isinstance(rule, FreeEntry):
        given.separate = rule.at("separate", month)
        world.regions.efficiency = np.repeat(rule.at("mu", month)[:, None], 3, axis=1)
        status, place = world.people[0].status, world.people[0].region.astype(np.int64)
        given.vacancies = free_entry(rule, month)[0] * np.bincount(
            place[status == Status.SEARCHING], minlength=world.setting.count
        )
    elif isinstance(rule, Lottery):
        draw_jobs(world, rule)


def draw_jobs(world: World, rule: Lottery) -> None:
    """Jobs of the month are drawn anew among those at a place."""
    people, jobs = world.people[0], rule.at("jobs", world.month)
    n = people.size
    lot = draws(stream_key(world.seed, Stream.LOTTERY, world.month), people.id[:n])
    for j in range(world.setting.count):
        here = np.flatnonzero(people.region[:n] == j)
        winners = len(here) if math.isinf(jobs[j]) else min(len(here), int(jobs[j]))
        works = np.arange(len(here)) < winners
        set_to_work(here[np.argsort(lot[here], kind="stable")], works, people.arrays())
    set_wage(world, rule.at("wage", world.month))


def expected_share(world: World, limit: LimitWorld) -> Floats:
    """Expected share of the time in work at each place: below one only where jobs are drawn by lot.  float64[R]."""
    if not isinstance(limit.labour, Lottery):
        return np.ones(world.setting.count)
    people = np.maximum(1, world.classes[0][0, :-1])
    return np.asarray(np.minimum(1.0, limit.labour.at("jobs", world.month) / people))


def matching_of(limit: LimitWorld, month: int) -> tuple[int, Floats]:
    """Kind and elasticity of a limit world's matching function."""
    rule = limit.labour
    if isinstance(rule, Matching):
        return FUNCTIONS[rule.kind], rule.at("eta", month)
    assert isinstance(rule, FreeEntry)
    return COBB_DOUGLAS, rule.at("eta", month)


def separate(world: World, month: Month) -> None:
    """People who lose their job, at the given rate."""
    assert world.given is not None
    work.lose_jobs(world, month, world.given.separate)


def match(world: World, month: Month) -> None:
    """Searchers are hired at given rates, or meet given posts; who lost work this month looks for it from the next on."""
    limit, given, r = limit_of(world.scenario), world.given, world.setting.count
    assert given is not None
    if isinstance(limit.labour, str | Lottery):
        return
    searches = work.searching(world, month, 0, rests=True)
    if isinstance(limit.labour, Rates):
        work.hire_at_rates(world, month, 0, searches, np.repeat(given.find, 3))
        return
    u = draws(stream_key(world.seed, Stream.ROUNDING, world.month + 100_000), world.setting.key)
    pooled = np.floor(np.outer(given.vacancies, [1.0, 0.0, 0.0]) + u[:, None]).astype(np.int64)
    pooled[:, 2] = 0
    posts = work.posts_without_firms(pooled, no_public_posts(month, r))
    vacancies = work.open_by_market(posts)
    vacancies[:, 0] = given.vacancies  # as given; the posts themselves are whole
    work.hire_at_markets(world, month, 0, searches, posts, vacancies, matching_of(limit, world.month))
