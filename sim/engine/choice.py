"""Where to live: the review of one person after another, from the state at the start of the month."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from sim.draws import draw, draw_at, gumbel, normal
from sim.jit import inlined, loop
from sim.records import PUBLIC_EMPLOYER, Status, Tenure
from sim.rules.consideration import included
from sim.rules.income import earning_power, household_income, money, wage
from sim.rules.parameters import GIVEN, NO_TASTE, UNIFORM
from sim.rules.taste import ln_positive_stable, nested_shock
from sim.rules.ties import move_cost

STUDENT, SEARCHING, EMPLOYED = int(Status.STUDENT), int(Status.SEARCHING), int(Status.EMPLOYED)
FLAT, OWNER = int(Tenure.FLAT), int(Tenure.OWNER)
ONE = np.uint64(1)
CLOSE = 1.0 - 1e-9  # so that rounding never decides what a bound decides


class Person(NamedTuple):
    """One row of people, in Python's own numbers."""

    row: int
    id: np.uint64
    degree: int
    skill: int
    job_degree: int
    mismatched: int
    public: int  # 1 in a public post that is not a platform's
    home: int
    province: int
    college: int
    region: int
    status: int
    housing: int
    years: float
    power: float  # factor on any market wage
    rent_fixed: float
    flat_months: float
    claims: float
    partner: int
    child: int
    lived: int
    live_bits: np.uint64  # policies whose fixed clauses hold and that have not been claimed


@inlined
def person_at(people, i, month, p):
    """The person of row i, as seen in `month`."""
    degree = int(people.degree[i])
    months_out = max(0, month - int(people.grad_month[i]))
    return Person(
        i,
        people.id[i],
        degree,
        max(0, degree - 1),
        int(people.job_degree[i]),
        int(people.mismatched[i]),
        1 if int(people.employer[i]) == PUBLIC_EMPLOYER and int(people.platform[i]) < 0 else 0,
        int(people.home[i]),
        int(people.home_province[i]),
        int(people.college[i]),
        int(people.region[i]),
        int(people.status[i]),
        int(people.housing[i]),
        months_out / 12.0,
        earning_power(float(people.ability[i]), months_out / 12.0, p),
        float(people.rent_fixed[i]),
        float(max(0, int(people.flat_until[i]) - month)),
        float(people.claims_left[i]),
        int(people.partner[i]),
        1 if int(people.child_age[i]) >= 0 else 0,
        np.int64(people.lived[i]),
        people.eligible[i] & ~people.claimed[i],
    )


@inlined
def place_match(person, j, scene):
    """q_ij: log points, known only for places lived in."""
    places = scene.places
    keys = scene.keys
    p = scene.p
    if p.match_sd == 0.0 or (person.lived >> j) & 1 == 0:
        return 0.0
    u1 = draw_at(keys.match, person.id, places.key[j])
    u2 = draw_at(keys.match_2, person.id, places.key[j])
    return p.match_sd * normal(u1, u2)


@inlined
def income_at(person, j, work, scene):
    """y_ij: yuan a month of the household at j, with `work` the expected share of the horizon in work."""
    places = scene.places
    promises = scene.promises
    p = scene.p
    here = j == person.region
    in_job = here and person.status == EMPLOYED
    degree = person.job_degree if in_job else person.degree
    mismatched = person.mismatched if in_job else 0
    pay = wage(places.wage[j, degree], person.power, place_match(person, j, scene), mismatched, p)
    claims = person.claims if here else 0.0
    if person.live_bits & promises.any_bits[0]:
        for q in range(promises.first[j], promises.first[j + 1]):
            if promised(person, q, promises):
                claims += promises.worth[q, person.degree]
    partner = person.partner * (places.partner_here[j] if here else places.partner[j])
    loss = 0.0 if person.home == j else places.hukou_loss[j]
    return household_income(work, pay, places.cash_share[j], loss, partner, claims, p)


@inlined
def promised(person, q, promises):
    """Whether payment q is open to this person."""
    return (
        person.live_bits & promises.bit[q] != 0
        and person.years <= promises.years_max[q]
        and (promises.origins[q] >> np.uint64(person.region)) & ONE != 0
    )


@inlined
def ln_net_rent(person, j, income, scene):
    """ln r_ij: what a m2 costs this person at j, after discounts spread over the horizon."""
    places = scene.places
    promises = scene.promises
    p = scene.p
    if j == person.region and person.housing == OWNER:
        return math.log(person.rent_fixed)
    value = places.ln_rent[j]
    if j == person.region and person.housing == FLAT:
        value += places.flat_monthly[j] * person.flat_months
    elif person.live_bits & places.flat_bits[j]:
        value += places.flat_relief[j]
    if person.live_bits & promises.any_bits[0]:
        for q in range(promises.first[j], promises.first[j + 1]):
            share = promises.rent_share[q, person.degree]
            if share > 0.0 and promised(person, q, promises):
                value += math.log(1.0 - min(share, promises.rent_cap[q] / (p.alpha_housing * income)))
    return value


@inlined
def tie_at(person, j, cost, places):
    """ln of size times ties; inside an aggregate only the own city is near and free of the cost of a move."""
    home = 1 if person.home == j else 0
    college = 1 if person.college == j else 0
    tie = places.tie[person.degree, j, person.province, home, college]
    if j != person.region or not places.aggregate[j]:
        return tie
    own = math.exp(tie) / places.size[j]
    if person.status == STUDENT:
        own = places.college_here[person.degree]
    return math.log(own + math.exp(-cost) * places.inner[person.degree, j, person.province, home])


@inlined
def utility(person, j, work, peers, scene):
    """v_ij: utility of living at j without its shock (core.md section 6)."""
    places = scene.places
    p = scene.p
    cost = move_cost(person.status == STUDENT, 1 if person.housing == OWNER else 0, person.child, 1.0, p)
    value = 0.0
    if p.money:
        income = income_at(person, j, work, scene)
        value = money(income, ln_net_rent(person, j, income, scene), places.eps[j], places.alpha[j], p.form)
    value += tie_at(person, j, cost, places) + places.constant[j, person.degree]
    if p.peers:
        value += p.network_J * peers
    if j != person.region:
        value -= places.distance[person.degree, person.region, j] + cost * places.move_factor[person.region, j]
    elif person.public:
        value += p.public_amenity
    return value


@inlined
def expected_work(person, j, scene):
    """e_ij: 1 in one's own job, else what the market's queue lets one hope for."""
    places = scene.places
    p = scene.p
    if p.labour and j == person.region and person.status == EMPLOYED:
        return 1.0
    return places.work[j, person.skill]


@inlined
def shock(person, j, slot, scene):
    """e_ij of the review whose month is `slot` modulo 32."""
    places = scene.places
    keys = scene.keys
    p = scene.p
    if p.tastes == NO_TASTE:
        return 0.0
    if p.tastes == GIVEN:
        return places.taste[person.row, j]
    u = draw_at(keys.choice[slot], person.id, places.key[j])
    if p.tastes == UNIFORM:  # two regions: the second over the first
        return p.taste_scale * (2.0 * u - 1.0) if j == 1 else 0.0
    if not p.nested:
        return gumbel(u)
    u1 = draw_at(keys.nest[slot], person.id, places.nest_key[j])
    u2 = draw_at(keys.nest_2[slot], person.id, places.nest_key[j])
    return nested_shock(u, ln_positive_stable(p.nest_lambda, u1, u2), p.nest_lambda)


@inlined
def considered(person, contacted, aware, class_row, scene):
    """The set of regions considered, as a bitmask: it only grows."""
    places = scene.places
    keys = scene.keys
    p = scene.p
    regions = places.key.size
    province = college_province(person, scene)
    for j in range(regions):
        if (aware >> j) & 1:
            continue
        if places.base_awareness[j] >= 1.0:
            aware |= 1 << j
            continue
        peers = scene.peers[class_row, j] if p.peers else 0.0
        near = 1 if places.same_province[province, j] else 0
        u = draw_at(keys.aware, person.id, places.key[j])
        if included(u, places.base_awareness[j], near, peers, (contacted >> j) & 1, p):
            aware |= 1 << j
    if p.ties_known:
        aware |= (1 << person.region) | (1 << person.home) | (1 << person.college)
    return aware if aware else 1 << person.region


@inlined
def college_province(person, scene):
    """Province of the college: drawn by residents where its region holds several."""
    places = scene.places
    keys = scene.keys
    u = draw(keys.college_province, person.id)
    cumulative = places.province_cumulative[person.college]
    for province in range(cumulative.size):
        if u < cumulative[province]:
            return province
    return cumulative.size - 1


@inlined
def probabilities(value, aware, scene, out, inside):
    """P_ij of the set, in `out`; the logsum (without Euler's constant)."""
    places = scene.places
    p = scene.p
    regions = places.key.size
    top = -1e300
    for j in range(regions):
        if (aware >> j) & 1:
            top = max(top, value[j])
    if not p.nested:
        total = 0.0
        for j in range(regions):
            out[j] = math.exp(value[j] - top) if (aware >> j) & 1 else 0.0
            total += out[j]
        for j in range(regions):
            out[j] /= total
        return math.log(total) + top
    lam = p.nest_lambda
    for n in range(regions):
        inside[n] = 0.0
    for j in range(regions):
        out[j] = math.exp((value[j] - top) / lam) if (aware >> j) & 1 else 0.0
        inside[places.nest[j]] += out[j]
    total = 0.0
    for n in range(regions):
        if inside[n] > 0.0:
            total += inside[n] ** lam
    for j in range(regions):
        if out[j] > 0.0:
            out[j] = out[j] * inside[places.nest[j]] ** (lam - 1.0) / total
    return math.log(total) + top


@loop
def review(rows, start, stop, month, people, scene, surprise, chosen, detail, room):
    """Choices of reviewers rows[start:stop]: `aware` and chosen[k] are written, and surprise[j, degree] += 1(chosen = j) - P_j.

    detail: float64[N, 3], or [0, 3]: what each person chose, its v, and v + e. room: float64[3, 16], scratch.
    """
    places = scene.places
    p = scene.p
    regions = places.key.size
    value, chance, inside = room[0], room[1], room[2]
    for k in range(start, stop):
        i = rows[k]
        person = person_at(people, i, month, p)
        aware = considered(
            person, np.int64(people.contacted[i]), np.int64(people.aware[i]), int(people.class_row[i]), scene
        )
        people.aware[i] = aware
        for j in range(regions):
            value[j] = -1e300
            if (aware >> j) & 1:
                peers = scene.peers[people.class_row[i], j] if p.peers else 0.0
                value[j] = utility(person, j, expected_work(person, j, scene), peers, scene)
        fresh = p.tastes == 0
        if fresh:
            probabilities(value, aware, scene, chance, inside)
        best = race(person, aware, value, chance, month & 31, scene)
        chosen[k] = best
        if detail.size:
            detail[i, 0], detail[i, 1] = best, value[best]
            detail[i, 2] = value[best] + shock(person, best, month & 31, scene)
        if fresh:
            for j in range(regions):
                surprise[j, person.degree] -= chance[j]
            surprise[best, person.degree] += 1.0


@inlined
def race(person, aware, value, chance, slot, scene):
    """The place with the largest v + e."""
    p = scene.p
    if p.tastes == 0 and not p.nested:
        return quick_race(person, aware, chance, slot, scene)
    best, best_score = person.region, -1e300
    for j in range(scene.places.key.size):
        if (aware >> j) & 1:
            score = value[j] + shock(person, j, slot, scene)
            if score > best_score:
                best, best_score = j, score
    return best


@inlined
def quick_race(person, aware, chance, slot, scene):
    """The same place in the plain logit: the one with the least -ln u over its weight.

    -ln u is never less than 1 - u: a place that would lose against staying even so needs no logarithm.
    """
    places = scene.places
    keys = scene.keys
    stay = chance[person.region] / -math.log(draw_at(keys.choice[slot], person.id, places.key[person.region]))
    best, best_score = person.region, -1e300
    for j in range(places.key.size):
        if (aware >> j) & 1:
            u = draw_at(keys.choice[slot], person.id, places.key[j])
            if chance[j] < stay * (1.0 - u) * CLOSE:
                continue
            score = chance[j] / -math.log(u)
            if score > best_score:
                best, best_score = j, score
    return best


@loop
def weigh_offers(rows, place, count, month, people, scene, takes):
    """Whether each of rows[:count] takes an offer at place[k]: one at home always, one from afar if, now in hand, it still beats staying
    with the shocks of the review that led to it.  takes: bool[count]."""
    p = scene.p
    for k in range(count):
        i, j = rows[k], place[k]
        takes[k] = True
        if j == int(people.region[i]):
            continue
        person = person_at(people, i, month, p)
        slot = int(people.review_month[i]) & 31
        there = 0.0
        for side in range(2):  # the place of the offer, then the one lived in
            at = j if side == 0 else person.region
            peers = scene.peers[people.class_row[i], at] if p.peers else 0.0
            work = 1.0 if side == 0 else expected_work(person, at, scene)
            value = utility(person, at, work, peers, scene) + shock(person, at, slot, scene)
            if side == 0:
                there = value
            else:
                takes[k] = there > value
