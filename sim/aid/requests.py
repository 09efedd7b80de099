"""Who asks for which offer this month, and for how much."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.draws import Stream, draws, stream_key
from sim.engine.asking import Asking, ask
from sim.engine.promises import FLATS, PURCHASE, RENT, Promises
from sim.engine.rows import Window
from sim.rules.rent import capped
from sim.world.staff import employers_of
from sim.world.state import World

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
Flags = NDArray[np.bool_]
FIRST_MONTH = int(np.iinfo(np.int16).min)  # that a column of months can tell


class Requests(NamedTuple):
    """Those who ask for one offer this month, both populations together."""

    population: Whole
    row: Whole
    fen: Whole  # a month and person
    share: Floats  # of the rent that it takes off the price, 0 of an amount
    coming: Whole  # month from which the person may be waiting
    lot: Floats

    def take(self, rows: Whole | slice) -> Requests:
        """Some of them, in that order."""
        return Requests(*(column[rows] for column in self))  # type: ignore[arg-type]  # each keeps its type


def requests(world: World, promises: Promises, mine: Flags, bought: list[Whole]) -> dict[int, Requests]:
    """Those who ask, by offer: a row of the promises, for each of `mine`, bool[Q].

    bought: rows of the two populations who bought a home this month.
    """
    found = [asking(world, promises, mine, population, bought[population]) for population in (0, 1)]
    parts = [priced(world, promises, who, population) for population, who in enumerate(found)]
    offer = np.concatenate([who.offer for who in found])
    order = np.argsort(offer, kind="stable")
    every, offer = Requests(*(np.concatenate(columns)[order] for columns in zip(*parts, strict=True))), offer[order]
    some = every.fen > 0  # nobody asks for nothing
    every, offer = every.take(np.flatnonzero(some)), offer[some]
    bounds = np.searchsorted(offer, np.arange(len(mine) + 1)).tolist()
    return {q: every.take(slice(bounds[q], bounds[q + 1])) for q in np.flatnonzero(mine).tolist()}


def asking(world: World, promises: Promises, mine: Flags, population: int, bought: Whole) -> Asking:
    """Everybody of a population who asks for one of some offers.

    Of purchase grants those only who bought a home this month, of offers for technology firms those who work for one.
    """
    low, high = recent_rows(world, population, float(promises.access.years_max[promises.policy[mine]].max(initial=0.0)))
    flats = (promises.kind[mine] == FLATS).any()
    key = stream_key(world.seed, Stream.FLAT_QUEUE if flats else Stream.CLAIM, 0)
    window, size = Window(world.people[population].arrays(), low, high, world.month), max(1024, (high - low) // 4)
    while True:
        out = Asking.room(size)
        n = ask(window, key, promises, mine, out)
        if n < size:
            break
        size *= 4  # more pairs than expected: once more with room for them
    found = out.take(slice(n))
    purchase = promises.kind[found.offer] == PURCHASE
    found = found.take(~purchase | among(found.row, bought)) if purchase.any() else found
    technology = promises.technology[found.offer]
    return found.take(~technology | of_technology(world, population, found.row)) if technology.any() else found


def of_technology(world: World, population: int, rows: Whole) -> Flags:
    """Who of some people work for a technology firm."""
    slot = employers_of(world, population, rows)
    return (slot >= 0) & (world.firms.tech[slot] == 1)


def among(rows: Whole, bought: Whole) -> Flags:
    """Which of some rows are among others, which stand in order.

    >>> among(np.array([5, 3, 9]), np.array([3, 9])).tolist()
    [False, True, True]
    """
    return np.searchsorted(bought, rows, side="right") > np.searchsorted(bought, rows, side="left")


def recent_rows(world: World, population: int, years: float) -> tuple[int, int]:
    """The window of rows of classes that left college at most some years ago: classes are appended in order."""
    low, high = world.low[population], world.people[population].size
    if math.isinf(years) or not world.in_order:
        return low, high
    grad = world.people[population].grad_month[low:high]
    oldest = np.int16(
        max(FIRST_MONTH, world.month - math.ceil(years * 12))
    )  # of the column's type, or all of it is converted
    return low + int(np.searchsorted(grad, oldest)), high


def priced(world: World, promises: Promises, found: Asking, population: int) -> Requests:
    """What each asks for: fen a month, and the share of the rent that it takes off the price.

    An amount by degree, that of the discount on a flat among them; a share of the bill, which beyond the cap is an amount too.
    """
    people, offer, p = world.people[population], found.offer, world.scenario.parameters
    value = promises.value[offer, people.degree[found.row]]
    fen, share = np.rint(value * 100).astype(np.int64), np.zeros(len(offer))
    rent = promises.kind[offer] == RENT
    if rent.any():
        bill = p["alpha_housing"] * people.income[found.row].astype(float)
        cap = np.where(rent, promises.cap[offer], 0.0)
        fen = np.where(rent, np.floor(100 * np.minimum(value * bill, cap)).astype(np.int64), fen)
        share = np.where(rent & ~capped(value, cap, bill), value, 0.0)
    where = np.full(len(offer), population)
    return Requests(where, found.row, fen, share, found.coming, found.lot)


def monthly_lots(world: World, asked: Requests) -> Requests:
    """The same with lots of this month in place of those for life."""
    key, lot = stream_key(world.seed, Stream.CLAIM, world.month), asked.lot.copy()
    for population in (0, 1):
        mine = asked.population == population
        lot[mine] = draws(key, world.people[population].id[asked.row[mine]])
    return asked._replace(lot=lot)
