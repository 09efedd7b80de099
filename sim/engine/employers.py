"""For whom somebody works: a function of the person, the cell and its living firms, asked by those who look at people."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.draws import draw_at, mix64
from sim.engine.jobs import job_place, job_skill
from sim.engine.posts import FIELDS
from sim.exact import ln
from sim.jit import inlined, loop
from sim.records import NO_EMPLOYER

CLOSE = 1.0 - 1e-9  # so that rounding never decides what a bound decides


class Listed(NamedTuple):
    """n living firms by bucket: those of a cell (region, field) whose hashed ids share their last bits."""

    slot: np.ndarray  # int64[n]
    id: np.ndarray  # uint64[n]
    wanted: np.ndarray  # float64[n, 2], staff by skill
    start: np.ndarray  # int64[buckets + 1], offsets into the above
    cell_start: np.ndarray  # int64[cells + 1], first bucket of each cell, a power of two of them


@inlined
def bucket_of(who, cell, step, cell_start):
    """The bucket of an id in a cell, or the one some steps behind it."""
    first, buckets = cell_start[cell], cell_start[cell + 1] - cell_start[cell]
    return first + ((np.int64(mix64(who) & np.uint64(buckets - 1)) + step) & (buckets - 1))


@loop
def list_firms(firms, count, cell_start, slot, bucket):
    """Slot and bucket of each living firm, in the outputs; their number."""
    n = 0
    for f in range(count):
        if int(firms.alive[f]) == 1:
            cell = int(firms.region[f]) * FIELDS + int(firms.field[f])
            slot[n], bucket[n] = f, bucket_of(firms.id[f], cell, 0, cell_start)
            n += 1
    return n


@loop
def employers(rows, people, listed, key, out):
    """The firm's slot of each of rows that holds a firm's post, in out[k] where the cell has a firm that wants any.  key: of pairs."""
    for k in range(rows.size):
        i, field = rows[k], int(people.job_field[rows[k]])
        if field >= 0:
            cell = job_place(people, i) * FIELDS + field
            for step in range(listed.cell_start[cell + 1] - listed.cell_start[cell]):
                out[k] = nearest(
                    people.id[i],
                    bucket_of(people.id[i], cell, step, listed.cell_start),
                    job_skill(people, i),
                    listed,
                    key,
                )
                if out[k] != NO_EMPLOYER:
                    break


@inlined
def nearest(who, bucket, skill, listed, key):
    """The firm of a bucket whose draw with the person is least for the posts it wants."""
    best, least = NO_EMPLOYER, 1e300
    for k in range(listed.start[bucket], listed.start[bucket + 1]):
        u, wanted = draw_at(key, who, listed.id[k]), listed.wanted[k, skill]
        if (1.0 - u) * CLOSE >= least * wanted:  # -ln u is never less than 1 - u: behind without its logarithm
            continue
        value = -ln(u) / wanted
        if value < least:
            best, least = listed.slot[k], value
    return best
