"""Recruitment lines and agreements with colleges: students met, and students who come as interns. Both are remembered."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from sim.aid.events import case_fen
from sim.aid.purse import affordable, spend
from sim.draws import Stream, code_key, draws, stream_key
from sim.engine.outreach import Line, contact, count_contactable
from sim.levers import Planned
from sim.phases.claims import note
from sim.phases.workspace import Month, window_of
from sim.records import Columns
from sim.world.state import World


def reach_out(world: World, month: Month) -> None:
    """Every line makes its contacts of the month, every agreement its internships."""
    for event, stream in (("line_contacts", Stream.LINE), ("internships", Stream.INTERN)):
        plans = month.levers.planned(event)
        for n, planned in enumerate(plans):
            before = sum(other.region == planned.region for other in plans[:n])
            key = stream_key(world.seed, stream, world.month) ^ (code_key(before) if before else np.uint64(0))
            line = Line(
                planned.policy, planned.region, key, np.zeros(world.setting.count), interns=event == "internships"
            )
            make_contacts(world, month, planned, line)


def make_contacts(world: World, month: Month, planned: Planned, line: Line) -> None:
    """Spread a line's contacts over the students it can reach: a contact is u < contacts / eligible, paid for one by one.

    Lines to the same region have keys of their own, or a second one would meet nobody.
    """
    policy, region, quota = planned
    origins = np.isin(np.array(world.setting.regions), quota.at["origin"])
    reachable = int(students(world, month, line)[origins].sum())
    unit = case_fen(world, planned)
    wanted = min(quota.amount, affordable(world, policy, unit))
    if reachable == 0 or wanted <= 0:
        return
    line = line._replace(chance=np.where(origins, min(1.0, wanted / reachable), 0.0))
    made = [met(world, month, line, population) for population in (0, 1)]
    most, persons = affordable(world, policy, unit), 0
    for population, rows in enumerate(made):
        scale, people = world.scale[population], world.people[population]
        rows = rows[: max(0, math.floor(min(most - persons, 1e15) / scale))]
        remember(people, rows, line)
        persons += len(rows) * scale
    if line.interns:
        world.counts.interned[world.month - world.scenario.start, region] += persons
    spend(world, policy, region, int(round(persons * unit[0])), persons)
    note(month, policy, region, persons)


def remember(people: Columns, rows: NDArray[np.int64], line: Line) -> None:
    """Whoever is reached has been contacted; an intern has lived there too, and knows what the place offers."""
    marks = (people.contacted, people.aware, people.lived, people.interned) if line.interns else (people.contacted,)
    for mark in marks:
        mark[rows] |= mark.dtype.type(1 << line.region)
    people.touched[rows] |= people.touched.dtype.type(1 << line.policy)


def students(world: World, month: Month, line: Line) -> NDArray[np.int64]:
    """Persons by college whom a line may reach: int64[R]."""
    total = np.zeros(world.setting.count, np.int64)
    for population in (0, 1):
        open_ = np.zeros(world.setting.count, np.int64)
        count_contactable(window_of(world, population), line, month.promises.access, open_)
        total += open_ * world.scale[population]
    return total


def met(world: World, month: Month, line: Line, population: int) -> NDArray[np.int64]:
    """Rows of one population that a line reaches, those with the smallest draw first."""
    window = window_of(world, population)
    out = np.empty(window.high - window.low, np.int64)
    rows = out[: contact(window, line, month.promises.access, out)]
    return rows[np.argsort(draws(line.key, world.people[population].id[rows]), kind="stable")]
