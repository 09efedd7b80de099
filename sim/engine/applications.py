"""Who applies for what: people at the place whose clauses hold and who have not claimed yet."""

from __future__ import annotations

import numpy as np

from sim.draws import draw
from sim.engine.choice import live_bits
from sim.engine.rows import rows_in
from sim.jit import loop
from sim.records import Status

EMPLOYED = int(Status.EMPLOYED)
ONE = np.uint64(1)


@loop
def applicants(
    people,
    low,
    high,
    month,
    key,
    bit,
    region,
    years_max,
    tenure_min,
    tiers,
    origins,
    pays,
    any_bits,
    rows,
    which,
    coming,
    priority,
):
    """Pairs (row, payment) of everybody in work who applies this month; their number.

    bit uint64[Q], region int64[Q], years_max, tenure_min float64[Q], tiers uint64[Q] (bitmask), origins uint64[Q] (places lived in
    before), pays bool[Q, 4]; rows, which, coming (month of coming), priority: outputs with room for every pair.
    """
    n = 0
    for i in rows_in(low, high):
        live = live_bits(people, i) & any_bits
        if live == 0 or int(people.status[i]) != EMPLOYED:
            continue
        j = int(people.region[i])
        years = (month - int(people.grad_month[i])) / 12.0
        here_since = int(people.last_move[i])
        for q in range(bit.size):
            if live & bit[q] == 0 or region[q] != j or not pays[q, int(people.degree[i])]:
                continue
            if years > years_max[q] or month - here_since < tenure_min[q]:
                continue
            if (tiers[q] >> np.uint64(int(people.tier[i]))) & ONE == 0 or np.uint64(
                np.int64(people.lived[i])
            ) & origins[q] == 0:
                continue
            rows[n], which[n] = i, q
            coming[n] = max(here_since, int(people.status_since[i]))
            priority[n] = draw(key, people.id[i])
            n += 1
            if n == rows.size:
                return n
    return n
