"""How shares and moments answer to constants and parameters: one-sided differences between worlds with the same seeds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from sim.search.worlds import Laboratory, Point, Sample

Floats = NDArray[np.float64]
SHIFT = 0.25  # of a constant, utils


@dataclass(frozen=True)
class Response:
    """Derivatives at a point: R regions, F = R - 1 free constants, P parameters, K moments.

    share_constants: S, float64[2, R, F], of ln shares by schooling group. share_parameters: float64[2, R, P].
    moment_constants: float64[2, K, F], to the constants of each group. moment_parameters: float64[K, P].
    """

    share_constants: Floats
    share_parameters: Floats
    moment_constants: Floats
    moment_parameters: Floats

    @property
    def constants(self) -> Floats:
        """Of the constants that keep the shares met, to the parameters: -S^-1 S_theta, float64[2, F, P]."""
        pairs = zip(self.share_constants, self.share_parameters, strict=True)
        return np.stack([-np.linalg.lstsq(s, theta, rcond=None)[0] for s, theta in pairs])

    @property
    def moments(self) -> Floats:
        """Of the moments at contracted constants: m_theta - m_A S^-1 S_theta, float64[K, P]."""
        through = [m @ a for m, a in zip(self.moment_constants, self.constants, strict=True)]
        return np.asarray(self.moment_parameters + through[0] + through[1])


def measure(lab: Laboratory, point: Point, sample: Sample, shifts: Mapping[str, float], fixed: int) -> Response:
    """Shift each free region's two constants at once, and each parameter alone.

    One world serves both constants of a region: without markets the schooling groups do not meet.
    """
    free = [j for j in range(len(lab.regions)) if j != fixed]
    points = [shifted_constants(point, j) for j in free]
    points += [replace(point, parameters={**point.parameters, n: point.parameters[n] + h}) for n, h in shifts.items()]
    samples = lab.at(points)
    by_constant, by_parameter = samples[: len(free)], samples[len(free) :]
    steps = np.array(list(shifts.values()))
    return Response(
        share_constants=np.stack([_columns([_ln(s, g) - _ln(sample, g) for s in by_constant]) / SHIFT for g in (0, 1)]),
        share_parameters=np.stack(
            [_columns([_ln(s, g) - _ln(sample, g) for s in by_parameter]) / steps for g in (0, 1)]
        ),
        moment_constants=np.stack(
            [_columns([one_group(sample, s, g).moments - sample.moments for s in by_constant]) / SHIFT for g in (0, 1)]
        ),
        moment_parameters=_columns([s.moments - sample.moments for s in by_parameter]) / steps,
    )


def shifted_constants(point: Point, region: int) -> Point:
    """A point with both constants of a region raised by SHIFT."""
    constants = point.constants.copy()
    constants[region] += SHIFT
    return replace(point, constants=constants)


def one_group(base: Sample, other: Sample, group: int) -> Sample:
    """The base with one schooling group's persons taken from another sample."""
    above, below = base.above.copy(), base.below.copy()
    above[:, group], below[:, group] = other.above[:, group], other.below[:, group]
    return Sample(base.stock, above, below)


def _ln(sample: Sample, group: int) -> Floats:
    return np.log(sample.shares[:, group])


def _columns(vectors: Sequence[Floats]) -> Floats:
    return np.column_stack(vectors) if vectors else np.zeros((0, 0))
