"""Who works where: jobs counted by cell, and for whom somebody works, which no month needs to know (docs/model.md: Matching)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.draws import Stream, stream_key
from sim.engine.employers import Listed, employers, list_firms
from sim.engine.order import grouped
from sim.engine.posts import FIELDS
from sim.engine.tally import jobs
from sim.records import NO_EMPLOYER
from sim.world.state import World

Whole = NDArray[np.int64]


def jobs_by_field(world: World, population: int) -> Whole:
    """Jobs held, offers included, agents: int64[R, 3, FIELDS + 2] by region, skill and field, then public ones and those of no firm."""
    people, held = world.people[population], np.zeros((world.setting.count, 3, FIELDS + 2), np.int64)
    jobs(people.arrays(), world.low[population], people.size, held)
    return held


def employers_of(world: World, population: int, rows: Whole) -> Whole:
    """Slot of the firm that each of some people works for, -1 where they have none: int64[n].

    Of the living firms of the cell and the person's bucket the one whose draw with the person, for life, is least for the posts it wants;
    of the next bucket where that is empty. So a firm's staff is what it wants of its cell's, and a firm that goes re-sorts its own alone.
    """
    out = np.full(len(rows), NO_EMPLOYER)
    if world.cells is not None:
        key = stream_key(world.seed, Stream.PAIR, 0)
        employers(rows, world.people[population].arrays(), listed(world), key, out)
    return out


def listed(world: World) -> Listed:
    """Living firms by cell (region, field) and bucket of their hashed id."""
    assert world.cells is not None
    firms, start = world.firms, np.concatenate([[0], np.cumsum(1 << world.cells.bits)])
    slot, bucket = np.empty((2, firms.size), np.int64)
    n = list_firms(firms.arrays(), firms.size, start, slot, bucket)
    bounds, order = grouped(bucket[:n], start[-1])
    slot = slot[:n][order]
    wanted = np.stack([firms.target_low[slot], firms.target_high[slot]], axis=1).astype(float)
    return Listed(slot, firms.id[slot], wanted, bounds, start)


def staff_of_firms(world: World) -> Whole:
    """People, and students with an offer, by the firm they work for, agents: int64[F]."""
    people = world.people[0]
    slot = employers_of(world, 0, np.flatnonzero(people.job_field[: people.size] >= 0))
    return np.bincount(slot[slot >= 0], minlength=world.firms.size)
