"""Firms at the anchor and after: drawn to hold the employed, and what they face (docs/model.md: Firms, Anchor)."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.draws import Stream, draws, draws_at, identity, stream_key
from sim.engine.firms import (
    ZONE_CODE,
    FirmConditions,
    FirmKeys,
    FirmRules,
    Survey,
    fill_zones,
    grow,
    survey,
    want,
)
from sim.engine.posts import FIELDS
from sim.engine.transitions import deal
from sim.exact import exp, ln, log1p, power, root
from sim.levers import PlaceArrays, neutral_places
from sim.records import Status
from sim.rules.firm import desired_size, profit, unit_cost
from sim.rules.review import monthly, monthly_of_quarter
from sim.world.anchored import FirmCells
from sim.world.state import World

Floats = NDArray[np.float64]
ANCHOR_FIRM = 1  # kind of firm identities
LEAST_SIZE = (
    0.5  # agents: in very coarse worlds firms are fewer and larger, so that there are not more of them than people
)
MOST_SUPPORT = 0.9  # of the wage: at the whole of it staff would have no bound
SMALLEST = 1e-3  # entrants relative to the anchor, where hardly anybody is left


def firm_rules(world: World) -> FirmRules:
    """Numbers of firms' decisions from the scenario's parameters."""
    p = world.scenario.parameters
    return FirmRules(
        growth_sd=p["firm_growth_sd"],
        growth_mean=0.0,
        firm_exit=p["firm_exit"],
        exit_young=p["exit_young"],
        exit_old=p["exit_old"],
        young_months=p["firm_young_months"],
        small_share=p["firm_small_share"],
        mean_size=mean_size(world),
        relocation=1.0 - power(1.0 - p["firm_relocation"], 1 / 12),
        vacancy_rate=p["vacancy_rate"],
        quits=monthly_of_quarter(p["separation_q"]),
    )


def mean_size(world: World) -> float:
    """Mean staff of a firm at the anchor, agents: persons, so that a region has as many firms at every scale."""
    return max(LEAST_SIZE, world.scenario.parameters["firm_size_mean"] / world.scale[0])


def in_business(world: World) -> NDArray[np.int64]:
    """Rows of the firms that are."""
    return np.flatnonzero(world.firms.alive[: world.firms.size] == 1)


def set_targets(world: World, low: Floats, high: Floats, factor: Floats) -> None:
    """Firms want what they want at today's prices.  low, high, factor: as in `want`."""
    rows = in_business(world)
    want(world.firms.arrays(), rows, exp(world.firms.ln_size[rows]), low, high, factor)


def surveyed(world: World) -> Survey:
    """Firms in business and what they want together."""
    seen = Survey.none(world.setting.count)
    survey(world.firms.arrays(), in_business(world), seen)
    return seen


def firm_keys(seed: int, month: int) -> FirmKeys:
    """Keys of the month."""
    return FirmKeys(
        stream_key(seed, Stream.FIRM_SHOCK, 0),
        stream_key(seed, Stream.FIRM_SHOCK_2, 0),
        stream_key(seed, Stream.FIRM_EXIT, month),
        stream_key(seed, Stream.FIRM_MOVE, month),
        stream_key(seed, Stream.FIRM_MOVE, month + 100_000),
        stream_key(seed, Stream.FIRM_TRAIT, 2),
        stream_key(seed, Stream.FIRM_ZONE, month),
    )


def lower_end(shape: float, mean: float, cut: float) -> float:
    """Lower end of a Pareto law cut at `cut` whose mean is `mean`."""

    def excess(low: float) -> float:
        weight = power(low, shape) * (power(low, 1 - shape) - power(cut, 1 - shape)) / (1 - power(low / cut, shape))
        return float(shape / (shape - 1) * weight - mean)

    return root(excess, 1e-3 * mean, 0.999 * mean)


def draw_firms(world: World) -> None:
    """Firms that hold exactly the employed of each region and field, students' offers included; staff is dealt by key."""
    p = world.scenario.parameters
    people, setting = world.people[0], world.setting
    employed = np.flatnonzero(((people.status == Status.EMPLOYED) | (people.offer_region >= 0))[: people.size])
    place = np.where(people.offer_region[employed] >= 0, people.offer_region[employed], people.region[employed]).astype(
        np.int64
    )
    cell = place * FIELDS + people.field[employed]
    deal = draws(stream_key(world.seed, Stream.DEAL, 0), people.id[employed])
    order = np.lexsort((people.id[employed], deal, cell))
    employed, cell = employed[order], cell[order]
    bounds = np.searchsorted(cell, np.arange(setting.count * FIELDS + 1))
    cut = p["firm_size_cut"] * mean_size(world)
    low = lower_end(p["firm_size_pareto"], mean_size(world), cut)
    for c in range(setting.count * FIELDS):
        staff = employed[bounds[c] : bounds[c + 1]]
        if len(staff):
            _draw_cell(world, c // FIELDS, c % FIELDS, staff, (p["firm_size_pareto"], low, cut))
    keys, rules = firm_keys(world.seed, world.month), firm_rules(world)
    grow(world.firms.arrays(), in_business(world), world.month, keys, rules)
    ones = np.ones(setting.count)
    set_targets(world, ones, ones, neutral_places(setting.regions).firm_size)
    world.cells = anchor_cells(world)


def _draw_cell(
    world: World, region: int, field: int, staff: NDArray[np.int64], law: tuple[float, float, float]
) -> None:
    """The firms of one region and field: as large together as their staff, each with the mix of skills of all."""
    p, people, firms = world.scenario.parameters, world.people[0], world.firms
    n = int(len(staff) / mean_size(world) * 2) + 8
    first = identity(int(world.setting.key[region]), ANCHOR_FIRM, field)
    ids = np.uint64(first) + np.arange(n, dtype=np.uint64)
    trait = stream_key(world.seed, Stream.FIRM_TRAIT, 1)
    size = law[1] * exp(-log1p(-draws(trait, ids) * (1.0 - power(law[1] / law[2], law[0]))) / law[0])
    ends = np.cumsum(size)
    while ends[-1] < len(staff):  # far more small firms than the mean allows for: repeat the draw's sizes
        ends = np.concatenate([ends, ends[-1] + ends])
    count = int(np.searchsorted(ends, len(staff))) + 1
    size = np.diff(np.minimum(ends[:count], len(staff)), prepend=0.0) / (1.0 - p["vacancy_rate"])
    ids = np.uint64(first) + np.arange(count, dtype=np.uint64)
    high = np.mean(people.job_degree[staff] >= 2)
    age = np.floor(-ln(draws_at(trait, ids, np.uint64(2))) * p["firm_age_mean"]).astype(np.int64)
    firms.append(
        count,
        id=ids,
        region=region,
        zone=zones_of(world, np.full(count, region), ids),
        field=field,
        tech=draws_at(trait, ids, np.uint64(3)) < technology_share(world)[region],
        alive=1,
        born=np.maximum(-32000, world.month - age),
        low0=size * (1.0 - high),
        high0=size * high,
    )
    deal(staff, people.field[staff].astype(np.int64), people.arrays())


def technology_share(world: World) -> Floats:
    """Share of firms that carry the technology flag: recognised firms times their graduates at work, over all jobs.  float64[R]."""
    tables = world.setting.tables
    assert tables is not None
    employed = np.maximum(1, world.persons_before.sum(axis=1)) * world.scenario.parameters["initial_employed"]
    return np.minimum(
        1.0, tables.fact("high_tech_firms") * world.scenario.parameters["technology_firm_staff"] / employed
    )


def zone_ends(world: World) -> Floats:
    """Cumulated shares of the north and the centre in regions that have zones, -1 in others: float64[R, 2]."""
    p = world.scenario.parameters
    ends = np.cumsum([p["zone_share_north"], p["zone_share_centre"]])
    return np.where(world.setting.zoned[:, None], ends[None, :], -1.0)


def zones_of(world: World, region: NDArray[np.int64], ids: NDArray[np.uint64]) -> NDArray[np.int64]:
    """The zone of each firm by its draw for life, none where its region has none."""
    u, out = draws_at(firm_keys(world.seed, world.month).zone, ids, ZONE_CODE), np.empty(len(ids), np.int64)
    fill_zones(u, region, zone_ends(world), out)
    return out


def anchor_cells(world: World) -> FirmCells:
    """Cells, shares and sizes as they stand at the anchor."""
    p, firms, people, setting = world.scenario.parameters, world.firms, world.people[0], world.setting
    r, n = setting.count, firms.size
    region, cell = firms.region[:n].astype(np.int64), firms.region[:n].astype(np.int64) * FIELDS + firms.field[:n]
    staff = np.stack([firms.low0[:n], firms.high0[:n]]).astype(float) * (1.0 - p["vacancy_rate"])
    per_cell = np.bincount(cell, minlength=r * FIELDS)
    bits = np.array([(max(1, math.ceil(c / p["candidate_firms"])) - 1).bit_length() for c in per_cell])
    low, high = (np.bincount(region, each, minlength=r) for each in staff)
    size = staff.sum(axis=0)
    wages = exp(world.regions.ln_wage)
    pay_low, pay_high = low * wages[:, 1], high * wages[:, 2]
    fields = np.bincount(cell, size, minlength=r * FIELDS).reshape(r, FIELDS) + 1e-9
    status, where = people.status[: people.size], people.region[: people.size].astype(np.int64)
    searching = np.bincount(where[status == Status.SEARCHING], minlength=r)
    working = np.bincount(where[status == Status.EMPLOYED], minlength=r)
    firms_in = np.maximum(1, np.bincount(region, minlength=r))
    return FirmCells(
        bits=bits,
        low_share=pay_low / np.maximum(1e-9, pay_low + pay_high),
        low_mix=low / np.maximum(SMALLEST, low + high),
        field_cumulative=np.cumsum(fields / fields.sum(axis=1, keepdims=True), axis=1),
        mean_size=np.maximum(SMALLEST, (low + high) / firms_in),
        employed=np.asarray(low + high, float),
        unemployment=searching / np.maximum(1, searching + working),
        sizes=size[np.argsort(region, kind="stable")],
        first=np.concatenate([[0], np.cumsum(np.bincount(region, minlength=r))]),
        technology_staff=np.maximum(
            mean_size(world), np.bincount(region[firms.tech[:n] == 1], size[firms.tech[:n] == 1], minlength=r)
        ),
        technology_share=technology_share(world),
    )


@dataclass
class Conditions:
    """What firms face in each region this month, relative to the anchor."""

    low: Floats  # [R], desired low-skill staff
    high: Floats
    profit: Floats
    staff: Floats  # [R, 4, 2], factor of policies on both, by zone and technology


def conditions(world: World, productivity: Floats, places: PlaceArrays) -> Conditions:
    """Desired staff by skill and profit of a place, from wages and productivity; and what policies add to staff."""
    p, cells, regions = world.scenario.parameters, world.cells, world.regions
    assert cells is not None
    w_low = exp(regions.ln_wage[:, 1] - regions.ln_wage0[:, 1])
    w_high = exp(regions.ln_wage[:, 2] - regions.ln_wage0[:, 2])
    cost = np.asarray(unit_cost(cells.low_share, w_low, w_high, p["skill_subst"]))
    size = desired_size(productivity, cost, p["returns_a"])
    return Conditions(
        size * power(w_low / cost, -p["skill_subst"]),
        size * power(w_high / cost, -p["skill_subst"]),
        profit(productivity, cost, p["returns_a"]),
        places.firm_size * power(1.0 - support(world), -p["support_elasticity"])[:, None, :],
    )


def support(world: World) -> Floats:
    """What the mean hire of the last months has brought firms, as a share of the wage at the anchor: float64[R, 2] by technology.

    Employers expect of the next hire what the mean one brought, spread over the horizon.
    """
    cells, regions = world.cells, world.regions
    assert cells is not None
    yuan, hires = regions.hire_yuan.sum(axis=0), regions.hires.sum(axis=0)
    a_hire = np.divide(yuan, hires, out=np.zeros(yuan.shape), where=hires > 0)
    pay = exp(regions.ln_wage0)
    wage = cells.low_mix * pay[:, 1] + (1.0 - cells.low_mix) * pay[:, 2]
    month = np.cumsum(a_hire, axis=1) / world.scenario.parameters["horizon_months"]
    return np.minimum(MOST_SUPPORT, month / wage[:, None])


def pull(world: World, now: Conditions) -> Floats:
    """Size of firms that come to a place, relative to the anchor: profit to the power of their responsiveness."""
    p = world.scenario.parameters
    return power(now.profit, p["firm_loc_elast"] * p["eps_w_grad"] * (1.0 - p["returns_a"]))


def faced(world: World, now: Conditions, places: PlaceArrays, helped: Floats) -> FirmConditions:
    """The same for the loop over firms: those that move go where jobs were at the anchor, and are as large there as the place lets them.

    helped: as in FirmConditions.
    """
    assert world.cells is not None
    weight, larger = world.cells.employed, pull(world, now)
    mean = float((weight * larger).sum() / weight.sum())
    return FirmConditions(
        place=np.cumsum(weight / weight.sum()),
        ln_place=ln(larger / mean),
        zones=zone_ends(world),
        staff=now.staff,
        exit=places.firm_exit,
        advance=monthly(places.zone_advance),
        helped=helped,
    )
