"""What was seen of people followed: each life in both worlds, where the two part, and which choice parts them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import pandas as pd

SIDES = ("without", "with")
STATES = {"student": "studies", "searching": "looks", "employed": "works"}
NEAR = 0.25  # utils between the best two places: less is nearly undecided, a fifth of the spread of personal reasons


class Span(NamedTuple):
    """Months of one place, state and home, the first and the last, since 2010-01; income: yuan a month at their end."""

    first: int
    last: int
    place: str
    state: str
    flat: bool
    income: int


@dataclass(frozen=True)
class Side:
    """One world of a person. lives: a row a month, indexed by it. choices: a row a review and place considered."""

    lives: pd.DataFrame
    choices: pd.DataFrame

    @cached_property
    def spans(self) -> list[Span]:
        """The months run together where nothing that is drawn changes."""
        columns = self.lives[["region", "status", "housing"]]
        piece = (columns != columns.shift()).any(axis=1).cumsum()
        return [
            Span(int(rows.index[0]), int(rows.index[-1]), end.region, STATES[end.status], end.housing == "flat", end.income)
            for _, rows in self.lives.groupby(piece.to_numpy())
            for end in [rows.iloc[-1]]
        ]  # fmt: skip

    @cached_property
    def reviews(self) -> dict[int, pd.DataFrame]:
        """Places considered in each review, indexed by place, by month."""
        return {int(month): rows.set_index("region") for month, rows in self.choices.groupby("month")}

    def chosen(self, month: int) -> str:
        """The place chosen in a review."""
        rows = self.reviews[month]
        return str(rows.index[rows.chosen][0])

    def months(self, holds: pd.Series) -> list[int]:
        """Months in which something holds, in their order."""
        return [int(month) for month in self.lives.index[holds.to_numpy(bool)]]


@dataclass(frozen=True)
class Life:
    """A person in the two worlds of a pair. kind: the class, or `left`; key: names the person among all that are told of."""

    key: str
    id: str
    kind: str
    variant: str
    leaving_age: Mapping[str, float]
    without: Side
    with_: Side

    @property
    def sides(self) -> dict[str, Side]:
        """Both worlds by name."""
        return dict(zip(SIDES, (self.without, self.with_), strict=True))

    @cached_property
    def first(self) -> Any:
        """The first month seen."""
        return self.with_.lives.iloc[0]

    @cached_property
    def parted(self) -> int | None:
        """First month in which place or state differ between the worlds."""
        one, two = (
            [(row.Index, row.region, row.status) for row in side.lives.itertuples()] for side in self.sides.values()
        )
        differ = {month for month, *_ in set(one) ^ set(two)}
        return min(differ, default=None)

    @cached_property
    def both(self) -> list[int]:
        """Months in which both worlds have a review."""
        return sorted(set(self.without.reviews) & set(self.with_.reviews))

    @cached_property
    def decisive(self) -> int | None:
        """The last choice, until the lives part, that came out otherwise in the other world; None where no choice parts them."""
        if self.parted is None:
            return None
        return max(
            (m for m in self.both if m <= self.parted and self.without.chosen(m) != self.with_.chosen(m)), default=None
        )

    @cached_property
    def apart(self) -> int | None:
        """First month that ends in different places."""
        places = [side.lives.region for side in self.sides.values()]
        both = places[0].index.intersection(places[1].index)
        differ = both[(places[0][both] != places[1][both]).to_numpy(bool)]
        return int(differ[0]) if len(differ) else None

    def here(self, month: int) -> list[str]:
        """Where the person lives in a month's choice, in the world without and with."""
        return [str(side.reviews[month].here.iloc[0]) for side in self.sides.values()]

    def opened(self, focus: str) -> int | None:
        """The choice shown first: the one that parts the lives, else the last before they part; where they never do the first of the
        judged place."""
        before = [m for m in self.both if self.parted is None or m <= self.parted]
        if self.parted is None:
            before = [m for m in before if self.with_.chosen(m) == focus][:1] or before[:1]
        return self.decisive or next(iter(before[-1:] or self.months), None)

    @cached_property
    def months(self) -> list[int]:
        """Months of all choices in either world."""
        return sorted(set(self.without.reviews) | set(self.with_.reviews))

    def undecided(self, month: int) -> bool:
        """Whether the two best places lay close together, without the programme."""
        rows = self.without.reviews[month]
        total = sorted(rows[["money", "rent", "ties", "distance", "other", "luck"]].sum(axis=1))
        return len(total) > 1 and total[-1] - total[-2] < NEAR
