"""Firms of the data's world around the anchor: they begin in the middle of their lives, not at their birth."""

from __future__ import annotations

import numpy as np

import sim
from sim import month
from sim.calendar import ANCHOR
from sim.phases.work import run_firms
from sim.phases.workspace import open_month
from sim.world.anchor import anchor
from sim.world.state import World

MONTHS_AFTER = 4


def share_ended(world: World) -> float:
    """Of all posts firms wanted, the share that they end this month; the world is left in the midst of it."""
    firms = world.firms
    wanted = np.stack([firms.target_low[: firms.size], firms.target_high[: firms.size]], axis=1).astype(float)
    region, field = firms.region[: firms.size].astype(int), firms.field[: firms.size].astype(int)
    work = open_month(world)
    run_firms(world, work)
    rate = work.loss_rate.reshape(world.setting.count, -1, 2)
    return float((wanted * rate[region, field]).sum() / wanted.sum())


def test_firms_end_jobs_in_the_month_of_the_anchor_as_in_those_after() -> None:
    keys = {"start": "2017-10-01", "persons_per_agent": 4_000, "researchers_per_agent": 4_000}
    world = month.start(sim.load_scenario("baseline", keys))
    while world.month < ANCHOR:
        month.advance(world)
    anchor(world)
    first = share_ended(world.copy())
    later = []
    for _ in range(MONTHS_AFTER):
        month.advance(world)
        later.append(share_ended(world.copy()))
    assert 0.5 < first / np.mean(later) < 2.0
