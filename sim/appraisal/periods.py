"""The years of a comparison: the date of its stocks and the months of its flows and sums."""

from __future__ import annotations

from typing import NamedTuple

from sim.appraisal.inputs import Pair
from sim.calendar import DECEMBER, season, year_of


class Period(NamedTuple):
    """A year, or the whole window (`all`). Months since 2010-01, both ends included; stocks at the end of `last`."""

    year: str
    first: int
    last: int

    def rows(self, months: range) -> slice:
        """Its months as rows of an array that begins with the first of `months`."""
        return slice(self.first - months.start, self.last + 1 - months.start)


def periods_of(pair: Pair) -> tuple[Period, ...]:
    """Each year with a December among the outcome dates, from the month in which the worlds part, and `all`."""
    first, last = pair.window
    years = [Period(str(year_of(d)), max(first, d - 11), d) for d in pair.dates if season(d) == DECEMBER]
    return (*years, Period("all", first, last))
