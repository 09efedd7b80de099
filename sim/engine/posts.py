"""The labour market: how many are hired, who, and by which firm (docs/model.md: Matching).

How many comes from aggregates, rounded by the market's keyed draw; who from keyed priority; which employer from a draw that a
person and a firm keep for life. So one more post or seeker moves only those it must (docs/model.md: Pairing).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim import records
from sim.draws import draw_at, mix64
from sim.engine.asking import claimant_at
from sim.engine.order import DEEP, fronts, grouped
from sim.exact import ln
from sim.jit import inlined
from sim.records import NO_EMPLOYER, PUBLIC_EMPLOYER
from sim.rules.entitlement import Access, months_until_open

FIELDS = len(records.FIELDS)
NOBODY = -3
NO_POLICY = -1
CLOSE = 1.0 - 1e-9  # so that rounding never decides what a bound decides
PUBLIC = 100  # code of public posts beside those of fields


class HireKeys(NamedTuple):
    """Keys of lifelong draws: of a person and a firm, and of a person and a kind of post."""

    pair: np.uint64
    post: np.uint64


class PublicPosts(NamedTuple):
    """Public posts that K policies have open this month, as far as their budgets go; and the clauses of all policies."""

    policy: np.ndarray  # int64[K]
    key: np.ndarray  # uint64[K], from each policy's id
    open: np.ndarray  # int64[K, R, 3]
    access: Access


class OpenPosts(NamedTuple):
    """Posts to fill this month; firms are listed by group: cell (region, field), bucket of their hashed id, and skill."""

    firms: np.ndarray  # int64[n], slots of firms with open posts of the group's skill; those without any more come to stand behind `stop`
    start: np.ndarray  # int64[groups + 1], offsets into `firms`
    stop: np.ndarray  # int64[groups], where each group's firms with open posts end
    cell_start: np.ndarray  # int64[cells + 1], first bucket of each cell
    vacancies: np.ndarray  # int64[n], open posts of each of `firms`
    staff: np.ndarray  # int32[F, 2]
    by_field: np.ndarray  # int64[R, 2, FIELDS], open posts of firms
    pooled: np.ndarray  # int64[R, 3], open posts without an employer (fixed or free entry; doctors)
    firm_id: np.ndarray  # uint64[n], ids of `firms`
    public: PublicPosts


def supply(market, weight, markets):
    """U: searchers of each market, those from afar by their weight.  float64[markets]."""
    return np.bincount(market, weight, minlength=markets)


def invited(market, priority, quota):
    """The first quota[m] of each market's queue, market after market, in the order of their priority, ties by position.

    market: int64[n], priority: float64[n], quota: int64[markets]; positions in both, int64.
    """
    start, members = grouped(market, len(quota))
    first = np.empty(len(market), np.int64)
    return first[: fronts(start, members, priority, quota, np.empty((DEEP, 2), np.int64), first)]


@inlined
def take_post(people, i, j, skill, month, posts, keys):
    """An employer for the person of row i, hired in market (j, skill): (employer, degree of the post, mismatched, policy whose post it is).

    NOBODY if no post is open after all. A post of the own field while one is open, else of another drawn by open posts; the counts of
    `posts` are lowered in place.
    """
    who, degree, field = people.id[i], int(people.degree[i]), int(people.field[i])
    job_degree = min(degree, 1) if skill == 0 else degree
    own = posts.by_field[j, skill, field] if skill < 2 else 0
    if posts.pooled[j, skill] > 0:
        posts.pooled[j, skill] -= 1
        return NO_EMPLOYER, job_degree, 0, NO_POLICY
    public, best = public_posts(people, i, j, skill, month, posts.public, keys.post)
    if public > 0 and (own == 0 or race(keys.post, who, PUBLIC, public) < race(keys.post, who, field, own)):
        posts.public.open[best, j, skill] -= 1
        return PUBLIC_EMPLOYER, job_degree, 0, posts.public.policy[best]
    mismatched = 0
    if own == 0:
        field = other_field(who, j, skill, posts, keys.post) if skill < 2 else -1
        if field < 0:
            return NOBODY, job_degree, 0, NO_POLICY
        mismatched = 1
    return join_firm(who, j, field, skill, posts, keys.pair), job_degree, mismatched, NO_POLICY


@inlined
def public_posts(people, i, j, skill, month, public, key):
    """Public posts of (j, skill) that are open to the person of row i, and which policy's the person's draw for life prefers."""
    total, best, least = 0, NO_POLICY, 1e300
    for k in range(public.policy.size):
        n = public.open[k, j, skill]
        if n > 0 and months_until_open(public.policy[k], j, claimant_at(people, i, month), public.access) == 0.0:
            value = race(key, people.id[i], public.key[k], n)
            total += n
            if value < least:
                best, least = k, value
    return total, best


@inlined
def join_firm(who, j, field, skill, posts, pair_key):
    """A firm of the cell (j, field) with an open post of the skill, which is taken: the counts of `posts` are changed in place."""
    at, group = employer(who, j * FIELDS + field, skill, posts, pair_key)
    firm = posts.firms[at]
    posts.by_field[j, skill, field] -= 1
    posts.staff[firm, skill] += 1
    posts.vacancies[at] -= 1
    if posts.vacancies[at] == 0:
        strike(at, group, posts)
    return firm


@inlined
def strike(at, group, posts):
    """Take a firm off its group's list; the last one takes its place."""
    last = posts.stop[group] - 1
    posts.firms[at], posts.firm_id[at], posts.vacancies[at] = (
        posts.firms[last],
        posts.firm_id[last],
        posts.vacancies[last],
    )
    posts.stop[group] = last


@inlined
def race(key, who, code, open_posts):
    """A person's lifelong draw for a kind of post, over how many are open: the least wins."""
    return -ln(draw_at(key, who, np.uint64(code))) / open_posts


@inlined
def other_field(who, j, skill, posts, key):
    """The field whose draw is least for its open posts; -1 if there are none. (No cumulative table: it loses the pairing.)"""
    best, best_value = -1, 1e300
    for field in range(FIELDS):
        open_posts = posts.by_field[j, skill, field]
        if open_posts > 0:
            value = race(key, who, field, open_posts)
            if value < best_value:
                best, best_value = field, value
    return best


@inlined
def employer(who, cell, skill, posts, pair_key):
    """Position and group of the firm of the person's bucket whose lifelong draw with this person is least for its open posts; else of the
    next."""
    first, buckets = posts.cell_start[cell], posts.cell_start[cell + 1] - posts.cell_start[cell]
    own = np.int64(mix64(who) & np.uint64(buckets - 1))
    best, group, least = -1, -1, 1e300
    for step in range(buckets):
        group = (first + ((own + step) & (buckets - 1))) * 2 + skill
        for k in range(posts.start[group], posts.stop[group]):
            u, vacant = draw_at(pair_key, who, posts.firm_id[k]), posts.vacancies[k]
            if (1.0 - u) * CLOSE >= least * vacant:  # -ln u is never less than 1 - u: behind without its logarithm
                continue
            value = -ln(u) / vacant
            if value < least:
                best, least = k, value
        if best >= 0:
            break
    return best, group
