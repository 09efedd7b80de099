"""What a month works with: levers, what people see of places, and lists handed from one phase to the next."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from sim.engine.places import Places, Promises, Scene, afar_of, peers_of
from sim.exact import exp, ln, log1p, power
from sim.levers import MonthLevers, month_levers
from sim.markets.labour import OpenPosts
from sim.phases.horizon import look_ahead
from sim.phases.keys import choice_keys
from sim.phases.limit import limit_scenes
from sim.rules.income import present_months, work_share
from sim.rules.parameters import Behaviour
from sim.world.firms import Conditions
from sim.world.state import World

Floats = NDArray[np.float64]
ONE = np.uint64(1)


@dataclass
class Month:
    """Workspace of one month of one world; two populations where lists have two entries."""

    levers: MonthLevers
    scenes: tuple[Scene, Scene]
    trouble: NDArray[np.int8] = field(
        default_factory=lambda: np.zeros(0, np.int8)
    )  # firms: 1 whole staff separated, 2 lay-offs
    layoff: Floats = field(default_factory=lambda: np.zeros((0, 2)))
    staff: NDArray[np.int32] = field(default_factory=lambda: np.zeros((0, 2), np.int32))
    conditions: Conditions | None = None
    posts: OpenPosts | None = None  # of firms
    loss_rate: Floats = field(
        default_factory=lambda: np.zeros(0)
    )  # share of each cell's jobs that firms end: [R * FIELDS * 2]
    movers: list[NDArray[np.int64]] = field(default_factory=lambda: [np.zeros(0, np.int64)] * 2)
    bought: list[NDArray[np.int64]] = field(default_factory=lambda: [np.zeros(0, np.int64)] * 2)


def open_month(world: World) -> Month:
    """Policies in force become levers, prices and promises become what people see: fixed for the month."""
    levers = month_levers(world.scenario.policies, world.setting.regions, world.month)
    if world.scenario.limit is not None:
        return Month(levers, limit_scenes(world))
    look_ahead(world)
    places, promises = places_of(world, levers), promises_of(world, levers)
    keys, p = choice_keys(world.seed, world.month), behaviour(world)
    afar = afar_of(places, world.setting.afar, p)
    scenes = tuple(Scene(places, afar, promises, keys, p, peers_of(world.classes[n], places.size)) for n in (0, 1))
    return Month(levers, scenes)  # type: ignore[arg-type]


def behaviour(world: World) -> Behaviour:
    """People's parameters under the scenario's switches."""
    scenario = world.scenario
    return Behaviour.of(
        scenario.parameters, nested=scenario.structure.choice == "nested", peers=scenario.structure.peers
    )


def finding_rates(world: World) -> Floats:
    """f_j: expected hires over searchers, both summed over the last `memory_months`; the data's rate before the anchor.  float64[R, 3]."""
    regions = world.regions
    seekers, expected = regions.seekers.sum(axis=0), regions.expected.sum(axis=0)
    start = np.full(seekers.shape, world.setting.finding_rate)
    if not world.anchored:
        return start
    return np.divide(expected, seekers, out=start, where=seekers > 0)


def places_of(world: World, levers: MonthLevers) -> Places:
    """What people see of each region this month."""
    setting, p, regions = world.setting, world.scenario.parameters, world.regions
    r, horizon = setting.count, p["horizon_months"]
    work = np.array([[work_share(f, horizon) for f in row] for row in finding_rates(world)])
    partner_here = p["spouse_wage_weight"] * setting.average_wage
    flat_bits, relief, monthly_relief = flat_relief(world, levers)
    return Places(
        wage=exp(regions.ln_wage),
        ln_rent=ln(regions.rent),
        cash_share=np.zeros(r),
        hukou_loss=setting.hukou_loss,
        partner=partner_here * p["spouse_job_prob"],
        partner_here=partner_here,
        constant=setting.constant + world.continuation if len(world.continuation) else setting.constant,
        tie=setting.tie,
        inner=setting.inner,
        college_here=setting.college_here,
        distance=setting.distance,
        move_factor=np.ones((r, r)),
        work=work,
        base_awareness=setting.base_awareness,
        key=setting.key,
        size=np.where(setting.aggregate, setting.size, 1.0),
        aggregate=setting.aggregate,
        same_province=setting.same_province,
        province_cumulative=setting.province_cumulative,
        nest_key=setting.nest_key,
        nest=setting.nest,
        flat_bits=flat_bits,
        flat_relief=relief,
        flat_monthly=monthly_relief,
        taste=np.zeros((0, r)),
        eps=np.full(r, p["eps_w_grad"]),
        alpha=np.full(r, p["alpha_housing"]),
    )


def flat_relief(world: World, levers: MonthLevers) -> tuple[NDArray[np.uint64], Floats, Floats]:
    """Talent flats as people see them: whose they are, what one is worth to a newcomer, what a month left in one is worth."""
    setting, p = world.setting, world.scenario.parameters
    bits = np.zeros(setting.count, np.uint64)
    relief, monthly_relief = np.zeros(setting.count), np.zeros(setting.count)
    beta, horizon = power(p["discount_beta"], 1 / 12), p["horizon_months"]
    for flats in levers.flats:
        bits[flats.region] |= ONE << np.uint64(flats.policy)
        ln_discount = log1p(-flats.discount)
        belief = world.finance.belief[flats.policy]
        relief[flats.region] = min(
            relief[flats.region], belief * ln_discount * present_months(flats.months, beta) / horizon
        )
        monthly_relief[flats.region] = min(monthly_relief[flats.region], ln_discount / horizon)
    return bits, relief, monthly_relief


def promises_of(world: World, levers: MonthLevers) -> Promises:
    """Payments an eligible newcomer may expect, believed as far as they were kept of late."""
    p = world.scenario.parameters
    beta, horizon = power(p["discount_beta"], 1 / 12), p["horizon_months"]
    cash = sorted((c for c in levers.cash if c.kind != "purchase"), key=lambda c: c.region)
    bits = [ONE << np.uint64(c.policy) for c in cash]
    weight = [world.finance.belief[c.policy] * present_months(c.months, beta) / horizon for c in cash]
    who = [world.scenario.policies[c.policy].who for c in cash]
    worth = np.array(
        [np.multiply(c.value, w) if c.kind == "month" else np.zeros(4) for c, w in zip(cash, weight, strict=True)]
    )
    share = np.array([c.value if c.kind == "rent" else (0.0,) * 4 for c in cash], float)
    return Promises(
        bit=np.array(bits, np.uint64),
        first=np.searchsorted([c.region for c in cash], np.arange(world.setting.count + 1)),
        worth=worth.reshape(-1, 4),
        rent_share=share.reshape(-1, 4),
        rent_weight=np.array(weight, float),
        rent_cap=np.array([c.cap for c in cash], float),
        years_max=np.array([years_limit(w) for w in who], float),
        origins=np.array([region_mask(w.origin, world) for w in who], np.uint64),
        any_bits=np.array([np.bitwise_or.reduce(np.array(bits, np.uint64)) if bits else 0], np.uint64),
    )


def years_limit(who: object) -> float:
    """The clause on years since graduation, infinite when there is none."""
    limit = getattr(who, "years_since_graduation_max", None)
    return np.inf if limit is None else float(limit)


def region_mask(names: tuple[str, ...] | None, world: World) -> int:
    """Bitmask of regions; all when the clause is not given."""
    if names is None:
        return 0xFFFF
    return sum(1 << world.setting.regions.index(name) for name in names)


def rows_of(world: World, population: int) -> tuple[int, int]:
    """The window of rows that may still be present."""
    return world.low[population], world.people[population].size
