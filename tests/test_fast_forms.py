"""The forms of the rules that kernels use to be fast, against the rules themselves."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from plain import plain

from sim.engine.choice import expected_work, person_at, utility
from sim.engine.review import prospects
from sim.month import advance, start
from sim.phases.workspace import open_month
from sim.policies import Policy, Who
from sim.policies.living_subsidy import LivingSubsidy
from sim.policies.rent_subsidy import RentSubsidy
from sim.policies.talent_housing import TalentHousing
from sim.policies.talent_services import TalentServices
from sim.records import MAX_POLICIES, Status
from sim.scenario import load_scenario
from sim.world.branch import branch
from sim.world.state import World


def offers(month: int) -> list[Policy]:
    """Shares of the rent that stay below their cap and that never do, flats and cash with every clause that may change."""
    flats = {"units": 1e6, "discount": 0.4, "max_stay_months": 36, "net_addition": 1.0}
    share = {"share": 0.3, "months": 24}
    cash = {"yuan_month": 900, "months": 12}
    services = {"spouse_job": 0.5, "school": 1.0, "amenity": 0.2, "months": 36}
    made = [
        (RentSubsidy, share | {"cap_yuan_month": 1e6}, "Beijing", Who()),
        (RentSubsidy, share | {"cap_yuan_month": 10}, "Dalian", Who()),
        (TalentHousing, flats, "Hohhot", Who(years_since_graduation_max=4.0, tenure_months_min=18.0, native=False)),
        (TalentHousing, flats | {"discount": 0.2}, "Hohhot", Who(origin=("Rest of China", "Hohhot"))),
        (TalentServices, services, "Harbin", Who()),
        (TalentServices, services | {"spouse_job": 0.3}, "Harbin", Who(native=False)),
        (LivingSubsidy, cash, "Baotou", Who(tier=("none",), tenure_months_min=6.0, origin=("Harbin", "Rest of China"))),
    ]
    return [
        record.of(fields, id=f"x{k}", regions=(region,), start=month, who=who)
        for k, (record, fields, region, who) in enumerate(made)
    ]


@pytest.fixture(scope="module")
def world() -> World:
    """A small world in which every policy is in force, halfway through a year."""
    scale = {"persons_per_agent": 20_000, "researchers_per_agent": 1_000}
    scenario = load_scenario("cash", scale)
    more = offers(scenario.policies[-1].start)
    scenario = dataclasses.replace(scenario, policies=(*scenario.policies, *more))
    begin = min(policy.start for policy in scenario.policies)
    now = max(policy.start for policy in scenario.policies)
    assert begin <= now <= scenario.end
    world = start(scenario)
    while world.month < min(now + 3, scenario.end):
        advance(world)
    return world


def test_prospects_are_the_utility_of_going_there(world: World) -> None:
    scene, people, count = open_month(world).scenes[0], world.people[0], world.setting.count
    here = np.flatnonzero(people.status[: people.size] != Status.AWAY)
    people.interned[here[::2]] = 1 << world.setting.regions.index("Changchun")
    income, value = np.empty(count), np.empty(count)
    everywhere = (1 << count) - 1
    for i in here[:: max(1, len(here) // 300)].tolist():
        person = person_at(people.arrays(), i, world.month, 1.0, scene.p)
        sets = {name: np.uint64(getattr(person, name)) for name in ("id", "live_bits", "claimed")}
        person = person._replace(**sets)  # numba gives Python's own numbers back
        row = int(people.class_row[i])
        with plain():
            prospects(person, everywhere, row, scene, income, value)
            slow = [
                utility(person, j, expected_work(person, j, scene), scene.peers[row, j], scene) for j in range(count)
            ]
        for j in range(count):
            if j != person.region:
                assert value[j] + scene.places.eps[j] * np.log(income[j]) == pytest.approx(slow[j], rel=1e-12)


def test_sets_of_policies_follow_their_numbers_there_and_back(world: World) -> None:
    policies = world.scenario.policies
    more = [dataclasses.replace(policies[0], id=f"more {k}") for k in range(MAX_POLICIES - len(policies))]
    many = branch(world, dataclasses.replace(world.scenario, policies=(*more, *policies)))
    few = branch(many, world.scenario)
    for people, moved, again in zip(world.people, many.people, few.people, strict=True):
        for name in ("eligible", "claimed", "touched"):
            before, after = (w.data[name][: people.size] for w in (people, moved))
            assert before.any()
            assert (before == again.data[name][: people.size]).all()
            if name != "eligible":
                assert (after == before << np.uint64(len(more))).all()
