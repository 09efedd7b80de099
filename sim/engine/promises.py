"""What policies offer to persons this month, and what an offer is worth to one of them: the same clauses for all who ask."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.exact import exp
from sim.jit import inlined, rule
from sim.levers import LEVERS
from sim.records import Offer, Tenure
from sim.rules.entitlement import Access, months_until_open
from sim.rules.rent import capped, ln_rent_left

KIND_OF = {name: kind for kind, name in enumerate(name for name, lever in LEVERS.items() if lever.moved_by is Offer)}
CASH, RENT, PURCHASE, FLATS = (KIND_OF[name] for name in ("cash_month", "rent_discount", "purchase_grant", "flats"))
SERVICE = KIND_OF["service"]
HIRE = KIND_OF["hire"]
MARKET = int(Tenure.MARKET)


class Promises(NamedTuple):
    """Q offers, a row each, in order of regions; and the clauses of all P policies."""

    kind: np.ndarray  # int64[Q]
    policy: np.ndarray  # int64[Q]
    first: np.ndarray  # int64[R + 1], rows of each region
    value: np.ndarray  # float64[Q, 4] by degree, in the lever's unit; of flats what one saves, yuan a month
    cap: np.ndarray  # float64[Q], yuan a month
    spouse: np.ndarray  # float64[Q], share of the gap to certain work of a partner that it closes
    school: np.ndarray  # float64[Q], standard deviations
    amenity: np.ndarray  # float64[Q], utils
    months: np.ndarray  # float64[Q], of payments; 0 where nobody can have the offer this month
    left: np.ndarray  # float64[Q], months that the policy still goes on, this one included
    ln_missed: np.ndarray  # float64[Q], ln of the chance that somebody who asks is not served in a month
    share: np.ndarray  # float64[Q], part of the amount that those served are granted
    technology: np.ndarray  # bool[Q], only for work at technology firms
    any_bits: np.ndarray  # uint64[1], policies that offer something
    years_most: float  # since college, beyond which no offer is open to anybody; below 0 where there is none
    later: np.ndarray  # float64[M], what a yuan in so many months is worth
    part: np.ndarray  # float64[N], what so many monthly payments are worth, in payments a month of the horizon
    access: Access


@inlined
def may_expect(who, promises):
    """Whether some offer may be open to somebody, as far as years and traits for life tell.  who: Claimant."""
    return who.years <= promises.years_most and who.live_bits & promises.any_bits[0] != 0


@inlined
def prospect(person, j, q, promises):
    """(chance that somebody is served offer q at j, part of the horizon that the payments then last); (0, 0) where a clause fails.

    Payments end with the policy; who is not served at once asks again every month, until the clauses fail or the policy ends.
    """
    access, policy = promises.access, promises.policy[q]
    wait = months_until_open(policy, j, person, access)
    months = min(promises.months[q], promises.left[q] - wait)
    if wait < 0.0 or months < 1.0:
        return 0.0, 0.0
    asks = min(promises.left[q], 1.0 + 12.0 * (access.years_max[policy] - person.years)) - wait
    chance = 1.0 - exp(promises.ln_missed[q] * max(1.0, asks))
    return chance * promises.share[q], promises.later[int(wait)] * promises.part[int(months)]


@inlined
def believed(person, j, q, promises):
    """How far somebody counts on offer q at j, as a part of the horizon."""
    chance, part = prospect(person, j, q, promises)
    return chance * part


@inlined
def promised_yuan(person, j, start, promises):
    """`start`, and yuan a month that somebody expects of amounts at j."""
    total = start
    for q in range(promises.first[j], promises.first[j + 1]):
        if promises.kind[q] == CASH:
            total += promises.value[q, person.degree] * believed(person, j, q, promises)
    return total


@inlined
def promised_rent(person, j, income, promises, p):
    """Help with the rent that somebody expects at j: (yuan a month of flats and of shares that a cap makes an amount, change of ln r_ij).

    One flat at most is held: each further offer of flats counts as far as it is better, or as the others may fail.
    """
    yuan, ln_rent, flat = 0.0, 0.0, 0.0
    housed = j == person.region and person.housing != MARKET
    for q in range(promises.first[j], promises.first[j + 1]):
        value = promises.value[q, person.degree]
        if value <= 0.0:
            continue
        if promises.kind[q] == FLATS and not housed:
            chance, part = prospect(person, j, q, promises)
            flat += chance * max(0.0, value * part - flat)
        elif promises.kind[q] == RENT:
            weight = believed(person, j, q, promises)
            if capped(value, promises.cap[q], p.alpha_housing * income):
                yuan += weight * promises.cap[q]
            else:
                ln_rent += weight * ln_rent_left(value)
    return yuan + flat, ln_rent


@inlined
def promised_spouse(person, j, promises):
    """Share of the gap between a partner's chance of work at j and certainty that somebody who comes expects services to close."""
    left = 1.0
    for q in range(promises.first[j], promises.first[j + 1]):
        if promises.kind[q] == SERVICE and promises.spouse[q] > 0.0:
            left *= 1.0 - prospect(person, j, q, promises)[0] * promises.spouse[q]
    return 1.0 - left


@inlined
def promised_services(person, j, promises, p):
    """Utils that somebody expects of services at j, schools only with a child."""
    total = 0.0
    for q in range(promises.first[j], promises.first[j + 1]):
        if promises.kind[q] == SERVICE:
            worth = worth_of_service(promises.amenity[q], promises.school[q], person.child, p.amenity_school)
            total += worth * believed(person, j, q, promises)
    return total


@rule
def worth_of_service(amenity, school, child, amenity_school):
    """Utils of a service while it lasts.

    >>> round(worth_of_service(0.05, 0.5, 1, 0.05), 3)
    0.075
    """
    return amenity + child * amenity_school * school


@inlined
def promised_grant(who, degree, j, promises):
    """Yuan that somebody of a degree expects on buying a home at j.  who: Claimant."""
    total = 0.0
    for q in range(promises.first[j], promises.first[j + 1]):
        if promises.kind[q] == PURCHASE and months_until_open(promises.policy[q], j, who, promises.access) == 0.0:
            total += promises.value[q, degree] * promises.share[q]
    return total
