"""A class's last year at college: born before its first reviews, searching on campus from autumn on."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

import sim
from sim.calendar import month_index
from sim.engine.life import leave_college, relocate
from sim.engine.rows import Window
from sim.engine.searching import NOBODY_MOVES, Searches, SearchRules, commit_choices, searchers
from sim.levers import neutral_places
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


def test_students_are_as_near_to_places_afar_as_employers_come_to_them() -> None:
    """On campus a search from afar weighs far_student, after college far; at home both weigh 1; help closes the rest of either gap."""
    people = empty_people((6, 1))[0]
    people.status[:6] = [Status.STUDENT] * 3 + [Status.SEARCHING] * 3
    people.offer_region[:6] = -1
    people.search_region[:6] = [0, 1, 1] * 2
    people.search_since[:6], people.status_since[:6] = 10, 9
    people.contacted[:6] = [0, 0, 1 << 1] * 2
    rules = SearchRules(campus=True, rests=False, months=6, far=0.5, far_student=0.8)
    help_there = neutral_places(("a", "b"))
    help_there.remote_search[0, 1] = 0.5
    out = Searches.room(6)
    found = out.first(searchers(Window(people.arrays(), 0, 6, 11), help_there, rules, out))
    assert found.weight == pytest.approx([1.0, 0.8, 0.9, 1.0, 0.5, 0.75])
    help_there.search_gap[0, 1] = 0.25  # for everybody; of two helps the larger counts
    found = out.first(searchers(Window(people.arrays(), 0, 6, 11), help_there, rules, out))
    assert found.weight == pytest.approx([1.0, 0.85, 0.9, 1.0, 0.625, 0.75])


def test_leaving_college_without_an_offer_leads_home_only_if_one_looks_there() -> None:
    """With an offer to its place; without, home for who looks at home, and nowhere for all others."""
    people = empty_people((5, 1))[0]
    people.status[:5], people.grad_month[:5], people.region[:5], people.home[:5] = Status.STUDENT, 6, 2, [3, 3, 3, 2, 3]
    people.offer_region[:5] = [4, -1, -1, -1, 3]
    people.search_region[:5] = [-1, 3, 4, 2, -1]
    rows, places = np.empty((2, 5), np.int64)
    n = leave_college(Window(people.arrays(), 0, 5, 6), np.zeros((1, 6), np.int64), rows, places)
    assert dict(zip(rows[:n], places[:n], strict=True)) == {0: 4, 1: 3, 4: 3}
    assert [*people.status[:5]] == [Status.EMPLOYED, *[Status.SEARCHING] * 3, Status.EMPLOYED]
    relocate(
        rows[:n], places[:n], 6, True, people.arrays(), np.zeros((1, 6), np.int64), np.zeros((5, 5, 3, 4), np.int64)
    )
    assert [*people.region[:5]] == [4, 3, 2, 2, 3]
    assert [*people.search_region[1:4]] == [3, 4, 2]
