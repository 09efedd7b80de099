"""What the engine counts beside its rows, kept right when agents are made or let go by hand.

People are counted in their class by region; firms are asked for whom their staff works.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from sim.agents.table import IntArray
from sim.calendar import year_of
from sim.engine.transitions import lose_jobs, retire_all
from sim.records import Columns, Status
from sim.world.staff import employers_of
from sim.world.synthesis import class_row, eligibility


def traits_by_place(world: Any, values: Mapping[str, Any]) -> dict[str, Any]:
    """What follows from the columns given: the province of the home is the one with most residents there."""
    home = np.asarray(values["home"])
    steps = np.diff(world.setting.province_cumulative, prepend=0.0, axis=1)
    return {"home_province": np.argmax(steps, axis=1)[home], "job_degree": values["degree"]}


def join_class(world: Any, population: int, rows: IntArray) -> None:
    """Count people made by hand in the class of their college, year and degree, and read which policies they fit."""
    people = world.people[population]
    world.in_order = False
    for row in rows.tolist():
        year, college, degree = year_of(people.grad_month.item(row)), people.college.item(row), people.degree.item(row)
        people.class_row[row] = class_row(world, population, year, college, degree)
    _count(world.classes[population], people, rows, 1)
    span = slice(int(rows[0]), int(rows[-1]) + 1)
    people.eligible[span] = eligibility(world.scenario.policies, people, span, world.setting)


def leave(world: Any, population: int, rows: IntArray) -> None:
    """Let people go: their post and their flat fall empty, their class gets smaller."""
    people = world.people[population]
    _count(world.classes[population], people, rows[people.status[rows] != Status.STUDENT], -1)
    retire_all(rows, people.arrays())


def close(world: Any, rows: IntArray) -> None:
    """Close firms: their staff search where they live and review their place, students lose their offer."""
    people = world.people[0]
    staff = np.isin(employers_of(world, 0, np.arange(people.size)), rows)
    lose_jobs(np.flatnonzero(staff), world.month, people.arrays())
    for name in ("alive", "target_low", "target_high"):
        world.firms.data[name][rows] = 0


def _count(classes: np.ndarray, people: Columns, rows: IntArray, by: int) -> None:
    """Add to the members of each class by region and in all."""
    for place in (people.region[rows], np.full(len(rows), -1)):
        np.add.at(classes, (people.class_row[rows], place), by)
