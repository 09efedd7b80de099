"""What policies offer to persons this month, and what an offer is worth to one of them: the same clauses for all who ask."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.jit import inlined
from sim.levers import LEVERS
from sim.records import Offer, Tenure
from sim.rules.entitlement import Access, months_until_open
from sim.rules.rent import capped, ln_rent_left

KIND_OF = {name: kind for kind, name in enumerate(name for name, lever in LEVERS.items() if lever.moved_by is Offer)}
CASH, RENT, PURCHASE, FLATS = (KIND_OF[name] for name in ("cash_month", "rent_discount", "purchase_grant", "flats"))
MARKET, FLAT = int(Tenure.MARKET), int(Tenure.FLAT)


class Promises(NamedTuple):
    """Q offers, a row each, in order of regions; and the clauses of all P policies."""

    kind: np.ndarray  # int64[Q]
    policy: np.ndarray  # int64[Q]
    first: np.ndarray  # int64[R + 1], rows of each region
    value: np.ndarray  # float64[Q, 4] by degree, in the lever's unit
    weight: np.ndarray  # float64[Q], pi a(m)/T: part of the horizon that it lasts, as far as it is believed
    worth: np.ndarray  # float64[Q, 4], yuan a month over the horizon, of amounts
    cap: np.ndarray  # float64[Q], yuan a month
    any_bits: np.ndarray  # uint64[1], policies that offer something
    later: np.ndarray  # float64[M], what a yuan in so many months is worth
    horizon: float  # months
    access: Access


@inlined
def believed(person, j, q, promises):
    """How far somebody counts on offer q at j: 0 where a clause fails, else what its beginning later leaves of 1."""
    wait = months_until_open(promises.policy[q], j, person, promises.access)
    if wait < 0.0:
        return 0.0
    return promises.later[min(int(wait), promises.later.size - 1)]


@inlined
def promised_yuan(person, j, start, promises):
    """`start`, and yuan a month that somebody expects of amounts at j."""
    total = start
    for q in range(promises.first[j], promises.first[j + 1]):
        if promises.kind[q] == CASH:
            part = believed(person, j, q, promises)
            if part > 0.0:
                total += promises.worth[q, person.degree] * part
    return total


@inlined
def promised_rent(person, j, income, promises, p):
    """Help with the rent that somebody expects at j: (yuan a month of shares that a cap makes an amount, change of ln r_ij by the others).

    Of flats only the best counts, and nothing for who has a flat or home there.
    """
    yuan, ln_rent, best = 0.0, 0.0, 0.0
    housed = j == person.region and person.housing != MARKET
    for q in range(promises.first[j], promises.first[j + 1]):
        share = promises.value[q, person.degree]
        if share <= 0.0 or not (promises.kind[q] == RENT or (promises.kind[q] == FLATS and not housed)):
            continue
        weight = promises.weight[q] * believed(person, j, q, promises)
        if promises.kind[q] == FLATS:
            best = min(best, weight * ln_rent_left(share))
        elif capped(share, promises.cap[q], p.alpha_housing * income):
            yuan += weight * promises.cap[q]
        else:
            ln_rent += weight * ln_rent_left(share)
    return yuan, ln_rent + best


@inlined
def flat_lived_in(person, promises):
    """Change of ln r by the months left in the talent flat that somebody lives in."""
    best = 0.0
    for q in range(promises.first[person.region], promises.first[person.region + 1]):
        if promises.kind[q] == FLATS and person.claimed & promises.access.bit[promises.policy[q]] != 0:
            best = min(best, ln_rent_left(promises.value[q, person.degree]))
    return best * person.flat_months / promises.horizon


@inlined
def promised_grant(who, degree, j, promises):
    """Yuan that somebody of a degree expects on buying a home at j.  who: Claimant."""
    total = 0.0
    for q in range(promises.first[j], promises.first[j + 1]):
        if promises.kind[q] == PURCHASE and months_until_open(promises.policy[q], j, who, promises.access) == 0.0:
            total += promises.value[q, degree] * promises.weight[q]
    return total
