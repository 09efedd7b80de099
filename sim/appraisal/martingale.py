"""The noise of choices that is known to have mean zero, taken out of an effect (docs/model.md: Pairing).

At every review 1(chosen = j) - P_j has mean zero whatever has happened before. Carried on to a later date at the rate
at which moves undo it, its difference between two worlds follows the noise of the paired effect and may be subtracted:
the effect stays unbiased, because the weights below use only what happened before the worlds part.
"""

from __future__ import annotations

import numpy as np

from sim.appraisal.inputs import Run
from sim.appraisal.series import measured
from sim.exact import exp

HISTORY_MONTHS = 24  # of shared history from which the rates are read


def stock_noise(base: Run, variant: Run, months: range) -> np.ndarray:
    """Noise in the difference of stocks at the end of each month: float64[month, region, degree], persons, mean 0.

    months: from the first in which the worlds may differ.
    """
    start = base.scenario.start
    rows = slice(months.start - start, months.stop - start)
    fresh = variant.martingale[rows] - base.martingale[rows]
    history = _history(base, months)
    remain = exp(-fading_rate(base, history))[:, None]
    noise = np.empty(fresh.shape)
    carried = np.zeros(fresh.shape[1:])
    for m, news in enumerate(fresh):
        carried = carried * remain + news
        noise[m] = carried
    return completed_share(base, history) * noise


def fading_rate(run: Run, months: range) -> np.ndarray:
    """Rate a month at which one person more in a region fades, float64[R]; 0 where nothing was measured.

    As in a chain of two states, in and out: the rate of leaving plus the rate at which those outside come anyway.
    """
    stock, gone, come = (_totals(run, name, months) for name in ("persons", "departures", "arrivals"))
    return np.asarray(_share(gone, stock) + _share(come, stock.sum() - stock))


def completed_share(run: Run, months: range) -> float:
    """Share of the choices of another place that end in a move, in (0, 1]; 1 where `choices` is not measured.

    With job first one moves only when hired, so that a choice passes into the stock in part.
    """
    moves, choices = (_totals(run, name, months).sum() for name in ("arrivals", "choices"))
    return float(min(1.0, moves / choices)) if moves > 0 and choices > 0 else 1.0


def _history(run: Run, months: range) -> range:
    """Months of shared history before `months`; these themselves where the worlds part from the start.

    Rates from the baseline of the same months are not quite independent of the noise; what that does to the mean is
    far below the error of any number of seeds one can pay for.
    """
    first = max(run.scenario.start, months.start - HISTORY_MONTHS)
    return range(first, months.start) if first < months.start else months


def _totals(run: Run, name: str, months: range) -> np.ndarray:
    """A measure summed over months: float64[R], 0 where there is none."""
    rows = run.measures[run.measures["measure"] == name]
    return np.asarray(np.nansum(measured(rows, months, run.regions)[:, :, 0], axis=0))


def _share(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    return np.asarray(np.divide(part, whole, out=np.zeros(len(whole)), where=whole > 0))
