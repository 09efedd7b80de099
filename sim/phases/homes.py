"""Homes bought, and stays in talent flats that end."""

from __future__ import annotations

import numpy as np

from sim.draws import Stream, stream_key
from sim.engine import events
from sim.engine.households import buy_homes
from sim.phases.claims import let_flats
from sim.phases.workspace import Month, rows_of
from sim.rules.home import Purchase
from sim.world.state import World


def end_stays(world: World, month: Month) -> None:
    """Talent flats whose time is up: a review this month."""
    if not len(world.claims.row):
        return
    for population in (0, 1):
        low, high = rows_of(world, population)
        events.end_flat_stays(world.people[population].arrays(), low, high, world.month)


def settle_homes(world: World, month: Month) -> None:
    """Flats are let, and those who can afford one buy a home."""
    if world.given is not None:
        return
    let_flats(world, month)
    rules, setting, regions = Purchase.of(world.scenario.parameters), world.setting, world.regions
    price = setting.price * regions.rent / regions.rent0
    key = stream_key(world.seed, Stream.PURCHASE, world.month)
    for population in (0, 1):
        low, high = rows_of(world, population)
        out = np.empty(high - low, np.int64)
        people = world.people[population].arrays()
        n = buy_homes(people, low, high, world.month, key, price, month.promises, rules, regions.rent, out)
        month.bought[population] = out[:n]
