"""What people expect of the offers in force: the months that will be paid, and the chance to be served as it was of late."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from sim.engine.promises import FLATS, KIND_OF, Promises
from sim.exact import ln, power
from sim.levers import MONTHS, Offered
from sim.rules.entitlement import Access
from sim.rules.income import present_months
from sim.world.state import World

Floats = NDArray[np.float64]
NEVER_MISSED = 1e-300  # whose ln is small enough that somebody who asks once is sure to be served


def promises_of(world: World, offers: Sequence[Offered]) -> Promises:
    """The month's offers, in order of regions, as people see them."""
    p, regions = world.scenario.parameters, world.regions
    discount, access = power(p["discount_beta"], 1 / 12), Access.of(world.scenario.policies, world.setting.regions)
    kind = np.array([KIND_OF[o.offer.pays] for o in offers], np.int64)
    policy = np.array([o.policy for o in offers], np.int64)
    region = np.array([o.region for o in offers], np.int64)
    value = np.array([o.offer.value for o in offers], float).reshape(-1, 4)
    value[kind == FLATS] *= p["flat_m2"] * regions.rent[region[kind == FLATS], None]
    chance, share = belief(world)
    return Promises(
        kind=kind,
        policy=policy,
        first=np.searchsorted(region, np.arange(world.setting.count + 1)),
        value=value,
        cap=np.array([o.offer.cap for o in offers], float),
        spouse=np.array([o.offer.spouse for o in offers], float),
        school=np.array([o.offer.school for o in offers], float),
        amenity=np.array([o.offer.amenity for o in offers], float),
        months=np.where(open_offers(offers), np.array([o.offer.months for o in offers], float), 0.0),
        left=months_left(world, offers),
        ln_missed=ln(np.maximum(1.0 - chance[policy, region], NEVER_MISSED)),
        share=np.where(open_offers(offers), share[policy, region], 0.0),
        technology=np.array([o.offer.technology for o in offers], bool),
        years_most=float(access.years_max[policy].max(initial=-1.0)),
        any_bits=np.bitwise_or.reduce(access.bit[policy], initial=np.uint64(0), keepdims=True),
        later=worth_later(int(access.tenure_min.max(initial=0.0)) + 1, discount),
        part=parts(discount, p["horizon_months"]),
        access=access,
    )


def open_offers(offers: Sequence[Offered]) -> NDArray[np.bool_]:
    """Which offers somebody can have this month: not those of no units, nor before the first date of their months or cap."""
    return np.array([o.offer.units > 0 and o.offer.months >= 1 and o.offer.cap > 0.0 for o in offers], bool)


def months_left(world: World, offers: Sequence[Offered]) -> Floats:
    """Months that the policy of each offer still goes on, this one included: float64[Q]."""
    ends = [world.scenario.policies[o.policy].end for o in offers]
    return np.array([MONTHS if end is None else end - world.month + 1 for end in ends], float)


@lru_cache(maxsize=8)
def worth_later(months: int, monthly_discount: float) -> Floats:
    """What a yuan in 0, 1, ... up to `months` months is worth now."""
    return np.cumprod(np.append(1.0, np.full(months, monthly_discount)))


@lru_cache(maxsize=8)
def parts(monthly_discount: float, horizon: float) -> Floats:
    """What 0, 1, ... monthly payments, as many as an offer may promise, are worth in payments a month of the horizon."""
    return np.array([present_months(m, monthly_discount) for m in range(int(MONTHS) + 1)]) / horizon


def belief(world: World) -> tuple[Floats, Floats]:
    """By policy and region: chance that somebody who asks is served in a month, and part of the amount granted then; as remembered.

    1 and 1 where nobody has asked yet.
    """
    served, waiting, short = np.moveaxis(world.finance.cases.sum(axis=0), -1, 0)
    reached, ones = served + short, np.ones(served.shape)
    chance = np.divide(reached, reached + waiting, out=ones.copy(), where=reached + waiting > 0)
    return chance, np.divide(served, reached, out=ones, where=reached > 0)


def hear(world: World, cases: NDArray[np.int64], asked: NDArray[np.bool_]) -> None:
    """What became this month of those who asked is remembered for `memory_months`.

    cases: int64[P, R, 3], persons served, left waiting, and short of their share; asked: bool[P, R].
    """
    finance, now = world.finance, world.month - world.scenario.start
    finance.cases[world.month % len(finance.cases)][asked] = cases[asked]
    policies = np.flatnonzero(asked.any(axis=1))
    world.counts.cases[now, policies, 0] = cases[policies].sum(axis=(1, 2))
    world.counts.cases[now, policies, 1] = cases[policies, :, 0].sum(axis=1)
