"""A world of firms only: growth, exit and entry at given monthly rates, by the same loop as anywhere."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.draws import Stream, draws_at, identity, poisson, stream_key
from sim.engine.firms import Endings, FirmConditions, FirmRules, live
from sim.exact import exp, power
from sim.levers import neutral_places
from sim.phases.workspace import Month
from sim.scenario.limit.rules import Firms
from sim.world.firms import firm_keys, in_business, set_targets, surveyed
from sim.world.state import World

ENTRANT = 9  # kind of identities


def open_firms(world: World, ids: NDArray[np.uint64]) -> None:
    """Firms of one agent each, size one."""
    world.firms.append(len(ids), id=ids, alive=1, born=world.month, low0=1.0)


def run_firms(world: World, month: Month) -> None:
    """Growth, exit and entry of the month."""
    rule = world.scenario.limit.firms if world.scenario.limit else "off"
    if not isinstance(rule, Firms):
        return
    firms, r = world.firms, world.setting.count
    keys, none, rows = firm_keys(world.seed, world.month), neutral_places(world.setting.regions), in_business(world)
    faced = FirmConditions(
        np.ones(r), np.zeros(r), np.full((r, 2), -1.0), none.firm_size, none.firm_exit, none.zone_advance, np.ones(1)
    )
    size = exp(firms.ln_size[rows])
    live(firms.arrays(), rows, size, world.month, keys, rules_of(rule), faced, Endings.none(r))
    u = draws_at(stream_key(world.seed, Stream.FIRM_ENTRY, world.month), world.setting.key[:1], np.uint64(0))[0]
    n = poisson(rule.entry_month, float(u))
    if n:
        open_firms(world, np.uint64(identity(ENTRANT, world.month)) + np.arange(n, dtype=np.uint64))
    set_targets(world, np.ones(r), np.ones(r), faced.staff)
    month.firms = surveyed(world)


def rules_of(rule: Firms) -> FirmRules:
    """Firms that grow and close alike, whatever their age and size."""
    return FirmRules(
        growth_sd=rule.growth_sd,
        growth_mean=rule.growth_mean + 0.5 * rule.growth_sd * rule.growth_sd,
        firm_exit=1.0 - power(1.0 - rule.exit_month, 12.0),
        exit_young=1.0,
        exit_old=1.0,
        young_months=0.0,
        small_share=0.0,
        mean_size=1.0,
        relocation=0.0,
        vacancy_rate=0.0,
        quits=0.0,
        growth_months=1,
    )
