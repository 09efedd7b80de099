"""What a choice of place was made of, part by part, for the few who are looked at closely; `choice.utility` is the sum."""

from __future__ import annotations

from sim.engine.choice import apart, expected_work, living, means, person_at, shock, tie_at
from sim.exact import ln
from sim.jit import loop

PARTS = ("money", "rent", "ties", "distance", "other")  # of v, in utils: columns of `weigh_parts`


@loop
def weigh_parts(rows, month, people, scene, parts, luck, income):
    """Of each of rows at each place: what v_ij is made of, the shock e_ij of this month, and the income expected.

    parts: float64[N, R, 5] in the order of PARTS, of logs of money. ties: home, college, and the size of the place. distance: and what a
    move costs. other: the place itself, peers, services. luck: float64[N, R], utils; income: float64[N, R], yuan a month.
    """
    p = scene.p
    for k in range(rows.size):
        i = rows[k]
        person, class_row = person_at(people, i, month, 1.0, p), int(people.class_row[i])
        for j in range(scene.places.key.size):
            eps = scene.places.eps[j]
            yuan, ln_rent = means(person, j, expected_work(person, j, scene), scene)
            ties = tie_at(person, j, scene.places)
            away = 0.0 if j == person.region else -apart(person, j, scene)
            peers = scene.peers[class_row, j] if p.peers else 0.0
            income[k, j] = yuan
            luck[k, j] = shock(person, j, month & 31, scene)
            parts[k, j, 0] = eps * ln(max(yuan, 1e-300))
            parts[k, j, 1] = -eps * scene.places.alpha[j] * ln_rent
            parts[k, j, 2] = ties
            parts[k, j, 3] = away
            parts[k, j, 4] = living(person, j, peers, scene) - ties - away
