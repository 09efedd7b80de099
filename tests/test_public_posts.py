"""Public posts oblige to serve: who holds one thinks of no other place in its first months."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from types import MappingProxyType

import numpy as np
import pytest

import sim
from sim.calendar import month_index
from sim.month import advance, start
from sim.phases.choices import due, hazards
from sim.phases.workspace import open_month
from sim.records import PUBLIC_POST, Status
from sim.world.state import World

COARSE = {"persons_per_agent": 5_000, "researchers_per_agent": 5_000}
MONTH, END = month_index(2018, 4), month_index(2019, 1)


def begun(changes: Mapping[str, object] = MappingProxyType({})) -> World:
    """In 2017, with the reported policies that have begun before the end."""
    scenario = sim.load_scenario("reported", COARSE | changes)
    policies = tuple(policy for policy in scenario.policies if policy.start < END)
    return start(dataclasses.replace(scenario, start=month_index(2017, 1), policies=policies), 1)


@pytest.fixture(scope="module")
def world() -> World:
    """After the anchor, every second worker of Hohhot in a public post: each fourth for three months, the others for thirty."""
    world = begun()
    while world.month < MONTH:
        advance(world)
    people, here = world.people[0], world.setting.regions.index("Hohhot")
    workers = np.flatnonzero((people.status[: people.size] == Status.EMPLOYED) & (people.region[: people.size] == here))
    people.job_field[workers[::2]] = PUBLIC_POST
    people.status_since[workers[::2]] = MONTH - 30
    people.status_since[workers[::4]] = MONTH - 3
    people.review_due[workers] = MONTH
    return world


def test_only_those_who_still_serve_do_not_review(world: World) -> None:
    people, here = world.people[0], world.setting.regions.index("Hohhot")
    month = open_month(world)
    lock_in = month.levers.places.lock_in
    assert lock_in[here] == 36
    lock_in[here] = 0
    everybody = due(world, month, 0, hazards(world))
    lock_in[here] = 24
    others = due(world, month, 0, hazards(world))
    held = np.setdiff1d(everybody, others)
    assert len(held) > 10
    assert (people.job_field[held] == PUBLIC_POST).all()
    assert (people.status_since[held] == MONTH - 3).all()
    assert (people.status_since[others] == MONTH - 30).any()


def test_as_many_posts_are_held_as_have_been_opened_where_they_are_and_none_elsewhere() -> None:
    posts = 120_000  # a year: two agents a month
    world = begun({"policy.institutions.posts_year": {"bachelor": posts}})
    while world.month < END:
        advance(world)
    here, before, now = world.setting.regions.index("Hohhot"), month_index(2018, 1), month_index(2018, 12)
    held = world.counts.public_held[: now - world.scenario.start + 1]
    assert not held[: before - world.scenario.start].any()
    assert not np.delete(held, here, axis=1).any()
    assert posts / 2 < held[-1, here] <= posts
