"""What policies do to firms, against what is known of it: rates of zones, jobs that enter, firms that are helped, support for hires."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

import laws
import numpy as np
import pytest
from test_instruments import policy_of, staged

import sim
from sim.calendar import month_index
from sim.draws import identity
from sim.engine.firms import Endings, FirmConditions, FirmRules, live
from sim.levers import neutral_places
from sim.month import advance
from sim.phases.firms import run_firms
from sim.phases.programmes import brought, eligible, reached, staff
from sim.phases.workspace import Month, open_month
from sim.policies import KINDS, Policy
from sim.policies.base import Dated
from sim.records import FIRMS, TECHNOLOGIES, ZONES, Columns
from sim.world.branch import branch
from sim.world.entrants import BROUGHT, Brought, enter_brought, usual_entry
from sim.world.firms import conditions, firm_keys, in_business, support
from sim.world.staff import employers_of
from sim.world.state import World

MANY = 100_000
NORTH, CENTRE, SOUTH = (ZONES.index(name) for name in ("north", "centre", "south"))
OTHER, TECHNOLOGY = (TECHNOLOGIES.index(name) for name in ("other", "technology"))
HAZARD = 0.1
RULES = FirmRules(
    growth_sd=0.0, growth_mean=0.0, firm_exit=HAZARD, exit_young=1.0, exit_old=1.0, young_months=0.0, small_share=0.0,
    mean_size=1.0, relocation=0.0, vacancy_rate=0.0, quits=0.0,
)  # fmt: skip


@pytest.fixture(scope="module")
def stage() -> World:
    return staged({"persons_per_agent": 4_000, "researchers_per_agent": 4_000})


def place(world: World) -> int:
    return world.setting.regions.index(laws.PLACE)


def policy(kind: str, fields: Mapping[str, Any], **common: object) -> Policy:
    made = {"id": laws.ID, "regions": (laws.PLACE,), "start": laws.FIRST, **common}
    return KINDS[kind].record.of(fields, **made)


def begun(stage: World, *policies: Policy) -> tuple[World, Month]:
    """The stage under some policies, and its workspace as the month opens."""
    world = laws.under(stage, *policies)
    return world, open_month(world)


# Rates of a zone


AROUND = FirmConditions(
    np.ones(1), np.zeros(1), np.full((1, 2), -1.0), np.ones((1, 4, 2)), np.ones((1, 4, 2)), np.zeros((1, 4)), np.ones(1)
)  # one region in which no policy does anything


def lived(months: int, around: FirmConditions, **columns: object) -> tuple[Columns, np.ndarray]:
    """Many firms of one region after some months; and the posts that policies have freed, by zone."""
    firms, freed, first = Columns(FIRMS, MANY), np.zeros(len(ZONES)), 100
    firms.append(MANY, id=np.arange(1, MANY + 1), alive=1, low0=1.0, **columns)  # type: ignore[arg-type]
    for month in range(first, first + months):
        rows, endings = np.flatnonzero(firms.alive == 1), Endings.none(1)
        live(firms.arrays(), rows, np.ones(len(rows)), month, firm_keys(1, month), RULES, around, endings)
        freed += endings.freed[0]
    return firms, freed


@pytest.mark.parametrize(("factor", "left"), [(1.0, 0.5905), (0.9, 0.6226), (1.3, 0.5037), (2.0, 0.3471)])
def test_a_factor_on_closing_moves_survival_as_it_should(factor: float, left: float) -> None:
    firms, _ = lived(60, AROUND._replace(exit=np.full((1, 4, 2), factor)), zone=NORTH - 1)
    assert abs(firms.alive.mean() - left) < 4 * np.sqrt(left * (1 - left) / MANY) + 5e-5


def test_help_moves_survival_like_a_factor_until_it_ends() -> None:
    firms, _ = lived(24, AROUND._replace(helped=np.array([2.0, 1.0])), helped_by=0, helped_until=100 + 12)
    monthly = 1 - (1 - HAZARD) ** (1 / 12)
    left = (1 - 2 * monthly) ** 12 * (1 - HAZARD)
    assert abs(firms.alive.mean() - left) < 4 * np.sqrt(left * (1 - left) / MANY)


def test_firms_move_on_from_the_north_to_the_centre_and_from_there_to_the_south() -> None:
    leave = {NORTH: 1 - (1 - 0.2) ** (1 / 12), CENTRE: 1 - (1 - 0.25) ** (1 / 12)}
    advance, shares = np.zeros((1, 4)), np.array([1.0, 0.0, 0.0])
    for zone, chance in leave.items():
        advance[0, zone] = chance
    for _ in range(48):
        moved = shares * [leave[NORTH], leave[CENTRE], 0.0]
        shares = shares - moved + np.append(0.0, moved[:2])
    assert np.allclose(shares, [0.4096, 0.3261, 0.2643], atol=5e-5)
    firms, _ = lived(48, AROUND._replace(advance=advance, exit=np.zeros((1, 4, 2))), zone=NORTH - 1)
    found = np.bincount(firms.zone, minlength=3) / MANY
    assert (np.abs(found - shares) < 4 * np.sqrt(shares * (1 - shares) / MANY)).all()


def test_only_other_firms_free_jobs_and_only_those_that_would_have_stayed() -> None:
    tech = np.arange(MANY) % 2
    usual, _ = lived(1, AROUND, zone=CENTRE - 1, tech=tech)
    firms, freed = lived(1, AROUND._replace(exit=np.full((1, 4, 2), 3.0)), zone=CENTRE - 1, tech=tech)
    assert (usual.alive >= firms.alive).all()
    assert freed.tolist() == [0.0, 0.0, ((usual.alive > firms.alive) & (tech == 0)).sum(), 0.0]


def test_staff_wanted_is_multiplied_in_the_zone_and_technology_named(stage: World) -> None:
    base, world = (
        laws.under(stage, *p, months=1)
        for p in ((), (policy("zone_programme", {"zone": "south", "size_technology": 1.05}),))
    )
    firms, n = base.firms, base.firms.size
    assert world.firms.size == n
    mine = (firms.region[:n] == place(stage)) & (firms.zone[:n] == SOUTH - 1) & (firms.tech[:n] == 1)
    assert mine.sum() > 50
    ratio = world.firms.target_low[:n][mine] / np.where(firms.target_low[:n][mine] > 0, firms.target_low[:n][mine], 1)
    assert np.allclose(ratio[firms.target_low[:n][mine] > 0], 1.05, rtol=1e-5)
    assert np.array_equal(world.firms.target_low[:n][~mine], firms.target_low[:n][~mine])


# Jobs that enter


@pytest.mark.parametrize(("entry", "share"), [(1.5, 0.5), (3.0, 2.0)])
def test_more_entry_brings_that_share_of_the_usual_jobs_of_the_cell(stage: World, entry: float, share: float) -> None:
    world, month = begun(stage, policy("zone_programme", {"zone": "centre", "entry_technology": entry}))
    jobs, j = brought(world, month, np.zeros((world.setting.count, 4))).jobs, place(stage)
    usual = usual_entry(world)
    p = world.scenario.parameters
    assert usual[j, CENTRE].sum() == pytest.approx(p["zone_share_centre"] * usual[j].sum())
    assert abs(jobs[j, CENTRE, TECHNOLOGY] - share * usual[j, CENTRE, TECHNOLOGY]) < 1.0
    assert jobs.sum() == jobs[j, CENTRE, TECHNOLOGY] > 1_000


def test_less_entry_turns_away_some_of_the_usual_entrants_and_brings_no_other(stage: World) -> None:
    fewer = [policy("zone_programme", {"zone": z, "entry_other": 0.3}, id=z) for z in ZONES[1:]]
    base, world = laws.under(stage, months=1), laws.under(stage, *fewer, months=1)
    before = stage.firms.size
    usual, mine = base.firms.id[before : base.firms.size], world.firms.id[before : world.firms.size]
    assert np.isin(mine, usual).all()
    here = (base.firms.region[before : base.firms.size] == place(stage)) & (
        base.firms.tech[before : base.firms.size] == 0
    )
    kept = np.isin(usual, mine)
    assert kept[~here].all()
    assert here.sum() > 20
    assert abs(kept[here].mean() - 0.3) < 4 * np.sqrt(0.21 / here.sum())


def test_refilled_jobs_are_a_share_of_those_freed(stage: World) -> None:
    fields = {"zone": "centre", "exit_other": 3.0, "refill": 0.5}
    world, month = begun(stage, policy("zone_programme", fields))
    freed, j = np.zeros((world.setting.count, 4)), place(stage)
    freed[j] = 1.0, 2.0, 30.0, 4.0
    jobs = brought(world, month, freed).jobs
    held = 30.0 * world.scale[0] * (1 - world.scenario.parameters["vacancy_rate"])
    assert abs(jobs[j, CENTRE, TECHNOLOGY] - 0.5 * held) < 1.0
    assert jobs.sum() == jobs[j, CENTRE, TECHNOLOGY]
    assert world.counts.ledger == [(laws.FIRST, laws.ID, j, "firm", int(jobs.sum()) * 2_000_000, int(jobs.sum()))]


def test_too_little_money_brings_fewer_jobs(stage: World) -> None:
    budget = Dated.always(20_000 * 40.5)
    world, month = begun(
        stage, policy("zone_programme", {"zone": "centre", "entry_technology": 2}, budget_yuan_year=budget)
    )
    assert brought(world, month, np.zeros((world.setting.count, 4))).jobs.sum() == 40


def test_every_project_is_paid_for_and_one_in_ten_brings_its_jobs(stage: World) -> None:
    fields = {"projects_year": 6_000, "jobs_project": 100, "technology_share": 0.8, "but_for": 0.1, "yuan_project": 1e6}
    world, month = begun(stage, policy("project_attraction", fields))
    jobs, j = brought(world, month, np.zeros((world.setting.count, 4))), place(stage)
    assert jobs.jobs[j, 0].tolist() == pytest.approx([100 * 10, 400 * 10], abs=10)
    assert (jobs.policies != 0).sum() == 2
    assert abs(sum(fen for *_, fen, _ in world.counts.ledger) - 500 * 100_000_000) <= 2 * 100_000_000


def test_firms_that_are_brought_are_a_poisson_number_of_the_mean_size_with_ids_of_their_own(stage: World) -> None:
    world, j, months = laws.under(stage), place(stage), 1_200
    assert world.cells is not None
    size, expected = world.cells.mean_size[j], 0.5
    jobs = Brought.none(world.setting.count)
    jobs.jobs[j, NORTH, TECHNOLOGY], jobs.policies[j, NORTH, TECHNOLOGY] = expected * size * world.scale[0], 4
    number, first = [], world.firms.size
    for month in range(world.month, world.month + months):
        world.month = month
        rows = enter_brought(world, jobs)
        number.append(len(rows))
        if len(rows):
            cell = NORTH * 2 + TECHNOLOGY
            assert world.firms.id[rows[0]] == np.uint64(identity(int(world.setting.key[j]), BROUGHT, month, cell))
    assert abs(np.mean(number) - expected) < 4 * np.sqrt(expected / months)
    assert abs(np.var(number) - expected) < 0.15
    new, firms = slice(first, world.firms.size), world.firms
    assert set(firms.zone[new].tolist()) == {NORTH - 1}
    assert set(firms.programme[new].tolist()) == {4}
    staffed = (firms.low0[new] + firms.high0[new]) * (1 - world.scenario.parameters["vacancy_rate"])
    assert np.allclose(staffed, size, rtol=1e-5)
    assert (firms.founder[new] > 0).all()
    assert len(np.unique(firms.id[: new.stop])) == new.stop


def test_research_of_last_month_brings_technology_firms_of_its_zone_once(stage: World) -> None:
    world = laws.under(stage)
    here, north = place(world), ZONES.index("north")
    jobs = 400.0 * world.cells.mean_size[here] * world.scale[0]  # type: ignore[union-attr]
    world.spinoff_jobs[here, north] = jobs
    month, before = open_month(world), world.firms.size
    out = brought(world, month, np.zeros((world.setting.count, len(ZONES))))
    assert out.jobs.sum() == out.jobs[here, north, TECHNOLOGIES.index("technology")] == jobs
    assert not world.spinoff_jobs.any()
    rows = enter_brought(world, out)
    assert len(rows) == world.firms.size - before
    assert abs(len(rows) - 400) < 4 * 20
    assert (world.firms.zone[rows] == north - 1).all()
    assert (world.firms.tech[rows] == 1).all()
    assert not brought(world, month, np.zeros((world.setting.count, len(ZONES)))).jobs.any()


def test_firms_of_projects_without_a_zone_lie_in_that_of_their_own_draw(stage: World) -> None:
    world, j = laws.under(stage), place(stage)
    jobs = Brought.none(world.setting.count)
    jobs.jobs[j, 0, OTHER] = 1e8
    rows = enter_brought(world, jobs)
    shares = np.bincount(world.firms.zone[rows], minlength=3) / len(rows)
    p = world.scenario.parameters
    wanted = [p["zone_share_north"], p["zone_share_centre"], 1 - p["zone_share_north"] - p["zone_share_centre"]]
    assert np.allclose(shares, wanted, atol=4 * np.sqrt(0.25 / len(rows)))


# Firms that are helped


def support_of(jobs_year: float, **fields: object) -> Policy:
    return policy("firm_support", {"jobs_year": jobs_year, "yuan_job": 5_000, **fields})


def helped(stage: World, *policies: Policy) -> tuple[World, World]:
    """The stage without and under policies, once firms have had their month."""
    worlds = branch(stage, stage.scenario), laws.under(stage, *policies)
    for world in worlds:
        run_firms(world, open_month(world))
    return worlds


def test_firms_grow_by_what_the_policy_says_and_no_others_do(stage: World) -> None:
    base, world = helped(stage, support_of(1e7, growth=0.05))
    n = stage.firms.size
    mine = world.firms.programme[:n] == 1
    grown = world.firms.ln_size[:n].astype(float) - base.firms.ln_size[:n]
    assert mine.sum() > 100
    assert grown[mine].sum() == pytest.approx(0.05 * mine.sum(), rel=1e-4)
    assert (grown[~mine] == 0).all()
    assert (world.firms.tech[:n][mine] == 1).all()
    assert (world.firms.region[:n][mine] == place(stage)).all()
    jobs = staff(base, np.flatnonzero(mine)).sum()
    cases = sum(cases for *_, cases in world.counts.ledger)
    assert abs(cases - 1e7 / 12) <= 1
    assert jobs == pytest.approx(cases, rel=0.05)


def test_money_without_growth_changes_nothing_but_the_ledger(stage: World) -> None:
    none = support_of(1e7, growth=0.0, exit=1.0)
    base, world = laws.under(stage, months=6), laws.under(stage, none, months=6)
    assert laws.paid(world, "firm") > 0
    marks = ("programme", "helped_until", "helped_by")
    for name, column in base.firms.data.items():
        assert name in marks or np.array_equal(world.firms.data[name][: base.firms.size], column[: base.firms.size])
    for one, other in zip(base.people, world.people, strict=True):
        assert np.array_equal(one.region[: one.size], other.region[: other.size])


def test_a_firm_is_helped_once_by_a_policy_and_none_when_all_have_been(stage: World) -> None:
    world = laws.under(stage, support_of(1e9), months=1)
    first = np.flatnonzero(world.firms.programme[: world.firms.size])
    size = world.firms.ln_size[first].copy()
    spent = laws.paid(world)
    run_firms(world, open_month(world))
    again, stayed = (
        world.firms.ln_size[first] - size - world.firms.growth[first],
        world.firms.region[first] == place(world),
    )
    assert np.abs(again[stayed]).max() < 1e-5
    assert laws.paid(world) - spent < 0.05 * spent  # those that have entered since


def test_help_ends_after_its_months_and_with_the_policy(stage: World) -> None:
    for end, until in ((None, laws.FIRST + 36), (laws.FIRST + 9, laws.FIRST + 10)):
        _, world = helped(stage, dataclasses.replace(support_of(1e7), end=end))
        rows = np.flatnonzero(world.firms.programme[: world.firms.size])
        assert set(world.firms.helped_until[rows].tolist()) == {until}


def test_more_jobs_reach_all_firms_that_fewer_reach_and_as_many_jobs_in_the_mean(stage: World) -> None:
    world, month = begun(stage, support_of(1.0, firms="all"))
    (planned,) = month.levers.planned("firm_award")
    rows = eligible(world, planned)
    jobs = staff(world, rows)
    amounts = np.linspace(0, jobs[:200].sum(), 400).astype(int)
    chosen = np.array([reached(world, rows, jobs, cases) for cases in amounts])
    assert (chosen[1:] >= chosen[:-1]).all()
    covered = np.array([jobs[mine].sum() for mine in chosen])
    assert abs((covered - amounts).mean()) < 4 * jobs[:200].std() / np.sqrt(200)
    assert not chosen[0].any()


def test_young_firms_and_those_of_a_zone_only(stage: World) -> None:
    fields = {"age_max_months": 36, "zone": "north", "firms": "all"}
    _, world = helped(stage, support_of(1e9, **fields))
    firms, rows = world.firms, np.flatnonzero(world.firms.programme[: world.firms.size])
    assert len(rows) > 20
    assert (world.month - firms.born[rows].astype(int) <= 36).all()
    assert (firms.zone[rows] == NORTH - 1).all()
    assert set(firms.tech[rows].tolist()) == {0, 1}


def test_marks_of_firms_follow_their_policy_when_policies_are_numbered_anew(stage: World) -> None:
    _, world = helped(stage, support_of(1e7))
    rows = np.flatnonzero(world.firms.programme[: world.firms.size])
    more = [dataclasses.replace(support_of(0.0), id="a"), *world.scenario.policies]
    twin = branch(world, laws.with_policies(world.scenario, more))
    assert set(twin.firms.programme[rows].tolist()) == {2}
    assert set(twin.firms.helped_by[rows].tolist()) == {1}
    gone = branch(twin, laws.with_policies(world.scenario, more[:1]))
    assert not gone.firms.programme[: gone.firms.size].any()
    assert set(gone.firms.helped_by[rows].tolist()) == {-1}


# Support for hires


def test_support_moves_the_staff_wanted_by_its_elasticity(stage: World) -> None:
    world, j, places = laws.under(stage), place(stage), neutral_places(stage.setting.regions)
    assert world.cells is not None
    ones = np.ones(world.setting.count)
    assert np.array_equal(conditions(world, ones, places).staff, places.firm_size)
    pay, low = np.exp(world.regions.ln_wage0[j]), world.cells.low_mix[j]
    wage = low * pay[1] + (1 - low) * pay[2]
    hires, months = 1_000.0, world.scenario.parameters["horizon_months"]
    world.regions.hires[:, j] = hires, 0.5 * hires
    world.regions.hire_yuan[:, j] = 0.0051 * wage * months * hires, 0.0
    assert np.allclose(support(world)[j], 0.0051)
    assert np.allclose(conditions(world, ones, places).staff[j], 1.0022, atol=5e-5)
    world.regions.hire_yuan[:, j] = 0.0, 0.0051 * wage * months * 0.5 * hires
    assert np.allclose(support(world)[j], [0.0, 0.0051])
    assert np.allclose(conditions(world, ones, places).staff[j, :, OTHER], 1.0)


def test_firms_answer_from_the_month_after_the_first_hires_that_are_paid_for(stage: World) -> None:
    made = policy_of("hiring_subsidy", 0)
    world, base, j = laws.under(stage, made), laws.under(stage), place(stage)
    for each in (world, base):
        advance(each)
    assert np.array_equal(world.firms.target_low, base.firms.target_low)
    assert support(world)[j].min() > 0
    assert not np.delete(support(world), j, axis=0).any()


def test_hires_by_firms_of_the_region_are_paid_for_and_no_others(stage: World) -> None:
    world, j = laws.under(stage, policy("hiring_subsidy", {"yuan_hire": 1_500})), place(stage)
    since = world.month
    advance(world)
    people, n = world.people[0], world.people[0].size
    hired = (
        (people.status_since[:n] == since)
        & (people.status[:n] == 2)
        & (people.job_field[:n] >= 0)
        & (people.region[:n] == j)
    )
    assert np.array_equal(laws.touched(world, world.scenario.policies[0])[0], np.flatnonzero(hired))
    now = since - world.scenario.start
    assert world.counts.subsidised_hires[now, j] == hired.sum() * world.scale[0] > 0
    assert world.counts.ledger == [
        (since, laws.ID, j, "firm", int(hired.sum()) * world.scale[0] * 150_000, hired.sum() * world.scale[0])
    ]
    assert world.regions.hires[since % 12, j, 0] >= hired.sum() * world.scale[0]


def test_hires_of_technology_firms_only(stage: World) -> None:
    world = laws.under(stage, policy("hiring_subsidy", {"yuan_hire": 1_500, "firms": "technology"}), months=1)
    rows = laws.touched(world, world.scenario.policies[0])[0]
    assert len(rows) > 0
    everybody = laws.under(stage, policy("hiring_subsidy", {"yuan_hire": 1_500}), months=1)
    all_rows = laws.touched(everybody, everybody.scenario.policies[0])[0]
    slots = employers_of(world, 0, all_rows)
    assert np.array_equal(rows, all_rows[(slots >= 0) & (world.firms.tech[slots] == 1)])


# Months


def test_turnover_is_counted_by_zone(stage: World) -> None:
    world = laws.under(stage, months=3)
    now, born = laws.FIRST - world.scenario.start, world.firms.born[: world.firms.size]
    entries = [int((born == laws.FIRST + k).sum()) for k in range(3)]
    assert world.counts.entries[now : now + 3].sum(axis=(1, 2)).tolist() == entries
    alive = [int(world.counts.firms[now + k].sum()) for k in range(-1, 3)]
    exits = world.counts.exits[now : now + 3].sum(axis=(1, 2))
    assert (np.diff(alive) == np.array(entries) - exits).all()
    assert alive[-1] == len(in_business(world))
    posts = (world.firms.target_low + world.firms.target_high)[: world.firms.size].astype(float).sum() * world.scale[0]
    assert world.counts.firm_posts[now + 2].sum() == pytest.approx(posts)


def test_measures_of_firms_are_told_by_zone_where_a_region_has_zones() -> None:
    scenario = laws.with_policies(sim.load_scenario("baseline", {"persons_per_agent": 20_000}), ())
    table = sim.run(dataclasses.replace(scenario, start=month_index(2017, 6)), months=12).measures
    now = table[table.month == "2018-05"]
    for name in ("firms", "technology_firms", "entries", "exits", "firm_posts"):
        rows = now[now.measure == name].pivot_table(index="region", columns="group", values="value", observed=True)
        zones = rows[[f"zone={zone}" for zone in ZONES[1:]]].sum(axis=1)
        assert zones["Hohhot"] == pytest.approx(rows["all"]["Hohhot"])
        assert zones["Baotou"] == 0
    share = now[now.measure == "technology_share"]
    assert set(share[share.region == "Baotou"].group) == {"all"}
    assert {f"zone={zone}" for zone in ZONES[1:]} <= set(share[share.region == "Hohhot"].group)
