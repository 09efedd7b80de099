"""Firms of the data's world around the anchor: they begin in the middle of their lives, not at their birth."""

from __future__ import annotations

import numpy as np
import pytest

import sim
from sim import month
from sim.calendar import ANCHOR, month_index
from sim.engine.posts import FIELDS, PublicPosts
from sim.phases.firms import run_firms
from sim.phases.work import labour_force, open_by_market, posts_of_firms, posts_without_firms, whole_posts
from sim.phases.workspace import open_month
from sim.rules.entitlement import Access
from sim.world.anchor import anchor
from sim.world.firms import surveyed, zones_of
from sim.world.staff import employers_of, jobs_by_field, staff_of_firms
from sim.world.state import World

MONTHS_AFTER = 4
CITIES = ("Shenyang", "Dalian", "Changchun", "Harbin", "Hohhot", "Baotou")
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


def world_at(when: int, persons: int = 4_000) -> World:
    """The world at the start of a month."""
    keys = {"start": "2017-07-01", "persons_per_agent": persons, "researchers_per_agent": 4_000}
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
    posts, of_firms = posts_without_firms(np.zeros((1, 3), np.int64), NO_PUBLIC), np.zeros((1, 2, FIELDS))
    of_firms[0, 0, :2] = 5.25, -2
    of_firms[0, 1, :2] = 1, -3
    assert open_by_market(posts, of_firms).tolist() == [[3.25, 0.0, 0.0]]


def test_a_cell_rounds_what_all_its_firms_want_together() -> None:
    world = world_at(ANCHOR + 1)
    open_ = posts_of_firms(world, surveyed(world).wanted)
    whole = whole_posts(world, open_)
    assert (np.abs(whole - open_) < 1.0).all()
    assert abs((whole - open_).mean()) < 4 * np.sqrt(1 / 6 / open_.size)
    assert np.array_equal(whole_posts(world, open_ + 1.0), whole + 1)


def test_firms_hold_exactly_the_employed_of_each_region_and_field() -> None:
    world = world_at(ANCHOR)
    anchor(world)
    firms, n = world.firms, world.firms.size
    cell = firms.region[:n].astype(int) * FIELDS + firms.field[:n]
    held = jobs_by_field(world, 0)[:, :2, :FIELDS]
    for skill, drawn in enumerate((firms.low0, firms.high0)):
        staff = np.bincount(cell, drawn[:n] * (1.0 - world.scenario.parameters["vacancy_rate"]), held[:, 0].size)
        assert np.allclose(staff, held[:, skill].ravel(), rtol=1e-5)


def test_a_region_has_as_many_firms_at_every_scale() -> None:
    number = []
    for persons in (1_000, 2_000):
        world = world_at(ANCHOR, persons)
        anchor(world)
        number.append(np.bincount(world.firms.region[: world.firms.size], minlength=world.setting.count))
    assert np.allclose(*number, rtol=0.2)


@pytest.mark.slow
def test_small_cities_are_as_long_out_of_work_at_a_coarse_scale_as_at_a_finer_one() -> None:
    fine, coarse = (out_of_work(persons, seeds) for persons, seeds in ((500, 8), (2_000, 16)))
    error = np.sqrt(fine.var(ddof=1) / len(fine) + coarse.var(ddof=1) / len(coarse))
    assert abs(coarse.mean() - fine.mean()) < 3 * error


def out_of_work(persons: int, seeds: int) -> np.ndarray:
    """Unemployment of 2019 to 2024, mean of the six cities but Beijing: float64[seeds]."""
    scenario = sim.load_scenario("baseline", {"persons_per_agent": persons, "researchers_per_agent": persons // 20})
    months = slice(month_index(2019, 1) - scenario.start, month_index(2025, 1) - scenario.start)
    out = []
    for seed in range(1, seeds + 1):
        world = month.start(scenario, seed)
        while world.month < month_index(2025, 1):
            month.advance(world)
        cities = [world.setting.regions.index(name) for name in CITIES]
        working, all_ = (c[months][:, cities].sum(axis=(0, 2)) for c in (world.counts.employed, world.counts.persons))
        out.append(1.0 - (working / all_).mean())
    return np.array(out)


def test_firms_want_as_many_as_they_did_at_the_anchor_and_hold_all_but_the_vacancies() -> None:
    world = world_at(ANCHOR)
    anchor(world)
    open_ = posts_of_firms(world, surveyed(world).wanted).sum()
    held = jobs_by_field(world, 0)[:, :2, :FIELDS].sum()
    assert abs(open_ / (open_ + held) - world.scenario.parameters["vacancy_rate"]) < 0.01


def test_as_many_work_for_a_firm_as_its_share_of_the_posts_of_its_cell() -> None:
    world = world_at(ANCHOR + 2)
    firms, n = world.firms, world.firms.size
    staff, wanted = staff_of_firms(world), (firms.target_low[:n] + firms.target_high[:n]).astype(float)
    assert (staff[firms.alive[:n] == 0] == 0).all()
    tenth = np.searchsorted(np.quantile(wanted, np.arange(0.1, 1.0, 0.1)), wanted)  # a firm alone has an agent or none
    shares = [np.bincount(tenth, each) / each.sum() for each in (staff, wanted)]
    assert np.allclose(*shares, atol=0.02)
    assert shares[1][-1] > 0.3


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
