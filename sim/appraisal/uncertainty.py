"""Where the uncertainty of an effect comes from: parameters, forms of the model, seeds. The table uncertainty.csv.

An effect y[f, r] of future f and replicate r is read as mean + future + replicate + rest, each with its own variance: a
crossed random-effects model, because every future runs the same seeds. Its analysis of variance gives the components.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.appraisal.effects import KEYS, RATIOS, best
from sim.appraisal.intervals import LEVEL, largest_likely, t_quantile
from sim.appraisal.segments import Segments, segments

SHARES = ("share_parameters", "share_structure", "share_seeds")
COLUMNS = (*KEYS, "futures", "low", "high", *SHARES)
Floats = NDArray[np.float64]


class Components(NamedTuple):
    """Variances of one replicate's effect, float64[K] each; structure is NaN where it was not varied."""

    parameters: Floats
    structure: Floats
    seeds: Floats


def uncertainty(values: pd.DataFrame, structures: Mapping[int, str]) -> pd.DataFrame:
    """COLUMNS for every cell, sorted by KEYS; NaN where a number is not estimable.

    values: as for `effects.futures`; the central future is left out, and so is a future of which a replicate is missing.
    structures: the form of the model in each future, by number; empty where only parameters were varied.
    low, high: the central 95 % of the effects over futures without the noise of the seeds, in the unit of the effect.
    Shares are of the variance of one replicate's effect; what future and seed do together counts to the seeds.
    """
    drawn = whole_futures(values[values["future"] > 0])
    if drawn.empty:
        return pd.DataFrame(columns=list(COLUMNS))
    numbers = np.unique(drawn["future"])
    cells = segments(drawn.sort_values("future", kind="stable"), KEYS)
    y = by_future(cells, len(numbers))
    low, high = central_range(y)
    found = components(y, np.unique([structures.get(int(n), "") for n in numbers], return_inverse=True)[1])
    total = np.nansum(np.stack(found), axis=0)
    parts = {name: np.divide(part, total, out=np.full(len(total), np.nan), where=total > 0)
             for name, part in zip(SHARES, found, strict=True)}  # fmt: skip
    words = {key: cells.words[key] for key in KEYS}
    return pd.DataFrame({**words, "futures": np.int32(len(numbers)), "low": low, "high": high, **parts})[list(COLUMNS)]


def whole_futures(values: pd.DataFrame) -> pd.DataFrame:
    """Rows of the futures that have every replicate."""
    runs = values[["future", "replicate"]].drop_duplicates()
    counts = runs.groupby("future").size()
    return values[values["future"].isin(counts.index[counts == runs["replicate"].nunique()])]


def by_future(cells: Segments, futures: int) -> Floats:
    """Effects float64[K, futures, replicates]; a ratio as its value in each future plus what each replicate adds to it.

    NaN in a cell that lacks a run, and for a ratio whose denominator may be 0 or less in some future.
    """
    most = int(cells.count.max(initial=0))
    whole = cells.count == most
    rows = cells.start[whole, None] + np.arange(most)
    y = np.full((len(whole), futures, most // max(futures, 1)), np.nan)
    x, per = (
        number[rows].reshape(len(rows), -1, futures).transpose(0, 2, 1)
        for number in (best(cells.numbers, "plain", "adjusted"), best(cells.numbers, "plain_per", "adjusted_per"))
    )
    is_ratio = np.isin(cells.words["outcome"][whole], RATIOS)[:, None, None]
    y[whole] = np.where(is_ratio, _linear_ratio(x, per), x)
    return y


def _linear_ratio(x: Floats, per: Floats) -> Floats:
    """The ratio of means over replicates with its first-order deviations, float64[K, futures, replicates]."""
    bottom = per.mean(-1, keepdims=True)
    replicates = per.shape[-1]
    reach = (
        np.square(t_quantile(replicates)) * per.var(-1, ddof=1, keepdims=True) / replicates
        if replicates > 1
        else np.nan
    )
    sure = ((bottom > 0) & (np.square(bottom) > reach)).all(axis=1, keepdims=True)
    bottom = np.where(sure, bottom, np.nan)
    ratio = x.mean(-1, keepdims=True) / bottom
    return np.asarray(ratio + (x - ratio * per) / bottom)


def components(y: Floats, forms: NDArray[np.int64]) -> Components:
    """Variance components by the method of moments, negative ones as 0; NaN for fewer than two futures or replicates.

    y: float64[K, futures, replicates]. forms: int64[futures], from 0, the form of the model in each future.
    """
    futures, replicates = y.shape[1:]
    if futures < 2 or replicates < 2:
        nan = np.full(len(y), np.nan)
        return Components(nan, nan, nan)
    means = y.mean(2)
    rest = _rest(y)
    seeds = np.maximum((_spread(y.mean(1)) - rest / futures), 0) + rest
    noise = rest / replicates
    if forms.max() == 0:
        return Components(np.maximum(_spread(means) - noise, 0), np.full(len(y), np.nan), seeds)
    within, between, size = _nested(means, forms)
    inside = noise if within is None else within
    return Components(np.maximum(inside - noise, 0), np.maximum(between - inside, 0) / size, seeds)


def _spread(x: Floats) -> Floats:
    """Variance along the last axis with n - 1."""
    return np.asarray(x.var(-1, ddof=1))


def _rest(y: Floats) -> Floats:
    """Mean square of what neither future nor replicate explains."""
    futures, replicates = y.shape[1:]
    left = y - y.mean(2, keepdims=True) - y.mean(1, keepdims=True) + y.mean((1, 2), keepdims=True)
    return np.asarray(np.square(left).sum((1, 2)) / ((futures - 1) * (replicates - 1)))


def _nested(means: Floats, forms: NDArray[np.int64]) -> tuple[Floats | None, Floats, float]:
    """Mean squares of futures within forms (None: each form once) and between forms, and the mean size of a form.

    The size is the one at which the expected mean squares differ by size x variance, also for forms of unlike size.
    """
    futures, counts = len(forms), np.bincount(forms)
    centres = np.stack([means[:, forms == form].mean(1) for form in range(len(counts))], axis=1)
    between = (counts * np.square(centres - means.mean(1, keepdims=True))).sum(1) / (len(counts) - 1)
    size = float(futures - np.square(counts).sum() / futures) / (len(counts) - 1)
    if futures == len(counts):
        return None, between, size
    within = np.square(means - centres[:, forms]).sum(1) / (futures - len(counts))
    return within, between, size


def central_range(y: Floats) -> tuple[Floats, Floats]:
    """Central 95 % of the means of futures, float64[K] each, after they are drawn together to the largest variance without noise
    that is likely: their own may by chance be as small as the noise, which is no sign that nothing is unknown.

    NaN where even so nothing is left. Under 40 futures these are near the lowest and the highest. The noise that all futures share,
    because they share seeds, moves the range as a whole; it is that of the effect itself. y: float64[K, futures, replicates].
    """
    futures, replicates = y.shape[1:]
    if futures < 2 or replicates < 2:
        nan = np.full(len(y), np.nan)
        return nan, nan
    means = y.mean(2)
    centre, spread, noise = means.mean(1, keepdims=True), _spread(means), _rest(y) / replicates
    likely = spread * largest_likely(futures)
    left = 1 - np.divide(noise, likely, out=np.ones_like(noise), where=likely > 0)
    kept = np.sqrt(np.where((left > 0) | (spread == 0), np.maximum(left, 0), np.nan))
    kept[np.isnan(spread)] = np.nan
    shrunk = centre + kept[:, None] * (means - centre)
    ends = ((1 - LEVEL) / 2, (1 + LEVEL) / 2)
    low, high = np.quantile(shrunk, ends, axis=1, method="median_unbiased")
    return low, high
