"""Offers settled: who asks, who is served, what is paid, and what people will believe of it next month."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.aid.expectations import hear, open_offers
from sim.aid.grants import held, paid_months, persons, settle
from sim.aid.payments import pay, remember_claims, worths
from sim.aid.requests import Requests, requests
from sim.aid.standing import keep_offices
from sim.engine.promises import FLATS, HIRE, PURCHASE
from sim.exact import power
from sim.levers import Offered
from sim.phases.workspace import Month
from sim.world.state import World


def let_flats(world: World, month: Month) -> None:
    """Free flats go to those who wait for them."""
    now = world.month - world.scenario.start
    flats = open_offers(month.levers.offers) & (month.promises.kind == FLATS)
    waiting = serve(world, month, flats)
    for q in np.flatnonzero(flats).tolist():
        policy, region, offer = month.levers.offers[q]
        world.counts.flats_open[now, region] += offer.units
        world.counts.flats_used[now, region] += held(world, policy, region)
        world.counts.flats_queue[now, region] += waiting[q]


def settle_claims(world: World, month: Month) -> None:
    """Applications of the month, approvals within budget, payments booked."""
    world.regions.hire_yuan[world.month % len(world.regions.hire_yuan)] = 0.0
    serve(world, month, open_offers(month.levers.offers) & (month.promises.kind != FLATS))
    hear(world, month.cases, month.asked)
    keep_offices(world, month.levers)
    pay(world)
    remember_claims(world, month.levers.offers)


def serve(world: World, month: Month, mine: NDArray[np.bool_]) -> dict[int, int]:
    """Serve those who ask for some of the month's offers, bool[Q], one after the other; persons left waiting, by offer."""
    left = {}
    if mine.any():
        for q, asked in requests(world, month.promises, mine, month.bought).items():
            offered = month.levers.offers[q]
            served = settle(world, offered, asked)
            reached, everybody = int(persons(world, served).sum()), int(persons(world, asked).sum())
            left[q] = everybody - reached
            if month.promises.kind[q] == HIRE:
                remember_promised(world, offered, served)
            if world.scenario.policies[offered.policy].rationing == "pro_rata":
                granted = int(everybody * part_granted(world, asked, served))
                note(month, offered.policy, offered.region, granted, short=everybody - granted)
            elif month.promises.kind[q] == PURCHASE:  # who has bought without a grant does not ask again
                note(month, offered.policy, offered.region, reached, short=left[q])
            else:
                note(month, offered.policy, offered.region, reached, left[q])
    return left


def remember_promised(world: World, offered: Offered, served: Requests) -> None:
    """What firms have been promised for hires of this month, towards what they expect of the next."""
    regions, months = world.regions, paid_months(world, offered)
    worth = worths(months, power(world.scenario.parameters["discount_beta"], 1 / 12))[months]
    people = persons(world, served)
    slot, only = world.month % len(regions.hire_yuan), int(offered.offer.technology)
    regions.hire_yuan[slot, offered.region, only] += float((served.fen * people).sum()) / 100 * worth
    world.counts.subsidised_hires[world.month - world.scenario.start, offered.region] += people.sum()


def part_granted(world: World, asked: Requests, served: Requests) -> float:
    """Part of the money asked for that is granted."""
    wanted, granted = (float((one.fen * persons(world, one)).sum()) for one in (asked, served))
    return granted / wanted if wanted > 0 else 1.0


def note(month: Month, policy: int, region: int, served: int, waiting: int = 0, short: int = 0) -> None:
    """Persons served by a policy in a region, still waiting, and short of their share, towards what people will believe of it."""
    month.cases[policy, region] += (served, waiting, short)
    month.asked[policy, region] = True
