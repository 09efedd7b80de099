"""Hiring: the queue of each market meets its posts, and offers from afar are thought over once more."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.draws import draw
from sim.engine.posts import NO_POLICY, take_post
from sim.engine.transitions import STUDENT, give_up, start_job
from sim.exact import exp, ln
from sim.jit import inlined, kernel, loop
from sim.rules.matching import matches

NEWTON_STEPS = 6  # each doubles the digits that are right


class Hired(NamedTuple):
    """What a market's month has brought: hires by market, those of them who move, and whose public post each of the invited has taken."""

    hires: np.ndarray  # int64[markets], counted up
    mover: np.ndarray  # int64[n], rows of people hired elsewhere than they live, who are no students
    to: np.ndarray  # int64[n], the region of each
    policy: np.ndarray  # int64[n], of each of those invited, NO_POLICY where it is none's

    @classmethod
    def room(cls, markets: int, n: int) -> Hired:
        """Nobody hired yet, of n invited."""
        mover, to = np.empty((2, n), np.int64)
        return cls(np.zeros(markets, np.int64), mover, to, np.full(n, NO_POLICY))


@loop
def meet(seekers, vacancies, efficiency, eta, kind, expected):
    """M of each market before rounding, float64[R * 3] in expected.  seekers, vacancies, efficiency: float64[R * 3]; eta: float64[R]."""
    for m in range(seekers.size):
        expected[m] = matches(seekers[m], vacancies[m], efficiency[m], eta[m // 3], kind)


@loop
def lucky(searches, key, rate, people, out):
    """Positions of the searchers who are hired with chance rate[market] x weight (the warm-up, and given rates); their number."""
    n = 0
    for k in range(searches.row.size):
        if draw(key, people.id[searches.row[k]]) < rate[searches.market[k]] * searches.weight[k]:
            out[n] = k
            n += 1
    return n


@loop
def hire(searches, invited, takes, key, month, people, posts, hired):
    """Those invited, in order, get a post of their market; offers that are refused are not passed on. How many of them move.

    key: as in `take_post`. The posts' counts are lowered in place; students move in July.
    """
    n = 0
    for k in range(invited.size):
        i, m = searches.row[invited[k]], searches.market[invited[k]]
        if not takes[invited[k]]:
            give_up(people, i)
            continue
        job_field, hired.policy[k] = take_post(people, i, m // 3, m % 3, month, posts, key)
        degree = int(people.degree[i])
        start_job(people, i, m // 3, month, job_field, min(degree, 1) if m % 3 == 0 else degree)
        n = note_hire(people, i, m, hired, n)
    return n


@inlined
def note_hire(people, i, m, hired, n):
    """One more hire in market m; the number of movers with it."""
    hired.hires[m] += 1
    if m // 3 == int(people.region[i]) or int(people.status[i]) == STUDENT:
        return n
    hired.mover[n], hired.to[n] = i, m // 3
    return n + 1


@loop
def queue(searches, key, by_ability, people, priority):
    """Place of each searcher in the queue of its market: by lot with weights, or by ability; the smallest comes first."""
    for k in range(searches.row.size):
        i = searches.row[k]
        priority[k] = -float(people.ability[i]) if by_ability else -ln(draw(key, people.id[i])) / searches.weight[k]


@kernel
def levels(searches, expected, level):
    """t of each market: searchers whose place in the queue, -ln u / weight, is below it number `expected` in the mean.

    expected, level: float64[markets]. The sum of 1 - exp(-t weight) is concave in t and no greater than if all weights were equal, so
    Newton's steps rise from there to its root. Few weights differ, so those who share one are summed over together.
    """
    weight, number, kinds = by_weight(searches, level.size)
    for m in range(level.size):
        n, w, total = kinds[m], weight[m], number[m].sum()
        left = max(0.0, 1.0 - expected[m] / total) if total > 0.0 else 1.0
        level[m] = -ln(left) * total / (number[m] * w).sum() if left < 1.0 else 0.0
        for _ in range(NEWTON_STEPS):
            stays = slope = 0.0
            for g in range(n):
                part = number[m, g] * exp(-level[m] * w[g])
                stays += part
                slope += w[g] * part
            if slope > 0.0:
                level[m] += max(0.0, (stays - total + expected[m]) / slope)


@kernel
def by_weight(searches, markets):
    """Searchers of each market by weight: (weights float64[markets, G], how many have each, how many weights differ int64[markets])."""
    room, kinds = 4, np.zeros(markets, np.int64)
    weight, number = np.zeros((markets, room)), np.zeros((markets, room))
    for k in range(searches.row.size):
        m, w = searches.market[k], searches.weight[k]
        g = 0
        while g < kinds[m] and weight[m, g] != w:
            g += 1
        if g == room:
            weight, number, room = doubled(weight), doubled(number), 2 * room
        if g == kinds[m]:
            weight[m, g] = w
            kinds[m] += 1
        number[m, g] += 1.0
    return weight, number, kinds


@kernel
def doubled(table):
    """A table with as many columns of 0 behind those it has."""
    return np.concatenate((table, np.zeros_like(table)), axis=1)


@loop
def count_below(searches, priority, level, people, number, luck):
    """How many of each market's searchers stand below its level: number int64[markets] is added to.

    luck: float64[2, R, 4] += 1(below) - chance of each who searches from afar, at the region searched, at that lived in, by degree.
    """
    for k in range(priority.size):
        i, m = searches.row[k], searches.market[k]
        below = priority[k] < level[m]
        number[m] += below
        j, here = m // 3, int(people.region[i])
        if j != here:
            news, degree = below - (1.0 - exp(-level[m] * searches.weight[k])), int(people.degree[i])
            luck[0, j, degree] += news
            luck[1, here, degree] += news
