"""Months as integers since 2010-01, and back: month 0 is January 2010, month 96 is January 2018."""

from __future__ import annotations

import datetime
import re
from typing import Any, NamedTuple

from sim.given import refused, whole

MONTH = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])")
ANCHOR = 96  # 2018-01, the month from which feedbacks run (docs/model.md: Anchor)
JANUARY, MARCH, JUNE, JULY, AUGUST, SEPTEMBER, NOVEMBER, DECEMBER = 0, 2, 5, 6, 7, 8, 10, 11
LAST_MONTH = 306  # 2035-07: in August the class of 2036 would enter its last year, of which there is no data


def month_index(year: int, month: int) -> int:
    """Months since 2010-01 of a calendar month (1-12).

    >>> month_index(2018, 1)
    96
    """
    return (year - 2010) * 12 + month - 1


def month_of(date: datetime.date) -> int:
    """Month index of a date."""
    return month_index(date.year, date.month)


def parse_month(text: Any, what: str = "month") -> int:
    """Month index of "YYYY-MM"; Refused for any other text.

    >>> parse_month("2024-12")
    179
    """
    found = MONTH.fullmatch(text) if isinstance(text, str) else None
    if found is None:
        raise refused(what, text, 'a month as "YYYY-MM", for example "2024-12"')
    return month_index(int(found[1]), int(found[2]))


def month_within(month: Any, what: str, first: int, last: int) -> int:
    """Month index of "YYYY-MM", or of an index itself, that must lie between two months, both included."""
    index = parse_month(month, what) if isinstance(month, str) else whole(month, what, first, last)
    if not first <= index <= last:
        raise refused(what, month, f"{label(first)} to {label(last)}")
    return index


def label(month: int) -> str:
    """ "YYYY-MM" of a month index.

    >>> label(179)
    '2024-12'
    """
    return f"{2010 + month // 12:04d}-{month % 12 + 1:02d}"


def year_of(month: int) -> int:
    """Calendar year of a month index.

    >>> year_of(179)
    2024
    """
    return 2010 + month // 12


def newest_class(month: int) -> int:
    """Graduation year of the youngest students there in a month: a class enters its last year in August.

    >>> newest_class(LAST_MONTH), newest_class(LAST_MONTH + 1)
    (2035, 2036)
    """
    return year_of(month) + (1 if season(month) >= AUGUST else 0)


def season(month: int) -> int:
    """Month of the year, 0 (January) to 11.

    >>> season(104) == SEPTEMBER
    True
    """
    return month % 12


class Span(NamedTuple):
    """When worlds are compared: the window with both ends, and the outcome dates, ascending; months since 2010-01."""

    window: tuple[int, int]
    dates: tuple[int, ...]
