"""A class's last year at college: born before its first reviews, searching on campus from autumn on."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

import sim
from sim.calendar import month_index
from sim.engine.searching import NOBODY_MOVES, commit_choices
from sim.month import advance, start
from sim.records import Status
from sim.world.state import World, empty_people

COARSE = {"persons_per_agent": 20_000, "researchers_per_agent": 2_000}


def world_at(start_year: int, start_month: int, year: int, month: int) -> World:
    """The baseline from a date on, at the beginning of another month."""
    scenario = dataclasses.replace(
        sim.load_scenario("baseline", COARSE), start=month_index(start_year, start_month), end=month_index(2021, 12)
    )
    world = start(scenario, 1)
    while world.month < month_index(year, month):
        advance(world)
    return world


def students(world: World, leaving: int) -> np.ndarray:
    """Rows of graduates still at college who leave it in July of a year."""
    people = world.people[0]
    size = people.size
    return np.flatnonzero(
        (people.status[:size] == Status.STUDENT) & (people.grad_month[:size] == month_index(leaving, 7))
    )


def test_students_search_and_find_from_their_first_autumn_on() -> None:
    world = world_at(2010, 1, 2010, 10)
    rows = students(world, 2011)
    assert len(rows) > 0
    assert (world.people[0].review_month[rows] == month_index(2010, 9)).all(), "everybody reviews in September"
    found = (world.people[0].offer_region[rows] >= 0).mean()
    assert 0.02 < found < 0.5, "the first month of search brings some an offer, not all"


@pytest.mark.parametrize("first", [7, 8, 9, 10])
def test_each_class_is_born_once_whenever_the_world_starts(first: int) -> None:
    early, late = world_at(2010, 1, 2010, 11), world_at(2010, first, 2010, 11)
    assert len(students(late, 2011)) == len(students(early, 2011)) > 0


def test_a_review_restarts_the_search_even_for_the_same_place() -> None:
    people = empty_people((3, 1))[0]
    people.status[:3] = (Status.STUDENT, Status.SEARCHING, Status.EMPLOYED)
    people.search_region[:3] = 4
    people.search_since[:3] = 10
    rows, chosen = np.arange(3), np.full(3, 4)
    commit_choices(rows, chosen, 15, people.arrays(), NOBODY_MOVES, np.empty(3, np.int64))
    assert people.search_since[:3].tolist() == [15, 15, 15]
    assert people.search_region[:3].tolist() == [4, 4, 4]
