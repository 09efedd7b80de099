"""Wages and rents: each moves a little towards what this month's crowd asks for (docs/model.md: Wages, Housing)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.aid.payments import discounted_yuan
from sim.engine.households import refresh_income
from sim.exact import exp, ln, power
from sim.phases.work import productivity
from sim.phases.workspace import Month, window_of
from sim.rules.matching import nash_wage
from sim.world.anchor import space_m2, tenants_yuan
from sim.world.state import World

Floats = NDArray[np.float64]


def update_incomes(world: World, month: Month) -> None:
    """Household incomes of those whose turn it is or whose life changed."""
    for population in (0, 1):
        window = window_of(world, population)
        refresh_income(window.people, window.low, window.high, world.month, month.scenes[population])


def tightness(world: World) -> Floats:
    """theta: posts over searchers, both of the last `memory_months`.  float64[R, 3]."""
    seekers, posts = world.regions.seekers.sum(axis=0), world.regions.posts.sum(axis=0)
    return np.divide(posts, seekers, out=world.regions.tightness0.copy(), where=seekers > 0)


def update_wages(world: World, month: Month) -> None:
    """One path of ln w for all fields of a region and skill."""
    if not world.anchored or world.scenario.structure.wages == "fixed":
        return
    p, regions = world.scenario.parameters, world.regions
    ratio = np.maximum(tightness(world), 1e-6) / regions.tightness0
    if world.scenario.structure.wages == "nash":
        target = nash_target(world, ratio)
    else:
        target = p["bargain_b"] * ln(productivity(world))[:, None] + p["omega"] * ln(ratio)
    by_degree = target[:, [0, 0, 1, 2]]
    regions.ln_wage = regions.ln_wage + p["nu_w"] / 12.0 * (regions.ln_wage0 + by_degree - regions.ln_wage)


def nash_target(world: World, ratio: Floats) -> Floats:
    """ln of the bargained wage over that of the anchor; costs of a vacancy are those that make the anchor's wage the bargained one."""
    p = world.scenario.parameters
    output = 1.0 / p["returns_a"]  # productivity of a worker over the wage at the anchor
    home, b = p["b0"], p["bargain_b"]
    cost = max(0.0, (1.0 - home) / b - output + home)
    wage = nash_wage(home, output * productivity(world)[:, None], ratio, b, cost)
    return np.asarray(ln(wage / nash_wage(home, output, 1.0, b, cost)))


def demand_m2(world: World) -> Floats:
    """Floor space wanted at today's rents: residents outside the classes and market tenants, persons' scale.  float64[R]."""
    p, regions = world.scenario.parameters, world.regions
    tenants_m2 = space_m2(world, tenants_yuan(world) + discounted_yuan(world))
    return np.asarray(
        (regions.background_m2 + tenants_m2) * power(regions.rent / regions.rent0, -p["eps_housing_demand"])
    )


def supply_m2(world: World, month: Month) -> Floats:
    """Market floor space: the anchor's, grown with the classes and by what prices have built, less what flats take from it."""
    p, regions = world.scenario.parameters, world.regions
    growth = 1.0 + regions.simulated_share * (nation(world) / regions.persons0 - 1.0)
    stock = regions.stock0_m2 * growth * regions.stock_index
    return np.asarray(stock - month.levers.places.flat_space * p["flat_m2"])


def nation(world: World) -> float:
    """The nation's simulated persons, last month: no policy moves it."""
    return float(world.persons_before.sum())


def update_rents(world: World, month: Month) -> None:
    """ln r += nu (D/S - 1); the stock follows prices slowly (flow) or at once (static)."""
    structure, p, regions = world.scenario.structure, world.scenario.parameters, world.regions
    if not world.anchored:
        return
    regions.floor_m2 = demand_m2(world)
    if structure.rents == "fixed":
        return
    ratio = regions.rent / regions.rent0
    if structure.rents == "static":
        regions.stock_index = power(ratio, p["eta_housing_stock"])
    else:
        regions.stock_index = regions.stock_index + p["depreciation"] / 12.0 * (
            power(ratio, p["eta_housing_flow"]) - regions.stock_index
        )
    regions.stock_m2 = supply_m2(world, month)
    regions.rent = regions.rent * exp(p["nu_r"] * (regions.floor_m2 / regions.stock_m2 - 1.0))
