"""Where to live under any law of shocks and any form of money: nests, given tastes, limit worlds. Person by person, place by place."""

from __future__ import annotations

import numpy as np

from sim.engine.choice import NEVER, considered, expected_work, person_at, shock, utility
from sim.engine.review import surprised
from sim.exact import exp, power
from sim.jit import inlined, loop
from sim.rules.parameters import FRESH


@loop
def review_any(rows, month, people, scene, surprise, chosen, detail, room):
    """As `review.review`; surprises only of fresh Gumbel shocks, of which the chances are known.

    detail: float64[N, 3], or [0, 3]: what each person chose, its v, and v + e. room: float64[3, R], scratch.
    """
    value, chance, inside = room[0], room[1], room[2]
    p = scene.p
    slot = month & 31
    for k in range(rows.size):
        i = rows[k]
        person, class_row = person_at(people, i, month, 1.0, p), int(people.class_row[i])
        aware = considered(person, np.int64(people.contacted[i]), np.int64(people.aware[i]), class_row, scene)
        people.aware[i] = aware
        best, most, v = person.region, NEVER, NEVER
        for j in range(value.size):
            value[j] = NEVER
            if (aware >> j) & 1:
                peers = scene.peers[class_row, j] if p.peers else 0.0
                value[j] = utility(person, j, expected_work(person, j, scene), peers, scene)
                score = value[j] + shock(person, j, slot, scene)
                if score > most:
                    best, most, v = j, score, value[j]
        chosen[k] = best
        if p.tastes == FRESH:
            probabilities(value, aware, scene, chance, inside)
            surprised(surprise[int(people.degree[i])], chance, best)
        if detail.size:
            detail[i, 0], detail[i, 1], detail[i, 2] = best, v, most


@inlined
def probabilities(value, aware, scene, out, inside):
    """P_ij of the set under the nested logit, in `out`."""
    places = scene.places
    p = scene.p
    regions = places.key.size
    top = NEVER
    for j in range(regions):
        if (aware >> j) & 1:
            top = max(top, value[j])
    lam = p.nest_lambda
    for n in range(regions):
        inside[n] = 0.0
    for j in range(regions):
        out[j] = exp((value[j] - top) / lam) if (aware >> j) & 1 else 0.0
        inside[places.nest[j]] += out[j]
    total = 0.0
    for n in range(regions):
        if inside[n] > 0.0:
            total += power(inside[n], lam)
    for j in range(regions):
        if out[j] > 0.0:
            out[j] = out[j] * power(inside[places.nest[j]], lam - 1.0) / total
