"""Firms of a month: they grow, close and move, new ones enter, and policies bring or help some (docs/model.md: Firms)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.engine.firms import Endings, grow, live
from sim.exact import exp
from sim.phases.programmes import award, brought, help_factors
from sim.phases.work import has_firms, labour_force, productivity
from sim.phases.workspace import Month
from sim.records import ZONES
from sim.world.entrants import enter, enter_brought
from sim.world.firms import conditions, faced, firm_keys, firm_rules, in_business, set_targets, surveyed
from sim.world.state import World

Whole = NDArray[np.int64]


def run_firms(world: World, month: Month) -> None:
    """Firms grow, close and move; new ones enter; some are helped; then they want what they want."""
    if not has_firms(world):
        return
    firms, places = world.firms, month.levers.places
    now = conditions(world, productivity(world), places)
    keys, rules = firm_keys(world.seed, world.month), firm_rules(world)
    endings, rows = Endings.none(world.setting.count), in_business(world)
    size = exp(firms.ln_size[rows])
    around = faced(world, now, places, help_factors(world, month))
    live(firms.arrays(), rows, size, world.month, keys, rules, around, endings)
    month.loss_rate = np.divide(endings.ended, endings.held, out=endings.ended, where=endings.held > 0)
    usual = enter(world, now, labour_force(world), places.firm_entry)
    entered = np.concatenate([usual, enter_brought(world, brought(world, month, endings.freed))])
    grow(firms.arrays(), entered, world.month, keys, rules)
    award(world, month)
    set_targets(world, now.low, now.high, now.staff)
    month.firms = surveyed(world)
    count_turnover(world, rows[firms.alive[rows] == 0], entered)


def count_turnover(world: World, closed: Whole, entered: Whole) -> None:
    """Firms that have closed and entered this month, by region and zone."""
    now, counts = world.month - world.scenario.start, world.counts
    counts.exits[now], counts.entries[now] = by_zone(world, closed), by_zone(world, entered)


def by_zone(world: World, rows: Whole) -> Whole:
    """How many of some firms stand in each region and zone: int64[R, 4]."""
    cell = world.firms.region[rows].astype(np.int64) * len(ZONES) + world.firms.zone[rows] + 1
    return np.bincount(cell, minlength=world.setting.count * len(ZONES)).reshape(-1, len(ZONES))
