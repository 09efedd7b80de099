"""Who asks for what is offered: people at the place, in the position that the offer is for, whose clauses hold now."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.draws import draw
from sim.engine.promises import FLATS, HIRE, PURCHASE, may_expect
from sim.engine.rows import rows_in
from sim.jit import inlined, loop
from sim.records import Status, Tenure
from sim.rules.entitlement import Claimant, fits_for_life, months_until_open

STUDENT, EMPLOYED, AWAY = int(Status.STUDENT), int(Status.EMPLOYED), int(Status.AWAY)
MARKET = int(Tenure.MARKET)


class Asking(NamedTuple):
    """Pairs of a person and an offer, with room for n of them."""

    row: np.ndarray  # int64[n], of people
    offer: np.ndarray  # int64[n], row of the promises
    coming: np.ndarray  # int64[n], month from which the person may be waiting
    lot: np.ndarray  # float64[n], drawn once a life

    @classmethod
    def room(cls, n: int) -> Asking:
        """Room for n pairs."""
        row, offer, coming = np.empty((3, n), np.int64)
        return cls(row, offer, coming, np.empty(n))

    def take(self, rows: np.ndarray | slice) -> Asking:
        """Some of them, in that order."""
        return Asking(*(column[rows] for column in self))


@inlined
def live_bits(people, i):
    """Policies whose clauses for life hold for somebody and that have not been claimed: uint64."""
    return people.eligible[i] & ~people.claimed[i]


@inlined
def claimant_at(people, i, month):
    """What clauses read of the person of row i."""
    return Claimant(
        live_bits=live_bits(people, i),
        region=int(people.region[i]),
        home=int(people.home[i]),
        lived=np.int64(people.lived[i]),
        years=max(0, month - int(people.grad_month[i])) / 12.0,
        tenure=float(month - int(people.last_move[i])),
        tier=int(people.tier[i]),
    )


@loop
def ask(window, key, promises, mine, out):
    """Everybody who asks for one of the offers `mine`, bool[Q], this month: pairs in `out`, as far as there is room; their number.

    Flats are for market tenants; a purchase grant for owners, who bought this month as the caller knows; firms ask for whom they hired
    this month; all else is for those in work.
    """
    people, month, n = window.people, window.month, 0
    for i in rows_in(window.low, window.high):
        status = int(people.status[i])
        if status in (STUDENT, AWAY):
            continue
        who = claimant_at(people, i, month)
        if not may_expect(who, promises):
            continue
        for q in range(promises.first[who.region], promises.first[who.region + 1]):
            if (
                not mine[q]
                or promises.value[q, int(people.degree[i])] <= 0.0
                or not placed(people, i, promises.kind[q], month)
            ):
                continue
            if months_until_open(promises.policy[q], who.region, who, promises.access) != 0.0:
                continue
            out.row[n], out.offer[n], out.lot[n] = i, q, draw(key, people.id[i])
            here_since = int(people.last_move[i])
            out.coming[n] = here_since if promises.kind[q] == FLATS else max(here_since, int(people.status_since[i]))
            n += 1
            if n == out.row.size:
                return n
    return n


@inlined
def placed(people, i, kind, month):
    """Whether somebody is in the position that a kind of offer is for."""
    if kind == FLATS:
        return int(people.housing[i]) == MARKET
    if kind == HIRE and (int(people.status_since[i]) != month or int(people.job_field[i]) < 0):
        return False
    return kind == PURCHASE or int(people.status[i]) == EMPLOYED


@loop
def fit_for_life(people, low, high, access, out):
    """Policies whose clauses on traits that never change hold, as bits: uint64[high - low] in `out`."""
    for i in range(low, high):
        bits = np.uint64(0)
        for q in range(access.bit.size):
            if fits_for_life(
                q, int(people.degree[i]), int(people.field[i]), int(people.college[i]), int(people.home[i]), access
            ):
                bits |= access.bit[q]
        out[i - low] = bits
