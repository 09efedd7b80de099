"""The constants of regions in a world whose parameters are not those of the fit: found again, so that it too meets the census.

Constants absorb what the other parameters leave over (docs/model.md: Identification). The fit has found them again at a few
values of each parameter that moves the stocks, one parameter at a time; here the differences are added up.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence

from sim.scenario.derived import ln_dist
from sim.scenario.fit import GAMMA, Fit, Pair


def constants_at(fit: Fit, parameters: Mapping[str, float]) -> dict[str, Pair]:
    """Constants by region, utils: those of the fit at its own parameters, else with what each other value adds to them."""
    found = dict(fit.constants)
    for name, answer in fit.answers.items():
        value = value_in(fit, name, parameters)
        if value != answer.origin:
            k, left, right = _between(answer.at, value)
            for region, (low, high) in found.items():
                one, other = (answer.shifts[region][m] for m in (k, k + 1))
                found[region] = low + left * one[0] + right * other[0], high + left * one[1] + right * other[1]
    return found


def value_in(fit: Fit, name: str, parameters: Mapping[str, float]) -> float:
    """A parameter, or gamma: the mode to the last bit where ln_dist follows from it."""
    if name != GAMMA:
        return parameters[name]
    eps, held = parameters["eps_w_grad"], parameters["ln_dist"]
    mode = fit.modes.get(GAMMA)
    return mode if mode is not None and held == ln_dist(mode, eps) else -held * eps


def _between(at: Sequence[float], value: float) -> tuple[int, float, float]:
    """k and the weights of at[k] and at[k + 1] for a line through both; the outer lines go on beyond the ends.

    >>> _between((0.0, 1.0, 3.0), 2.5), _between((0.0, 1.0, 3.0), -1.0)
    ((1, 0.25, 0.75), (0, 2.0, -1.0))
    """
    k = min(max(bisect_right(at, value) - 1, 0), len(at) - 2)
    right = (value - at[k]) / (at[k + 1] - at[k])
    return k, 1.0 - right, right
