"""Where to live, gone through by many: reviews step by step over blocks of persons, from the state at the start of the month.

For the plain logit over logs of money. Places to come to are weighed with tables of the month (`prospects`): the same numbers as
`choice.utility`, for all places at once. `review_any` does it for any other law.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.draws import mix64, unit
from sim.engine.choice import (
    NEVER,
    OWNER,
    STUDENT,
    considered,
    expected_work,
    living,
    means,
    person_at,
    place_match,
)
from sim.engine.promises import may_expect, promised_rent, promised_services, promised_spouse, promised_yuan
from sim.engine.rows import rows_in
from sim.engine.smooth import take_exp, take_ln
from sim.exact import ln_normal
from sim.jit import inlined, loop
from sim.rules.income import wage
from sim.rules.ties import move_cost

BLOCK = 128  # persons who review step by step together


@inlined
def prospects(person, aware, class_row, scene, income, value):
    """Of all places considered but the one lived in: income, and in `value` the `utility` of all else; of others utility NEVER.

    income, value: float64[R].
    """
    far = scene.afar
    places = scene.places
    p = scene.p
    degree, region, home, college = person.degree, person.region, person.home, person.college
    cost = move_cost(person.status == STUDENT, 1 if person.housing == OWNER else 0, person.child, 1.0, p)
    pull = p.network_J if p.peers else 0.0
    earned, tie, rest = far.earned[degree], far.tie[degree, person.province, 0, 0], far.rest[degree, region]
    kept = far.kept[home]
    peers, factor = scene.peers[class_row], scene.levers.move_cost[region]
    for j in range(value.size):
        income[j] = earned[j] * person.power * kept[j] + person.partner * places.partner[j]
        value[j] = tie[j] + rest[j] + pull * peers[j] - cost * factor[j]
    both = 1 if college == home else 0
    value[home] += far.tie[degree, person.province, 1, both, home] - tie[home]
    if not both:
        value[college] += far.tie[degree, person.province, 0, 1, college] - tie[college]
    if person.interned:
        for j in range(value.size):
            if (person.interned >> j) & 1:
                value[j] += p.internship_tie
    if p.match_sd > 0.0 and person.lived & ~(1 << region):
        for j in range(value.size):
            if (person.lived >> j) & 1 and j != region:
                partner = person.partner * places.partner[j]
                income[j] = wage(income[j] - partner, 1.0, place_match(person, j, scene), 0, p) + partner
    if may_expect(person, scene.promises):
        expect_promises(person, aware, scene, income, value)
    for j in range(value.size):
        income[j] = max(income[j], 1e-300)
        if not (aware >> j) & 1:
            value[j] = NEVER


@inlined
def stay(person, aware, class_row, scene, income, value):
    """The same of the place lived in."""
    places = scene.places
    j = person.region
    peers = scene.peers[class_row, j] if scene.p.peers else 0.0
    yuan, ln_rent = means(person, j, expected_work(person, j, scene), scene)
    income[j] = max(yuan, 1e-300)
    value[j] = NEVER
    if (aware >> j) & 1:
        value[j] = living(person, j, peers, scene) - places.eps[j] * places.alpha[j] * ln_rent


@inlined
def expect_promises(person, aware, scene, income, value):
    """What a newcomer expects of offers at places considered: in `income` by place, and of help with the rent in `value`."""
    places = scene.places
    promises = scene.promises
    p = scene.p
    for j in range(places.key.size):
        if not (aware >> j) & 1 or j == person.region:
            continue
        gap = person.partner * (places.partner_here[j] - places.partner[j])
        income[j] = promised_yuan(person, j, income[j] + gap * promised_spouse(person, j, promises), promises)
        yuan, ln_rent = promised_rent(person, j, income[j], promises, p)
        income[j] += yuan
        value[j] += promised_services(person, j, promises, p) - places.eps[j] * places.alpha[j] * ln_rent


class Room(NamedTuple):
    """Scratch of a review of up to B persons: their incomes, utilities, chances and the bits of their draws at R places."""

    income: np.ndarray  # float64[B, R]
    value: np.ndarray  # float64[B, R]
    chance: np.ndarray  # float64[B, R]
    bits: np.ndarray  # uint64[B, R]


def room_of(regions: int) -> Room:
    """Room for one block of persons."""
    income, value, chance = np.empty((3, BLOCK, regions))
    return Room(income, value, chance, np.empty((BLOCK, regions), np.uint64))


@loop
def review(rows, month, people, scene, surprise, chosen, room):
    """Choices of the reviewers rows: `aware` and chosen[k] are written, and surprise[degree, j] += 1(chosen = j) - P_j.

    surprise: float64[4, R]. Step by step for a block of persons, so that a step of mere arithmetic goes over many numbers at once.
    """
    income, chance, bits = room.income.reshape(-1), room.chance.reshape(-1), room.bits.reshape(-1)
    for first in range(0, rows.size, BLOCK):
        count = min(BLOCK, rows.size - first)
        size = count * scene.places.key.size
        for k in range(count):
            look_around(rows[first + k], k, month, people, scene, room)
        take_ln(income, size)
        for k in range(count):
            weigh(k, scene, room)
        take_exp(chance, size)
        for k in range(count):
            normalise(room.chance[k])
        over_lot(chance, bits, size, income)
        for k in range(count):
            chosen[first + k] = largest_of(room.income[k])
            surprised(surprise[int(people.degree[rows[first + k]])], room.chance[k], chosen[first + k])


@inlined
def look_around(i, k, month, people, scene, room):
    """The places that a person considers, and what is known of each: row k of the room."""
    person = person_at(people, i, month, 1.0, scene.p)
    class_row = int(people.class_row[i])
    aware = considered(person, np.int64(people.contacted[i]), np.int64(people.aware[i]), class_row, scene)
    people.aware[i] = aware
    income, value, bits = room.income[k], room.value[k], room.bits[k]
    prospects(person, aware, class_row, scene, income, value)
    stay(person, aware, class_row, scene, income, value)
    mixed = mix64(person.id ^ scene.keys.choice[month & 31])
    for j in range(bits.size):
        bits[j] = mixed ^ scene.places.key[j]


@inlined
def weigh(k, scene, room):
    """Utilities with the logs of incomes, and in `chance` how far each lies from the largest."""
    value, ln_income, chance, eps = room.value[k], room.income[k], room.chance[k], scene.places.eps
    top = NEVER
    for j in range(value.size):
        value[j] += eps[j] * ln_income[j]
        top = max(top, value[j])
    for j in range(value.size):
        chance[j] = value[j] - top


@inlined
def normalise(chance):
    """Weights divided by their sum."""
    total = 0.0
    for j in range(chance.size):
        total += chance[j]
    for j in range(chance.size):
        chance[j] /= total


@loop
def over_lot(chance, bits, count, score):
    """The race of the plain logit: each chance over -ln u of its own draw; the largest score wins.  bits: uint64[count], unmixed."""
    for k in rows_in(0, count):
        score[k] = chance[k] / -ln_normal(unit(mix64(bits[k])))


@inlined
def largest_of(score):
    """Place of the largest."""
    best, most = 0, score[0]
    for j in range(1, score.size):
        if score[j] > most:
            best, most = j, score[j]
    return best


@inlined
def surprised(surprise, chance, best):
    """One more choice: surprise[j] += 1(best = j) - P_j."""
    for j in range(chance.size):
        surprise[j] -= chance[j]
    surprise[best] += 1.0
