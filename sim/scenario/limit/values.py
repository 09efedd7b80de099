"""Numbers of a limit world: plain, by region, or dated; checked where they enter, every problem kept."""

from __future__ import annotations

import datetime
import math
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from numbers import Real
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.calendar import month_of
from sim.given import plain
from sim.scenario.problems import Problem, nearest, shown

Nested = float | tuple[Any, ...]  # a number, or numbers in tuples
Step = tuple[int, Nested]  # from that month on, that value


@dataclass(frozen=True)
class Series:
    """A number, a vector by region or a matrix of regions that may change from given months on.

    months: ascending month indices (since 2010-01), the first 0; values: one number or nested tuple for each of them.
    """

    months: tuple[int, ...]
    values: tuple[Nested, ...]

    def at(self, month: int) -> NDArray[np.float64]:
        """The value in force in a month: float64[], [R] or [R, R]."""
        return np.array(self.values[bisect_right(self.months, month) - 1], dtype=np.float64)

    @property
    def shape(self) -> tuple[int, ...]:
        """Shape of the value of one month."""
        return np.shape(self.values[0])


Numbers = float | Sequence[Any] | NDArray[Any] | Series  # what a numeric key takes; a Series once the record is made


class Bound(NamedTuple):
    """The numbers allowed: low to high, an end excluded where it is open."""

    low: float = -math.inf
    high: float = math.inf
    open_low: bool = False
    open_high: bool = False

    def admits(self, number: float) -> bool:
        """Whether a number is finite and inside (infinity itself only where it is an end that belongs)."""
        above = number > self.low if self.open_low else number >= self.low
        below = number < self.high if self.open_high else number <= self.high
        return above and below and not math.isnan(number)

    def __str__(self) -> str:
        if math.isinf(self.low) and math.isinf(self.high):
            return "a finite number"
        left = f"above {self.low:g}" if self.open_low else f"at least {self.low:g}"
        right = f"below {self.high:g}" if self.open_high else f"at most {self.high:g}"
        return "a number " + " and ".join(
            text for text, end in ((left, self.low), (right, self.high)) if not math.isinf(end)
        )


FINITE = Bound(open_low=True, open_high=True)
POSITIVE = Bound(low=0, open_low=True, open_high=True)
NOT_NEGATIVE = Bound(low=0, open_high=True)
SHARE = Bound(low=0, high=1)


@dataclass
class Reader:
    """Reads the values of one record and keeps what is wrong with them.

    regions: number of regions R; prefix: table the fields belong to, as it is written in a scenario file.
    """

    regions: int
    prefix: str = "limit"
    problems: list[Problem] = field(default_factory=list)

    def refuse(self, key: str, found: object, allowed: str, suggestion: str = "") -> None:
        """Note one problem; file and line are filled in by whoever read the file."""
        plain = found.tolist() if isinstance(found, np.ndarray) else found
        text = "nothing" if found is None else shown(plain)
        self.problems.append(Problem("", 0, f"{self.prefix}.{key}", text, allowed, suggestion))

    def word(self, key: str, value: object, allowed: Sequence[str]) -> None:
        """Refuse a word that is not one of those allowed."""
        if value not in allowed:
            self.refuse(key, value, ", ".join(allowed), nearest(str(value), allowed))

    def keys(self, key: str, table: Mapping[str, Any], allowed: Sequence[str], required: Sequence[str]) -> None:
        """Refuse unknown keys of a table and name those that are missing."""
        for name in table:
            if name not in allowed:
                self.refuse(f"{key}.{name}", table[name], ", ".join(allowed), nearest(name, allowed))
        for name in required:
            if name not in table:
                self.refuse(f"{key}.{name}", None, "a value")

    def number(self, key: str, value: Any, default: float | None, bound: Bound = FINITE) -> Series:
        """A single number, plain or dated."""
        return self.series(key, value, (), default, bound)

    def by_region(self, key: str, value: Any, default: float | None, bound: Bound = FINITE) -> Series:
        """One number for every region, or a list of R numbers; each of them, or the whole, may be dated."""
        return self.series(key, value, (self.regions,), default, bound)

    def series(self, key: str, value: Any, shape: tuple[int, ...], default: float | None, bound: Bound) -> Series:
        """Normalise any numeric value; before its first date it has its default. The default alone if it is refused."""
        value = plain(value)
        if isinstance(value, Series):
            if value.shape != shape:
                self.refuse(key, value, _wanted(shape))
            return value
        before = len(self.problems)
        steps = self._steps(key, value, shape, default)
        for number in {float(n) for _, step in steps for n in np.ravel(np.array(step, dtype=np.float64))}:
            if not bound.admits(number):
                self.refuse(key, number, str(bound))
        if len(self.problems) > before:
            steps = [(0, _full(shape, 0.0 if default is None else default))]
        return Series(tuple(month for month, _ in steps), tuple(step for _, step in steps))

    def _steps(self, key: str, value: Any, shape: tuple[int, ...], default: float | None) -> list[Step]:
        """(month, value of that shape) in ascending order, the first in month 0."""
        if is_dated(value):
            return self._dated(key, value, shape, default)
        if not isinstance(value, bool) and isinstance(value, Real):
            return [(0, _full(shape, float(value)))]
        items = list(value) if isinstance(value, Sequence | np.ndarray) and not isinstance(value, str) else []
        if not shape or len(items) != shape[0]:
            self.refuse(key, value, _wanted(shape))
            return [(0, _full(shape, 0.0))]
        return _merged([self._steps(key, item, shape[1:], default) for item in items])

    def _dated(
        self, key: str, entries: Sequence[Mapping[str, Any]], shape: tuple[int, ...], default: float | None
    ) -> list[Step]:
        steps = []
        for entry in entries:
            step = self._steps(key, entry.get("value"), shape, default)[0][1]
            steps.append((self._month(key, entry["from"]), step))
        if any(later[0] <= earlier[0] for earlier, later in pairwise(steps)):
            self.refuse(key, [str(entry["from"]) for entry in entries], "dates in ascending order")
        opening = steps[0][1] if default is None else _full(shape, default)
        return steps if steps[0][0] == 0 else [(0, opening), *steps]

    def _month(self, key: str, date: object) -> int:
        if isinstance(date, datetime.date):
            return month_of(date)
        self.refuse(key, date, "a date, for example 2018-01-01")
        return 0


def is_dated(value: object) -> bool:
    """Whether a value is a list of {from, value} tables."""
    return (
        isinstance(value, Sequence)
        and not isinstance(value, str)
        and len(value) > 0
        and all(isinstance(entry, Mapping) and "from" in entry for entry in value)
    )


def _full(shape: tuple[int, ...], number: float) -> Nested:
    return number if not shape else tuple(_full(shape[1:], number) for _ in range(shape[0]))


def _wanted(shape: tuple[int, ...]) -> str:
    if not shape:
        return "a number, or dated numbers"
    if len(shape) == 1:
        return f"a number, or a list of {shape[0]} numbers (one a region), or dated ones"
    return f"a number, or {shape[0]} rows of {shape[1]} numbers, or dated ones"


def _merged(columns: list[list[Step]]) -> list[Step]:
    """Steps of a list from the steps of its items."""
    months = sorted({month for column in columns for month, _ in column})
    return [(month, tuple(_value_at(column, month) for column in columns)) for month in months]


def _value_at(column: list[Step], month: int) -> Nested:
    return column[bisect_right([start for start, _ in column], month) - 1][1]
