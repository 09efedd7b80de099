"""Intervals over replicates: Student's t for means, Fieller's set for ratios of means, a bootstrap for skewed ones."""

from __future__ import annotations

import math
from functools import cache
from typing import NamedTuple

import numpy as np
from scipy import stats

LEVEL = 0.95
RESAMPLES = 2000


class FiellerSet(NamedTuple):
    """Every ratio that the means of numerator and denominator do not contradict.

    kind: `bounded` [low, high]; `exterior` all at or below low and all at or above high; `all` every number.
    Only a bounded set makes the ratio estimable: otherwise the denominator's own interval holds 0.
    """

    kind: str
    low: float
    high: float

    def holds(self, ratio: float) -> bool:
        """Whether a ratio belongs to the set."""
        if self.kind == "bounded":
            return self.low <= ratio <= self.high
        return self.kind == "all" or ratio <= self.low or ratio >= self.high


def t_quantile(replicates: np.ndarray | int, level: float = LEVEL) -> np.ndarray:
    """Two-sided quantile of Student's t with n - 1 degrees of freedom; NaN for fewer than two replicates.

    >>> round(float(t_quantile(20)), 4)
    2.093
    """
    freedom = np.asarray(replicates, float) - 1
    return _settled(stats.t.ppf((1 + level) / 2, np.where(freedom > 0, freedom, np.nan)))


def f_quantile(replicates: int, level: float = LEVEL) -> float:
    """Two-sided upper quantile of the ratio of two variances over n replicates each; NaN for fewer than two.

    >>> round(f_quantile(20), 4)
    2.5265
    """
    return float(_settled(stats.f.ppf((1 + level) / 2, replicates - 1, replicates - 1))) if replicates > 1 else math.nan


def largest_likely(values: int, level: float = 0.9) -> float:
    """Upper bound of a variance over its estimate from n values of a normal law.

    >>> round(largest_likely(12), 3)
    1.972
    """
    return float(_settled((values - 1) / stats.chi2.ppf(1 - level, values - 1)))


def _settled(quantile: np.ndarray) -> np.ndarray:
    """To nine decimals, the same bits on every machine: libraries of mathematics differ in the sixteenth."""
    return np.asarray(np.round(quantile, 9))


def t_interval(values: np.ndarray, level: float = LEVEL) -> tuple[float, float]:
    """Interval of the mean of independent values, float64[n]; NaN for fewer than two."""
    n = len(values)
    if n < 2:
        return math.nan, math.nan
    half = float(t_quantile(n, level)) * float(values.std(ddof=1)) / math.sqrt(n)
    return float(values.mean()) - half, float(values.mean()) + half


def fieller(
    numerator: float, denominator: float, var_n: float, var_d: float, cov: float, quantile: float
) -> FiellerSet:
    """Confidence set of a ratio of two means, from the variances and covariance *of the means* and a t quantile.

    The set {r : (N - r D)^2 <= t^2 Var(N - r D)} is exact where N and D are jointly normal.

    >>> fieller(2.0, 1.0, 0.0, 0.0, 0.0, 2.0)
    FiellerSet(kind='bounded', low=2.0, high=2.0)
    """
    t2 = quantile * quantile
    a, b = denominator * denominator - t2 * var_d, numerator * denominator - t2 * cov
    c = numerator * numerator - t2 * var_n
    root = math.sqrt(max(b * b - a * c, 0.0))
    if a > 0:
        return FiellerSet("bounded", (b - root) / a, (b + root) / a)
    if b * b < a * c or (a == 0 and b == 0):
        return FiellerSet("all", -math.inf, math.inf)
    if a == 0:
        edge = c / (2 * b)
        return FiellerSet("exterior", -math.inf, edge) if b > 0 else FiellerSet("exterior", edge, math.inf)
    return FiellerSet("exterior", (b + root) / a, (b - root) / a)


def bootstrap_interval(values: np.ndarray, level: float = LEVEL) -> tuple[float, float]:
    """Percentile interval of the mean over resampled replicates, float64[n]; the same bytes every time."""
    low, high = np.quantile(values[_resampled(len(values))].mean(1), [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)


@cache
def _resampled(n: int) -> np.ndarray:
    return np.random.default_rng(0).integers(n, size=(RESAMPLES, n))
