"""Running claims of the month: payments booked, what is given back, and what people still expect. All in whole fen of persons."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from sim.aid.purse import book
from sim.engine.claims import (
    BACK,
    BACK_CASES,
    CASES,
    PAID,
    Bonds,
    ClaimArrays,
    Paid,
    Services,
    discounted_income,
    expect_claims,
    expect_services,
    pay_claims,
)
from sim.exact import power
from sim.levers import Offered
from sim.records import RECIPIENTS, Claim
from sim.rules.income import present_months
from sim.world.state import World


def pay(world: World) -> None:
    """Running claims are paid to those who are still there; who left early gives part of it back."""
    claims, policies = world.claims, world.scenario.policies
    if not len(claims.row):
        return
    stay = np.array([p.minimum_stay_months for p in policies], np.int64)
    share = np.array([p.clawback_share for p in policies], float)
    total = np.zeros((len(policies), world.setting.count, len(RECIPIENTS), 4), np.int64)
    bonds, out = Bonds(stay, share), Paid(total, np.zeros(len(claims.row), bool))
    columns = ClaimArrays(**vars(claims))
    for population in (0, 1):
        people, scale = world.people[population].arrays(), world.scale[population]
        pay_claims(columns, population, people, scale, world.month, bonds, out)
    enter(world, total)
    if out.finished.any():
        claims.keep(~out.finished)


def enter(world: World, total: NDArray[np.int64]) -> None:
    """Payments and receipts into the ledger, by policy, region and recipient."""
    for policy, region, who in np.argwhere(total.any(axis=3)).tolist():
        sums, recipient = total[policy, region, who].tolist(), RECIPIENTS[who]
        if sums[CASES]:
            book(world, policy, region, recipient, sums[PAID], sums[CASES])
        if sums[BACK]:
            book(world, policy, region, recipient, -sums[BACK], sums[BACK_CASES])


@lru_cache(maxsize=256)
def worths(longest: int, monthly_discount: float) -> NDArray[np.float64]:
    """What 0, 1, ... up to `longest` monthly payments are worth, in payments."""
    return np.array([present_months(m, monthly_discount) for m in range(longest + 1)])


def remember_claims(world: World, offers: Sequence[Offered]) -> None:
    """What running claims are still worth, spread over the horizon: cash in yuan a month, services in utils."""
    claims = world.claims
    if not len(claims.row):
        return
    p = world.scenario.parameters
    longest = int((claims.months - claims.paid).max())
    part = worths(longest, power(p["discount_beta"], 1 / 12)) / p["horizon_months"]
    columns, served = ClaimArrays(**vars(claims)), (claims.kind == Claim.SERVICE).any()
    for population in (0, 1):
        people = world.people[population].arrays()
        expect_claims(columns, population, people, part, p["alpha_housing"])
        if served:
            expect_services(columns, population, people, part, services(world, offers))


def services(world: World, offers: Sequence[Offered]) -> Services:
    """What the services in force give, by policy and region."""
    amenity, school = np.zeros((2, len(world.scenario.policies), world.setting.count))
    for policy, region, offer in offers:
        amenity[policy, region] += offer.amenity
        school[policy, region] += offer.school
    return Services(amenity, school, world.scenario.parameters["amenity_school"])


def discounted_yuan(world: World) -> NDArray[np.float64]:
    """Monthly income that would have tenants take as much floor space as the shares paid of their rent do, persons' scale: float64[R]."""
    claims, p = world.claims, world.scenario.parameters
    total = np.zeros(world.setting.count)
    if not claims.share.any():
        return total
    for population, scale in enumerate(world.scale):
        agents = np.zeros(world.setting.count, np.int64)
        people, elasticity = world.people[population].arrays(), p["eps_housing_demand"]
        discounted_income(ClaimArrays(**vars(claims)), population, people, p["alpha_housing"], elasticity, agents)
        total += agents * float(scale)
    return total
