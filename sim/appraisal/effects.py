"""Effects over replicates with their intervals: the table effects.csv."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd

from sim.appraisal.intervals import fieller, t_quantile
from sim.appraisal.segments import Segments, segments

KEYS = ("variant", "outcome", "region", "year", "group", "partner")
RATIOS = ("cost_per_additional", "rent_incidence")
COLUMNS = (
    "variant", "outcome", "region", "year", "estimate", "low", "high", "mcse", "unit", "replicates",
    "variance_reduction", "replicates_for_5pct", "group", "partner", "plain_estimate", "plain_low", "plain_high",
    "martingale_gain", "agents",
)  # fmt: skip
PRECISION = 0.05  # of replicates_for_5pct


class Estimate(NamedTuple):
    """float64[K] for K cells, NaN where not estimable; variance: of one replicate's contribution."""

    value: np.ndarray
    low: np.ndarray
    high: np.ndarray
    variance: np.ndarray


def effects(values: pd.DataFrame) -> pd.DataFrame:
    """Effects with 95 % intervals over replicates.

    values: `PairOutcome.values` of all pairs, with the columns `variant` and `replicate` added, in any order.
    Returns COLUMNS, sorted by KEYS; NaN where a number is not estimable (never inf).
    `estimate` is adjusted by the martingale where that applies, else plain. A ratio is not estimable unless the
    interval of its denominator lies above 0: nothing gained has no cost. agents: agents behind the cell, summed over replicates.
    """
    cells = segments(values, KEYS)
    numbers = cells.numbers
    raw = _estimates(cells, numbers["plain"], numbers["plain_per"])
    finest = _estimates(cells, best(numbers, "plain", "adjusted"), best(numbers, "plain_per", "adjusted_per"))
    adjusted = ~np.isnan(cells.mean(_or(numbers["adjusted"], numbers["adjusted_per"])))
    unpaired = cells.variance(numbers["level_base"]) + cells.variance(numbers["level_variant"])
    table = {
        **cells.words,
        "estimate": finest.value,
        "low": finest.low,
        "high": finest.high,
        "mcse": np.sqrt(finest.variance / cells.count),
        "replicates": cells.count.astype(np.int32),
        "variance_reduction": _quotient(unpaired, finest.variance),
        "replicates_for_5pct": _quotient(np.square(1.96) * finest.variance, np.square(PRECISION * finest.value)),
        "plain_estimate": raw.value,
        "plain_low": raw.low,
        "plain_high": raw.high,
        "martingale_gain": np.where(adjusted, _quotient(raw.variance, finest.variance), np.nan),
        "agents": cells.mean(numbers["agents"]) * cells.count,
    }
    return pd.DataFrame(table)[list(COLUMNS)]


def futures(values: pd.DataFrame) -> pd.DataFrame:
    """Estimates by future, the table futures.parquet: variant, outcome, region, year, group, partner, future, estimate.

    values: as for `effects`, with a column `future` (int) as well.
    """
    cells = segments(values, (*KEYS, "future"))
    estimates = _estimates(
        cells, best(cells.numbers, "plain", "adjusted"), best(cells.numbers, "plain_per", "adjusted_per")
    )
    words = {key: cells.words[key] for key in KEYS}
    table = pd.DataFrame({**words, "future": cells.words["future"].astype(np.int32), "estimate": estimates.value})
    return table.sort_values([*KEYS, "future"], kind="stable", ignore_index=True)


def _estimates(cells: Segments, x: np.ndarray, per: np.ndarray) -> Estimate:
    """Means, or ratios of means; x, per: float64[rows], per matters in ratios only."""
    means = _means(cells, x)
    is_ratio = np.isin(cells.words["outcome"], RATIOS)
    ratios = _ratios(cells, x, per, is_ratio)
    return Estimate(*(np.where(is_ratio, ratio, mean) for ratio, mean in zip(ratios, means, strict=True)))


def _means(cells: Segments, x: np.ndarray) -> Estimate:
    value, variance = cells.mean(x), cells.variance(x)
    half = t_quantile(cells.count) * np.sqrt(variance / cells.count)
    return Estimate(value, value - half, value + half, variance)


def _ratios(cells: Segments, x: np.ndarray, per: np.ndarray, wanted: np.ndarray) -> Estimate:
    """Ratios of the means of x and per with Fieller's interval, for the cells wanted; NaN where not estimable (`effects`)."""
    top, bottom = cells.mean(x), cells.mean(per)
    spread = (cells.variance(x), cells.variance(per), cells.covariance(x, per))
    quantile = t_quantile(cells.count)
    low, high = np.full(len(top), np.nan), np.full(len(top), np.nan)
    estimable = wanted & (bottom > 0)
    for k in np.flatnonzero(estimable & (cells.count > 1)):
        var_n, var_d, cov = (float(s[k]) / int(cells.count[k]) for s in spread)
        found = fieller(float(top[k]), float(bottom[k]), var_n, var_d, cov, float(quantile[k]))
        if found.kind == "bounded":
            low[k], high[k] = found.low, found.high
        else:
            estimable[k] = False
    value = np.divide(top, bottom, out=np.full(len(top), np.nan), where=estimable)
    residual = spread[0] - 2 * value * spread[2] + np.square(value) * spread[1]
    return Estimate(value, low, high, _quotient(np.maximum(residual, 0), np.square(bottom)))


def best(numbers: Mapping[str, np.ndarray], plain: str, adjusted: str) -> np.ndarray:
    """The adjusted numbers where there are any, else the plain ones: float64[rows]."""
    return _or(numbers[adjusted], numbers[plain])


def _or(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    return np.where(np.isnan(first), second, first)


def _quotient(top: np.ndarray, bottom: np.ndarray) -> np.ndarray:
    """top/bottom, NaN instead of infinite."""
    return np.asarray(np.divide(top, bottom, out=np.full(len(top), np.nan), where=bottom > 0))
