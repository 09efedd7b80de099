"""Hiring: the queue of each market meets its posts, and offers from afar are thought over once more."""

from __future__ import annotations

from sim.draws import draw
from sim.engine.choice import EMPLOYED, STUDENT
from sim.engine.events import start_job
from sim.engine.posts import NO_POLICY, NOBODY, take_post
from sim.exact import ln
from sim.jit import inlined, loop
from sim.records import NO_EMPLOYER
from sim.rules.matching import matches


@loop
def meet(seekers, vacancies, efficiency, eta, kind, expected):
    """M of each market before rounding, float64[R * 3] in expected.  seekers, vacancies, efficiency: float64[R * 3]; eta: float64[R]."""
    for m in range(seekers.size):
        expected[m] = matches(seekers[m], vacancies[m], efficiency[m], eta[m // 3], kind)


@loop
def lucky(rows, market, weight, count, key, rate, people, out):
    """Positions of the searchers who are hired with chance rate[market] x weight (the warm-up, and given rates); their number."""
    n = 0
    for k in range(count):
        if draw(key, people.id[rows[k]]) < rate[market[k]] * weight[k]:
            out[n] = k
            n += 1
    return n


@loop
def hire_anywhere(rows, market, invited, takes, count, month, people, hired, movers):
    """Those invited[:count] who take the offer start work without an employer.

    hired: int64[markets], counted up. Rows hired elsewhere than they live, in `movers`; their number.
    """
    n = 0
    for k in range(count):
        i, m = rows[invited[k]], market[invited[k]]
        if not takes[invited[k]]:
            refuse(people, i)
            continue
        degree, j = int(people.degree[i]), m // 3
        start_job(people, i, j, month, NO_EMPLOYER, min(degree, 1) if m % 3 == 0 else degree, 0)
        hired[m] += 1
        if j != int(people.region[i]) and int(people.status[i]) != STUDENT:
            people.search_region[i] = j
            movers[n] = i
            n += 1
    return n


@inlined
def refuse(people, i):
    """A refused offer ends the search of the employed; others go on at home."""
    people.search_region[i] = -1 if int(people.status[i]) == EMPLOYED else int(people.region[i])


@loop
def queue(rows, weight, count, key, by_ability, people, priority):
    """Place of each searcher in the queue of its market: by lot with weights, or by ability; the smallest comes first."""
    for k in range(count):
        i = rows[k]
        priority[k] = -float(people.ability[i]) if by_ability else -ln(draw(key, people.id[i])) / weight[k]


@loop
def hire(rows, market, invited, takes, keys, month, people, posts, hired, movers, policies):
    """Those invited, in order, get a post of their market; offers that are refused are not passed on.

    rows, market: from `searchers`; keys: HireKeys; hired: int64[markets], counted up; policies: int64[n], whose post each of those invited
    has taken, NO_POLICY where it is none's. The posts' counts are lowered in place. Rows of the hired whose post lies elsewhere than they
    live, in `movers` (students move in July); their number.
    """
    n = 0
    for k in range(invited.size):
        i, m = rows[invited[k]], market[invited[k]]
        j = m // 3
        policies[k] = NO_POLICY
        if not takes[invited[k]]:
            refuse(people, i)
            continue
        was, was_skill = int(people.employer[i]), 1 if int(people.job_degree[i]) >= 2 else 0
        firm, job_degree, mismatched, policies[k] = take_post(people, i, j, m % 3, month, posts, keys)
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
    return n
