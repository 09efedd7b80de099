"""Households at the place lived in: income, homes bought, floor space wanted. Sums are of whole yuan, so order cannot change them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.draws import draw
from sim.engine.asking import claimant_at, live_bits
from sim.engine.choice import EMPLOYED, OWNER, income_at, person_at
from sim.engine.promises import promised_grant
from sim.engine.rows import rows_in
from sim.engine.transitions import buy_home
from sim.jit import loop
from sim.records import Status, Tenure
from sim.rules.home import buys

STUDENT, AWAY = int(Status.STUDENT), int(Status.AWAY)
MARKET = int(Tenure.MARKET)
TWELVE = np.uint64(12)


class HomeMarket(NamedTuple):
    """What homes cost in R regions."""

    price: np.ndarray  # float64[R], yuan a m2
    rent: np.ndarray  # float64[R], yuan a m2 and month


@loop
def refresh_income(people, low, high, month, scene):
    """`income` in whole yuan for tenants whose turn it is (a twelfth a month) or who moved, found or lost work."""
    slot = np.uint64(month % 12)
    for i in rows_in(low, high):
        status = int(people.status[i])
        if status in (AWAY, STUDENT) or int(people.housing[i]) == OWNER:
            continue
        changed = (int(people.last_move[i]) == month) | (int(people.status_since[i]) == month)
        if not (changed | (people.id[i] % TWELVE == slot)):
            continue
        person = person_at(people, i, month, 1.0, scene.p)
        work = 1.0 if status == EMPLOYED else 0.0
        people.income[i] = int(income_at(person, person.region, work, scene))


@loop
def tenant_income(people, low, high, total):
    """Monthly income of market tenants by region: total[R], whole yuan of agents, is added to."""
    for i in rows_in(low, high):
        if int(people.housing[i]) == MARKET and int(people.status[i]) != AWAY and int(people.status[i]) != STUDENT:
            total[int(people.region[i])] += int(people.income[i])


@loop
def buy_homes(window, key, market, promises, rules, out):
    """Tenants who buy this year, in the month of the id, after some months at the place; rows in `out`, their number.

    market: HomeMarket; rules: Purchase.
    """
    people, month = window.people, window.month
    slot = np.uint64(month % 12)
    n = 0
    for i in rows_in(window.low, window.high):
        status = int(people.status[i])
        if people.id[i] % TWELVE != slot or status in (AWAY, STUDENT) or int(people.housing[i]) == OWNER:
            continue
        if month - int(people.last_move[i]) < rules.purchase_wait:
            continue
        j, help_yuan = int(people.region[i]), 0.0
        if live_bits(people, i) & promises.any_bits[0]:
            help_yuan = promised_grant(claimant_at(people, i, month), int(people.degree[i]), j, promises)
        cost = max(1.0, market.price[j] * rules.home_m2 - help_yuan)
        if buys(draw(key, people.id[i]), float(people.income[i]), cost, rules):
            buy_home(people, i, market.rent[j])
            out[n] = i
            n += 1
    return n
