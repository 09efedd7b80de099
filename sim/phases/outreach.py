"""Recruitment lines: contacts with students, remembered."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from sim.aid.purse import YEARS, affordable, spend
from sim.draws import Stream, code_key, draws, stream_key
from sim.engine.outreach import Line, contact, count_contactable
from sim.levers import Planned
from sim.phases.claims import note
from sim.phases.workspace import Month, window_of
from sim.world.state import World


def reach_out(world: World, month: Month) -> None:
    """Every line makes its contacts of the month."""
    plans = month.levers.planned("line_contacts")
    for n, planned in enumerate(plans):
        before = sum(other.region == planned.region for other in plans[:n])
        make_contacts(world, month, planned, before)


def make_contacts(world: World, month: Month, planned: Planned, before: int) -> None:
    """Spread a line's contacts over the students it can reach: a contact is u < contacts / eligible, paid for one by one.

    before: lines to the region that have been out this month; each meets by draws of its own, or a second one would meet nobody.
    """
    policy, region, quota = planned
    key = stream_key(world.seed, Stream.LINE, world.month) ^ (code_key(before) if before else np.uint64(0))
    line = Line(policy, region, key, np.zeros(world.setting.count))
    origins = np.isin(np.array(world.setting.regions), quota.at["origin"])
    reachable = int(students(world, month, line)[origins].sum())
    unit = cost_fen(world, planned)
    wanted = min(quota.amount, affordable(world, policy, unit))
    if reachable == 0 or wanted <= 0:
        return
    line = line._replace(chance=np.where(origins, min(1.0, wanted / reachable), 0.0))
    made = [met(world, month, line, population) for population in (0, 1)]
    most, persons = affordable(world, policy, unit), 0
    for population, rows in enumerate(made):
        scale, people = world.scale[population], world.people[population]
        rows = rows[: max(0, math.floor(min(most - persons, 1e15) / scale))]
        people.contacted[rows] |= np.uint16(1 << region)
        people.touched[rows] |= people.touched.dtype.type(1 << policy)
        persons += len(rows) * scale
    spend(world, policy, region, int(round(persons * unit[0])), persons)
    note(month, policy, region, persons)


def cost_fen(world: World, planned: Planned) -> NDArray[np.float64]:
    """What a contact costs, with the office's work, by year from now: fen, float64[Y]."""
    due = np.zeros(YEARS)
    due[0] = (planned.quota.yuan + world.scenario.policies[planned.policy].admin_yuan_case) * 100
    return due


def students(world: World, month: Month, line: Line) -> NDArray[np.int64]:
    """Persons by college whom a line may meet: int64[R]."""
    total = np.zeros(world.setting.count, np.int64)
    for population in (0, 1):
        open_ = np.zeros(world.setting.count, np.int64)
        count_contactable(window_of(world, population), line, month.promises.access, open_)
        total += open_ * world.scale[population]
    return total


def met(world: World, month: Month, line: Line, population: int) -> NDArray[np.int64]:
    """Rows of one population that a line meets, those with the smallest draw first."""
    window = window_of(world, population)
    out = np.empty(window.high - window.low, np.int64)
    rows = out[: contact(window, line, month.promises.access, out)]
    return rows[np.argsort(draws(line.key, world.people[population].id[rows]), kind="stable")]
