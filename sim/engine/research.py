"""Loops over researchers: posts on platforms weighed against staying, projects, and members who join a leader."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.draws import draw, draw_at
from sim.engine.choice import considered, expected_work, income_at, person_at, shock, utility
from sim.jit import loop
from sim.rules.research import ln_output, success_chance

STAY = -1
BASIC, LEADING = 1, 4  # codes of TIERS
FAILED, SUCCEEDED = 1, 2  # how a project ends


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
            who = person_at(people, i, month, salary[tier] * platforms.pay[there] if there >= 0 else 1.0, p)
            work = 1.0 if there >= 0 else expected_work(person, at, scene)
            value = utility(who, at, work, peers, scene) + shock(person, at, slot, scene)
            if there >= 0:
                value += prestige * platforms.prestige[there]
                value += scene.places.eps[at] * scene.levers.autonomy[platforms.served[there]]
            if value > top:
                best[k], top = q, value


@loop
def platform_income(rows, count, month, people, scene, salary, pay):
    """`income` in whole yuan of researchers on platforms.  salary: float64[T], relative to the market's wage; pay: float64[P], factor."""
    for k in range(count):
        i = rows[k]
        person = person_at(people, i, month, salary[int(people.tier[i])] * pay[int(people.platform[i])], scene.p)
        people.income[i] = int(income_at(person, person.region, 1.0, scene))


@loop
def run_projects(rows, month, key, people, platforms, ln_cluster, ln_funding, p, ended):
    """Projects that end this month, one a researcher every `project_months`, in a month of the id, once the post is held that long.

    ln_cluster: float64[R], cluster over that of the anchor; ln_funding: float64[P]; p: Research.
    ended: int8[n], FAILED or SUCCEEDED where the project of the row ends.
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
        level, ability = p.level[int(people.tier[i])], float(people.ability[i])
        output = ln_output(level, ability, ln_cluster[platforms.site[q]], ln_funding[q], bereft, p)
        if draw(key, people.id[i]) < success_chance(output):
            ended[k] = SUCCEEDED
            people.failures[i] = 0
        else:
            ended[k] = FAILED
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
