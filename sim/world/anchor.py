"""The anchor at 2018-01: stocks, firms and rates are set so that the markets start where the world stands (docs/model.md: Anchor)."""

from __future__ import annotations

import numpy as np

from sim.engine.households import tenant_income
from sim.exact import power
from sim.records import ZONES
from sim.world.firms import draw_firms
from sim.world.platforms import open_platforms, seated
from sim.world.staff import jobs_by_field
from sim.world.state import World


def anchor(world: World) -> None:
    """From here on feedbacks run. Once a seed, before any variant differs; draws firms, books stocks, reads the year's tightness."""
    set_prices(world)
    world.spinoff_jobs = np.zeros((world.setting.count, len(ZONES)))
    if world.scenario.structure.researchers:
        open_platforms(world)
    held = jobs_held(world)
    set_markets(world, held)
    if world.scenario.structure.firms and world.scenario.structure.vacancies == "firms":
        draw_firms(world)
    world.anchored = True


def set_prices(world: World) -> None:
    """Wages and rents of the data; the stock of floor space is today's demand."""
    regions, setting, p = world.regions, world.setting, world.scenario.parameters
    tables = setting.tables
    assert tables is not None
    regions.ln_wage0, regions.rent0 = regions.ln_wage.copy(), regions.rent.copy()
    persons = world.persons_before
    regions.persons0 = float(persons.sum())
    background = np.maximum(0.0, setting.residents - persons.sum(axis=1))
    regions.background_m2 = background * tables.fact("share_households_renting") * tables.fact("floor_area_person")
    tenants = space_m2(world, tenants_yuan(world))
    regions.stock0_m2 = regions.background_m2 + tenants
    regions.stock_m2 = regions.stock0_m2.copy()
    regions.floor_m2 = regions.stock0_m2.copy()
    regions.simulated_share = tenants / regions.stock0_m2
    regions.highly_skilled0 = np.maximum(persons[:, 2:].sum(axis=1), world.scale[0]).astype(float)
    assert p["nu_r"] > 0


def space_m2(world: World, yuan: np.ndarray) -> np.ndarray:
    """Floor space that tenants of a monthly income, float64[R] yuan, take at the anchor's rent: float64[R]."""
    return np.asarray(world.scenario.parameters["alpha_housing"] * yuan / world.regions.rent0)


def tenants_yuan(world: World) -> np.ndarray:
    """Monthly income of market tenants, persons' scale: float64[R] yuan."""
    total = np.zeros(world.setting.count)
    for n, people in enumerate(world.people):
        agents = np.zeros(world.setting.count, np.int64)
        tenant_income(people.arrays(), world.low[n], people.size, agents)
        total += agents * float(world.scale[n])
    return total


def jobs_held(world: World) -> np.ndarray:
    """Jobs by region and skill, agents of the market's own population: int64[R, 3]."""
    held = np.array([jobs_by_field(world, n).sum(axis=2) for n in (0, 1)])
    held[1][:, 2] -= seated(world)  # posts on platforms are not the market's
    return np.concatenate([held[0][:, :2], held[1][:, 2:]], axis=1)


def set_markets(world: World, held: np.ndarray) -> None:
    """theta0 from jobs and the searchers of late, mu so that the finding rate is that of the data."""
    p, regions = world.scenario.parameters, world.regions
    months = min(len(regions.seekers), max(1, world.month - world.scenario.start))
    seekers = np.maximum(regions.seekers.sum(axis=0) / months, 0.5)
    share, f0 = p["vacancy_rate"], world.setting.finding_rate
    vacancies = np.maximum(held, 0.5) * share / (1.0 - share)
    regions.tightness0 = vacancies / seekers
    regions.efficiency = f0 * power(regions.tightness0, -(1.0 - p["match_eta"]))
    world.fixed_posts = held / (1.0 - share)
    regions.seekers[:] = seekers
    regions.posts[:] = vacancies
    regions.expected[:] = f0 * seekers
