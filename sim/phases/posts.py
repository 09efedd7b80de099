"""Public posts: as many are open as their policy's budget pays for; what one costs runs while it is held."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from sim.aid.events import POSTS, rounding
from sim.aid.grants import open_claims
from sim.aid.purse import YEARS, affordable, book, budget_name, commit
from sim.aid.rationing import schedule
from sim.aid.requests import Requests
from sim.draws import name_key
from sim.engine.posts import PublicPosts
from sim.phases.claims import note
from sim.phases.workspace import Month
from sim.records import DEGREES, Claim, Quota
from sim.world.state import World

Whole = NDArray[np.int64]
SKILL_OF = (0, 0, 1, 2)  # labour market by degree
MOST = 1e15  # posts, where money is no limit


def open_posts(world: World, month: Month) -> None:
    """Openings of the month, whole agents by a draw of policy, region and skill; they stay open until taken or the policy ends."""
    planned = month.levers.planned("posts")
    if not len(world.public_open):
        if not planned:
            return
        world.public_open = np.zeros((len(world.scenario.policies), world.setting.count, 3), np.int64)
    wanted = np.zeros(world.public_open.shape)
    for policy, region, quota in planned:
        for degree in quota.at["degree"]:
            wanted[policy, region, SKILL_OF[DEGREES.index(degree)]] += quota.amount
    for policy, region, skill in np.argwhere(wanted > 0.0).tolist():
        agents = wanted[policy, region, skill] / scale_of(world, skill)
        whole = math.floor(agents + rounding(world, policy, region, POSTS + skill))
        world.public_open[policy, region, skill] += whole
    ended = np.setdiff1d(np.arange(len(wanted)), [policy for policy, _, _ in planned])
    world.public_open[ended] = 0


def scale_of(world: World, skill: int) -> int:
    """Persons an agent of a labour market."""
    return world.scale[1 if skill == 2 else 0]


def no_public_posts(month: Month, regions: int) -> PublicPosts:
    """Not one public post."""
    none = np.zeros(0, np.int64)
    return PublicPosts(none, np.zeros(0, np.uint64), np.zeros((0, regions, 3), np.int64), month.promises.access)


def affordable_posts(world: World, month: Month, skills: list[int]) -> PublicPosts:
    """Posts of some skills that are open this month, by policy: as far as its money goes; the others keep waiting."""
    policies = np.flatnonzero(world.public_open.any(axis=(1, 2)))
    if not len(policies):
        return no_public_posts(month, world.setting.count)
    open_, scale = np.zeros((len(policies), world.setting.count, 3), np.int64), scale_of(world, skills[0])
    kept: dict[str, NDArray[np.float64]] = {}
    for k, policy in enumerate(policies.tolist()):
        waiting, due = (
            world.public_open[policy][:, skills].ravel(),
            costs(world, month, policy).sum(axis=0).astype(float),
        )
        others = kept.setdefault(budget_name(world, policy), np.zeros(YEARS))
        agents = int(min(affordable(world, policy, due, others), MOST)) // scale
        open_now = np.clip(agents - (np.cumsum(waiting) - waiting), 0, waiting)
        open_[k][:, skills] = open_now.reshape(-1, len(skills))
        others += due * (int(open_now.sum()) * scale)
    keys = np.array([name_key(world.scenario.policies[p].id) for p in policies.tolist()], np.uint64)
    return PublicPosts(policies, keys, open_, month.promises.access)


def terms(month: Month, policy: int) -> Quota:
    """What a policy pays for a post this month."""
    return next(planned.quota for planned in month.levers.planned("posts") if planned.policy == policy)


def held_months(world: World, policy: int) -> int:
    """How long a post taken now may be paid for."""
    end = world.scenario.policies[policy].end
    return (world.scenario.end if end is None else min(end, world.scenario.end)) - world.month + 1


def costs(world: World, month: Month, policy: int) -> Whole:
    """Fen that one post costs by year from now: to whoever takes it, while it is held, and the office's work.  int64[3, Y]."""
    quota, calendar_month = terms(month, policy), world.month % 12
    fen = [
        round(yuan * 100) for yuan in (quota.yuan, quota.yuan_month, world.scenario.policies[policy].admin_yuan_case)
    ]
    return schedule(calendar_month, np.array([1, held_months(world, policy), 1]), np.array(fen), YEARS)


def take_up_posts(world: World, month: Month, population: int, rows: Whole, market: Whole, policies: Whole) -> None:
    """Who has taken a post of which policy.  rows: of those invited; market: region * 3 + skill; policies: -1 for none's."""
    for policy, m in np.unique(np.stack([policies, market], axis=1)[policies >= 0], axis=0).tolist():
        mine = rows[(policies == policy) & (market == m)]
        world.public_open[policy, m // 3, m % 3] -= len(mine)
        pay_for(world, month, policy, m // 3, population, mine)


def pay_for(world: World, month: Month, policy: int, region: int, population: int, rows: Whole) -> None:
    """Claims of what some posts cost, within the budget as `affordable_posts` has seen to; and the marks of those who took them."""
    n, persons = len(rows), len(rows) * world.scale[population]
    once, while_held, admin = costs(world, month, policy)
    commit(world, policy, (once + while_held + admin)[None, :] * persons)
    if admin.any():
        book(world, policy, region, "city", int(admin.sum()) * persons, persons)
    end_post_claims(world, population, rows)
    fen = [round(yuan * 100) for yuan in terms(month, policy)[2:4]]
    for kind, amount, months in ((Claim.SETTLING_IN, fen[0], 1), (Claim.POST, fen[1], held_months(world, policy))):
        if amount:
            served = Requests(
                np.full(n, population), rows, np.full(n, amount), np.zeros(n), np.full(n, world.month), np.zeros(n)
            )
            open_claims(world, policy, region, served, months, kind)
    people = world.people[population]
    for mask in (people.claimed, people.touched):
        mask[rows] |= mask.dtype.type(1 << policy)
    note(month, policy, region, persons)


def end_post_claims(world: World, population: int, rows: Whole) -> None:
    """Who takes another public post has left the one before: its claims are over."""
    claims = world.claims
    claims.over |= (
        (claims.population == population)
        & np.isin(claims.kind, (Claim.SETTLING_IN, Claim.POST))
        & np.isin(claims.row, rows)
    )
