"""Firms that enter, grow and leave by constant hazards (docs/model.md: Limit worlds)."""

from __future__ import annotations

import math

import numpy as np
from limits import WIDTH, near_mean, near_share, run

YEARLY = 0.10
MONTHLY = 1 - (1 - YEARLY) ** (1 / 12)


def firms(seed: int = 1, months: int = 60, **keys: float) -> object:
    return run(seed=seed, regions=["a"], persons=1, months=months, firms=keys).firms


def test_five_year_survival() -> None:
    assert near_share(len(firms(count=20_000, exit_month=MONTHLY)) / 20_000, 0.59049, 20_000)


def test_stationary_number_is_poisson() -> None:
    entry, leave = 6.0, 0.05
    counts = np.array(
        [len(firms(seed, months=100, count=120, entry_month=entry, exit_month=leave)) for seed in range(1, 61)]
    )
    mean = entry / leave
    # Events of one month: entrants may or may not leave in the month they come, (1 - h) apart; both are the same law.
    assert mean * (1 - leave) - WIDTH * math.sqrt(mean / 60) < counts.mean() < mean + WIDTH * math.sqrt(mean / 60)
    assert abs(counts.var(ddof=1) / counts.mean() - 1) < WIDTH * math.sqrt(2 / 59)


def test_growth_of_log_size() -> None:
    months, mean, sd = 25, 0.01, 0.04
    grown = np.log(firms(months=months, count=20_000, growth_mean=mean, growth_sd=sd)["size"].to_numpy(float))
    still = np.log(firms(months=months, count=20_000)["size"].to_numpy(float))
    assert np.ptp(still) == 0.0
    assert near_mean(grown - still, months * mean)
    assert abs(grown.std(ddof=1) - sd * math.sqrt(months)) < WIDTH * sd * math.sqrt(months / (2 * 20_000))
