"""Training: places of the month go to residents in the order of a draw for life, as far as the money goes; nobody is trained twice."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.aid.events import OTHERS, case_fen, rounding
from sim.aid.purse import affordable, spend
from sim.draws import Stream, stream_key
from sim.engine.training import Course, train, trainable
from sim.levers import Planned
from sim.phases.claims import note
from sim.phases.workspace import Month, window_of
from sim.records import DEGREES
from sim.world.state import World


def train_people(world: World, month: Month) -> None:
    """Every policy trains as many of each degree as it has places."""
    for planned in month.levers.planned("training_places"):
        for degree in planned.quota.at["degree"]:
            fill_places(world, month, planned, DEGREES.index(degree))


def fill_places(world: World, month: Month, planned: Planned, degree: int) -> None:
    """The month's places for one degree: whole agents by a draw of the month, whom the budget pays for."""
    policy, region, quota = planned
    population = 1 if DEGREES[degree] == "doctor" else 0
    people, scale = world.people[population], world.scale[population]
    course = course_of(world, policy, region, degree)
    rows = waiting(world, month, population, course)
    unit = case_fen(world, planned)
    money = affordable(world, policy, unit)
    whole = int(np.floor(quota.amount / scale + rounding(world, policy, region, OTHERS + degree)))
    places = min(whole, len(rows), int(min(money, 1e15)) // scale)
    rows = rows[: max(0, places)]
    train(rows, course, quota.effect["gain"], quota.effect["retrain"], people.arrays())
    for mask in (people.claimed, people.touched):
        mask[rows] |= mask.dtype.type(1 << policy)
    persons = len(rows) * scale
    spend(world, policy, region, int(round(persons * unit[0])), persons)
    world.counts.trained[world.month - world.scenario.start, region, degree] += persons
    note(month, policy, region, persons)


def course_of(world: World, policy: int, region: int, degree: int) -> Course:
    """The training of one policy, with draws for life that are the same for all."""
    keys = (stream_key(world.seed, Stream.TRAIN, life) for life in (0, 1))
    return Course(policy, region, degree, *keys)


def waiting(world: World, month: Month, population: int, course: Course) -> NDArray[np.int64]:
    """Rows of those who may be trained, in order."""
    window = window_of(world, population)
    out, lot = np.empty(window.high - window.low, np.int64), np.empty(window.high - window.low)
    n = trainable(window, course, month.promises.access, out, lot)
    return out[:n][np.argsort(lot[:n], kind="stable")]
