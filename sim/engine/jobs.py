"""Jobs that end: quits, and the part of each cell's jobs that firms give up.

Every event is "u < probability", keyed by the person, so that a changed probability touches only those in between.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.draws import draw
from sim.engine.posts import FIELDS
from sim.engine.rows import rows_in
from sim.engine.transitions import EMPLOYED, STUDENT, lose_job
from sim.jit import inlined, loop
from sim.records import PUBLIC_POST


class Losses(NamedTuple):
    """Chances of a month; cells are (region of the job, field, skill of the post)."""

    quits: np.ndarray  # float64[R]
    public_factor: float  # on quits from public posts
    rate: np.ndarray  # float64[cells], of the jobs of each that firms end; [0] where there are no firms


class LossKeys(NamedTuple):
    """Keys of the month's draws."""

    quits: np.uint64
    loss: np.uint64


@inlined
def job_skill(people, i):
    """0 of a post for low, 1 for high skill."""
    return 1 if int(people.job_degree[i]) >= 2 else 0


@inlined
def job_place(people, i):
    """Region of somebody's job or offer."""
    offer = int(people.offer_region[i])
    return offer if offer >= 0 else int(people.region[i])


@loop
def separate(window, losses, keys):
    """People lose their job: it is ended by firms of the own field, whoever the employer is, or they quit.

    A student who loses the job loses the offer.
    """
    people = window.people
    for i in rows_in(window.low, window.high):
        status = int(people.status[i])
        if status != EMPLOYED and (status != STUDENT or int(people.offer_region[i]) < 0):
            continue
        ended = int(people.job_field[i]) >= 0 and draw(keys.loss, people.id[i]) < ending_rate(people, i, losses)
        if ended or (status == EMPLOYED and draw(keys.quits, people.id[i]) < quit_chance(people, i, losses)):
            lose_job(people, i, window.month)


@inlined
def ending_rate(people, i, losses):
    """Chance that firms end the job of somebody who works for one, at work by the own field."""
    cell = (job_place(people, i) * FIELDS + int(people.field[i])) * 2 + job_skill(people, i)
    return losses.rate[cell]


@inlined
def quit_chance(people, i, losses):
    """Chance that somebody in work quits."""
    chance = losses.quits[int(people.region[i])]
    return chance * losses.public_factor if int(people.job_field[i]) == PUBLIC_POST else chance
