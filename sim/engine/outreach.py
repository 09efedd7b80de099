"""Students whom a recruitment line or an agreement with colleges may reach, and those whom it reaches this month."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.draws import draw
from sim.engine.asking import claimant_at
from sim.engine.rows import rows_in
from sim.jit import inlined, loop
from sim.records import Status
from sim.rules.entitlement import months_until_open

STUDENT = int(Status.STUDENT)


class Line(NamedTuple):
    """One policy's contacts, or internships, for one region in a month."""

    policy: int
    region: int
    key: np.uint64
    chance: np.ndarray  # float64[R], of a student by the college's region
    interns: bool  # internships: whoever has been an intern there is not one again; else contacts


@loop
def contact(window, line, access, out):
    """Students whom a line reaches: u < chance[college]; rows in `out`, their number."""
    people, n = window.people, 0
    for i in rows_in(window.low, window.high):
        if int(people.status[i]) != STUDENT or draw(line.key, people.id[i]) >= line.chance[int(people.college[i])]:
            continue
        if contactable(people, i, window.month, line, access):
            out[n] = i
            n += 1
    return n


@loop
def count_contactable(window, line, access, count):
    """Students by college whom a line may reach: count[R] is added to."""
    people = window.people
    for i in rows_in(window.low, window.high):
        if int(people.status[i]) == STUDENT and contactable(people, i, window.month, line, access):
            count[int(people.college[i])] += 1


@inlined
def contactable(people, i, month, line, access):
    """Whether a student has not been reached for the region yet and all clauses of the policy hold."""
    before = np.int64(people.interned[i] if line.interns else people.contacted[i])
    if (before >> line.region) & 1:
        return False
    return months_until_open(line.policy, line.region, claimant_at(people, i, month), access) == 0.0
