"""Shared by the tests of limit worlds: run one, read its shares, compare within Monte Carlo error."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

import sim

WIDTH = 4.0  # standard errors allowed


def run(seed: int = 1, **keys: object) -> sim.Run:
    """One limit world, from the fields of LimitWorld."""
    return sim.run(sim.limit_world(sim.LimitWorld(**keys)), seed=seed)


def last(run: sim.Run) -> pd.DataFrame:
    """Rows of the last month of `Run.table()`, by region."""
    table = run.table()
    return table[table.month == table.month.max()].set_index("region")


def share(run: sim.Run, region: str) -> float:
    """Share of all persons who live in a region at the end."""
    return float(last(run).share[region])


def near_share(observed: float, expected: float, persons: float, inflation: float = 1.0) -> bool:
    """A share of independent persons within 4 standard errors; `inflation` multiplies the standard error."""
    return abs(observed - expected) <= WIDTH * inflation * math.sqrt(expected * (1 - expected) / persons)


def near_mean(values: np.ndarray, expected: float) -> bool:
    """A mean within 4 of its own standard errors."""
    return abs(np.mean(values) - expected) <= WIDTH * np.std(values, ddof=1) / math.sqrt(len(values))


def logit(*values: float) -> np.ndarray:
    """Multinomial logit probabilities."""
    weights = np.exp(np.array(values) - max(values))
    return weights / weights.sum()


def moved(run: sim.Run, month: str) -> int:
    """Persons who changed their region in a month."""
    flows = run.flows
    return int(flows[(flows.month == month) & (flows.origin != flows.destination)]["count"].sum())


def solve(f: object, low: float, high: float) -> float:
    """Root of an increasing function by bisection."""
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (low, middle) if f(middle) > 0 else (middle, high)  # type: ignore[operator]
    return (low + high) / 2
