"""Homes bought, and stays in talent flats that end."""

from __future__ import annotations

import numpy as np

from sim.draws import Stream, stream_key
from sim.engine import life
from sim.engine.households import HomeMarket, buy_homes
from sim.phases.claims import let_flats
from sim.phases.workspace import Month, window_of
from sim.rules.home import Purchase
from sim.world.state import World


def end_stays(world: World, month: Month) -> None:
    """Talent flats whose time is up."""
    if not len(world.claims.row):
        return
    for population in (0, 1):
        life.end_stays(window_of(world, population))


def settle_homes(world: World, month: Month) -> None:
    """Flats are let, and those who can afford one buy a home."""
    let_flats(world, month)
    rules, setting, regions = Purchase.of(world.scenario.parameters), world.setting, world.regions
    market = HomeMarket(setting.price * regions.rent / regions.rent0, regions.rent)
    key = stream_key(world.seed, Stream.PURCHASE, world.month)
    for population in (0, 1):
        window = window_of(world, population)
        out = np.empty(window.high - window.low, np.int64)
        n = buy_homes(window, key, market, month.promises, rules, out)
        month.bought[population] = out[:n]
