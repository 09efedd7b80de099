"""Region constants by contraction: A += S^-1 (ln observed - ln simulated), until the stocks of the census are met.

S is the response of the ln shares to the constants: that of a plain logit at the observed shares before it is measured, and
corrected by what each step did.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
CLIP = 0.5  # largest step of a constant in one round, utils
CLOSE = 0.01  # of each share, where that many people are simulated
LEAST_LESSON = 0.1  # norm of a step from which S is corrected, utils


class HasShares(Protocol):
    """What a simulator returns."""

    @property
    def shares(self) -> Floats:
        """Share of each schooling group by region: float64[R, 2]."""


S = TypeVar("S", bound=HasShares)


@dataclass(frozen=True)
class Contracted(Generic[S]):
    """Constants float64[R, 2], the sample simulated with them, the largest |ln observed/simulated|, and its history."""

    constants: Floats
    sample: S
    gap: float
    gaps: tuple[float, ...]


def gaps(observed: Floats, shares: Floats) -> Floats:
    """ln observed - ln simulated: float64[R, 2]."""
    return np.log(observed) - np.log(shares)


def logit_response(observed: Floats, fixed: int) -> Floats:
    """S of a plain logit at the observed shares: float64[2, R, R - 1], columns without the fixed region."""
    free = np.delete(np.eye(len(observed)), fixed, axis=1)
    return np.stack([free - np.delete(observed[:, g], fixed)[None, :] for g in (0, 1)])


def step(gap: Floats, response: Floats, fixed: int) -> Floats:
    """The clipped step of all constants, 0 for the fixed one: float64[R, 2].

    All regions count alike in ln shares: the fixed one is small, and what is left over by the large ones would swamp it.
    """
    free = [np.clip(np.linalg.lstsq(response[g], gap[:, g], rcond=None)[0], -CLIP, CLIP) for g in (0, 1)]
    return np.insert(np.column_stack(free), fixed, 0.0, axis=0)


def learned(response: Floats, moved: Floats, answered: Floats, fixed: int) -> Floats:
    """S corrected by what the last step did (Broyden); a small step tells more of noise than of S and teaches nothing.

    moved, answered: float64[R, 2], steps of the constants and of the ln shares.
    """
    better = response.copy()
    for g in (0, 1):
        way = np.delete(moved[:, g], fixed)
        if np.linalg.norm(way) > LEAST_LESSON:
            better[g] += np.outer(answered[:, g] - response[g] @ way, way) / (way @ way)
    return better


def contract(
    simulate: Callable[[Floats], S],
    observed: Floats,
    constants: Floats,
    response: Floats,
    fixed: int,
    rounds: int = 10,
    close: float = CLOSE,
    on_round: Callable[[int, float], None] = lambda number, gap: None,
) -> Contracted[S]:
    """Constants at which the simulated shares are the observed ones, within `close`; the best of `rounds` if none is.

    simulate: constants float64[R, 2] -> sample. observed: float64[R, 2], each column sums to 1.
    """
    best: Contracted[S] | None = None
    before: tuple[Floats, Floats] | None = None
    history: list[float] = []
    for number in range(rounds):
        sample = simulate(constants)
        gap = gaps(observed, sample.shares)
        if before is not None:
            response = learned(response, constants - before[0], before[1] - gap, fixed)
        before = constants, gap
        history.append(float(np.abs(gap).max()))
        on_round(number, history[-1])
        if best is None or history[-1] < best.gap:
            best = Contracted(constants, sample, history[-1], ())
        if best.gap <= close:
            break
        constants = constants + step(gap, response, fixed)
    assert best is not None
    return Contracted(best.constants, best.sample, best.gap, tuple(history))
