"""What people expect of the offers in force, believed as far as they were kept of late."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from sim.engine.promises import CASH, KIND_OF, PURCHASE, Promises
from sim.exact import power
from sim.levers import Offered
from sim.rules.entitlement import Access
from sim.rules.income import present_months
from sim.world.state import World

Floats = NDArray[np.float64]


def promises_of(world: World, offers: Sequence[Offered]) -> Promises:
    """The month's offers, in order of regions, as people see them."""
    p, scenario = world.scenario.parameters, world.scenario
    return promises_at(
        offers, world.setting.count, world.finance.belief, Access.of(scenario.policies, world.setting.regions),
        power(p["discount_beta"], 1 / 12), p["horizon_months"],
    )  # fmt: skip


def promises_at(
    offers: Sequence[Offered], regions: int, belief: Floats, access: Access, monthly_discount: float, horizon: float
) -> Promises:
    """Offers at a belief float64[P, R] (pi), a discount factor a month and a horizon in months."""
    kind = np.array([KIND_OF[o.offer.pays] for o in offers], np.int64)
    pi = np.array([belief[o.policy, o.region] for o in offers], float)
    months = np.array([present_months(o.offer.months, monthly_discount) for o in offers], float)
    weight = np.where(open_offers(offers), np.where(kind == PURCHASE, pi, pi * months / horizon), 0.0)
    value = np.array([o.offer.value for o in offers], float).reshape(-1, 4)
    policy = np.array([o.policy for o in offers], np.int64)
    longest = int(access.tenure_min.max(initial=0.0)) + 1
    return Promises(
        kind=kind,
        policy=policy,
        first=np.searchsorted([o.region for o in offers], np.arange(regions + 1)),
        value=value,
        weight=weight,
        worth=value * np.where(kind == CASH, weight, 0.0)[:, None],
        cap=np.array([o.offer.cap for o in offers], float),
        years_most=float(access.years_max[policy].max(initial=-1.0)),
        any_bits=np.bitwise_or.reduce(access.bit[policy], initial=np.uint64(0), keepdims=True),
        later=worth_later(longest, monthly_discount),
        horizon=float(horizon),
        access=access,
    )


def open_offers(offers: Sequence[Offered]) -> NDArray[np.bool_]:
    """Which offers somebody can have this month: not those of no units, nor before the first date of their months or cap."""
    return np.array([o.offer.units > 0 and o.offer.months >= 1 and o.offer.cap > 0.0 for o in offers], bool)


@lru_cache(maxsize=8)
def worth_later(months: int, monthly_discount: float) -> Floats:
    """What a yuan in 0, 1, ... up to `months` months is worth now."""
    return np.cumprod(np.append(1.0, np.full(months, monthly_discount)))


def hear(world: World, cases: NDArray[np.int64], asked: NDArray[np.bool_]) -> None:
    """pi: approved of the last `memory_months` over these and those still waiting, where somebody could ask this month.

    cases: int64[P, R, 3], persons served, left waiting, and short of their share where all are served alike; asked: bool[P, R].
    """
    finance, now = world.finance, world.month - world.scenario.start
    served, waiting, short = np.moveaxis(cases, -1, 0)
    slot = world.month % len(finance.approved)
    finance.approved[slot][asked], finance.short[slot][asked] = served[asked], short[asked]
    finance.waiting[asked] = waiting[asked]
    total = finance.approved.sum(axis=0)
    seen = total + finance.waiting + finance.short.sum(axis=0)
    kept = np.divide(total, seen, out=np.ones(seen.shape), where=seen > 0)
    finance.belief[asked] = kept[asked]
    policies = np.flatnonzero(asked.any(axis=1))
    world.counts.cases[now, policies, 0] = cases[policies].sum(axis=(1, 2))
    world.counts.cases[now, policies, 1] = served[policies].sum(axis=1)
