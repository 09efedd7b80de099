"""Hiring: the queue of each market meets its posts, and offers from afar are thought over once more."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.draws import draw
from sim.engine.jobs import job_skill
from sim.engine.posts import NO_POLICY, NOBODY, take_post
from sim.engine.transitions import STUDENT, give_up, start_job
from sim.exact import ln
from sim.jit import inlined, loop
from sim.records import NO_EMPLOYER
from sim.rules.matching import matches


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
def hire_anywhere(searches, invited, takes, month, people, hired):
    """Those invited who take the offer start work without an employer; how many of them move."""
    n = 0
    for k in range(invited.size):
        i, m = searches.row[invited[k]], searches.market[invited[k]]
        if not takes[invited[k]]:
            give_up(people, i)
            continue
        degree = int(people.degree[i])
        start_job(people, i, m // 3, month, NO_EMPLOYER, min(degree, 1) if m % 3 == 0 else degree, 0)
        n = note_hire(people, i, m, hired, n)
    return n


@loop
def hire(searches, invited, takes, keys, month, people, posts, hired):
    """Those invited, in order, get a post of their market; offers that are refused are not passed on. How many of them move.

    keys: HireKeys. The posts' counts are lowered in place; students move in July.
    """
    n = 0
    for k in range(invited.size):
        i, m = searches.row[invited[k]], searches.market[invited[k]]
        if not takes[invited[k]]:
            give_up(people, i)
            continue
        was, was_skill = int(people.employer[i]), job_skill(people, i)
        firm, job_degree, mismatched, hired.policy[k] = take_post(people, i, m // 3, m % 3, month, posts, keys)
        if firm == NOBODY:
            continue
        start_job(people, i, m // 3, month, firm, job_degree, mismatched)
        if was >= 0:
            posts.staff[was, was_skill] -= 1
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
