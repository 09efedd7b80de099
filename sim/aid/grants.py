"""From those who ask to those who are served: the offer's units, the policy's order, its budget; then claims, marks and the ledger."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.aid.purse import YEARS, book, commit, room
from sim.aid.rationing import approved, order, pro_rata_share, schedule
from sim.aid.requests import Requests, monthly_lots
from sim.engine.transitions import move_in_all
from sim.levers import Offered
from sim.records import Claim, Status, Tenure
from sim.world.state import World

Whole = NDArray[np.int64]
CLAIM_OF = {
    "flats": Claim.FLAT,
    "hire": Claim.HIRE,
    "service": Claim.SERVICE,
}  # of what an offer pays; all else is cash


def settle(world: World, offered: Offered, asked: Requests) -> Requests:
    """Serve those who ask for one offer as far as its units and the budget go; who is served. Flats are moved into at once."""
    policy, offer, months = world.scenario.policies[offered.policy], offered.offer, paid_months(world, offered)
    if not len(asked.row) or months <= 0:
        return asked.take(slice(0))
    flats, kind = offer.pays == "flats", CLAIM_OF.get(offer.pays, Claim.CASH)
    waiting = in_line(world, policy.rationing, asked)
    served = approve(world, offered, waiting.take(slice(fitting(world, offered, waiting))), months)
    open_claims(world, offered.policy, offered.region, served, months, kind)
    if flats:
        move_in(world, served, months)
    return served


def paid_months(world: World, offered: Offered) -> int:
    """How long a claim that begins now is paid: payments end with the policy."""
    months, end = offered.offer.months, world.scenario.policies[offered.policy].end
    return months if end is None else min(months, end - world.month + 1)


def in_line(world: World, rationing: str, asked: Requests) -> Requests:
    """Those who ask in the policy's order: by the month of coming, by tier, or by a lottery of the month."""
    if rationing == "lottery":
        asked = monthly_lots(world, asked)
    standing = rank(world, asked) if rationing == "tier" else asked.coming
    return asked.take(order(rationing, asked.coming, standing, asked.lot))


def rank(world: World, asked: Requests) -> Whole:
    """Tier, then degree, as one number."""
    out = np.zeros(len(asked.row), np.int64)
    for population in (0, 1):
        mine = asked.population == population
        people = world.people[population]
        out[mine] = people.tier[asked.row[mine]].astype(np.int64) * 10 + people.degree[asked.row[mine]]
    return out


def fitting(world: World, offered: Offered, waiting: Requests) -> int:
    """How many of those in line the free units have room for."""
    if np.isinf(offered.offer.units):
        return len(waiting.row)
    free = max(0.0, offered.offer.units - held(world, offered.policy, offered.region))
    return int(np.searchsorted(np.cumsum(persons(world, waiting)), free, side="right"))


def persons(world: World, asked: Requests) -> Whole:
    """Persons whom each of some agents stands for."""
    return np.array(world.scale)[asked.population]


def held(world: World, policy: int, region: int) -> int:
    """Persons who live in a policy's flats."""
    claims, total = world.claims, 0
    mine = (claims.policy == policy) & (claims.region == region) & (claims.kind == Claim.FLAT)
    for population in (0, 1):
        rows = claims.row[mine & (claims.population == population)]
        people = world.people[population]
        at_home = (people.housing[rows] == Tenure.FLAT) & (people.region[rows] == region)
        total += int((at_home & (people.status[rows] != Status.AWAY)).sum()) * world.scale[population]
    return total


def approve(world: World, offered: Offered, asked: Requests, months: int) -> Requests:
    """Of those in line, as many as the budget holds; what they are promised is committed, the office's work booked."""
    policy = world.scenario.policies[offered.policy]
    scale, admin = persons(world, asked), round(policy.admin_yuan_case * 100)
    if policy.rationing == "pro_rata":
        asked, scale = shared_out(world, offered.policy, asked, months, admin)
    due = schedule(world.month % 12, np.full(len(asked.row), months), asked.fen * scale, YEARS)
    due[:, 0] += admin * scale
    n = approved(due, *room(world, offered.policy))
    commit(world, offered.policy, due[:n])
    if admin and n:
        cases = int(scale[:n].sum())
        book(world, offered.policy, offered.region, "city", admin * cases, cases)
    return asked.take(slice(n))


def shared_out(world: World, policy: int, asked: Requests, months: int, admin: int) -> tuple[Requests, Whole]:
    """The same share for all of what the office's work leaves of the budget, and persons each stands for; nobody gets less than a fen."""
    scale = persons(world, asked)
    due = schedule(world.month % 12, np.full(len(asked.row), months), asked.fen * scale, YEARS)
    left_now, left_by_year = room(world, policy)
    left_by_year[0] -= admin * int(scale.sum())
    share = pro_rata_share(due, left_now - admin * int(scale.sum()), left_by_year)
    part = asked._replace(fen=np.floor(asked.fen * share).astype(np.int64), share=asked.share * share)
    kept = part.fen > 0
    return part.take(np.flatnonzero(kept)), scale[kept]


def open_claims(world: World, policy: int, region: int, served: Requests, months: int, kind: int) -> None:
    """Claims of those served, and the marks that the policy has reached them."""
    n = len(served.row)
    world.claims.append(
        population=served.population, row=served.row, policy=np.full(n, policy), region=np.full(n, region), start=np.full(n, world.month),
        months=np.full(n, months), fen=served.fen, kind=np.full(n, kind), paid=np.zeros(n), share=served.share, over=np.zeros(n, bool),
    )  # fmt: skip
    for population in (0, 1):
        people, rows = world.people[population], served.row[served.population == population]
        for mask in (people.claimed, people.touched):
            mask[rows] |= mask.dtype.type(1 << policy)


def move_in(world: World, served: Requests, months: int) -> None:
    """Talent flats are lived in from now on."""
    for population in (0, 1):
        rows = served.row[served.population == population]
        move_in_all(rows, world.month + months, world.people[population].arrays())
