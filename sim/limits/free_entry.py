"""Tightness at which a post costs what a filled job is worth."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.exact import power, root
from sim.scenario.limit.rules import FreeEntry

Floats = NDArray[np.float64]


def free_entry(rule: FreeEntry, month: int) -> tuple[Floats, Floats]:
    """Tightness at which a post costs what a filled job is worth, and the bargained wage: float64[R] each."""
    names = ("productivity", "home", "bargain", "cost", "mu", "eta", "separate", "interest")
    rows = np.stack([rule.at(name, month) for name in names], axis=1)
    pairs = [_free_entry(*row) for row in rows.tolist()]
    return np.array([t for t, _ in pairs]), np.array([w for _, w in pairs])


def _free_entry(
    productivity: float,
    home: float,
    bargain: float,
    cost: float,
    mu: float,
    eta: float,
    separate: float,
    interest: float,
) -> tuple[float, float]:
    def wage(theta: float) -> float:
        return home + bargain * (productivity - home + cost * theta)

    def excess(theta: float) -> float:
        return (productivity - wage(theta)) / (interest + separate) - cost / (mu * power(theta, -eta))

    if productivity <= home:
        return 0.0, home
    high = 1.0
    while excess(high) > 0:
        high *= 2.0
    theta = root(excess, 1e-12, high)
    return theta, wage(theta)
