"""What people see in a limit world: given wages, rents, utilities, costs and awareness."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.aid.expectations import promises_of
from sim.engine.places import Places, Scene, afar_of, peers_of
from sim.exact import ln
from sim.levers import MonthLevers, month_levers
from sim.limits.labour import expected_share, set_labour
from sim.limits.prices import TINY, set_prices
from sim.limits.start import limit_of
from sim.limits.values import state_values
from sim.phases.keys import choice_keys
from sim.phases.workspace import Month, blank_month
from sim.rules.parameters import FRESH, GIVEN, LINEAR, LOG, NO_TASTE, ONCE, UNIFORM, Behaviour
from sim.scenario.limit.record import LimitWorld
from sim.scenario.limit.rules import Lottery
from sim.world.state import World

Floats = NDArray[np.float64]
TASTES = {"gumbel": FRESH, "gumbel_once": ONCE, "uniform": UNIFORM, "given": GIVEN, "none": NO_TASTE}


def open_month(world: World) -> Month:
    """Given inputs become what people see, fixed for the month."""
    levers = month_levers((), world.setting.regions, world.month)
    return blank_month(world, levers, scenes_of(world, levers))


def scenes_of(world: World, levers: MonthLevers) -> tuple[Scene, Scene]:
    """What people see in a limit world this month."""
    limit, month = limit_of(world.scenario), world.month
    set_prices(world, limit)
    set_labour(world, limit)
    places, p = limit_places(world, limit), limit_behaviour(world, limit)
    once = limit.taste_kind in ("gumbel_once", "uniform")  # one draw a life, whatever the month
    keys = choice_keys(world.seed, 0 if once else month)
    if once:
        choice, nest, nest_2 = (np.full(32, ring[0]) for ring in (keys.choice, keys.nest, keys.nest_2))
        keys = keys._replace(choice=choice, nest=nest, nest_2=nest_2)
    afar, promises = afar_of(places, world.setting.afar, p), promises_of(world, ())
    graduates, researchers = (
        Scene(places, afar, levers.places, promises, keys, p, peers_of(world.classes[n], places.size)) for n in (0, 1)
    )
    return graduates, researchers


def limit_behaviour(world: World, limit: LimitWorld) -> Behaviour:
    """Parameters of choice: those of real life that have no meaning here are zero."""
    month = world.month
    return Behaviour(
        alpha_housing=float(limit.at("alpha", month).max()), b0=0.0, wage_exper=0.0,
        match_sd=float(limit.at("match_sd", month)), mismatch_loss=0.0, move_cost_sunk=0.0, owner_cost=0.0, child_cost=0.0,
        network_J=float(limit.at("peers", month)), public_amenity=0.0, a_c=0.0, a_n=0.0, a_line=0.0, amenity_school=0.0, internship_tie=0.0,
        nest_lambda=float(limit.at("nest_lambda", month)), form=LINEAR if limit.form == "linear" else LOG, tastes=TASTES[limit.taste_kind],
        taste_scale=limit.taste_width, ties_known=limit.ties_known, nested=bool(limit.nests),
        labour=not isinstance(limit.labour, str | Lottery), peers=float(limit.at("peers", month)) != 0.0, money=limit.utility is None,
    )  # fmt: skip


def limit_places(world: World, limit: LimitWorld) -> Places:
    """Given wages, rents, utilities, costs and awareness as what people see."""
    setting, given, month = world.setting, world.given, world.month
    assert given is not None
    r = setting.count
    utility = limit.at("utility", month) if limit.utility is not None else np.zeros(r)
    given.continuation = float(limit.at("beta", month)) * state_values(world, limit)[0]
    constant = np.repeat((utility + given.continuation)[:, None], 4, axis=1)
    eps = limit.at("eps", month)
    cost = np.broadcast_to(limit.at("cost", month), (r, r)) * (1.0 - np.eye(r))
    work = np.repeat(expected_share(world, limit)[:, None], 3, axis=1)
    taste = limit.taste_matrix()
    return Places(
        wage=np.repeat(given.wage[:, None], 4, axis=1), ln_rent=ln(np.maximum(given.rent, TINY)),
        cash_share=limit.at("subsidy", month), hukou_loss=np.zeros((r, r)), partner=np.zeros(r), partner_here=np.zeros(r),
        constant=constant, tie=setting.tie, tie_here=setting.tie_here, distance=np.repeat(cost[None], 4, axis=0),
        work=work, base_awareness=limit.at("awareness", month), key=setting.key, size=setting.size,
        aggregate=setting.aggregate, same_province=setting.same_province, province_cumulative=setting.province_cumulative,
        nest_key=setting.nest_key, nest=setting.nest,
        taste=np.zeros((0, r)) if taste is None else taste, eps=eps, alpha=limit.at("alpha", month),
    )  # fmt: skip
