"""The purse of a policy: what its budget still holds, what is committed, and the entries of the ledger. All in whole fen of persons."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from sim.calendar import ANCHOR, month_index, year_of
from sim.scenario.reader import LAST_DATED
from sim.world.state import World

YEARS = year_of(LAST_DATED) - year_of(ANCHOR) + 1  # calendar years that a schedule may reach
UNLIMITED = 1 << 60
Whole = NDArray[np.int64]


def budget_name(world: World, policy: int) -> str:
    """The budget a policy draws on: a shared one by its name, else its own."""
    rule = world.scenario.policies[policy]
    return rule.budget or f"policy {rule.id}"


def budget_fen(world: World, policy: int, year: int) -> int:
    """Fen that the policy's budget has for a calendar year: the amount in force in its January, or when the budget begins in that year."""
    rule = world.scenario.policies[policy]
    dated = world.scenario.budgets[rule.budget].yuan_year if rule.budget else rule.budget_yuan_year
    if dated is None:
        return UNLIMITED
    first = dated.months[0]
    return int(round(dated.at(first if year_of(first) == year else month_index(year, 1)) * 100))


def room(world: World, policy: int) -> tuple[int, Whole]:
    """What this year's approvals may still promise, and what each year from now has left: fen."""
    name, year = budget_name(world, policy), year_of(world.month)
    finance = world.finance
    left_now = budget_fen(world, policy, year) - finance.approved_fen.get((name, year), 0)
    by_year = [budget_fen(world, policy, y) - finance.promised_fen.get((name, y), 0) for y in range(year, year + YEARS)]
    return left_now, np.array(by_year, np.int64)


def affordable(world: World, policy: int, due: NDArray[np.float64], kept: NDArray[np.float64] | None = None) -> float:
    """Cases that the budget still pays for, each of `due` fen by year from now; infinite where a case costs nothing.

    due, kept: float64[Y]; kept: what others who draw on the same budget may still need this month.
    """
    if not due.any():
        return math.inf
    left_now, left_by_year = room(world, policy)
    if kept is not None:
        left_now, left_by_year = left_now - int(kept.sum()), left_by_year - kept.astype(np.int64)
    limits = [left_now / due.sum(), *(left_by_year[due > 0] / due[due > 0])]
    return max(0.0, float(min(limits)))


def commit(world: World, policy: int, due: Whole) -> None:
    """Book approved schedules against the budget.  due: int64[n, Y], fen by claim and year from now."""
    name, year = budget_name(world, policy), year_of(world.month)
    finance = world.finance
    finance.approved_fen[name, year] = finance.approved_fen.get((name, year), 0) + int(due.sum())
    for k, fen in enumerate(due.sum(axis=0).tolist()):
        if fen:
            finance.promised_fen[name, year + k] = finance.promised_fen.get((name, year + k), 0) + fen


def book(world: World, policy: int, region: int, recipient: str, fen: int, cases: int) -> None:
    """One entry of the month in the ledger; receipts are negative."""
    world.counts.ledger.append((world.month, world.scenario.policies[policy].id, region, recipient, fen, cases))


def spend(world: World, policy: int, region: int, fen: int, cases: int, recipient: str = "city") -> None:
    """Commit and book what is paid at once for events of the month; the caller has kept them within `affordable`."""
    if fen:
        commit(world, policy, np.array([[fen] + [0] * (YEARS - 1)]))
        book(world, policy, region, recipient, fen, cases)
