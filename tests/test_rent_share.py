"""A share of the rent is a price: it raises the floor space wanted, and so the rent; an amount, or a share beyond its cap, is income."""

from __future__ import annotations

import dataclasses
from functools import cache

import numpy as np
import pytest

import sim
from sim.calendar import month_index
from sim.month import advance, start
from sim.phases.prices import demand_m2
from sim.policies.base import Dated
from sim.policies.rent_subsidy import RentSubsidy
from sim.records import Status, Tenure
from sim.rules.income import present_months
from sim.scenario import Scenario
from sim.world.branch import branch
from sim.world.state import World

COARSE = {"persons_per_agent": 4_000, "researchers_per_agent": 4_000}
FIRST = month_index(2018, 2)
HERE = "Hohhot"
SHARE = 0.3
MONTHS = 60


def offering(scenario: Scenario, **amounts: float) -> Scenario:
    """The scenario with help with the rent for all who work in Hohhot."""
    fields = {name: Dated.always(value) for name, value in {"months": MONTHS, **amounts}.items()}
    if "yuan_month" in fields:
        fields["yuan_month"] = (fields["yuan_month"],) * 4  # type: ignore[assignment]
    policy = RentSubsidy(id="rent", regions=(HERE,), start=FIRST, **fields)  # type: ignore[arg-type]
    return dataclasses.replace(scenario, policies=(*scenario.policies, policy))


@cache
def history() -> World:
    """A world shortly before the first payment."""
    world = start(dataclasses.replace(sim.load_scenario("neutral", COARSE), start=month_index(2016, 9)), 1)
    while world.month < FIRST:
        advance(world)
    return world


def later(months: int, **amounts: float) -> World:
    """The world some months after the first payment, with help with the rent."""
    world = branch(history(), offering(history().scenario, **amounts))
    for _ in range(months):
        advance(world)
    return world


def holders(world: World, population: int = 0) -> np.ndarray:
    """Rows of graduates (or researchers) with a claim who rent in Hohhot."""
    people, here = world.people[population], world.setting.regions.index(HERE)
    rows = world.claims.row[world.claims.population == population]
    there = (people.region[rows] == here) & (people.housing[rows] == Tenure.MARKET)
    return np.asarray(rows[there & (people.status[rows] != Status.AWAY)])


def extra_m2(world: World) -> np.ndarray:
    """Floor space wanted because rents are shared."""
    twin = world.copy()
    twin.claims.share[:] = 0.0
    return np.asarray(demand_m2(world) - demand_m2(twin))


def test_a_share_raises_the_space_wanted_as_a_lower_price_does() -> None:
    world, p = later(1, share=SHARE), history().scenario.parameters
    here = world.setting.regions.index(HERE)
    assert len(holders(world)) > 50
    income = sum(world.people[n].income[holders(world, n)].sum() * world.scale[n] for n in (0, 1))
    price = world.regions.rent[here] / world.regions.rent0[here]
    space = p["alpha_housing"] * income / world.regions.rent0[here]
    more = (1.0 - SHARE) ** -p["eps_housing_demand"] - 1.0
    found = extra_m2(world)
    assert found[here] == pytest.approx(space * more * price ** -p["eps_housing_demand"], rel=0.01)
    assert not np.delete(found, here).any()


@pytest.mark.parametrize("amounts", [{"share": SHARE, "cap_yuan_month": 20.0}, {"yuan_month": 300.0}])
def test_an_amount_does_not_lower_the_price(amounts: dict[str, float]) -> None:
    world = later(1, **amounts)
    assert len(holders(world)) > 50
    assert not extra_m2(world).any()


def test_landlords_take_more_of_a_share_than_of_the_same_money_as_an_amount() -> None:
    here = history().setting.regions.index(HERE)
    shared = later(36, share=SHARE)
    fen = shared.claims.fen[shared.claims.share > 0.0]
    given = later(36, yuan_month=float(fen.mean()) / 100.0)
    nothing = branch(history(), history().scenario)
    for _ in range(36):
        advance(nothing)
    rents = [world.regions.rent[here] for world in (nothing, given, shared)]
    assert rents == sorted(rents)
    assert rents[2] / rents[1] - 1.0 > rents[1] / rents[0] - 1.0 > 0.0


def test_a_running_share_is_worth_what_its_lower_price_is_worth() -> None:
    world, p = later(1, share=SHARE), history().scenario.parameters
    part = present_months(MONTHS - 1, p["discount_beta"] ** (1 / 12)) / p["horizon_months"]
    mine = (world.claims.population == 0) & (world.claims.share > 0.0)
    rows, fen = world.claims.row[mine], world.claims.fen[mine]
    income = fen / (100.0 * SHARE * p["alpha_housing"])
    gain = np.log1p(world.people[0].claims_left[rows] / income)
    assert gain == pytest.approx(-p["alpha_housing"] * part * np.log(1.0 - SHARE), rel=1e-4)
