"""Residents who may be trained, and what training leaves behind."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.draws import draw
from sim.engine.asking import claimant_at
from sim.engine.rows import rows_in
from sim.jit import loop
from sim.records import Status
from sim.rules.entitlement import months_until_open

STUDENT, AWAY = int(Status.STUDENT), int(Status.AWAY)


class Course(NamedTuple):
    """One policy's training in one region."""

    policy: int
    region: int
    degree: int
    queue: np.uint64  # key of draws for life: who comes first
    retrain: np.uint64  # key of draws for life: who then fits the post held


@loop
def trainable(window, course, access, out, lot):
    """Residents of the degree whom the policy may train, in `out`, their draws for life in `lot`; their number."""
    people, n = window.people, 0
    for i in rows_in(window.low, window.high):
        status = int(people.status[i])
        if (
            status in (STUDENT, AWAY)
            or int(people.region[i]) != course.region
            or int(people.degree[i]) != course.degree
        ):
            continue
        if months_until_open(course.policy, course.region, claimant_at(people, i, window.month), access) == 0.0:
            out[n], lot[n] = i, draw(course.queue, people.id[i])
            n += 1
    return n


@loop
def train(rows, course, gain, chance, people):
    """Ability by `gain` log points for good; whoever works beside the own field fits with a chance.  Rows: int64."""
    for k in range(rows.size):
        i = rows[k]
        people.ability[i] += np.float32(gain)
        if draw(course.retrain, people.id[i]) < chance:
            people.mismatched[i] = 0
