"""Invitations: researchers elsewhere, and those of an enclave, look at the posts of a region they may not have thought of."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from sim.aid.events import case_fen
from sim.aid.purse import affordable, spend
from sim.draws import Stream, draws_at, name_key, stream_key
from sim.engine.research import LEADING
from sim.levers import Planned
from sim.phases.claims import note
from sim.phases.workspace import Month
from sim.rules.review import monthly
from sim.world.platforms import Staff, staff_of
from sim.world.state import World

Whole = NDArray[np.int64]


def invite(world: World, month: Month) -> Whole:
    """Rows on platforms who are invited this month: they review platforms, those of the region that invites among them."""
    staff = staff_of(world)
    met = [visit(world, month, planned, staff) for planned in month.levers.planned("invitations")]
    return np.concatenate([call_home(world, staff), *met])


def visit(world: World, month: Month, planned: Planned, staff: Staff) -> Whole:
    """Researchers of tier leading and top elsewhere, each by u < invitations / all of them, as far as the money goes."""
    policy, region, quota = planned
    rule, people, scale = world.scenario.policies[policy], world.people[1], world.scale[1]
    guest = staff.row[(staff.tier >= LEADING) & (people.region[staff.row] != region)]
    due = case_fen(world, planned)
    most = affordable(world, policy, due)
    u = draws_at(stream_key(world.seed, Stream.INVITE, world.month), people.id[guest], name_key(rule.id))
    came = np.flatnonzero(u * len(guest) * scale < min(quota.amount, most))
    came = came[np.argsort(u[came], kind="stable")][: math.floor(min(most, 1e15) / scale)]
    rows = guest[came]
    people.touched[rows] |= people.touched.dtype.type(1 << policy)
    persons = len(rows) * scale
    spend(world, policy, region, round(persons * due[0]), persons)
    note(month, policy, region, persons)
    welcome(world, rows, np.full(len(rows), region))
    return rows


def call_home(world: World, staff: Staff) -> Whole:
    """People of platforms whose policy invites them to the region served."""
    platforms, people = world.platforms, world.people[1]
    assert platforms is not None
    on = np.flatnonzero(platforms.returns[staff.platform] > 0.0)
    row, q = staff.row[on], staff.platform[on]
    u = draws_at(stream_key(world.seed, Stream.INVITE, world.month), people.id[row], platforms.key[q])
    called = u < monthly(platforms.returns)[q]
    welcome(world, row[called], platforms.served[q[called]])
    return row[called]


def welcome(world: World, rows: Whole, region: Whole) -> None:
    """From now on some rows know a region; they are counted as invited there."""
    aware = world.people[1].aware
    aware[rows] |= np.left_shift(1, region).astype(aware.dtype)
    np.add.at(world.counts.invited[world.month - world.scenario.start], region, world.scale[1])
