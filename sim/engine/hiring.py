"""Hiring: the queue of each market meets its posts, and offers from afar are thought over once more."""

from __future__ import annotations

import math

import numpy as np

from sim.draws import draw
from sim.engine.choice import EMPLOYED, STUDENT, prefers_offer
from sim.engine.events import start_job
from sim.jit import kernel, rule
from sim.markets.labour import NOBODY, front, take_post
from sim.records import NO_EMPLOYER


@kernel
def hire_by_rate(rows, market, weight, count, key, rate, month, people, scene):
    """Each searcher is hired with chance rate[market] x weight (the warm-up, and worlds with given rates). Returns (movers, hires int64[markets])."""
    hired = np.zeros(rate.size, np.int64)
    movers = np.empty(count, np.int64)
    n = 0
    for k in range(count):
        i = rows[k]
        if draw(key, people.id[i]) >= rate[market[k]] * weight[k]:
            continue
        j = market[k] // 3
        if accepts(i, j, month, people, scene):
            job_degree = min(int(people.degree[i]), 1) if market[k] % 3 == 0 else int(people.degree[i])
            start_job(people, i, j, month, NO_EMPLOYER, job_degree, 0)
            hired[market[k]] += 1
            if j != int(people.region[i]) and int(people.status[i]) != STUDENT:
                people.search_region[i] = j
                movers[n] = i
                n += 1
    return movers[:n], hired


@rule
def accepts(i, j, month, people, scene):
    """An offer at home is taken; one from afar if it still beats staying. A refusal ends the search of the employed."""
    if j == int(people.region[i]):
        return True
    if prefers_offer(i, j, month, people, scene):
        return True
    people.search_region[i] = -1 if int(people.status[i]) == EMPLOYED else people.region[i]
    return False


@kernel
def hire(
    rows, market, weight, order, start, quota, queue_key, pair_key, post_key, by_ability, month, people, posts,
    scene, hired,
):
    """The first quota[m] of each market's queue get a post; offers that are refused are not passed on.

    rows, market, weight, order, start: from `searchers` and `by_market`; hired: int64[markets], counted up. The posts' counts are
    lowered in place. Returns rows of the hired whose post lies elsewhere than they live: they move (students in July).
    """
    movers = np.empty(rows.size, np.int64)
    n = 0
    for m in range(start.size - 1):
        size = start[m + 1] - start[m]
        if quota[m] <= 0 or size == 0:
            continue
        members = order[start[m] : start[m + 1]]
        priority = np.empty(size)
        for k in range(size):
            i = rows[members[k]]
            lot = -math.log(draw(queue_key, people.id[i])) / weight[members[k]]
            priority[k] = -float(people.ability[i]) if by_ability else lot
        first = front(members, priority, min(quota[m], size))
        j = m // 3
        for k in first:
            i = rows[k]
            if not accepts(i, j, month, people, scene):
                continue
            was, was_skill = int(people.employer[i]), 1 if int(people.job_degree[i]) >= 2 else 0
            firm, job_degree, mismatched = take_post(
                people.id[i], int(people.degree[i]), int(people.field[i]), j, m % 3, posts, pair_key, post_key
            )
            if firm == NOBODY:
                continue
            start_job(people, i, j, month, firm, job_degree, mismatched)
            hired[m] += 1
            if was >= 0:
                posts.staff[was, was_skill] -= 1
            if j != int(people.region[i]) and int(people.status[i]) != STUDENT:
                people.search_region[i] = j
                movers[n] = i
                n += 1
    return movers[:n]
