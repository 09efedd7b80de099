"""Jobs that end: quits, and the part of each cell's jobs that firms give up; staff of firms in trouble who keep work elsewhere.

Every event is "u < probability", keyed by the person, so that a changed probability touches only those in between.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.draws import draw
from sim.engine.posts import FIELDS, join_firm
from sim.engine.rows import rows_in
from sim.engine.transitions import EMPLOYED, STUDENT, change_employer, lose_job
from sim.jit import inlined, loop
from sim.records import PUBLIC_EMPLOYER


class Losses(NamedTuple):
    """Chances of a month; cells are (region of the job, field of the firm, skill of the post)."""

    quits: np.ndarray  # float64[R]
    public_factor: float  # on quits from public posts
    rate: np.ndarray  # float64[cells], of the jobs of each that firms end
    most: np.ndarray  # float64[R], the largest rate of a region


class LossKeys(NamedTuple):
    """Keys of the month's draws."""

    quits: np.uint64
    loss: np.uint64
    move: np.uint64


class FirmsNow(NamedTuple):
    """What staff meet with at their firms this month: F firms."""

    field: np.ndarray  # int8[F]
    trouble: np.ndarray  # int8[F], 1 the whole staff is separated, 2 lay-offs
    layoff: np.ndarray  # float64[F, 2], chance by skill
    staff: np.ndarray  # int32[F, 2], lowered with each who leaves


@inlined
def job_cell(people, i, field):
    """Number of the cell of somebody who works for a firm."""
    return (job_place(people, i) * FIELDS + int(field[int(people.employer[i])])) * 2 + job_skill(people, i)


@inlined
def job_skill(people, i):
    """0 of a post for low, 1 for high skill."""
    return 1 if int(people.job_degree[i]) >= 2 else 0


@inlined
def job_place(people, i):
    """Region of somebody's job or offer."""
    offer = int(people.offer_region[i])
    return offer if offer >= 0 else int(people.region[i])


@inlined
def largest(values):
    """The largest of some chances, 0 of none."""
    most = 0.0
    for k in range(values.size):
        most = max(most, values[k])
    return most


@loop
def separate(window, losses, keys, firms, out):
    """People who lose their job: quits, and the cell's part of the jobs that firms end, each by a draw of the person's own.

    Who loses work in a cell does not hang on who works where: staff of firms in trouble who keep work are written to `out` to take other
    posts of the cell; their number. A student who loses the job loses the offer.
    """
    people, n = window.people, 0
    for k in range(at_risk(window, losses, keys, firms.trouble, out)):
        i = out[k]
        status, firm, skill = int(people.status[i]), int(people.employer[i]), job_skill(people, i)
        leaves = firm >= 0 and draw(keys.loss, people.id[i]) < losses.rate[job_cell(people, i, firms.field)]
        if not leaves and status == EMPLOYED:
            chance = losses.quits[int(people.region[i])]
            if firm == PUBLIC_EMPLOYER:
                chance *= losses.public_factor
            leaves = draw(keys.quits, people.id[i]) < chance
        if leaves:
            if firm >= 0:
                firms.staff[firm, skill] -= 1
            lose_job(people, i, window.month)
        elif firm >= 0 and shed(people, i, firm, skill, keys, firms):
            firms.staff[firm, skill] -= 1
            out[n] = i
            n += 1
    return n


@inlined
def shed(people, i, firm, skill, keys, firms):
    """Whether a firm in trouble lets somebody go."""
    trouble = firms.trouble[firm]
    return trouble == 1 or (trouble == 2 and draw(keys.move, people.id[i]) < firms.layoff[firm, skill])


@inlined
def at_risk(window, losses, keys, trouble, out):
    """Rows of those with a job whose draws or firm may cost them it, in `out`; their number."""
    people, n = window.people, 0
    most_quits = largest(losses.quits) * max(1.0, losses.public_factor)
    for i in rows_in(window.low, window.high):
        status, firm = int(people.status[i]), int(people.employer[i])
        works = (status == EMPLOYED) | ((status == STUDENT) & (int(people.offer_region[i]) >= 0))
        if works:
            lost = draw(keys.loss, people.id[i]) < losses.most[job_place(people, i)]
            quits = draw(keys.quits, people.id[i]) < most_quits
            troubled = firm >= 0 and trouble[firm] != 0
            out[n] = i
            n += lost | quits | troubled
    return n


@loop
def take_other_posts(rows, month, people, posts, field, pair_key):
    """Staff of firms in trouble take other posts of their cell, in the order given; who finds none open loses the job."""
    for k in range(rows.size):
        i = rows[k]
        cell = job_cell(people, i, field)
        skill = cell % 2
        trade, place = (cell // 2) % FIELDS, cell // 2 // FIELDS
        if posts.by_field[place, skill, trade] <= 0:
            lose_job(people, i, month)
            continue
        change_employer(people, i, join_firm(people.id[i], place, trade, skill, posts, pair_key))
