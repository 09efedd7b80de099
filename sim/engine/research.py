"""Loops over researchers: posts on platforms weighed against staying, projects, and members who join a leader."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.draws import draw, draw_at
from sim.engine.choice import considered, expected_work, income_at, person_at, shock, utility
from sim.exact import ln
from sim.jit import loop
from sim.rules.research import ln_output, success_chance

STAY = -1
BASIC, LEADING = 1, 4  # codes of TIERS


class PlatformTerms(NamedTuple):
    """What platforms offer: P platforms, T tiers."""

    platforms: object  # Platforms
    open_posts: np.ndarray  # int64[P, T]
    salary: np.ndarray  # float64[T], relative to the market's wage
    prestige: float  # utils per log point of a platform's


@loop
def weigh_posts(rows, offered, month, people, scene, terms, best):
    """The platform on which each of rows would take an open post of the own tier, or STAY, in best[k].

    offered: the only platform in question, for those who search there (with the shocks of the review that led them); STAY for those on a
    platform, who look at all the platforms of the regions that they consider, with this month's shocks. `aware` of the latter grows.
    """
    p = scene.p
    platforms, open_posts, salary, prestige = terms
    for k in range(rows.size):
        i = rows[k]
        tier = max(BASIC, int(people.tier[i]))
        person = person_at(people, i, month, 1.0, p)
        own = int(people.platform[i])
        slot = month & 31 if own >= 0 else int(people.review_month[i]) & 31
        aware = np.int64(people.aware[i])
        if own >= 0:
            aware = considered(person, np.int64(people.contacted[i]), aware, int(people.class_row[i]), scene)
            people.aware[i] = aware
        best[k] = STAY
        top = -1e300
        for q in range(STAY, platforms.site.size):
            at = person.region if q == STAY else platforms.site[q]
            if q != STAY:
                wanted = q == offered[k] if own < 0 else q != own and (aware >> at) & 1
                if not wanted or open_posts[q, tier] <= 0:
                    continue
            there = own if q == STAY else q
            peers = scene.peers[people.class_row[i], at] if p.peers else 0.0
            who = person_at(people, i, month, salary[tier] if there >= 0 else 1.0, p)
            work = 1.0 if there >= 0 else expected_work(person, at, scene)
            value = utility(who, at, work, peers, scene) + shock(person, at, slot, scene)
            if there >= 0:
                value += prestige * platforms.prestige[there]
            if value > top:
                best[k], top = q, value


@loop
def platform_income(rows, count, month, people, scene, salary):
    """`income` in whole yuan of researchers on platforms.  salary: float64[T], relative to the market's wage."""
    for k in range(count):
        i = rows[k]
        person = person_at(people, i, month, salary[int(people.tier[i])], scene.p)
        people.income[i] = int(income_at(person, person.region, 1.0, scene))


@loop
def run_projects(rows, month, key, people, platforms, ln_cluster, p, ended):
    """Projects that end this month, one a researcher every `project_months`, in a month of the id, once the post is held that long.

    ln_cluster: float64[R], cluster over that of the anchor; p: Research. ended: int64[2, R] by region served,
    counted up: all of them, and those that succeed.
    """
    months = np.uint64(p.project_months)
    for k in range(rows.size):
        i = rows[k]
        if (
            people.id[i] % months != np.uint64(month % p.project_months)
            or month - int(people.status_since[i]) < p.project_months
        ):
            continue
        q = int(people.platform[i])
        bereft = 1 if int(people.team[i]) < -1 else 0
        funding = ln(platforms.funding[q])
        output = ln_output(
            p.level[int(people.tier[i])], float(people.ability[i]), ln_cluster[platforms.site[q]], funding, bereft, p
        )
        ended[0, platforms.served[q]] += 1
        if draw(key, people.id[i]) < success_chance(output):
            ended[1, platforms.served[q]] += 1
            people.failures[i] = 0
        else:
            people.failures[i] = min(100, int(people.failures[i]) + 1)


@loop
def join_leaders(rows, count, first, leaders, leader_id, room, key, people):
    """Researchers without a team, in order, each join the leader of their platform whose lifelong draw with them is least and who has room.

    leaders: int64[L], rows, those of platform q in first[q]:first[q + 1]; leader_id: uint64[L]; room: int64[L], lowered with each.
    """
    for k in range(count):
        i = rows[k]
        q = int(people.platform[i])
        best, least = -1, 2.0
        for n in range(first[q], first[q + 1]):
            if room[n] > 0:
                u = draw_at(key, people.id[i], leader_id[n])
                if u < least:
                    best, least = n, u
        if best >= 0:
            people.team[i] = leaders[best]
            room[best] -= 1
