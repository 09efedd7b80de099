"""A search as a stored fit: modes, covariance, constants, and every row that can be computed with what was fitted."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from sim.scenario import PARAMETERS, Scenario
from sim.scenario.derived import by_parameters
from sim.scenario.fit import Fit
from sim.search.first_fit import FITTED
from sim.search.rows import Row
from sim.search.worlds import Sample, pooled, spread

Floats = NDArray[np.float64]
DIGITS = 6  # significant, of what is stored


def rounded(x: float) -> float:
    """A number as it is stored."""
    return float(f"{x:.{DIGITS}g}")


def without_fit(scenario: Scenario) -> Scenario:
    """The scenario with the fitted parameters at the values of the catalogue and no constants."""
    values = {name: PARAMETERS[name].value for name in (*FITTED[1:], "ln_dist")}
    return dataclasses.replace(scenario, parameters={**scenario.parameters, **values}, constants={}, fit=None)


def with_fit(scenario: Scenario, fit: Fit) -> Scenario:
    """The scenario under a fit's modes and constants."""
    values = by_parameters(fit.modes, scenario.parameters["eps_w_grad"])
    return dataclasses.replace(scenario, parameters={**scenario.parameters, **values}, constants=fit.constants)


def table(rows: Sequence[Row], samples: Sequence[Sample], world: str) -> list[dict[str, object]]:
    """Rows as stored: fitted and its Monte Carlo error in the unit of the target, width on the side where fitted lies.

    world: where the numbers come from. Rows that the samples do not show are left out.
    """
    moments, errors = pooled(samples).moments, spread(samples)
    return [
        _row(row, float(m), float(e), world) for row, m, e in zip(rows, moments, errors, strict=True) if np.isfinite(m)
    ]


def _row(row: Row, moment: float, error: float, world: str) -> dict[str, object]:
    fitted = moment * row.scale
    return {
        "region": row.region,
        "pattern": row.pattern,
        "unit": row.unit,
        "year": row.year,
        "use": row.use,
        "target": row.value,
        "low": row.low,
        "high": row.high,
        "width": rounded(row.width(fitted)),
        "fitted": rounded(fitted),
        "error": rounded(error * row.scale) if np.isfinite(error) else None,
        "world": world,
    }


def fit_of(
    name: str,
    modes: Mapping[str, float],
    covariance: Floats,
    constants: Mapping[str, Sequence[float]],
    rows: Sequence[Mapping[str, object]],
    settings: Mapping[str, object],
) -> Fit:
    """A fit with stored precision.  covariance: float64[P, P] in the order of modes."""
    sds = np.sqrt(np.diag(covariance)) if len(modes) else np.zeros(0)
    return Fit(
        name=name,
        modes={k: rounded(v) for k, v in modes.items()},
        sds={k: rounded(float(s)) for k, s in zip(modes, sds, strict=True)},
        covariance=tuple(tuple(rounded(float(x)) for x in line) for line in covariance),
        constants={region: (rounded(pair[0]), rounded(pair[1])) for region, pair in constants.items()},
        rows=tuple(rows),
        settings=dict(settings),
    )
