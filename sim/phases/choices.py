"""Who reviews, what they choose, and moves: decided from the state at the start of the month, in any order."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from sim.calendar import JULY, JUNE, MARCH, SEPTEMBER, season
from sim.draws import Stream, stream_key
from sim.engine.life import leave_college, relocate
from sim.engine.review import review, room_of
from sim.engine.review_any import review_any
from sim.engine.searching import NOBODY_MOVES, UNEMPLOYED_MOVE, commit_choices, reviewers
from sim.phases.workspace import Month, window_of
from sim.records import PUBLIC_POST
from sim.rules.review import leaving_ages, monthly, yearly_review
from sim.world.state import World

Floats = NDArray[np.float64]
CHUNK = 4096  # fixed, so that sums do not depend on the number of threads


def review_places(world: World, month: Month) -> None:
    """Reviews of the month: chosen places become searches, or moves of the unemployed where they move first."""
    move_first = world.scenario.structure.move == "move_first"
    review_at(world, month, hazards(world), UNEMPLOYED_MOVE if move_first else NOBODY_MOVES)


def review_at(world: World, month: Month, hazard: Floats, who_moves: int) -> None:
    """The same at monthly hazards float64[4, M] as in `hazards`; who_moves: at once, before there is work."""
    for population in (0, 1):
        rows = due(world, month, population, hazard)
        chosen, surprise = choose(world, month, population, rows)
        world.counts.surprise[world.month - world.scenario.start] += surprise
        commit(world, month, population, rows, chosen, who_moves)


def hazards(world: World) -> NDArray[np.float64]:
    """Monthly review hazard by degree and months since leaving: float64[4, M], the last for all later months."""
    p = world.scenario.parameters
    older = tuple(age - p["leaving_age_bachelor"] for age in leaving_ages(p))
    return hazards_of(p["attention_review"], p["review_age"], older, int(p["career_years"]))


@lru_cache(maxsize=8)
def hazards_of(attention: float, fall: float, older: tuple[float, ...], career_years: int) -> NDArray[np.float64]:
    """`hazards` of some parameters: the same all year. older: years by degree, of those who leave college."""
    table = [[monthly(yearly_review(o + y, attention, fall)) for y in range(career_years + 1)] for o in older]
    return np.repeat(np.array(table), 12, axis=1)


def due(world: World, month: Month, population: int, hazard: Floats) -> NDArray[np.int64]:
    """Rows that review this month at monthly hazards float64[4, M]."""
    window = window_of(world, population)
    out = np.empty(window.high - window.low, np.int64)
    key = stream_key(world.seed, Stream.REVIEW, world.month)
    campus = season(world.month) in (SEPTEMBER, MARCH, JUNE)
    rows = out[: reviewers(window, key, hazard, world.scenario.parameters["review_lost"], campus, out)]
    if population == 1:  # who is on a platform looks at other platforms only
        rows = rows[world.people[1].platform[rows] < 0]
    return free(world, rows, population, month.levers.places.lock_in)


def free(world: World, rows: NDArray[np.int64], population: int, lock_in_months: Floats) -> NDArray[np.int64]:
    """Rows without those whose public post still obliges them to serve.  lock_in_months: float64[R]."""
    if not lock_in_months.any():
        return rows
    people = world.people[population]
    served = world.month - people.status_since[rows]
    bound = (people.job_field[rows] == PUBLIC_POST) & (served < lock_in_months[people.region[rows]])
    return rows[~bound]


def choose(world: World, month: Month, population: int, rows: NDArray[np.int64]) -> tuple[NDArray[np.int64], Floats]:
    """The place each row chooses, and the sum of 1(chosen) - P by region and degree, in persons: float64[R, 4]."""
    people, scene = world.people[population].arrays(), month.scenes[population]
    chosen = np.empty(len(rows), np.int64)
    bounds = range(0, len(rows), CHUNK)
    surprise = np.zeros((len(bounds), 4, world.setting.count))
    quick = scene.p.plain and not world.detail.size

    def chunk(number: int) -> None:
        mine = slice(number * CHUNK, (number + 1) * CHUNK)
        given = rows[mine], world.month, people, scene, surprise[number], chosen[mine]
        if quick:
            review(*given, room_of(world.setting.count))
        else:
            review_any(*given, world.detail, np.empty((3, world.setting.count)))

    if world.threads > 1 and len(bounds) > 1:
        with ThreadPoolExecutor(world.threads) as pool:
            list(pool.map(chunk, range(len(bounds))))
    else:
        for number in range(len(bounds)):
            chunk(number)
    return chosen, surprise.sum(axis=0).T * world.scale[population]


def commit(
    world: World, month: Month, population: int, rows: NDArray[np.int64], chosen: NDArray[np.int64], who_moves: int
) -> None:
    """Choices become searches, or moves of those who move at once."""
    out = np.empty(len(rows), np.int64)
    n = commit_choices(rows, chosen, world.month, world.people[population].arrays(), who_moves, out)
    month.movers[population] = month.movers[population].joined(rows[out[:n]], chosen[out[:n]])
    away = chosen != world.people[population].region[rows]
    searches = np.bincount(chosen[away], minlength=world.setting.count)
    world.counts.searches[world.month - world.scenario.start] += searches * world.scale[population]


def move(world: World, month: Month) -> None:
    """Everybody whose move is settled: the hired from afar, those who move first, and in July whoever leaves college for elsewhere."""
    now = world.month - world.scenario.start
    for population in (0, 1):
        window, classes = window_of(world, population), world.classes[population]
        flows = np.zeros(world.counts.flows.shape[1:], np.int64)
        movers = month.movers[population]
        relocate(movers.row, movers.to, world.month, False, window.people, classes, flows)
        if season(world.month) == JULY:
            rows, places = np.empty((2, window.high - window.low), np.int64)
            n = leave_college(window, classes, rows, places)
            relocate(rows[:n], places[:n], world.month, True, window.people, classes, flows)
        world.counts.flows[now] += (flows * world.scale[population]).astype(np.int32)
