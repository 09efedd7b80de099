"""Months as integers since 2010-01, and back: month 0 is January 2010, month 96 is January 2018."""

from __future__ import annotations

import datetime
from typing import NamedTuple

ANCHOR = 96  # 2018-01, the month from which feedbacks run (docs/model.md: Anchor)
JANUARY, MARCH, JUNE, JULY, AUGUST, SEPTEMBER, NOVEMBER, DECEMBER = 0, 2, 5, 6, 7, 8, 10, 11


def month_index(year: int, month: int) -> int:
    """Months since 2010-01 of a calendar month (1-12).

    >>> month_index(2018, 1)
    96
    """
    return (year - 2010) * 12 + month - 1


def month_of(date: datetime.date) -> int:
    """Month index of a date."""
    return month_index(date.year, date.month)


def parse_month(text: str) -> int:
    """Month index of "YYYY-MM" (or "YYYY-MM-DD").

    >>> parse_month("2024-12")
    179
    """
    year, month = text.split("-")[:2]
    return month_index(int(year), int(month))


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
