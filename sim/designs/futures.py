"""Draws of what is uncertain for `compare --futures N`: parameters of the catalogue, ranges of scenarios, the fit.

A range is read as everywhere: the central 95 % of a normal law around the value with its own deviation on each side, the
density that the first fit takes as prior, cut at the ends of the range. What a fit has found is drawn together from its modes
and covariance, cut at the bounds of the catalogue. The first n of N draws are the same for every N.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.draws import draws
from sim.exact import normal_quantile
from sim.given import Refused
from sim.scenario import PARAMETERS, Scenario, has_path
from sim.scenario.coherence import conflicts
from sim.scenario.derived import ln_dist
from sim.scenario.fit import GAMMA, Fit
from sim.scenario.fit_files import read_fit
from sim.scenario.parameters import NORMAL_95
from sim.scenario.paths import takes_whole_numbers
from sim.scenario.values import value_at

OUTSIDE = 0.024997895148220435  # share of the normal law below -NORMAL_95
TRIES = 1000  # candidates a draw before ranges count as contradicting each other
LN_DIST, EPS = "parameters.ln_dist", "parameters.eps_w_grad"
Floats = NDArray[np.float64]


class Law(NamedTuple):
    """A value with its range: a normal law split at the value, 1.96 deviations to each end, cut there."""

    value: float
    low: float
    high: float

    def quantiles(self, u: Floats) -> Floats:
        """Quantiles of the law at u in (0, 1).

        >>> Law(2.0, 1.0, 5.0).quantiles(np.array([0.0, 0.25, 1.0])).round(6).tolist()
        [1.0, 2.0, 5.0]
        """
        left = (self.value - self.low) / (self.high - self.low)  # a density without a step: each side by its deviation
        share = np.divide(u, left, out=np.ones_like(u), where=u < left)
        below = normal_quantile(OUTSIDE + share * (0.5 - OUTSIDE)) * (self.value - self.low)
        share = np.divide(u - left, 1 - left, out=np.zeros_like(u), where=u > left)
        above = normal_quantile(0.5 + share * (0.5 - OUTSIDE)) * (self.high - self.value)
        return np.asarray(np.clip(self.value + np.where(u < left, below, above) / NORMAL_95, self.low, self.high))


class Fitted(NamedTuple):
    """What a stored fit says of a parameter."""

    fit: str


@dataclass(frozen=True)
class Draws:
    """values: of each future, by path. refused: how many candidates were passed over, by the parameter whose numbers did not
    go together with the rest. held: uncertain paths that stay at their values, because the scenarios do not agree on them."""

    values: tuple[dict[str, Any], ...]
    refused: Mapping[str, int]
    held: tuple[str, ...]

    def record(self) -> dict[str, Any]:
        """What the manifest keeps beside the values themselves."""
        paths = len(self.values[0]) if self.values else 0
        return {"paths": paths, "refused": dict(sorted(self.refused.items())), "held": list(self.held)}


def draw(scenarios: Sequence[Scenario], count: int) -> Draws:
    """Values of `count` futures, the same under every scenario; raises Refused where hardly any draw holds together."""
    uncertain, held = _shared(scenarios)
    whole = {path for path in uncertain if takes_whole_numbers(path, scenarios)}
    taken: list[dict[str, Any]] = []
    passed: Counter[str] = Counter()
    for candidate in _candidates(uncertain, scenarios[0], count):
        if len(taken) == count:
            break
        point = {path: round(x) if path in whole else x for path, x in candidate.items()}
        conflict = _conflict(scenarios, point)
        if conflict:
            passed[conflict] += 1
        else:
            taken.append(point)
    if len(taken) < count:
        raise Refused(
            f"--futures: found {len(taken)} of {count} draws whose numbers go together; allowed narrower ranges"
        )
    return Draws(tuple(taken), passed, held)


def _shared(scenarios: Sequence[Scenario]) -> tuple[dict[str, Law | Fitted], tuple[str, ...]]:
    """Laws of the uncertain paths that all scenarios see alike, and the other uncertain paths.

    Where scenarios differ in a value or its range, drawing one value for all would take away what is compared.
    """
    all_laws = [_laws(scenario) for scenario in scenarios]
    shared: dict[str, Law | Fitted] = {}
    held = []
    for path in dict.fromkeys(path for laws in all_laws for path in laws):
        seen = {laws.get(path) for laws, s in zip(all_laws, scenarios, strict=True) if has_path(s, path)}
        law = seen.pop()
        if seen or law is None:
            held.append(path)
        else:
            shared[path] = law
    return shared, tuple(held)


def _laws(scenario: Scenario) -> dict[str, Law | Fitted]:
    """What is uncertain in one scenario, by path."""
    fit = read_fit(scenario.fit) if scenario.fit else None
    laws: dict[str, Law | Fitted] = {}
    for name, known in PARAMETERS.items():
        low, high = scenario.ranges.get(name, (known.low, known.high))
        if fit and _in_force(fit, name, scenario):
            laws[f"parameters.{name}"] = Fitted(fit.name)
        elif low < high:
            laws[f"parameters.{name}"] = Law(scenario.parameters[name], low, high)
    for path, (low, high) in scenario.policy_ranges.items():
        if low < high:
            laws[path] = Law(float(value_at(scenario.document(), path)), low, high)
    return laws


def _in_force(fit: Fit, name: str, scenario: Scenario) -> bool:
    """Whether a parameter of the scenario is the fit's; ln_dist is where gamma is."""
    if name == "ln_dist" and GAMMA in fit.modes:
        return scenario.gamma is not None
    return name in fit.modes and scenario.parameters[name] == fit.modes[name]


def _conflict(scenarios: Sequence[Scenario], point: Mapping[str, Any]) -> str:
    """A parameter whose numbers a scenario would refuse together with the rest, or nothing."""
    drawn = {path.removeprefix("parameters."): x for path, x in point.items() if path.startswith("parameters.")}
    found = (c for s in scenarios for c in conflicts({**s.parameters, **drawn}, s.structure))
    return next((conflict.parameter for conflict in found), "")


def _candidates(uncertain: Mapping[str, Law | Fitted], base: Scenario, count: int) -> Iterator[dict[str, float]]:
    """Values by path, one candidate after the other; more than `count`, because some will be passed over."""
    most = count * TRIES
    size, done = _power_above(count), 0
    while done < most:
        columns = {
            path: law.quantiles(stratified(path, size)) for path, law in uncertain.items() if isinstance(law, Law)
        }
        columns |= _fitted_columns([path for path, law in uncertain.items() if isinstance(law, Fitted)], base, size)
        if LN_DIST in columns and isinstance(uncertain[LN_DIST], Fitted):
            columns[LN_DIST] = ln_dist(columns[LN_DIST], columns.get(EPS, np.full(size, base.parameters["eps_w_grad"])))
        for number in range(done, size):
            yield {path: float(columns[path][number]) for path in uncertain}
        done, size = size, 2 * size


def _power_above(count: int) -> int:
    return 1 << max(count, 1).bit_length()


def _fitted_columns(paths: Sequence[str], base: Scenario, size: int) -> dict[str, Floats]:
    """Draws of the fitted parameters by path, float64[size] each, those of gamma in the place of ln_dist."""
    if not paths:
        return {}
    assert base.fit is not None, "what is fitted has a fit"
    fit = read_fit(base.fit)
    names = [name for name in fit.modes if f"parameters.{'ln_dist' if name == GAMMA else name}" in paths]
    bounds = np.array([_bounds(name, base) for name in names])
    found = _normal_within(fit, names, bounds, size)
    return {f"parameters.{'ln_dist' if name == GAMMA else name}": found[:, k] for k, name in enumerate(names)}


def _bounds(name: str, base: Scenario) -> tuple[float, float]:
    """Bounds of the catalogue; those of gamma are the ones of ln_dist at the scenario's eps, as in the fit's prior."""
    if name != GAMMA:
        return PARAMETERS[name].low, PARAMETERS[name].high
    known, eps = PARAMETERS["ln_dist"], base.parameters["eps_w_grad"]
    return -known.high * eps, -known.low * eps


def _normal_within(fit: Fit, names: Sequence[str], bounds: Floats, size: int) -> Floats:
    """The first `size` draws of the fit's normal law that lie within bounds [K, 2], float64[size, K].

    Draws outside are left out: exact for any covariance, whatever the shape of what is cut off.
    """
    at = [list(fit.modes).index(name) for name in names]
    root = lower_root(np.array(fit.covariance)[np.ix_(at, at)])
    mode = np.array([fit.modes[name] for name in names])
    for power in range(size.bit_length(), (size * TRIES).bit_length()):
        z = np.column_stack([normal_quantile(stratified(f"fit.{name}", 1 << power)) for name in names])
        x = mode + (z[:, None, :] * root).sum(axis=-1)
        inside = x[((x >= bounds[:, 0]) & (x <= bounds[:, 1])).all(axis=1)]
        if len(inside) >= size:
            return np.asarray(inside[:size])
    raise Refused(f"--futures: hardly any draw of the fit {fit.name} lies within the bounds of its parameters")


def lower_root(covariance: Floats) -> Floats:
    """The lower triangle whose product with its transpose is the covariance (Cholesky), float64[K, K]: the same bits on every machine.

    >>> lower_root(np.array([[4.0, 2.0], [2.0, 5.0]])).tolist()
    [[2.0, 0.0], [1.0, 2.0]]
    """
    root = np.zeros_like(covariance)
    for k in range(len(root)):
        left = covariance[k:, k] - (root[k:, :k] * root[k, :k]).sum(axis=-1)
        root[k:, k] = left / np.sqrt(left[0])
    return root


def stratified(name: str, count: int) -> Floats:
    """Numbers in (0, 1), float64[count]: the first 2^k of them lie one in each of 2^k equal slices, for every k.

    A nested Latin hypercube (Qian 2009) in one dimension: each doubling fills the slices that are still empty, in an order
    that depends on the name alone, so that different names go together like independent numbers.
    """
    keys = np.frombuffer(hashlib.sha256(name.encode()).digest()[:16], "<u8")
    order, place = (draws(key, np.arange(2 * max(count, 2), dtype=np.uint64)) for key in keys)
    found = place[:1]
    while len(found) < count:
        m = len(found)
        empty = np.setdiff1d(np.arange(2 * m), (found * 2 * m).astype(int))
        shuffled = empty[np.argsort(order[m : 2 * m], kind="stable")]
        found = np.concatenate([found, (shuffled + place[m : 2 * m]) / (2 * m)])
    return np.asarray(found[:count])
