"""Who asks for which payment this month, and for how much."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.draws import Stream, draws, stream_key
from sim.engine.applications import applicants
from sim.levers import Cash
from sim.phases.workspace import ONE, Month, region_mask, rows_of, years_limit
from sim.records import TIERS
from sim.rules.rent import capped
from sim.world.state import World

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
Flags = NDArray[np.bool_]
FIRST_MONTH = int(np.iinfo(np.int16).min)  # that a column of months can tell


class Applications(NamedTuple):
    """Those who ask one policy for something this month, both populations together."""

    population: Whole
    row: Whole
    fen: Whole  # a month and person
    share: Floats  # of the rent that it takes off the price, 0 of an amount
    months: int
    coming: Whole
    lot: Floats

    def take(self, rows: NDArray[np.int64] | slice) -> Applications:
        """Some of them, in that order."""
        return self._replace(
            population=self.population[rows],
            row=self.row[rows],
            fen=self.fen[rows],
            share=self.share[rows],
            coming=self.coming[rows],
            lot=self.lot[rows],
        )


class Terms(NamedTuple):
    """The month's Q payments, one row each: who may ask, and for what."""

    bit: NDArray[np.uint64]  # [Q], of the policy
    region: Whole  # [Q]
    years_max: Floats  # [Q], since leaving college
    tenure_min: Floats  # [Q], months at the place
    tiers: NDArray[np.uint64]  # [Q], bitmask
    origins: NDArray[np.uint64]  # [Q], bitmask of places lived in before
    value: Floats  # [Q, 4] by degree, yuan or share of the rent
    cap: Floats  # [Q], yuan a month
    rent: Flags  # [Q]
    purchase: Flags  # [Q]
    lottery: Flags  # [Q]


def terms_of(world: World, cash: list[Cash]) -> Terms:
    """The month's payments as arrays."""
    policies = [world.scenario.policies[c.policy] for c in cash]
    return Terms(
        bit=np.array([ONE << np.uint64(c.policy) for c in cash], np.uint64),
        region=np.array([c.region for c in cash]),
        years_max=np.array([years_limit(p.who) for p in policies]),
        tenure_min=np.array([p.who.tenure_months_min or 0.0 for p in policies], float),
        tiers=np.array([tier_mask(p.who.tier) for p in policies], np.uint64),
        origins=np.array([region_mask(p.who.origin, world) for p in policies], np.uint64),
        value=np.array([c.value for c in cash], float),
        cap=np.array([c.cap for c in cash], float),
        rent=np.array([c.kind == "rent" for c in cash]),
        purchase=np.array([c.kind == "purchase" for c in cash]),
        lottery=np.array([p.rationing == "lottery" for p in policies]),
    )


def applications(world: World, month: Month) -> list[Applications]:
    """Everybody who applies for a payment this month, by payment."""
    cash = month.levers.cash
    terms = terms_of(world, cash)
    parts = [_asking(world, month, terms, population) for population in (0, 1)]
    which, *columns = (np.concatenate(x) for x in zip(*parts, strict=True))
    order = np.argsort(which, kind="stable")
    population, row, fen, share, coming, lot = (column[order] for column in columns)
    every = Applications(population, row, fen, share, 0, coming, lot)
    bounds = np.searchsorted(which[order], np.arange(len(cash) + 1)).tolist()
    spans = zip(cash, bounds[:-1], bounds[1:], strict=True)
    return [every.take(slice(first, last))._replace(months=c.months) for c, first, last in spans]


def _asking(
    world: World, month: Month, terms: Terms, population: int
) -> tuple[Whole, Whole, Whole, Whole, Floats, Whole, Floats]:
    """Payment, population, row, fen a month, share of the rent, month of coming and lot of each application of one population."""
    found = applying(world, terms, population)
    purchase, lottery = terms.purchase[found.which], terms.lottery[found.which]
    if purchase.any():
        keep = ~purchase | among(found.row, month.bought[population])
        found, lottery = found.take(keep), lottery[keep]
    lot = found.lot
    if lottery.any():
        monthly = draws(stream_key(world.seed, Stream.CLAIM, world.month), world.people[population].id[found.row])
        lot = np.where(lottery, monthly, lot)
    fen, share = asked(world, terms, found, population)
    return found.which, np.full(len(fen), population), found.row, fen, share, found.coming, lot


def among(rows: Whole, bought: Whole) -> Flags:
    """Which of some rows are among others, which stand in order.

    >>> among(np.array([5, 3, 9]), np.array([3, 9])).tolist()
    [False, True, True]
    """
    return np.searchsorted(bought, rows, side="right") > np.searchsorted(bought, rows, side="left")


class Applicants(NamedTuple):
    """Who asks for what in one population: position of the payment in the month's levers, row, month of coming, lot for life."""

    which: Whole
    row: Whole
    coming: Whole
    lot: Floats

    def take(self, mine: Flags) -> Applicants:
        """Some of them."""
        return Applicants(self.which[mine], self.row[mine], self.coming[mine], self.lot[mine])


def applying(world: World, terms: Terms, population: int) -> Applicants:
    """Everybody of a population whose clauses hold for any payment this month."""
    low, high = recent_rows(world, population, terms.years_max.max())
    people = world.people[population].arrays()
    size = max(1024, (high - low) // 4)
    key, any_bits, pays = stream_key(world.seed, Stream.CLAIM, 0), np.bitwise_or.reduce(terms.bit), terms.value > 0.0
    while True:
        rows, which, coming, lot = (
            np.empty(size, np.int64),
            np.empty(size, np.int64),
            np.empty(size, np.int64),
            np.empty(size),
        )
        n = applicants(
            people, low, high, world.month, key, terms.bit, terms.region, terms.years_max, terms.tenure_min, terms.tiers, terms.origins,
            pays, any_bits, rows, which, coming, lot,
        )  # fmt: skip
        if n < size:
            return Applicants(which[:n], rows[:n], coming[:n], lot[:n])
        size *= 4  # more pairs than expected: once more with room for them


def recent_rows(world: World, population: int, years: float) -> tuple[int, int]:
    """The window of rows of classes that left college at most some years ago: classes are appended in order."""
    low, high = rows_of(world, population)
    if math.isinf(years) or not world.in_order:
        return low, high
    grad = world.people[population].grad_month[low:high]
    oldest = np.int16(
        max(FIRST_MONTH, world.month - math.ceil(years * 12))
    )  # of the column's type, or all of it is converted
    return low + int(np.searchsorted(grad, oldest)), high


def asked(world: World, terms: Terms, found: Applicants, population: int) -> tuple[Whole, Floats]:
    """Fen a month of each application, and the share of the rent that it takes off the price.

    An amount by degree; or a share of the bill, which beyond the cap is an amount too.
    """
    people, which = world.people[population], found.which
    value, rent = terms.value[which, people.degree[found.row]], terms.rent[which]
    amount = np.rint(value * 100).astype(np.int64)
    if not rent.any():
        return amount, np.zeros(len(amount))
    bill = world.scenario.parameters["alpha_housing"] * people.income[found.row].astype(float)
    cap = np.where(rent, terms.cap[which], 0.0)
    part = np.floor(100 * np.minimum(value * bill, cap)).astype(np.int64)
    return np.where(rent, part, amount), np.where(rent & ~capped(value, cap, bill), value, 0.0)


def tier_mask(names: tuple[str, ...] | None) -> int:
    """Bitmask of tiers; all when the clause is not given."""
    return (1 << len(TIERS)) - 1 if names is None else sum(1 << TIERS.index(name) for name in names)
