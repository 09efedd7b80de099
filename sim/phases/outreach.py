"""Recruitment lines: contacts with students, remembered; and public posts that open."""

from __future__ import annotations

import math

import numpy as np

from sim.draws import Stream, draws, stream_key
from sim.engine import events
from sim.levers import Line
from sim.phases.finance import affordable_contacts, believe, pay_contacts
from sim.phases.workspace import ONE, Month, rows_of
from sim.world.state import World


def reach_out(world: World, month: Month) -> None:
    """Every line makes its contacts of the month; public posts open."""
    for line in month.levers.lines:
        make_contacts(world, line)
    open_public_posts(world, month)


def make_contacts(world: World, line: Line) -> None:
    """Spread a line's contacts over the students it can reach: a contact is u < contacts / eligible, paid for one by one."""
    bit = ONE << np.uint64(line.policy)
    count = world.setting.count
    open_ = np.zeros((2, count), np.int64)
    for population in (0, 1):
        low, high = rows_of(world, population)
        events.contactable(world.people[population].arrays(), low, high, line.region, bit, open_[population])
    origins = np.isin(np.arange(count), line.origins)
    reachable = int((open_ * np.array(world.scale)[:, None])[:, origins].sum())
    planned = min(line.contacts, affordable_contacts(world, line.policy, line.yuan_contact))
    if reachable == 0 or planned <= 0:
        return
    chance = np.where(origins, min(1.0, planned / reachable), 0.0)
    key = stream_key(world.seed, Stream.LINE, world.month)
    made = [contacted_rows(world, line, population, key, chance) for population in (0, 1)]
    budget = affordable_contacts(world, line.policy, line.yuan_contact)
    persons = 0
    for population, rows in enumerate(made):
        scale = world.scale[population]
        rows = rows[: max(0, math.floor(min(budget - persons, 1e15) / scale))]
        people = world.people[population]
        people.contacted[rows] |= np.uint16(1 << line.region)
        people.touched[rows] |= bit.astype(people.touched.dtype)
        persons += len(rows) * scale
    pay_contacts(world, line.policy, line.region, persons, line.yuan_contact)
    believe(world, line.policy, persons, 0)


def contacted_rows(world: World, line: Line, population: int, key: np.uint64, chance: np.ndarray) -> np.ndarray:
    """Rows of one population that a line meets, those with the smallest draw first."""
    low, high = rows_of(world, population)
    people = world.people[population]
    out = np.empty(high - low, np.int64)
    n = events.contact(people.arrays(), low, high, key, chance, line.region, ONE << np.uint64(line.policy), out)
    rows = out[:n]
    return rows[np.argsort(draws(key, people.id[rows]), kind="stable")]


def open_public_posts(world: World, month: Month) -> None:
    """Openings of the month, whole agents by the region's draw; they stay open until taken."""
    wanted = month.levers.posts[: world.setting.count]
    if not wanted.any():
        return
    if not len(world.public_open):
        world.public_open = np.zeros((world.setting.count, 3), np.int64)
    key = stream_key(world.seed, Stream.ROUNDING, world.month)
    for j, skill, degrees in (
        (j, s, d) for j in np.flatnonzero(wanted.any(axis=1)) for s, d in enumerate(((0, 1), (2,), (3,)))
    ):
        agents = wanted[j, list(degrees)].sum() / world.scale[1 if skill == 2 else 0]
        u = draws(key, world.setting.key[j : j + 1] + np.uint64(100 + skill))[0]
        world.public_open[j, skill] += math.floor(agents + u)
