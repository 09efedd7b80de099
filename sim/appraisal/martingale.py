"""The noise of lots that is known to have mean zero, taken out of an effect (docs/model.md: Pairing).

At every review 1(chosen = j) - P_j has mean zero whatever has happened before, and so has 1(invited) - chance of every searcher. Carried
on to a later date at the rate at which moves undo it, its difference between two worlds follows the noise of the paired effect and may
be subtracted: the effect stays unbiased, because the weights below use only what happened before the worlds part, or other seeds.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np

from sim.appraisal.inputs import Run
from sim.appraisal.series import measured
from sim.exact import exp
from sim.records import TERMS

HISTORY_MONTHS = 24  # of shared history from which the rates are read
FITTED = Path(__file__).with_name("martingale.csv")  # by experiments/martingale.py


def stock_noise(base: Run, variant: Run, months: range) -> np.ndarray:
    """Noise in the difference of stocks at the end of each month: float64[month, region, degree], persons, mean 0.

    months: from the first in which the worlds may differ.
    """
    return np.asarray((carried(base, variant, months) * weights()).sum(axis=-1))


def carried(base: Run, variant: Run, months: range) -> np.ndarray:
    """What is left of all lots at the end of each month, as if each were a person more: float64[month, region, degree, term]."""
    start = base.scenario.start
    rows = slice(months.start - start, months.stop - start)
    fresh = variant.martingale[rows] - base.martingale[rows]
    remain = exp(-fading_rate(base, _history(base, months)))[:, None, None]
    left = np.empty(fresh.shape)
    last = np.zeros(fresh.shape[1:])
    for m, news in enumerate(fresh):
        last = last * remain + news
        left[m] = last
    return left


@cache
def weights() -> np.ndarray:
    """What one of each of TERMS adds to a stock in the mean: float64[term], fitted once on seeds of its own."""
    with FITTED.open(encoding="utf-8", newline="") as file:
        fitted = {row["term"]: float(row["weight"]) for row in csv.DictReader(file)}
    return np.array([fitted[term] for term in TERMS])


def fading_rate(run: Run, months: range) -> np.ndarray:
    """Rate a month at which one person more in a region fades, float64[R]; 0 where nothing was measured.

    As in a chain of two states, in and out: the rate of leaving plus the rate at which those outside come anyway.
    """
    stock, gone, come = _totals(run, ("persons", "departures", "arrivals"), months)
    return np.asarray(_share(gone, stock) + _share(come, stock.sum() - stock))


def _history(run: Run, months: range) -> range:
    """Months of shared history before `months`; these themselves where the worlds part from the start.

    Rates from the baseline of the same months are not quite independent of the noise; what that does to the mean is
    far below the error of any number of seeds one can pay for.
    """
    first = max(run.scenario.start, months.start - HISTORY_MONTHS)
    return range(first, months.start) if first < months.start else months


def _totals(run: Run, names: Sequence[str], months: range) -> list[np.ndarray]:
    """Measures summed over months: float64[R] each, 0 where there is none."""
    found = measured(run.measures, names, months, run.regions)
    return [np.asarray(np.nansum(found[name][:, :, 0], axis=0)) for name in names]


def _share(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    return np.asarray(np.divide(part, whole, out=np.zeros(len(whole)), where=whole > 0))
