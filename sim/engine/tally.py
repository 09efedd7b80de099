"""One pass over people that counts who is where and does what."""

from __future__ import annotations

import numpy as np

from sim.engine.jobs import job_place
from sim.engine.rows import rows_in
from sim.jit import loop
from sim.records import PUBLIC_POST, Status

STUDENT, EMPLOYED, AWAY = int(Status.STUDENT), int(Status.EMPLOYED), int(Status.AWAY)
WORKS, MISMATCHED, OVERQUALIFIED, COUPLE = 1, 2, 4, 8  # bits of a state


@loop
def tally(people, low, high, month, count, begun, ability):
    """Add everybody who has left college to count, int64[16, R, R, 4] by state, region, college and degree.

    state: WORKS + MISMATCHED + OVERQUALIFIED + COUPLE, as far as they hold. begun: int64[R, R, 4], first jobs begun this month, by
    those who never worked before. ability: float64[R], log points of those in work, summed.
    """
    cells, regions = count.reshape(-1), count.shape[1]
    for i in rows_in(low, high):
        status = int(people.status[i])
        if status in (STUDENT, AWAY):
            continue
        j, c, d = int(people.region[i]), int(people.college[i]), int(people.degree[i])
        over = 1 if int(people.job_degree[i]) < d else 0
        works = 1 if status == EMPLOYED else 0
        state = works * (WORKS + MISMATCHED * int(people.mismatched[i]) + OVERQUALIFIED * over)
        state += COUPLE * int(people.partner[i])
        if works == 1:
            ability[j] += float(people.ability[i])
        cells[np.uint64(((state * regions + j) * regions + c) * 4 + d)] += 1
        if int(people.status_since[i]) == month and works == 1 and int(people.worked[i]) == 0:
            people.worked[i] = 1
            begun[j, c, d] += 1


@loop
def jobs(people, low, high, held):
    """Jobs held by region and skill, students' offers included: held[R, 3, FIELDS + 2] by field of the post, last public and no firm's."""
    for i in rows_in(low, high):
        status = int(people.status[i])
        if status == EMPLOYED or (status == STUDENT and int(people.offer_region[i]) >= 0):
            held[job_place(people, i), max(0, int(people.job_degree[i]) - 1), int(people.job_field[i])] += 1


@loop
def public_posts(people, low, high, held):
    """Agents in public posts that programmes have opened, by region: held[R] is added to.  Platforms have posts of their own."""
    for i in rows_in(low, high):
        if (
            int(people.job_field[i]) == PUBLIC_POST
            and int(people.platform[i]) < 0
            and int(people.status[i]) == EMPLOYED
        ):
            held[int(people.region[i])] += 1


@loop
def stays(people, low, high, grad_month, count):
    """Where the class of `grad_month` lives: count[college, region] of everybody who has left college."""
    for i in rows_in(low, high):
        if int(people.grad_month[i]) == grad_month and int(people.status[i]) != AWAY:
            count[int(people.college[i]), int(people.region[i])] += 1


@loop
def tally_researchers(people, low, high, tiers):
    """Everybody who has left college by region and tier of the post held, none off platforms: tiers[R, T] is added to."""
    for i in rows_in(low, high):
        status = int(people.status[i])
        if status in (STUDENT, AWAY):
            continue
        seated = status == EMPLOYED and int(people.platform[i]) >= 0
        tiers[int(people.region[i]), int(people.tier[i]) if seated else 0] += 1
