"""Firms of the data's world around the anchor: they begin in the middle of their lives, not at their birth."""

from __future__ import annotations

import numpy as np

import sim
from sim import month
from sim.calendar import ANCHOR
from sim.engine.posts import OpenPosts
from sim.phases.work import listed_posts, posts_of_firms, run_firms, separate
from sim.phases.workspace import open_month
from sim.world.anchor import anchor
from sim.world.firms import zones_of
from sim.world.state import World

MONTHS_AFTER = 4


def share_ended(world: World) -> float:
    """Of all posts firms wanted, the share that they end this month; the world is left in the midst of it."""
    firms = world.firms
    wanted = np.stack([firms.target_low[: firms.size], firms.target_high[: firms.size]], axis=1).astype(float)
    region, field = firms.region[: firms.size].astype(int), firms.field[: firms.size].astype(int)
    work = open_month(world)
    run_firms(world, work)
    rate = work.loss_rate.reshape(world.setting.count, -1, 2)
    return float((wanted * rate[region, field]).sum() / wanted.sum())


def world_at(when: int) -> World:
    """The world at the start of a month."""
    keys = {"start": "2017-07-01", "persons_per_agent": 4_000, "researchers_per_agent": 4_000}
    world = month.start(sim.load_scenario("baseline", keys))
    while world.month < when:
        month.advance(world)
    return world


def test_firms_end_jobs_in_the_month_of_the_anchor_as_in_those_after() -> None:
    world = world_at(ANCHOR)
    anchor(world)
    first = share_ended(world.copy())
    later = []
    for _ in range(MONTHS_AFTER):
        month.advance(world)
        later.append(share_ended(world.copy()))
    assert 0.5 < first / np.mean(later) < 2.0


def open_posts(posts: OpenPosts) -> dict[tuple[int, int], int]:
    """Open posts by group and firm."""
    groups = [(g, k) for g, stop in enumerate(posts.stop) for k in range(posts.start[g], stop)]
    return {(g, int(posts.firms[k])): int(posts.vacancies[k]) for g, k in groups}


def test_posts_left_by_those_who_change_employer_are_those_listed_anew() -> None:
    world = world_at(ANCHOR + 2)
    work = open_month(world)
    run_firms(world, work)
    before = listed_posts(world, work).vacancies.sum()
    separate(world, work)
    left, anew = posts_of_firms(world, work), listed_posts(world, work)
    assert left.vacancies.sum() != before  # some staff lost its job or changed employer
    assert np.array_equal(left.by_field, anew.by_field)
    assert open_posts(left) == open_posts(anew)


def test_firms_show_the_posts_that_the_month_leaves_open() -> None:
    firms = world_at(ANCHOR + 2).firms
    alive = firms.alive[: firms.size] == 1
    for skill in ("low", "high"):
        target, staff = (firms.data[f"{name}_{skill}"][: firms.size] for name in ("target", "staff"))
        assert np.array_equal(
            firms.data[f"open_{skill}"][: firms.size], np.where(alive, np.maximum(target - staff, 0), 0)
        )
    assert firms.open_low[: firms.size].any()


def test_a_firm_lies_in_the_zone_of_its_own_draw_wherever_it_moves() -> None:
    world = world_at(ANCHOR + 24)
    firms, n = world.firms, world.firms.size
    region = firms.region[:n].astype(np.int64)
    assert np.array_equal(firms.zone[:n], zones_of(world, region, firms.id[:n]))
    moved = (firms.founder[:n] == 0) & (firms.born[:n] < ANCHOR)
    assert (firms.zone[:n][world.setting.zoned[region] & moved] >= 0).all()
    assert (firms.zone[:n][~world.setting.zoned[region]] == -1).all()
