"""Looking ahead: what living at a place is worth to the mean person of a degree, solved once a year (docs/model.md: Utility).

L_jd = E max over k of (v_jk,d + beta L_kd + e): flow is received where one goes. Ties are those of the people who live at j, in the
mean; a year's review comes every 1 / hazard years, which is how far beta discounts.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.calendar import JANUARY, season
from sim.engine.bellman import solve_values
from sim.exact import exp, ln, power
from sim.levers import PlaceArrays
from sim.records import Status
from sim.rules.review import leaving_ages, yearly_review
from sim.world.state import World

Floats = NDArray[np.float64]
SAMPLE = np.uint64(8)  # every eighth person stands for all when ties are averaged


def look_ahead(world: World, levers: PlaceArrays) -> None:
    """In January (and at the start): the continuation of every place and degree, when the horizon is forward."""
    if world.scenario.structure.horizon != "forward":
        return
    if season(world.month) == JANUARY or not world.continuation.any():
        beta = discounts(world)
        value = np.stack(
            [solve_values(v, b)[0] for v, b in zip(mean_utilities(world, levers), beta, strict=True)], axis=1
        )
        world.continuation = value * beta[None, :]


def discounts(world: World) -> Floats:
    """beta by degree: the yearly factor to the power of the mean years between reviews.  float64[4]."""
    p = world.scenario.parameters
    older = np.array(leaving_ages(p)) + mean_years(world) - p["leaving_age_bachelor"]
    hazard = np.array([yearly_review(y, p["attention_review"], p["review_age"]) for y in older])
    return np.asarray(power(np.float64(p["discount_beta"]), 1.0 / hazard))


def mean_years(world: World) -> float:
    """Years since leaving college of the mean person of all classes."""
    return (world.scenario.parameters["career_years"] - 1.0) / 2.0


def mean_utilities(world: World, levers: PlaceArrays) -> Floats:
    """v_jk of the mean person of each degree, without continuation: float64[4, R, R] (degree, from, to)."""
    p, setting, regions = world.scenario.parameters, world.setting, world.regions
    power = exp(p["wage_exper"] * mean_years(world))
    income = exp(regions.ln_wage) * power * (1.0 - setting.hukou_loss)[:, None]
    place = p["eps_w_grad"] * (ln(income) - p["alpha_housing"] * ln(regions.rent)[:, None]) + setting.constant
    stay = np.eye(setting.count)
    cost = p["move_cost_sunk"] * levers.move_cost * (1.0 - stay)
    return np.stack(
        [place[:, d][None, :] + ties(world, d) - setting.distance[d] * (1.0 - stay) - cost for d in range(4)]
    )


def ties(world: World, degree: int) -> Floats:
    """ln of the mean n_k B_ik over the people of a degree who live at j: float64[R, R] (from, to)."""
    people, setting = world.people[1 if degree == 3 else 0], world.setting
    n = people.size
    there = (people.status[:n] == Status.SEARCHING) | (people.status[:n] == Status.EMPLOYED)
    rows = np.flatnonzero(there & (people.degree[:n] == degree) & (people.id[:n] % SAMPLE == 0))
    r = setting.count
    total, number = np.zeros((r, r)), np.bincount(people.region[rows], minlength=r)
    for k in range(r):
        home = (people.home[rows] == k).astype(int)
        college = (people.college[rows] == k).astype(int)
        weight = exp(setting.tie[degree, k, people.home_province[rows], home, college])
        total[:, k] = np.bincount(people.region[rows], weight, minlength=r)
    mean = np.where(number[:, None] > 0, total / np.maximum(1, number)[:, None], setting.size[None, :])
    return np.asarray(ln(mean))
