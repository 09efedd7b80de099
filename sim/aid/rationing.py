"""Which of those who ask are served: a year's budget buys that year's claims, no later year is promised twice (docs/model.md: Finance)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Whole = NDArray[np.int64]


def schedule(start: int, months: Whole, fen: Whole, years: int) -> Whole:
    """Fen due in each calendar year from that of `start` on, of claims that begin now: int64[n, years].

    start: month of the year (0-11); months, fen: length and monthly payment of each claim.

    >>> schedule(6, np.array([12]), np.array([100]), 3)
    array([[600, 600,   0]])
    """
    edges = np.arange(years + 1) * 12 - start
    edges[0] = 0
    reached = np.minimum(np.maximum(edges[None, :], 0), months[:, None])
    return np.diff(reached, axis=1) * fen[:, None]


def approved(due: Whole, room_now: int, room_by_year: Whole) -> int:
    """How many of the first claims fit: their full schedules in `room_now`, and each year's part in what that year has left.

    due: int64[n, years] in order of approval, fen; room_by_year: int64[years].

    >>> approved(np.array([[60, 40], [60, 40], [60, 40]]), 250, np.array([130, 100]))
    2
    """
    if not len(due):
        return 0
    total = np.cumsum(due.sum(axis=1)) <= room_now
    yearly = (np.cumsum(due, axis=0) <= room_by_year[None, :]).all(axis=1)
    fits = total & yearly
    return int(len(fits) if fits.all() else np.argmin(fits))


def order(rationing: str, coming: Whole, rank: Whole, lot: NDArray[np.float64]) -> NDArray[np.int64]:
    """Order of approval: by the month of coming then the draw, by rank (higher first) then the draw, or by the draw alone."""
    if rationing == "first_come":
        return np.lexsort((lot, coming))
    if rationing == "tier":
        return np.lexsort((lot, -rank))
    return np.argsort(lot, kind="stable")


def pro_rata_share(due: Whole, room_now: int, room_by_year: Whole) -> float:
    """Share of every claim that fits when all are approved alike."""
    if not len(due):
        return 1.0
    total, yearly = due.sum(), due.sum(axis=0)
    limits = [room_now / total if total else 1.0] + [r / y for r, y in zip(room_by_year, yearly, strict=True) if y > 0]
    return max(0.0, min(1.0, *limits))
