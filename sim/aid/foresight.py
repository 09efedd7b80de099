"""What is expected of an offer that begins: its money and units, set against all who will ask for it in its first year."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sim.aid.expectations import open_offers, promises_of
from sim.aid.grants import paid_months, persons
from sim.aid.purse import YEARS, affordable, budget_name
from sim.aid.rationing import schedule
from sim.aid.requests import Requests, requests
from sim.engine.promises import PURCHASE, Promises
from sim.exact import power
from sim.levers import Offered
from sim.world.state import World

Floats = NDArray[np.float64]
YEAR = 12  # months


def expected_promises(world: World, offers: Sequence[Offered]) -> Promises:
    """The month's offers as people see them; of those that begin, the memory is filled with what is foreseen."""
    promises = promises_of(world, offers)
    region = np.array([o.region for o in offers], np.int64)
    new = open_offers(offers) & ~world.finance.foreseen[promises.policy, region]
    if not new.any():
        return promises
    foresee(world, offers, promises, new)
    world.finance.foreseen[promises.policy[new], region[new]] = True
    return promises_of(world, offers)


def foresee(world: World, offers: Sequence[Offered], promises: Promises, new: NDArray[np.bool_]) -> None:
    """Fill the memory of offers that begin, bool[Q]: as if the first year's money had been spent evenly on all who will ask."""
    everybody = [np.arange(people.size) for people in world.people]  # as if all of them bought a home
    asking = requests(world, promises, new, everybody)
    heads = {q: first_year(world, asked, promises.kind[q] == PURCHASE) for q, asked in asking.items()}
    money = {q: cost(world, offers[q], asked, heads[q]) for q, asked in asking.items()}
    purse = {q: budget_name(world, offers[q].policy) for q in asking}
    for q in asking:
        policy, region, offer = offers[q]
        due = np.sum([money[other] for other in asking if purse[other] == purse[q]], axis=0)
        covered = min(1.0, affordable(world, policy, due), offer.units / heads[q] if heads[q] else 1.0)
        shared = world.scenario.policies[policy].rationing == "pro_rata" or promises.kind[q] == PURCHASE
        world.finance.cases[:, policy, region] += all_alike(covered, heads[q]) if shared else in_turn(covered, heads[q])


def first_year(world: World, asked: Requests, purchase: bool) -> float:
    """Persons who will ask in a year: those who could now, and as many newcomers as of late; of owners as many as buy."""
    scale = persons(world, asked)
    lately = world.month - asked.coming < YEAR
    return (
        float(scale.sum()) * world.scenario.parameters["h_b"] if purchase else float(scale.sum() + scale[lately].sum())
    )


def cost(world: World, offered: Offered, asked: Requests, heads: float) -> Floats:
    """Fen that so many cases cost by year from now, each as much as the mean of those who could ask now: float64[Y]."""
    policy, scale = world.scenario.policies[offered.policy], persons(world, asked)
    if not len(scale):
        return np.zeros(YEARS)
    months = np.full(len(scale), paid_months(world, offered))
    due = schedule(world.month % YEAR, months, asked.fen * scale, YEARS).sum(axis=0) / scale.sum()
    due[0] += policy.admin_yuan_case * 100
    return np.asarray(heads * due)


def in_turn(covered: float, heads: float) -> Floats:
    """(served, waiting, short) a month where a share of those who ask in a year is served whole, one after the other."""
    chance = 1.0 - power(1.0 - covered, 1.0 / YEAR) if covered < 1.0 else 1.0
    served = covered * heads / YEAR
    return np.array([served, served * (1.0 - chance) / chance if chance > 0.0 else heads, 0.0])


def all_alike(covered: float, heads: float) -> Floats:
    """The same where all are served at once, with a share of the amount."""
    return np.array([covered, 0.0, 1.0 - covered]) * heads / YEAR
