"""Rows of one cell brought together: moments over replicates for all cells at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd


@dataclass(frozen=True)
class Segments:
    """A table sorted by cell and replicate.

    words: str[K] of each key and of the unit, cells in the order of the keys; numbers: float64[rows] of each number;
    start: int64[K], first row of each cell; count: int64[K], its replicates.
    """

    words: dict[str, np.ndarray]
    numbers: dict[str, np.ndarray]
    start: np.ndarray
    count: np.ndarray

    def mean(self, x: np.ndarray) -> np.ndarray:
        """Mean over replicates of float64[rows]: float64[K], NaN if any is."""
        return np.asarray(np.add.reduceat(x, self.start) / self.count)

    def covariance(self, x: np.ndarray, y: np.ndarray) -> np.ndarray:
        """Covariance over replicates with n - 1: float64[K], NaN for one replicate, exactly 0 for equal values."""
        dx, dy = self._deviations(x), self._deviations(y)
        with np.errstate(invalid="ignore"):
            return np.asarray(np.add.reduceat(dx * dy, self.start) / (self.count - 1))

    def _deviations(self, x: np.ndarray) -> np.ndarray:
        # Taken from the first value before the mean is: the mean of equal values may differ from them by rounding.
        shifted = x - np.repeat(x[self.start], self.count)
        return np.asarray(shifted - np.repeat(self.mean(shifted), self.count))

    def variance(self, x: np.ndarray) -> np.ndarray:
        """Variance over replicates, as `covariance`."""
        return self.covariance(x, x)

    def rows(self, cell: int) -> slice:
        """The rows of one cell."""
        return slice(self.start[cell], self.start[cell] + self.count[cell])


def segments(table: pd.DataFrame, keys: Sequence[str]) -> Segments:
    """Sort a table by its keys (as text) and its replicates."""
    ranks, names = zip(*(_ranked(table[key]) for key in keys), strict=True)
    order = np.lexsort((table["replicate"].to_numpy(), *reversed(ranks)))
    ranked = np.stack([rank[order] for rank in ranks])
    new = np.ones(len(order), bool)
    new[1:] = (ranked[:, 1:] != ranked[:, :-1]).any(0)
    start = np.flatnonzero(new)
    words = {key: name[rank[start]] for key, name, rank in zip(keys, names, ranked, strict=True)}
    words["unit"] = table["unit"].iloc[order[start]].astype(object).to_numpy()
    numbers = {str(name): table[name].to_numpy(np.float64)[order] for name in table.select_dtypes("float64")}
    return Segments(words, numbers, start, np.diff(start, append=len(order)))


def _ranked(column: pd.Series) -> tuple[np.ndarray, np.ndarray]:
    """Place of each entry among the column's words in alphabetical order, and these words."""
    words = column.astype("category").cat
    names = np.array(words.categories, dtype=object)
    order = np.argsort(names.astype(str), kind="stable")
    rank = np.empty(len(names), np.int64)
    rank[order] = np.arange(len(names))
    return rank[words.codes.to_numpy()], names[order]
