"""Running claims: who is still there, what a month pays and gives back, and what is left to come. Sums are of whole fen."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from sim.jit import inlined, loop
from sim.records import Status, Tenure
from sim.rules.rent import more_space, worth_in_income

AWAY, STUDENT = int(Status.AWAY), int(Status.STUDENT)
FLAT, MARKET = int(Tenure.FLAT), int(Tenure.MARKET)
PAID, CASES, BACK, BACK_CASES = range(
    4
)  # what is summed: fen paid, persons paid, fen given back, persons who give back


class ClaimArrays(NamedTuple):
    """The columns of the claims, n rows."""

    population: np.ndarray  # int8[n]
    row: np.ndarray  # int32[n], of people
    policy: np.ndarray  # int16[n]
    region: np.ndarray  # int8[n]
    start: np.ndarray  # int16[n], month
    months: np.ndarray  # int16[n]
    fen: np.ndarray  # int64[n], a month and person
    cash: np.ndarray  # bool[n], paid to the person (a flat's discount is paid to the city)
    paid: np.ndarray  # int16[n], months paid
    share: np.ndarray  # float64[n], of the rent that the payment takes off the price, 0 of an amount


@loop
def pay_claims(claims, population, people, scale, month, stay, share, total, finished):
    """Pay the claims of one population to those who are still there; who left before the minimum stay gives part of it back.

    scale: persons an agent; stay: int64[P] months and share: float64[P] given back on leaving before, by policy. total: int64[P, R, 2, 4]
    by policy, region, recipient (person, city) and what is summed, added to; finished: bool[n], claims that end now. Their people expect
    nothing more, and a claim of several months served to its end brings a review.
    """
    for k in range(claims.row.size):
        if int(claims.population[k]) != population:
            continue
        i, policy, cash = int(claims.row[k]), int(claims.policy[k]), claims.cash[k]
        sums = total[policy, int(claims.region[k]), 0 if cash else 1]
        here = still_there(people, i, int(claims.region[k]), cash)
        if here:
            sums[PAID] += claims.fen[k] * scale
            sums[CASES] += scale
            claims.paid[k] += 1
        elif cash and month - int(claims.start[k]) < stay[policy]:
            back = math.floor(float(claims.fen[k] * int(claims.paid[k])) * share[policy])
            sums[BACK] += back * scale
            sums[BACK_CASES] += scale if back > 0 else 0
        served = claims.paid[k] >= claims.months[k]
        finished[k] = served or not here
        if finished[k]:
            people.claims_left[i] = 0.0
            if served and claims.months[k] > 1:
                people.review_due[i] = month + 1


@inlined
def still_there(people, i, region, cash):
    """Whether the person of a claim still lives at its place, and in the flat where the claim is one."""
    there = int(people.region[i]) == region and int(people.status[i]) != AWAY
    return there and (cash or int(people.housing[i]) == FLAT)


@loop
def expect_claims(claims, population, people, part, alpha):
    """`claims_left` of people with claims: yuan a month of running cash claims, spread over the horizon.

    part: float64[months + 1], what so many monthly payments are worth, in payments a month of the horizon; alpha: of rent in `money`.
    """
    for k in range(claims.row.size):
        if int(claims.population[k]) == population:
            people.claims_left[claims.row[k]] = 0.0
    for k in range(claims.row.size):
        if int(claims.population[k]) == population and claims.cash[k]:
            left = part[int(claims.months[k]) - int(claims.paid[k])]
            if claims.share[k] > 0.0:
                yuan = payer_income(claims, k, alpha) * worth_in_income(claims.share[k], alpha, left)
            else:
                yuan = claims.fen[k] / 100.0 * left
            people.claims_left[claims.row[k]] += np.float32(yuan)


@inlined
def payer_income(claims, k, alpha):
    """Yuan a month of the household whose rent is shared: the payment is a share of alpha of it."""
    return claims.fen[k] / (100.0 * claims.share[k] * alpha)


@loop
def discounted_income(claims, population, people, alpha, demand_elasticity, total):
    """Income that would make market tenants take as much more floor space as the shares paid of their rent do.

    Space is that of the income at which the share was granted, at the price left.  total: int64[R], whole yuan of agents, is added to.
    """
    for k in range(claims.row.size):
        if int(claims.population[k]) != population or claims.share[k] == 0.0:
            continue
        i, share = int(claims.row[k]), claims.share[k]
        tenant = int(people.housing[i]) == MARKET and int(people.status[i]) != STUDENT
        if tenant and still_there(people, i, int(claims.region[k]), True):
            like = payer_income(claims, k, alpha) * more_space(share, demand_elasticity)
            total[int(claims.region[k])] += math.floor(like) - int(people.income[i])
