"""Claims: who applies, what the budget lets through, what is paid, what comes back. All in whole fen of persons."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from sim.calendar import year_of
from sim.draws import Stream, stream_key
from sim.engine.households import flat_queue
from sim.levers import Cash, Flats
from sim.markets.budgets import approved, order, pro_rata_share, schedule
from sim.phases.applications import Applications, applications
from sim.phases.payments import pay, remember_claims
from sim.phases.workspace import ONE, Month, rows_of, years_limit
from sim.records import Status, Tenure
from sim.world.state import World

YEARS = 12  # calendar years a schedule may reach
UNLIMITED = 1 << 60
Whole = NDArray[np.int64]


def budget_name(world: World, policy: int) -> str:
    """The budget a policy draws on: a shared one by its name, else its own."""
    rule = world.scenario.policies[policy]
    return rule.budget or f"policy {rule.id}"


def budget_fen(world: World, policy: int, year: int) -> int:
    """Fen that the policy's budget has for a calendar year: the amount in force in its January (or at the policy's start)."""
    rule = world.scenario.policies[policy]
    dated = world.scenario.budgets[rule.budget].yuan_year if rule.budget else rule.budget_yuan_year
    if dated is None:
        return UNLIMITED
    month = max((year - 2010) * 12, rule.start)
    return int(round(dated.at(month) * 100))


def room(world: World, policy: int) -> tuple[int, Whole]:
    """What this year's approvals may still promise, and what each year from now has left: fen."""
    name, year = budget_name(world, policy), year_of(world.month)
    finance = world.finance
    left_now = budget_fen(world, policy, year) - finance.approved_fen.get((name, year), 0)
    by_year = [budget_fen(world, policy, y) - finance.promised_fen.get((name, y), 0) for y in range(year, year + YEARS)]
    return left_now, np.array(by_year, np.int64)


def commit(world: World, policy: int, due: Whole) -> None:
    """Book approved schedules against the budget."""
    name, year = budget_name(world, policy), year_of(world.month)
    finance = world.finance
    finance.approved_fen[name, year] = finance.approved_fen.get((name, year), 0) + int(due.sum())
    for k, fen in enumerate(due.sum(axis=0).tolist()):
        if fen:
            finance.promised_fen[name, year + k] = finance.promised_fen.get((name, year + k), 0) + fen


def settle_flats(world: World, month: Month) -> None:
    """Free flats go to the first of the queue within the budget."""
    for flats in month.levers.flats:
        waiting = queue(world, flats)
        now = world.month - world.scenario.start
        world.counts.flats_open[now, flats.region] += flats.units
        free = flats.units - occupied(world, flats)
        scale = np.array(world.scale)[waiting.population]
        sorted_ = waiting.take(np.argsort(waiting.lot, kind="stable"))
        fits = int(np.searchsorted(np.cumsum(scale), max(0.0, free), side="right"))
        chosen = approve(
            world, flats.policy, sorted_.take(np.arange(min(fits, len(sorted_.row)))), flats.region, cash=False
        )
        for population in (0, 1):
            rows = chosen.row[chosen.population == population]
            world.people[population].housing[rows] = int(Tenure.FLAT)
            world.people[population].flat_until[rows] = world.month + chosen.months
        queue_left = int(scale.sum()) - int(np.array(world.scale)[chosen.population].sum())
        world.counts.flats_queue[now, flats.region] += queue_left
        world.counts.flats_used[now, flats.region] += round(flats.units - free) + int(
            np.array(world.scale)[chosen.population].sum()
        )
        believe(world, flats.policy, int(np.array(world.scale)[chosen.population].sum()), queue_left)


def occupied(world: World, flats: Flats) -> float:
    """Persons who live in the policy's flats."""
    claims = world.claims
    mine = (claims.policy == flats.policy) & (claims.region == flats.region) & ~claims.cash
    total = 0.0
    for population in (0, 1):
        rows = claims.row[mine & (claims.population == population)]
        people = world.people[population]
        living = (
            (people.housing[rows] == Tenure.FLAT)
            & (people.region[rows] == flats.region)
            & (people.status[rows] != Status.AWAY)
        )
        total += float(living.sum()) * world.scale[population]
    return total


def queue(world: World, flats: Flats) -> Applications:
    """Eligible market tenants who wait for a flat of this policy."""
    policy = world.scenario.policies[flats.policy]
    key = stream_key(world.seed, Stream.FLAT_QUEUE, 0)
    tenure = policy.who.tenure_months_min or 0.0
    parts = []
    for population in (0, 1):
        low, high = rows_of(world, population)
        rows, lot = np.empty(high - low, np.int64), np.empty(high - low)
        n = flat_queue(
            world.people[population].arrays(), low, high, flats.region, ONE << np.uint64(flats.policy), key, np.array(flats.degrees),
            world.month, years_limit(policy.who), tenure, rows, lot,
        )  # fmt: skip
        parts.append((np.full(n, population), rows[:n], lot[:n]))
    rent = float(world.regions.rent[flats.region]) * world.scenario.parameters["flat_m2"]
    population_, row, lot = (np.concatenate(x) for x in zip(*parts, strict=True))
    fen = np.full(len(row), round(flats.discount * rent * 100), np.int64)
    return Applications(population_, row, fen, np.zeros(len(row)), flats.months, np.zeros(len(row), np.int64), lot)


def approve(world: World, number: int, asked: Applications, region: int, cash: bool) -> Applications:
    """Approve what the budget holds, in the policy's order (already sorted for flats); books commitments, claims and touch."""
    policy = world.scenario.policies[number]
    months = asked.months if policy.end is None else min(asked.months, policy.end - world.month + 1)
    if not len(asked.row) or months <= 0:
        return asked.take(np.zeros(0, np.int64))._replace(months=max(0, months))
    if cash:
        standing = rank(world, asked) if policy.rationing == "tier" else asked.coming
        asked = asked.take(order(policy.rationing, asked.coming, standing, asked.lot))
    scale = np.array(world.scale)[asked.population]
    admin = round(policy.admin_yuan_case * 100)
    due = schedule(world.month % 12, np.full(len(asked.row), months), asked.fen * scale, YEARS)
    due[:, 0] += admin * scale
    left_now, left_by_year = room(world, number)
    if policy.rationing == "pro_rata" and cash:
        share = pro_rata_share(due, left_now, left_by_year)
        asked = asked._replace(fen=np.floor(asked.fen * share).astype(np.int64), share=asked.share * share)
        due = np.floor(due * share).astype(np.int64)
        n = len(asked.row) if share > 0 else 0
    else:
        n = approved(due, left_now, left_by_year)
    chosen = asked.take(np.arange(n))._replace(months=months)
    commit(world, number, due[:n])
    open_claims(world, number, chosen, region, cash)
    if admin and n:
        world.counts.ledger.append(
            (world.month, policy.id, region, "city", int(admin * scale[:n].sum()), int(scale[:n].sum()))
        )
    return chosen


def rank(world: World, asked: Applications) -> Whole:
    """Tier, then degree, as one number."""
    out = np.zeros(len(asked.row), np.int64)
    for population in (0, 1):
        mine = asked.population == population
        people = world.people[population]
        out[mine] = people.tier[asked.row[mine]].astype(np.int64) * 10 + people.degree[asked.row[mine]]
    return out


def open_claims(world: World, number: int, chosen: Applications, region: int, cash: bool) -> None:
    """Claims of the approved, and the marks that the policy has reached them."""
    n, bit = len(chosen.row), ONE << np.uint64(number)
    world.claims.append(
        population=chosen.population, row=chosen.row, policy=np.full(n, number), region=np.full(n, region),
        start=np.full(n, world.month), months=np.full(n, chosen.months), fen=chosen.fen, cash=np.full(n, cash), paid=np.zeros(n),
        share=chosen.share,
    )  # fmt: skip
    for population in (0, 1):
        people = world.people[population]
        rows = chosen.row[chosen.population == population]
        for mask in (people.claimed, people.touched):
            mask[rows] |= bit.astype(mask.dtype)


def believe(world: World, number: int, served: int, waiting: int) -> None:
    """pi: approved of the last `memory_months` over these and those still waiting."""
    finance = world.finance
    finance.approved[world.month % len(finance.approved), number] = served
    finance.waiting[number] = waiting
    total = int(finance.approved[:, number].sum())
    finance.belief[number] = total / (total + waiting) if total + waiting else 1.0
    now = world.month - world.scenario.start
    world.counts.cases[now, number] = served + waiting, served


def settle_claims(world: World, month: Month) -> None:
    """Applications of the month, approvals within budget, payments booked."""
    if month.levers.cash:
        for cash, asked in zip(month.levers.cash, applications(world, month), strict=True):
            settle_payment(world, cash, asked)
    pay(world)
    remember_claims(world)


def settle_payment(world: World, cash: Cash, asked: Applications) -> None:
    """Those who ask for one payment, and how many of them get it."""
    if not len(asked.row):
        believe(world, cash.policy, 0, 0)
        return
    served = approve(world, cash.policy, asked, cash.region, cash=True)
    scale = np.array(world.scale)
    persons, approved_persons = int(scale[asked.population].sum()), int(scale[served.population].sum())
    believe(world, cash.policy, approved_persons, 0 if cash.kind == "purchase" else persons - approved_persons)


def pay_contacts(world: World, number: int, region: int, contacted: int, yuan_contact: float) -> None:
    """Book what the contacts of a line cost; the caller has kept them within the budget."""
    fen = int(round(contacted * yuan_contact * 100))
    if fen:
        commit(world, number, np.array([[fen] + [0] * (YEARS - 1)]))
        world.counts.ledger.append((world.month, world.scenario.policies[number].id, region, "city", fen, contacted))


def affordable_contacts(world: World, number: int, yuan_contact: float) -> float:
    """Contacts that the budget still pays for this year."""
    left_now, by_year = room(world, number)
    return math.inf if yuan_contact <= 0 else max(0, min(left_now, int(by_year[0]))) / (yuan_contact * 100)
