"""Posts of the labour market: who is invited, and which of the posts of a market somebody takes (docs/model.md: Matching).

Posts belong to cells (region, field, skill), never to a firm: which firm one works for is asked of `sim.engine.employers` by those who
want to know. So one more post or seeker moves only those it must (docs/model.md: Pairing).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim import records
from sim.draws import draw_at
from sim.engine.asking import claimant_at
from sim.engine.order import DEEP, fronts, grouped
from sim.exact import ln
from sim.jit import inlined
from sim.records import NO_FIELD, PUBLIC_POST
from sim.rules.entitlement import Access, months_until_open

FIELDS = len(records.FIELDS)
NO_POLICY = -1
PUBLIC = 100  # code of public posts beside those of fields


class PublicPosts(NamedTuple):
    """Public posts that K policies have open this month, as far as their budgets go; and the clauses of all policies."""

    policy: np.ndarray  # int64[K]
    key: np.ndarray  # uint64[K], from each policy's id
    open: np.ndarray  # int64[K, R, 3]
    access: Access


class OpenPosts(NamedTuple):
    """Posts to fill this month, lowered by each that is taken; below 0 where there is more staff than firms want."""

    by_field: (
        np.ndarray
    )  # int64[R, 2, FIELDS], of firms, whole by a draw for life; int64[0, 2, FIELDS] where there are none
    pooled: np.ndarray  # int64[R, 3], without a firm (fixed or free entry; doctors)
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
def take_post(people, i, j, skill, month, posts, key):
    """The kind of post that the person of row i takes in market (j, skill): (code of its field, policy whose post it is).

    A post of the own field while one is open, else of another drawn by open posts, and where none is open one beyond what firms want.
    key: of a person's draws for life for kinds of posts. The counts of `posts` are lowered in place.
    """
    who, field = people.id[i], int(people.field[i])
    firms = skill < 2 and posts.by_field.shape[0] > 0
    own = posts.by_field[j, skill, field] if firms else posts.pooled[j, skill]
    public, best = public_posts(people, i, j, skill, month, posts.public, key)
    if public > 0 and (own <= 0 or race(key, who, PUBLIC, public) < race(key, who, field, own)):
        posts.public.open[best, j, skill] -= 1
        return PUBLIC_POST, posts.public.policy[best]
    if not firms:
        posts.pooled[j, skill] -= 1
        return NO_FIELD, NO_POLICY
    taken = field if own > 0 else other_field(who, field, posts.by_field[j, skill], key)
    posts.by_field[j, skill, taken] -= 1
    return taken, NO_POLICY


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
def race(key, who, code, open_posts):
    """A person's lifelong draw for a kind of post, over how many are open: the least wins."""
    return -ln(draw_at(key, who, np.uint64(code))) / open_posts


@inlined
def other_field(who, own, open_posts, key):
    """The field whose draw is least for its open posts; the own one if there are none. (No cumulative table: it loses the pairing.)"""
    best, best_value = own, 1e300
    for field in range(FIELDS):
        if open_posts[field] > 0:
            value = race(key, who, field, open_posts[field])
            if value < best_value:
                best, best_value = field, value
    return best
