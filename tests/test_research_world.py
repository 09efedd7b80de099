"""Researchers in whole worlds: posts are conserved, a neutral policy changes nothing, off is off, the ladder starts at the data."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import sim
from sim import month as months
from sim.calendar import ANCHOR
from sim.engine.research import LEADING
from sim.month import advance, start
from sim.phases.research import FREE, follow, renew_teams
from sim.records import PUBLIC_POST, TIERS, Status
from sim.scenario import Scenario
from sim.world.anchor import anchor
from sim.world.platforms import open_posts, seated, staff_of, tier_shares
from sim.world.state import World

YEARS_AFTER = 3
PLATFORM_PHASES = ("platforms", "platform posts", "moves to platforms", "platform pay", "research")
DIGEST = """
from tests.test_research_world import coarse
import sim
print(sim.run(coarse("baseline", 100_000, 4_000), months=16).digest)
"""


def coarse(name: str, persons: int = 100_000, researchers: int = 200, on: bool = True) -> Scenario:
    """A scenario from 2017-07 on, at a coarse scale, with platforms or without."""
    keys = {"start": "2017-07-01", "persons_per_agent": persons, "researchers_per_agent": researchers}
    scenario = sim.load_scenario(name, keys)
    return replace(scenario, structure=replace(scenario.structure, researchers=on))


def until(world: World, month: int) -> World:
    """The world at the start of a month."""
    while world.month < month:
        advance(world)
    return world


@pytest.fixture(scope="module")
def opened() -> World:
    """A world one month after the anchor; tests copy it."""
    return until(start(coarse("baseline"), 1), ANCHOR + 1)


def test_tiers_start_near_their_shares() -> None:
    world = until(start(coarse("baseline", researchers=10), 1), ANCHOR)
    anchor(world)
    tables = world.setting.tables
    assert tables is not None
    staff = staff_of(world)
    count = np.bincount(staff.tier, minlength=len(TIERS))
    expected = tier_shares(world) * len(staff.row)
    assert np.all(np.abs(count - expected) <= world.setting.count / 2 + 4 * np.sqrt(expected + 1))
    doctors = np.count_nonzero(world.people[1].status == Status.EMPLOYED)
    assert len(staff.row) / doctors == pytest.approx(tables.national("researcher_platform_share"), rel=0.02)


def test_posts_and_jobs_are_conserved_every_month(opened: World) -> None:
    world = opened.copy()
    assert world.platforms is not None
    for _ in range(12 * YEARS_AFTER):
        advance(world)
        people, staff = world.people[1], staff_of(world)
        here = people.status[staff.row] != Status.AWAY  # whose career ended this July leaves the list next month
        row = staff.row[here]
        platform = people.platform[row]
        assert np.all(open_posts(world) >= 0)
        assert np.all(people.tier[row] >= 1)
        assert np.all(people.status[row] == Status.EMPLOYED)
        assert np.all(people.job_field[row] == PUBLIC_POST)
        assert np.all(people.region[row] == world.platforms.site[platform])
        member = row[people.team[row] >= 0]
        leader = people.team[member]
        assert np.all(people.tier[leader] >= LEADING)
        assert np.all(people.platform[leader] == people.platform[member])
        led = np.bincount(leader) if len(leader) else np.zeros(1, int)
        assert led.max() <= world.scenario.parameters["team_size"]
    assert staff_of(world).row.size > staff_of(opened).row.size  # posts grew with the nation's doctors and found people


def test_everybody_is_counted_once_and_work_is_done(opened: World) -> None:
    world = until(opened.copy(), ANCHOR + 24)
    counts, now = world.counts, world.month - 1 - world.scenario.start
    assert np.array_equal(counts.tiers[now].sum(axis=1), counts.persons[now, :, 3])
    assert np.array_equal(counts.tiers[now, :, 1:].sum(axis=1), seated(world) * world.scale[1])
    after = slice(ANCHOR - world.scenario.start, now + 1)
    assert counts.projects[after].sum() > 0
    assert counts.patents.sum() < counts.projects.sum() * world.scenario.parameters["patents_project"]
    assert not counts.projects[: ANCHOR - world.scenario.start].any()


def test_a_neutral_policy_changes_nothing() -> None:
    base, neutral = (sim.run(coarse(name, researchers=500), months=70) for name in ("baseline", "neutral"))
    for column in ("id", "tier", "platform", "team", "failures", "region", "job_field", "income"):
        one, other = (run.world.people[1] for run in (base, neutral))
        assert np.array_equal(one.data[column][: one.size], other.data[column][: other.size])
    assert np.array_equal(base.world.counts.patents, neutral.world.counts.patents)


def test_switched_off_nothing_of_it_happens(monkeypatch: pytest.MonkeyPatch) -> None:
    scenario = coarse("baseline", researchers=1_000, on=False)
    off = sim.run(scenario, months=24)
    assert off.world.platforms is None
    assert np.all(off.world.people[1].platform == -1)
    assert not set(off.measures.group[off.measures.measure == "researchers"]) - {"all"}
    monkeypatch.setattr(months, "DATA", months.DATA.without(*PLATFORM_PHASES))
    assert sim.run(scenario, months=24).digest == off.digest


def test_more_money_never_undoes_a_success(opened: World) -> None:
    plain, rich = until(opened.copy(), ANCHOR + 6), until(opened.copy(), ANCHOR + 6)
    assert rich.platforms is not None
    rich.platforms.funding[:] = 1000.0  # so much that some projects of any single month gain by it
    advance(plain)
    advance(rich)
    now = plain.month - 1 - plain.scenario.start
    assert np.array_equal(plain.counts.projects[now], rich.counts.projects[now])
    assert np.all(rich.counts.patents[now] >= plain.counts.patents[now])
    assert rich.counts.patents[now].sum() > plain.counts.patents[now].sum()


def leader_with_members(world: World) -> tuple[int, np.ndarray]:
    """Row of a leader and rows of the team."""
    people = world.people[1]
    leader = int(np.bincount(people.team[people.team >= 0]).argmax())
    return leader, np.flatnonzero(people.team == leader)


def test_those_left_behind_feel_it_for_a_while(opened: World) -> None:
    world = opened.copy()
    people, (leader, members) = world.people[1], leader_with_members(world)
    people.platform[leader] = -1
    renew_teams(world)
    assert np.all(people.team[members] == FREE - 1 - world.month)
    world.month += int(world.scenario.parameters["star_months"]) - 1
    renew_teams(world)
    assert np.all(people.team[members] < FREE)
    world.month += 1
    renew_teams(world)
    assert np.all(people.team[members] >= FREE)


@pytest.mark.parametrize(("share", "follows"), [(0.0, False), (1.0, True)])
def test_members_follow_a_leader_as_far_as_posts_are_open(opened: World, share: float, follows: bool) -> None:
    world = opened.copy()
    world.scenario = replace(world.scenario, parameters={**world.scenario.parameters, "team_move_share": share})
    people, (leader, members) = world.people[1], leader_with_members(world)
    old = int(people.platform[leader])
    new = (old + 1) % world.setting.count
    open_ = np.zeros_like(open_posts(world))
    open_[new, 1:] = 1
    follow(world, leader, old, new, open_)
    moved = members[people.platform[members] == new]
    wanted = np.unique(people.tier[members]).size if follows else 0
    assert len(moved) == wanted
    assert open_.sum() == len(TIERS) - 1 - wanted
    assert np.all(people.team[moved] == leader)


def test_plain_python_gives_the_same_world() -> None:
    root = Path(sim.__file__).parents[1]
    digests = {
        subprocess.run(
            [sys.executable, "-c", DIGEST],
            env={**os.environ, "NUMBA_DISABLE_JIT": flag, "PYTHONPATH": str(root)},
            cwd=root,
            check=True,
            capture_output=True,
            text=True,
            timeout=300,
        ).stdout
        for flag in ("0", "1")
    }
    assert len(digests) == 1
