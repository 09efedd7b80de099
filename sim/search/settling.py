"""Futures in which all parameters move at once: they settle how constants answer, and try the result."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from sim.scenario import Scenario
from sim.scenario.constants import value_in
from sim.scenario.fit import Answer, Fit
from sim.search.contraction import gaps
from sim.search.record import rounded
from sim.search.worlds import Laboratory, Point

Floats = NDArray[np.float64]
FAINT = 0.02  # utils: least shift by which a parameter counts where all move at once
RIDGE = 1.0  # squared shifts: what one future says weighs against none


def settled(fit: Fit, futures: Sequence[Scenario], steps: Floats) -> dict[str, Answer]:
    """Answers corrected by what they leave over where all parameters move at once: half a hundred small errors add up there.

    steps: float64[N, R, 2], by which the constants of each future are off. Ridge regression on how far each parameter lies to
    either side of its origin, counted in its own shift, so that strong parameters take more of it and none beyond what is seen.
    """
    moves = [{name: value_in(fit, name, future.parameters) for name in fit.answers} for future in futures]
    weight = np.array([max(FAINT, strength(answer)) for answer in fit.answers.values()])
    far = np.array([[sides(a, move[name]) for name, a in fit.answers.items()] for move in moves]) * weight[:, None]
    x, y = far.reshape(len(moves), -1), steps.reshape(len(moves), -1)
    slopes = (x.T @ np.linalg.solve(x @ x.T + RIDGE * np.eye(len(x)), y)).reshape(*far.shape[1:], *steps.shape[1:])
    regions = list(fit.constants)
    return {
        name: _added(answer, np.array([sides(answer, value) for value in answer.at]) * weight[k], slopes[k], regions)
        for k, (name, answer) in enumerate(fit.answers.items())
    }


def sides(answer: Answer, value: float) -> tuple[float, float]:
    """How far a value lies below and above the origin, in parts of the way to the outer values tried.

    >>> sides(Answer(2.0, (1.0, 2.0, 6.0), {}), 3.0), sides(Answer(2.0, (2.0, 6.0), {}), 1.0)
    ((0.0, 0.25), (0.0, 0.0))
    """
    low, high = answer.origin - answer.at[0], answer.at[-1] - answer.origin
    below, above = max(0.0, answer.origin - value), max(0.0, value - answer.origin)
    return below / low if low else 0.0, above / high if high else 0.0


def strength(answer: Answer) -> float:
    """The largest shift, utils."""
    return max(abs(x) for pairs in answer.shifts.values() for pair in pairs for x in pair)


def _added(answer: Answer, far: Floats, slopes: Floats, regions: Sequence[str]) -> Answer:
    """far: float64[K, 2], of the values tried to both sides; slopes: float64[2, R, 2]."""
    more = np.tensordot(far, slopes, axes=1)
    shifts = {
        region: tuple(
            (rounded(pair[0] + more[k, j, 0]), rounded(pair[1] + more[k, j, 1]))
            for k, pair in enumerate(answer.shifts[region])
        )
        for j, region in enumerate(regions)
    }
    return replace(answer, shifts=shifts)


def gaps_of_futures(lab: Laboratory, futures: Sequence[Scenario]) -> dict[str, float]:
    """Gaps of ln shares between futures of the laboratory's scenario, constants held and found again, and its own world, same seeds."""
    base = lab.base
    held = [replace(future, constants=base.constants) for future in futures]
    goal, *seen = lab.at([point_of(scenario, lab.regions) for scenario in (base, *held, *futures)])
    found = np.array([gaps(goal.shares, sample.shares) for sample in seen]).reshape(2, -1)
    return {"drawn": len(futures)} | {
        f"{measure}_gap_{name}": float(f"{size(gap):.3g}")
        for name, gap in zip(("held", "found_again"), found, strict=True)
        for measure, size in (("largest", lambda x: np.abs(x).max()), ("usual", lambda x: np.sqrt((x**2).mean())))
    }


def point_of(scenario: Scenario, regions: Sequence[str]) -> Point:
    """The parameters and constants of a scenario."""
    return Point(scenario.parameters, np.array([scenario.constants[region] for region in regions]))
