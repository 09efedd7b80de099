"""What a place is worth to somebody who looks ahead: the fixed point of the expected maximum over the places to go to."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.exact import exp, ln

Floats = NDArray[np.float64]
EULER = 0.5772156649015329


def solve_values(
    v: Floats, beta: float, nest: NDArray[np.int64] | None = None, lam: float = 1.0
) -> tuple[Floats, Floats, Floats]:
    """The fixed point of L_j = E max over k of (v_jk + beta L_k + e): (L, logsum without Euler's constant, chance to stay), float64[R].

    nest: number of each place's nest, with dissimilarity lam; None for the plain logit.
    """
    value = np.zeros(len(v))
    for _ in range(200_000):
        logsum, stay = _inclusive(v + beta * value[None, :], nest, lam)
        if np.max(np.abs(logsum + EULER - value)) <= 1e-12 * max(1.0, np.abs(value).max()):
            break
        value = logsum + EULER
    logsum, stay = _inclusive(v + beta * value[None, :], nest, lam)
    return logsum + EULER, logsum, stay


def _inclusive(v: Floats, nest: NDArray[np.int64] | None, lam: float) -> tuple[Floats, Floats]:
    """Logsum over the places to go to, and the chance to stay, from every place."""
    if nest is None:
        logsum = _logsum(v)
        return logsum, exp(np.diag(v) - logsum)
    within = np.stack(
        [lam * _logsum(v[:, nest == n] / lam) for n in np.unique(nest)], axis=1
    )  # inclusive value of each nest
    logsum = _logsum(within)
    own = within[np.arange(len(v)), np.searchsorted(np.unique(nest), nest)]
    return logsum, exp(np.diag(v) / lam - own / lam + own - logsum)


def _logsum(v: Floats) -> Floats:
    top = v.max(axis=1)
    return np.asarray(ln(exp(v - top[:, None]).sum(axis=1)) + top)
