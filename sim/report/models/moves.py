"""Moves between places month by month and seed by seed: arcs, all others together, into and out of the judged place, net."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import stdtrit

from sim.calendar import label, parse_month
from sim.report.figures.flows import SURE
from sim.report.models.guard import LEAST
from sim.report.study import Study

YEAR = 12  # months of a level
ENDS = ["origin", "destination"]
SUMS = ("other", "in", "out", "net")  # series after the arcs
MOST = 240_000  # numbers of all series: some 1.2 MB as text
ELSEWHERE = 40  # arcs that neither begin nor end in the judged place

Floats = NDArray[np.float64]


class Change(NamedTuple):
    """A variant less the baseline since the window began [series, month]: mean, half of the 95 % range (nan: too few pairs), sign sure."""

    mean: Floats
    half: Floats
    sure: NDArray[np.bool_]


@dataclass(frozen=True)
class Moves:
    """The moves of a comparison at the central setting.

    frame: scenario, replicate, month (its number, the first known is 0), origin, destination (numbers of places), count.
    months: from the first of the window to the last simulated; before: months known before these, at most YEAR - 1.
    """

    study: Study
    frame: pd.DataFrame
    months: list[str]
    before: int

    @cached_property
    def arcs(self) -> list[tuple[int, int]]:
        """Origin and destination of the arcs that are told one by one: the judged place's first, each part by size."""
        sizes = self._base.groupby(ENDS)["count"].sum().sort_values(ascending=False, kind="stable")
        own = [arc for arc in sizes.index if self.focus in arc]
        others = [arc for arc in sizes.index if self.focus not in arc]
        return [*own, *others[:ELSEWHERE]][: self._room]

    @property
    def _room(self) -> int:
        """Arcs for which there is room."""
        per_arc = len(self.months) * (1 + 3 * len(self.study.names))
        return max(1, MOST // max(per_arc, 1) - len(SUMS))

    @cached_property
    def focus(self) -> int:
        """Number of the judged place."""
        return list(self.study.regions["name"]).index(self.study.focus)

    @cached_property
    def _base(self) -> pd.DataFrame:
        return self.frame[self.frame.scenario == self.study.baseline]

    @property
    def other(self) -> float:
        """Share of all moves of the baseline that are in no arc."""
        count = self._base["count"].to_numpy()
        return float(count[self._series(self._base) == len(self.arcs)].sum() / max(count.sum(), 1))

    @cached_property
    def level(self) -> Floats:
        """Persons of the baseline in the twelve months to each month [series, month], mean of seeds; nan where fewer are known."""
        counted = self._counted(self.study.baseline, self._seeds(self.study.baseline)).mean(axis=0)
        sums = np.pad(np.cumsum(counted, axis=1), ((0, 0), (1, 0)))
        level = np.full((len(sums), len(self.months)), np.nan)
        for at in range(len(self.months)):
            end = self.before + at + 1
            if end >= YEAR:
                level[:, at] = sums[:, end] - sums[:, end - YEAR]
        return level

    def change(self, name: str) -> Change:
        """What a variant changes, pair by pair."""
        seeds = self.study.pairs(name)
        differs = self._counted(name, seeds) - self._counted(self.study.baseline, seeds)
        since = np.cumsum(differs[:, :, self.before :], axis=2)
        mean = since.mean(axis=0)
        if len(seeds) < LEAST:
            return Change(mean, np.full_like(mean, np.nan), np.zeros(mean.shape, bool))
        error = since.std(axis=0, ddof=1) / np.sqrt(len(seeds))
        half, wide = (float(stdtrit(len(seeds) - 1, (1 + level) / 2)) * error for level in (0.95, SURE))
        return Change(mean, half, np.abs(mean) > wide)

    def _seeds(self, name: str) -> list[int]:
        return sorted(self.frame.replicate[self.frame.scenario == name].unique())

    def _counted(self, name: str, seeds: Sequence[int]) -> Floats:
        """Persons by seed, series and month."""
        rows = self.frame[(self.frame.scenario == name) & self.frame.replicate.isin(seeds)]
        seed, month, count = np.searchsorted(seeds, rows.replicate), rows.month.to_numpy(), rows["count"].to_numpy()
        found = np.zeros((len(seeds), len(self.arcs) + len(SUMS), self.before + len(self.months)))
        np.add.at(found, (seed, self._series(rows), month), count)
        for series, end in ((-3, "destination"), (-2, "origin")):
            of = rows[end].to_numpy() == self.focus
            np.add.at(found[:, series], (seed[of], month[of]), count[of])
        found[:, -1] = found[:, -3] - found[:, -2]
        return found

    def _series(self, rows: pd.DataFrame) -> NDArray[np.int64]:
        """Number of the arc of each row; after the last arc that of all others."""
        places = len(self.study.regions)
        series = np.full((places, places), len(self.arcs))
        for number, arc in enumerate(self.arcs):
            series[arc] = number
        return series[rows.origin, rows.destination]


def moves(study: Study) -> Moves:
    """The moves of a comparison; without months where the results hold none."""
    frame = study.results.flows
    frame = frame[frame.origin != frame.destination]
    if frame.empty or study.focus not in set(study.regions["name"]):
        return Moves(study, frame, [], 0)
    last, begin = study.until or frame.month.max(), parse_month(study.first)
    first = min(max(parse_month(frame.month.min()), begin - (YEAR - 1)), begin)
    frame = frame[(frame.month >= label(first)) & (frame.month <= last)]
    months = [label(month) for month in range(begin, parse_month(last) + 1)]
    places = pd.Index(study.regions["name"])
    numbered = frame.assign(
        month=_numbers(frame.month, pd.Index([label(month) for month in range(first, parse_month(last) + 1)])),
        origin=_numbers(frame.origin, places),
        destination=_numbers(frame.destination, places),
    )
    return Moves(study, numbered, months, begin - first)


def _numbers(words: pd.Series, known: pd.Index) -> NDArray[np.int64]:
    """The place of each word among those known; each is looked up once."""
    codes, unique = pd.factorize(words)
    return known.get_indexer(unique)[codes]
