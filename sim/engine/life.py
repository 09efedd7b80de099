"""Stations of a life: leaving college, moves, family, the end of a stay in a flat and of the career."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.draws import draw
from sim.engine.rows import rows_in
from sim.engine.transitions import AWAY, FLAT, STUDENT, end_stay, graduate, move, retire
from sim.jit import loop

TWELVE = np.uint64(12)
FIRST_JOB, MOVE, RETURN = range(3)  # kinds of moves


class FamilyRules(NamedTuple):
    """Chances of a year, and the age at which a child goes to school."""

    partner: float
    child: float
    school_age: int


class FamilyKeys(NamedTuple):
    """Keys of the month's draws."""

    partner: np.uint64
    child: np.uint64


@loop
def leave_college(window, classes, rows, places):
    """July: students become graduates; those who now live elsewhere in `rows`, the region in `places`; their number."""
    people, n = window.people, 0
    for i in rows_in(window.low, window.high):
        if int(people.status[i]) != STUDENT or int(people.grad_month[i]) != window.month:
            continue
        here = int(people.region[i])
        classes[people.class_row[i], here] += 1
        classes[people.class_row[i], -1] += 1
        there = graduate(people, i, window.month)
        if there >= 0 and there != here:
            rows[n], places[n] = i, there
            n += 1
    return n


@loop
def relocate(rows, places, month, first_job, people, classes, flows):
    """Move each of rows to its place.  flows: int64[R, R, 3, 4] += 1 by origin, destination, kind, degree."""
    for k in range(rows.size):
        i, j = rows[k], places[k]
        here = int(people.region[i])
        if j == here:
            continue
        kind = FIRST_JOB if first_job else (RETURN if int(people.home[i]) == j else MOVE)
        flows[here, j, kind, int(people.degree[i])] += 1
        classes[people.class_row[i], here] -= 1
        classes[people.class_row[i], j] += 1
        move(people, i, j, month)


@loop
def leave_population(window, career_months):
    """People whose career has ended leave; the first row that is still here (the window's new start).

    Counts of classes stay: nobody of the class is left to read them, and retention needs its size afterwards.
    """
    people, first = window.people, window.high
    for i in range(window.low, window.high):
        if int(people.status[i]) == AWAY:
            continue
        if window.month - int(people.grad_month[i]) >= career_months:
            retire(people, i)
        else:
            first = min(first, i)
    return first


@loop
def family(window, rules, keys):
    """Once a year a person, in the month of the id: partner, child, a child's age; a partner found or a child at school bring a review."""
    people, slot = window.people, np.uint64(window.month % 12)
    for i in rows_in(window.low, window.high):
        if people.id[i] % TWELVE != slot or int(people.status[i]) == AWAY or int(people.status[i]) == STUDENT:
            continue
        if int(people.partner[i]) == 0:
            if draw(keys.partner, people.id[i]) < rules.partner:
                people.partner[i] = 1
                people.review_due[i] = window.month + 1
        elif int(people.child_age[i]) >= 0:
            age = int(people.child_age[i]) + 1
            people.child_age[i] = min(age, 100)
            if age == rules.school_age:
                people.review_due[i] = window.month + 1
        elif draw(keys.child, people.id[i]) < rules.child:
            people.child_age[i] = 0


@loop
def end_stays(window):
    """Talent flats whose time is up: back to the market."""
    people = window.people
    for i in rows_in(window.low, window.high):
        if int(people.housing[i]) == FLAT and int(people.flat_until[i]) <= window.month:
            end_stay(people, i)
