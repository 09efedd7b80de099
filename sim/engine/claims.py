"""Running claims: who is still there, what a month pays and gives back, and what is left to come. Sums are of whole fen."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from sim.engine.promises import worth_of_service
from sim.jit import inlined, loop
from sim.records import PUBLIC_POST, RECIPIENT_OF, Claim, Status, Tenure
from sim.rules.rent import more_space, worth_in_income

AWAY, STUDENT, EMPLOYED = int(Status.AWAY), int(Status.STUDENT), int(Status.EMPLOYED)
IN_FLAT, MARKET = int(Tenure.FLAT), int(Tenure.MARKET)
CASH, FLAT, HIRE, SERVICE = int(Claim.CASH), int(Claim.FLAT), int(Claim.HIRE), int(Claim.SERVICE)
SETTLING_IN, POST = int(Claim.SETTLING_IN), int(Claim.POST)
PERSON = 0  # place in RECIPIENTS
PAID, CASES, BACK, BACK_CASES = range(4)  # sums: fen paid, persons paid, fen given back, persons who give back


class ClaimArrays(NamedTuple):
    """The columns of the claims, n rows."""

    population: np.ndarray  # int8[n]
    row: np.ndarray  # int32[n], of people
    policy: np.ndarray  # int16[n]
    region: np.ndarray  # int8[n]
    start: np.ndarray  # int16[n], month
    months: np.ndarray  # int16[n]
    fen: np.ndarray  # int64[n], a month and person
    kind: np.ndarray  # int8[n], code of Claim
    paid: np.ndarray  # int16[n], months paid
    share: np.ndarray  # float64[n], of the rent that the payment takes off the price, 0 of an amount
    over: np.ndarray  # bool[n], what it was for has ended


class Bonds(NamedTuple):
    """What P policies oblige to: months of stay, and the share given back by who leaves before."""

    stay: np.ndarray  # int64[P]
    share: np.ndarray  # float64[P]


class Services(NamedTuple):
    """What services of P policies give in R regions."""

    amenity: np.ndarray  # float64[P, R], utils
    school: np.ndarray  # float64[P, R], standard deviations
    amenity_school: float  # utils of one, with a child


class Paid(NamedTuple):
    """What a month's payments add up to, and which of n claims end."""

    total: np.ndarray  # int64[P, R, 4, 4] by policy, region, recipient and what is summed, added to
    finished: np.ndarray  # bool[n]


@loop
def pay_claims(claims, population, people, scale, month, bonds, out):
    """Pay the claims of one population to those who are still there; who left before the minimum stay gives part of it back.

    scale: persons an agent. Claims end of people who have left, and those paid in full that nobody can have to give back any more.
    """
    stay, share = bonds
    total, finished = out
    for k in range(claims.row.size):
        if int(claims.population[k]) != population:
            continue
        i, policy, kind = int(claims.row[k]), int(claims.policy[k]), int(claims.kind[k])
        recipient = RECIPIENT_OF[kind]
        sums = total[policy, int(claims.region[k]), recipient]
        here = not claims.over[k] and still_there(people, i, int(claims.region[k]), kind)
        owed = claims.paid[k] < claims.months[k]
        if here and owed:
            sums[PAID] += claims.fen[k] * scale
            sums[CASES] += scale
            claims.paid[k] += 1
            owed = claims.paid[k] < claims.months[k]
        bound = recipient == PERSON and share[policy] > 0.0 and month - int(claims.start[k]) < stay[policy]
        if not here and bound:
            back = math.floor(float(claims.fen[k] * int(claims.paid[k])) * share[policy])
            sums[BACK] += back * scale
            sums[BACK_CASES] += scale if back > 0 else 0
        finished[k] = not here or not (owed or bound)
        if not (here and owed):
            people.claims_left[i] = 0.0
            people.served[i] = 0.0


@inlined
def still_there(people, i, region, kind):
    """Whether what a claim is for still lasts."""
    if int(people.status[i]) == AWAY:
        return False
    if kind in (SETTLING_IN, POST):
        return holds_post(people, i, region)
    if int(people.region[i]) != region:
        return False
    if kind == HIRE:
        return int(people.status[i]) == EMPLOYED and int(people.job_field[i]) >= 0
    return kind != FLAT or int(people.housing[i]) == IN_FLAT


@inlined
def holds_post(people, i, region):
    """Whether somebody has a public post in a region, or as a student the offer of one; a platform's is another post."""
    place = int(people.offer_region[i]) if int(people.status[i]) == STUDENT else int(people.region[i])
    return place == region and int(people.job_field[i]) == PUBLIC_POST and int(people.platform[i]) < 0


@loop
def expect_claims(claims, population, people, part, alpha):
    """`claims_left` of people with claims: yuan a month of what cash and discounts on flats still run, spread over the horizon.

    part: float64[months + 1], what so many monthly payments are worth, in payments a month of the horizon; alpha: of rent in `money`.
    """
    for k in range(claims.row.size):
        if int(claims.population[k]) == population:
            people.claims_left[claims.row[k]] = 0.0
    for k in range(claims.row.size):
        if int(claims.population[k]) == population and int(claims.kind[k]) <= FLAT:
            left = part[int(claims.months[k]) - int(claims.paid[k])]
            if claims.share[k] > 0.0:
                yuan = payer_income(claims, k, alpha) * worth_in_income(claims.share[k], alpha, left)
            else:
                yuan = claims.fen[k] / 100.0 * left
            people.claims_left[claims.row[k]] += np.float32(yuan)


@loop
def expect_services(claims, population, people, part, services):
    """`served` of people with claims on services: utils of what still runs, spread over the horizon.  part: as in `expect_claims`."""
    for k in range(claims.row.size):
        if int(claims.population[k]) == population:
            people.served[claims.row[k]] = 0.0
    for k in range(claims.row.size):
        if int(claims.population[k]) == population and int(claims.kind[k]) == SERVICE:
            i, policy, region = int(claims.row[k]), int(claims.policy[k]), int(claims.region[k])
            child = 1 if int(people.child_age[i]) >= 0 else 0
            worth = worth_of_service(
                services.amenity[policy, region], services.school[policy, region], child, services.amenity_school
            )
            people.served[i] += np.float32(worth * part[int(claims.months[k]) - int(claims.paid[k])])


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
        if tenant and still_there(people, i, int(claims.region[k]), CASH):
            like = payer_income(claims, k, alpha) * more_space(share, demand_elasticity)
            total[int(claims.region[k])] += math.floor(like) - int(people.income[i])
