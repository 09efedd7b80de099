"""Designs of experiments: the points at which uncertain values and levers are set. The same file gives the same points."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import qmc

from sim.designs.experiment import SALTELLI, SAMPLED

SEED = 0  # of all sampled designs
LEVELS = 4  # of a Morris grid: with an even number and steps of half of it every level is as likely (Morris 1991)

Point = dict[str, Any]
Floats = NDArray[np.float64]


def points(design: str, values: Mapping[str, Sequence[Any]], samples: int, whole: Collection[str] = ()) -> list[Point]:
    """Points of a design, each a value by path; without paths the one empty point.

    values: by path, [low, high] of numbers where the design is sampled, else the values themselves; words, and three numbers
        or more, are drawn with equal chances.
    samples: points of a latin_hypercube or sobol design, trajectories of a morris design (each of one point more than there
        are paths); base points of a saltelli design, a power of two (two points more than there are paths for each).
    whole: paths whose numbers are rounded. A point that comes again is left out, but for saltelli, whose analysis counts on the order.
    list: the first values together, then the second ones. factorial: every combination, the last path fastest.
    one_at_a_time: the empty point, which is the centre, then each value of each path alone.
    """
    if not values:
        return [{}]
    if design == SALTELLI:
        return [_scaled(row, values, whole) for row in saltelli(len(values), samples)]
    if design in SAMPLED:
        return _once(_scaled(row, values, whole) for row in _unit_points(design, len(values), samples))
    if design == "list":
        return _once(dict(zip(values, row, strict=True)) for row in zip(*values.values(), strict=True))
    if design == "factorial":
        return _once(dict(zip(values, row, strict=True)) for row in product(*values.values()))
    return _once([{}, *({path: value} for path, given in values.items() for value in given)])


def _unit_points(design: str, paths: int, samples: int) -> Floats:
    """Points in the unit cube, float64[points, paths]."""
    if design == "morris":
        return trajectories(paths, samples)
    if design == "latin_hypercube":
        return np.asarray(qmc.LatinHypercube(paths, rng=SEED).random(samples))
    power = max(samples - 1, 0).bit_length()  # the sequence is balanced at powers of two: one is drawn, and cut
    return np.asarray(qmc.Sobol(paths, rng=SEED).random_base2(power))[:samples]


def saltelli(paths: int, count: int) -> Floats:
    """Points for first-order and total indices (Saltelli 2010), float64[count * (paths + 2), paths] in the unit cube."""
    from SALib.sample import sobol

    cube = {"num_vars": paths, "names": [f"x{n}" for n in range(paths)], "bounds": [[0.0, 1.0]] * paths}
    return np.asarray(sobol.sample(cube, count, calc_second_order=False, seed=SEED))


def trajectories(paths: int, count: int) -> Floats:
    """Walks of Morris (1991) through a grid of LEVELS levels, float64[count * (paths + 1), paths] in [0, 1].

    Each walk starts anywhere on the grid and changes one path at a time, in random order, by half of the levels up or down.
    """
    rng = np.random.default_rng(SEED)
    step = LEVELS // 2
    walks = np.empty((count, paths + 1, paths))
    for walk in walks:
        at = rng.integers(LEVELS, size=paths)
        walk[0] = at
        for number, path in enumerate(rng.permutation(paths), start=1):
            at[path] += step if at[path] < step else -step
            walk[number] = at
    return walks.reshape(-1, paths) / (LEVELS - 1)


def _scaled(row: Floats, values: Mapping[str, Sequence[Any]], whole: Collection[str]) -> Point:
    """A point of the unit cube in the units of its paths."""
    return {path: _value(float(x), given, path in whole) for x, (path, given) in zip(row, values.items(), strict=True)}


def _value(x: float, given: Sequence[Any], whole: bool) -> Any:
    """Between two numbers, or one of some words or of more numbers; x in [0, 1]."""
    if len(given) != 2 or not all(isinstance(end, int | float) and not isinstance(end, bool) for end in given):
        return given[min(int(x * len(given)), len(given) - 1)]
    low, high = given
    value = low + x * (high - low)
    return round(value) if whole else value


def _once(found: Iterable[Point]) -> list[Point]:
    """The points in order, each once."""
    unique: list[Point] = []
    for point in found:
        if point not in unique:
            unique.append(point)
    return unique
