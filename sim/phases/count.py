"""What is counted at the end of a month."""

from __future__ import annotations

import numpy as np

from sim.calendar import JULY, season
from sim.engine.tally import public_posts, stays, tally
from sim.measures.counts import count_month
from sim.phases.research import count_researchers
from sim.phases.workspace import Month, window_of
from sim.world.state import World


def count(world: World, month: Month) -> None:
    """Stocks, first jobs, prices of the month, all in persons."""
    now, c, r = world.month - world.scenario.start, world.counts, world.setting.count
    for population in (0, 1):
        people, low, high, _ = window_of(world, population)
        scale = world.scale[population]
        states, begun = np.zeros((16, r, r, 4), np.int64), np.zeros((r, r, 4), np.int64)
        ability, held = np.zeros(r), np.zeros(r, np.int64)
        tally(people, low, high, world.month, states, begun, ability)
        public_posts(people, low, high, held)
        by_bit = states.reshape(2, 2, 2, 2, r, r, 4)  # couple, overqualified, mismatched, works
        living, working = by_bit.sum(axis=(0, 1, 2, 3)), by_bit[:, :, :, 1].sum(axis=(0, 1, 2))
        couples, overqualified, mismatched = (
            with_bit.sum(axis=(0, 1, 2, 4, 5)) for with_bit in (by_bit[1], by_bit[:, 1], by_bit[:, :, 1])
        )
        c.persons[now] += living.sum(axis=1) * scale
        c.employed[now] += working.sum(axis=1) * scale
        c.by_college[now] += living.sum(axis=2) * scale
        c.employed_by_college[now] += working.sum(axis=2) * scale
        c.couples[now] += couples * scale
        c.ability[now] += ability * scale
        c.public_held[now] += held * scale
        c.mismatched[now] += mismatched * scale
        c.overqualified[now] += overqualified * scale
        c.first_jobs[now] += (begun * scale).astype(np.int32)
        if season(world.month) == JULY:
            for k, months in enumerate((12, 36, 60)):
                where = np.zeros((r, r), np.int64)
                stays(people, low, high, world.month - months, where)
                c.stays[now, k] += (where * scale).astype(np.int32)
    world.persons_before = c.persons[now].copy()
    c.ln_wage[now], c.rent[now], c.floor_m2[now] = world.regions.ln_wage, world.regions.rent, world.regions.floor_m2
    c.firms[now], c.technology_firms[now] = month.firms.firms.sum(axis=2), month.firms.firms[:, :, 1]
    c.firm_posts[now] = month.firms.staff * world.scale[0]
    count_researchers(world, now)
    count_month(world)
