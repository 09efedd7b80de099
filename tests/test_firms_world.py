"""Firms of the data's world around the anchor: they begin in the middle of their lives, not at their birth."""

from __future__ import annotations

import numpy as np
import pytest

import sim
from sim import month
from sim.calendar import ANCHOR
from sim.engine.posts import FIELDS, OpenPosts, PublicPosts
from sim.phases.work import labour_force, open_by_market, posts_of_firms, run_firms
from sim.phases.workspace import open_month
from sim.rules.entitlement import Access
from sim.world.anchor import anchor
from sim.world.firms import zones_of
from sim.world.staff import employers_of, jobs_by_field, staff_of_firms
from sim.world.state import World

MONTHS_AFTER = 4
NO_PUBLIC = PublicPosts(np.zeros(0, int), np.zeros(0, np.uint64), np.zeros((0, 1, 3), int), Access.of([], []))


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
    keys = {"start": "2017-10-01", "persons_per_agent": 4_000, "researchers_per_agent": 4_000}
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


def test_what_one_field_has_above_its_target_another_keeps_closed() -> None:
    wanted = np.zeros((1, 2, FIELDS))
    wanted[0, 0, :2] = 5.5, -2.0
    wanted[0, 1, :2] = 1.0, -3.0
    posts = OpenPosts(wanted.astype(np.int64), np.zeros((1, 3), np.int64), NO_PUBLIC)
    assert open_by_market(posts, wanted).tolist() == [[3.5, 0.0, 0.0]]


def test_firms_want_as_many_as_they_did_at_the_anchor_and_hold_all_but_the_vacancies() -> None:
    world = world_at(ANCHOR)
    anchor(world)
    open_ = posts_of_firms(world).sum()
    held = jobs_by_field(world, 0)[:, :2, :FIELDS].sum()
    assert abs(open_ / (open_ + held) - world.scenario.parameters["vacancy_rate"]) < 0.01


def test_as_many_work_for_a_firm_as_its_share_of_the_posts_of_its_cell() -> None:
    world = world_at(ANCHOR + 2)
    firms, n = world.firms, world.firms.size
    staff, wanted = staff_of_firms(world), (firms.target_low[:n] + firms.target_high[:n]).astype(float)
    assert (staff[firms.alive[:n] == 0] == 0).all()
    large = wanted >= np.quantile(wanted, 0.9)
    assert abs(staff[large].sum() / staff.sum() - wanted[large].sum() / wanted.sum()) < 0.02
    tenths = np.array_split(np.argsort(wanted), 10)  # one firm is smaller than an agent here
    assert np.corrcoef([staff[t].sum() for t in tenths], [wanted[t].sum() for t in tenths])[0, 1] > 0.99


@pytest.mark.slow
def test_a_small_city_has_the_unemployment_of_a_finer_world() -> None:
    """Within three standard errors, 2,000 persons an agent against 500."""

    def hohhot(persons: int, seed: int) -> float:
        keys = {"persons_per_agent": persons, "researchers_per_agent": persons // 20}
        world = month.start(sim.load_scenario("baseline", keys), seed)
        j, first = world.setting.regions.index("Hohhot"), ANCHOR + 12 - world.scenario.start
        while world.month < ANCHOR + 72:
            month.advance(world)
        now = slice(first, world.month - world.scenario.start)
        employed, persons_there = (c[now, j].sum() for c in (world.counts.employed, world.counts.persons))
        return 1.0 - float(employed / persons_there)

    coarse, fine = (np.array([hohhot(k, seed) for seed in range(1, 5)]) for k in (2_000, 500))
    error = np.sqrt((coarse.var(ddof=1) + fine.var(ddof=1)) / 4)
    assert abs(coarse.mean() - fine.mean()) < 3 * error


def test_a_firm_that_closes_leaves_its_staff_to_others_and_moves_nobody_elses() -> None:
    world = world_at(ANCHOR + 2)
    everybody = np.arange(world.people[0].size)
    before, twin = employers_of(world, 0, everybody), world.copy()
    largest = int(np.argmax(staff_of_firms(world)))
    twin.firms.alive[largest] = 0
    after = employers_of(twin, 0, everybody)
    assert np.array_equal(before != after, before == largest)
    assert (after[before == largest] >= 0).any()


def test_as_many_firms_enter_and_move_wherever_a_policy_draws_people_and_their_sizes_follow() -> None:
    world = world_at(ANCHOR + 2)
    twin, j = world.copy(), world.setting.regions.index("Yangtze delta")
    drawn = twin.persons_before[-1, :2] // 4
    twin.persons_before[[j, -1], :2] += np.stack([drawn, -drawn])
    larger = labour_force(twin)[j] / labour_force(world)[j]
    for each in (world, twin):
        run_firms(each, open_month(each))
    one, two = world.firms, twin.firms
    assert one.size == two.size
    for name in ("id", "region", "field", "alive", "low0"):
        assert np.array_equal(one.data[name][: one.size], two.data[name][: two.size])
    entered = (one.born[: one.size] == world.month) & (one.region[: one.size] == j)
    assert entered.any()
    assert np.allclose((two.ln_size[: two.size] - one.ln_size[: one.size])[entered], np.log(larger), atol=1e-5)


def test_a_firm_lies_in_the_zone_of_its_own_draw_wherever_it_moves() -> None:
    world = world_at(ANCHOR + 24)
    firms, n = world.firms, world.firms.size
    region = firms.region[:n].astype(np.int64)
    assert np.array_equal(firms.zone[:n], zones_of(world, region, firms.id[:n]))
    moved = (firms.founder[:n] == 0) & (firms.born[:n] < ANCHOR)
    assert (firms.zone[:n][world.setting.zoned[region] & moved] >= 0).all()
    assert (firms.zone[:n][~world.setting.zoned[region]] == -1).all()
