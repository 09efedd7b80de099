"""Wages and rents of a limit world, by their rules."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.exact import exp, ln, power
from sim.limits.free_entry import free_entry
from sim.scenario.limit.record import LimitWorld
from sim.scenario.limit.rules import Elastic, FreeEntry, Linear, Market
from sim.world.state import World

Floats = NDArray[np.float64]
TINY = 1e-300


def shares(world: World) -> Floats:
    """Share of all persons at each place, at the start of the month: float64[R]."""
    return np.asarray(world.classes[0][0, :-1] / max(1, world.classes[0][0, -1]))


def set_prices(world: World, limit: LimitWorld) -> None:
    """Wages and rents by their rules, from the shares at the start of the month."""
    given, month = world.given, world.month
    assert given is not None
    share, start = shares(world), initial_shares(world, limit)
    wage, rent = limit.at("wage", month), limit.at("rent", month)
    if isinstance(limit.wage_rule, Linear):
        wage = wage - limit.wage_rule.at("slope", month) * share
    if isinstance(limit.labour, FreeEntry):
        wage = free_entry(limit.labour, month)[1]
    rule = limit.rent_rule
    if isinstance(rule, Linear):
        rent = rent + rule.at("slope", month) * share
    elif isinstance(rule, Elastic):
        rent = rent * power(share / start, 1.0 / rule.at("eta", month))
    elif isinstance(rule, Market):
        rent = rent * given.rent_state
        given.rent_state = next_rent(rule, given.rent_state, share / start, month)
    given.rent = rent
    world.regions.rent = rent.copy()
    set_wage(world, wage)


def set_wage(world: World, wage: Floats) -> None:
    """The month's wage, as people and tables see it."""
    assert world.given is not None
    world.given.wage = wage
    world.regions.ln_wage = np.repeat(ln(np.maximum(wage, TINY))[:, None], 4, axis=1)


def initial_shares(world: World, limit: LimitWorld) -> Floats:
    """Shares at the start: float64[R]."""
    return np.asarray(np.bincount(limit.initial_regions(), minlength=world.setting.count) / max(1, limit.persons))


def next_rent(rule: Market, ratio: Floats, crowd: Floats, month: int) -> Floats:
    """One step of the market for floor space: ln r += nu (D/S - 1), a part of demand at a discount."""
    ed, es, nu = (rule.at(name, month) for name in ("ed", "es", "nu"))
    discount, treated = rule.at("discount", month), rule.at("treated", month)
    demand = crowd * ((1.0 - treated) * power(ratio, -ed) + treated * power(ratio * (1.0 - discount), -ed))
    return np.asarray(ratio * exp(nu * (demand / power(ratio, es) - 1.0)))
