"""Firms that enter: the usual ones where people are, and those that policies bring (docs/model.md: Firms)."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.calendar import year_of
from sim.draws import Stream, draws_at, identity, poisson, stream_key
from sim.engine.firms import find_founders
from sim.engine.posts import FIELDS
from sim.exact import ln
from sim.records import TECHNOLOGIES, ZONES
from sim.world.anchored import FirmCells
from sim.world.firms import SMALLEST, Conditions, Floats, pull, zone_ends, zones_of
from sim.world.state import World

Whole = NDArray[np.int64]
ENTRANT, BROUGHT = 2, 3  # kinds of firm identities
ACCEPTED = np.uint64(7)  # code of the draw for life that decides which of the usual entrants come


class Brought(NamedTuple):
    """What policies bring to R regions this month, by zone and technology."""

    jobs: Floats  # float64[R, 4, 2], persons
    policies: NDArray[np.uint64]  # uint64[R, 4, 2], bitmask of those that bring them

    @classmethod
    def none(cls, regions: int) -> Brought:
        """Nothing yet."""
        shape = (regions, len(ZONES), len(TECHNOLOGIES))
        return cls(np.zeros(shape), np.zeros(shape, np.uint64))


class Newcomers(NamedTuple):
    """Firms that are about to enter, n of them."""

    ids: NDArray[np.uint64]
    region: Whole
    zone: Whole  # as in the column
    tech: NDArray[np.bool_]
    size: Floats  # staff wanted at the anchor's prices, agents
    ln_size: Floats  # log of how much larger they are than that
    programme: NDArray[np.uint64]


def usual_firms(world: World) -> Floats:
    """Firms that enter in a month in the mean, by what no policy moves: float64[R]."""
    return _rate(world) * usual_jobs(world) / _cells(world).mean_size


def usual_jobs(world: World) -> Floats:
    """Jobs of each region, had it kept its share of the nation's: agents, float64[R]."""
    return np.asarray(_cells(world).employed * (world.persons_before.sum() / world.regions.persons0))


def usual_entry(world: World) -> Floats:
    """Persons for whom the usual entrants of a month have jobs, by zone and technology: float64[R, 4, 2]."""
    jobs = usual_firms(world) * _cells(world).mean_size * world.scale[0]
    technology = _cells(world).technology_share
    zone, either = zone_shares(world), np.stack([1.0 - technology, technology], axis=1)
    return np.asarray(jobs[:, None, None] * zone[:, :, None] * either[:, None, :])


def zone_shares(world: World) -> Floats:
    """Share of each zone in the firms of its region, all in none where it has no zones: float64[R, 4]."""
    ends = zone_ends(world)
    zoned = np.stack([np.zeros(len(ends)), ends[:, 0], ends[:, 1] - ends[:, 0], 1.0 - ends[:, 1]], axis=1)
    return np.where(ends[:, :1] < 0.0, np.eye(len(ZONES))[0], zoned)


def enter(world: World, now: Conditions, labour_force: Whole, accepted: Floats) -> Whole:
    """Rows of the usual new firms: how many by what no policy moves, how large by the people and the profit there.

    So jobs follow people without a firm that is there in one world only (docs/model.md: Pairing). accepted: float64[R, 4, 2], share of
    them that come.
    """
    cells = _cells(world)
    larger = labour_force * (1.0 - cells.unemployment) / np.maximum(usual_jobs(world), 1e-9) * pull(world, now)
    u = draws_at(stream_key(world.seed, Stream.FIRM_ENTRY, world.month), world.setting.key, np.uint64(0))
    number = np.floor(usual_firms(world) + u).astype(
        np.int64
    )  # anchor firms to take after are there where the mean is above 0
    first = world.firms.size
    if number.any():
        settle(world, usual_newcomers(world, number, ln(np.maximum(larger, SMALLEST)), accepted))
    return np.arange(first, world.firms.size)


def usual_newcomers(world: World, number: Whole, ln_size: Floats, accepted: Floats) -> Newcomers:
    """The month's entrants, number[j] in each region, with ids of the region's and month's own range.  ln_size: float64[R], of theirs."""
    cells, keys = _cells(world), world.setting.key
    region = np.repeat(np.arange(len(number)), number)
    first = np.array(
        [
            identity(key, ENTRANT, world.month) if n else 0
            for key, n in zip(keys.tolist(), number.tolist(), strict=True)
        ],
        np.uint64,
    )
    ids = first[region] + (np.arange(len(region)) - np.repeat(np.cumsum(number) - number, number)).astype(np.uint64)
    flag, model = draws_at(_trait(world), ids[None, :], np.array([[3], [5]], np.uint64))
    size = cells.sizes[cells.first[region] + (model * np.diff(cells.first)[region]).astype(np.int64)]
    zone, tech = zones_of(world, region, ids), flag < cells.technology_share[region]
    comes = (
        draws_at(stream_key(world.seed, Stream.FIRM_TRAIT, 2), ids, ACCEPTED)
        < accepted[region, zone + 1, tech.astype(np.int64)]
    )
    every = Newcomers(ids, region, zone, tech, size, ln_size[region], np.zeros(len(ids), np.uint64))
    return Newcomers(*(column[comes] for column in every))


def enter_brought(world: World, brought: Brought) -> Whole:
    """Rows of the firms that policies bring: a Poisson number with so many jobs in the mean, each of the region's mean size.

    Not of a size that is drawn: a programme must not hang on one giant.
    """
    first = world.firms.size
    for region, zone, tech in np.argwhere(brought.jobs > 0.0).tolist():
        settle(world, brought_newcomers(world, region, zone, tech, brought))
    return np.arange(first, world.firms.size)


def brought_newcomers(world: World, region: int, zone: int, tech: int, brought: Brought) -> Newcomers:
    """Those of one region, zone and technology, with ids of their own range."""
    size, cell = _cells(world).mean_size[region], zone * len(TECHNOLOGIES) + tech
    place = world.setting.key[region : region + 1]
    u = draws_at(stream_key(world.seed, Stream.FIRM_ENTRY, world.month), place, np.uint64(1 + cell))[0]
    n = poisson(float(brought.jobs[region, zone, tech] / (size * world.scale[0])), float(u))
    first = np.uint64(identity(int(place[0]), BROUGHT, world.month, cell))
    ids, where = first + np.arange(n, dtype=np.uint64), np.full(n, region)
    return Newcomers(
        ids=ids,
        region=where,
        zone=np.full(n, zone - 1) if zone else zones_of(world, where, ids),
        tech=np.full(n, tech == 1),
        size=np.full(n, size),
        ln_size=np.zeros(n),
        programme=np.full(n, brought.policies[region, zone, tech]),
    )


def settle(world: World, new: Newcomers) -> None:
    """Firms open: each with a field of the region's, its mix of skills, and a resident who has founded it."""
    p, cells, people, n = world.scenario.parameters, _cells(world), world.people[0], len(new.ids)
    field, size = draws_at(_trait(world), new.ids, np.uint64(6)), new.size / (1.0 - p["vacancy_rate"])
    founders, key = np.empty(n, np.int64), stream_key(world.seed, Stream.FIRM_ENTRY, 0)
    find_founders(people.arrays(), world.low[0], people.size, new.region, key, new.ids, founders)
    world.firms.append(
        n,
        id=new.ids,
        region=new.region,
        zone=new.zone,
        field=np.minimum((cells.field_cumulative[new.region] <= field[:, None]).sum(axis=1), FIELDS - 1),
        tech=new.tech,
        alive=1,
        born=world.month,
        ln_size=new.ln_size,
        low0=size * cells.low_mix[new.region],
        high0=size * (1.0 - cells.low_mix[new.region]),
        founder=np.where(founders >= 0, people.id[founders], np.uint64(0)),
        programme=new.programme,
    )


def _rate(world: World) -> float:
    """Usual entrants of a month over firms: those that close are replaced, and the growing classes find work."""
    tables = world.setting.tables
    assert tables is not None
    growth = tables.yearly("class_growth")
    return float(
        (world.scenario.parameters["firm_exit"] + growth.get(year_of(world.month), growth[max(growth)])) / 12.0
    )


def _cells(world: World) -> FirmCells:
    assert world.cells is not None
    return world.cells


def _trait(world: World) -> np.uint64:
    """Key of firms' draws for life."""
    return stream_key(world.seed, Stream.FIRM_TRAIT, 1)
