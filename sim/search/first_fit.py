"""The first fit: prior-penalised simulated moments, constants contracted inside (docs/model.md: Identification).

Ranges of rows and of parameters are read alike: as the central 95 % of a normal law on each side of the value, so that
a lopsided range pulls with its own strength on either side.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import lsq_linear

from sim.scenario import PARAMETERS
from sim.scenario.fit import GAMMA
from sim.scenario.parameters import NORMAL_95
from sim.search.contraction import CLIP, CLOSE, Contracted, contract, logit_response
from sim.search.response import Response, measure
from sim.search.rows import Row
from sim.search.worlds import Laboratory, Point, Sample

Floats = NDArray[np.float64]
FITTED = (
    GAMMA,
    "move_cost_sunk",
    "home_premium",
    "college_city_premium",
    "same_province",
    "attachment_college",
    "attachment_master",
    "attachment_doctor",
    "origin_dist",
    "local_postgraduate",
    "far_student",
)
SMALL_STEP = 0.15  # of a prior's standard deviation: the search stops
SMALL_GAIN = 0.5  # of the objective: worlds of other seeds differ by as much
SHIFT = 0.5  # of a prior's standard deviation: the difference quotients
HALVINGS = 2
PLAIN_ROUNDS = 3


@dataclass(frozen=True)
class Range:
    """A value with its interval."""

    value: float
    low: float
    high: float

    def sd(self, x: float) -> float:
        """Standard deviation on the side of x."""
        return (self.high - self.value if x > self.value else self.value - self.low) / NORMAL_95

    def residual(self, x: float) -> float:
        """Standard deviations that x lies off."""
        return (x - self.value) / self.sd(x)


def prior(name: str, eps: float) -> Range:
    """Range of a parameter of parameters.csv; of gamma = -ln_dist * eps, at the eps of the scenario."""
    if name == GAMMA:
        p = PARAMETERS["ln_dist"]
        return Range(-p.value * eps, -p.high * eps, -p.low * eps)
    p = PARAMETERS[name]
    return Range(p.value, p.low, p.high)


@dataclass(frozen=True)
class State:
    """A point with contracted constants, what it shows, and its objective: half the sum of squared residuals."""

    theta: Floats
    contracted: Contracted[Sample]
    objective: float


@dataclass(frozen=True)
class Search:
    """The result: modes and their covariance (P x P), the state there, the response used, objectives of accepted steps."""

    names: tuple[str, ...]
    state: State
    covariance: Floats
    response: Response
    objectives: tuple[float, ...]


class FirstFit:
    """Gauss-Newton over the fitted parameters; every world of the search has the same seeds."""

    def __init__(
        self,
        lab: Laboratory,
        observed: Floats,
        fixed: int,
        close: float = CLOSE,
        names: Sequence[str] = FITTED,
        say: Callable[[str], None] = lambda text: None,
    ) -> None:
        self.lab, self.observed, self.fixed, self.close, self.names, self.say = (
            lab,
            observed,
            fixed,
            close,
            tuple(names),
            say,
        )
        eps = lab.base.parameters["eps_w_grad"]
        self.priors = [prior(name, eps) for name in self.names]
        self.used = [k for k, row in enumerate(lab.rows) if row.use == "fit" and not row.census]
        self.ranges = [_range(lab.rows[k]) for k in self.used]

    def start(self) -> Floats:
        """The prior's values."""
        return np.array([p.value for p in self.priors])

    def point(self, theta: Floats, constants: Floats) -> Point:
        """Parameters by name."""
        return Point(dict(zip(self.names, map(float, theta), strict=True)), constants)

    def state(self, theta: Floats, constants: Floats, slope: Floats, rounds: int) -> State:
        """The constants contracted at theta, and the objective there."""
        found = contract(
            lambda a: self.lab.at([self.point(theta, a)])[0], self.observed, constants, slope, self.fixed, rounds, self.close,
            lambda number, gap: self.say(f"  round {number + 1} of the constants: largest gap {gap:.3f}"),
        )  # fmt: skip
        r, z = self.residuals(theta, found.sample)
        return State(theta, found, float(r @ r + z @ z) / 2.0)

    def residuals(self, theta: Floats, sample: Sample) -> tuple[Floats, Floats]:
        """Standard deviations off: of the rows fitted, and of the parameters."""
        moments = sample.moments[self.used]
        rows = [r.residual(m) for r, m in zip(self.ranges, moments, strict=True)]
        return np.array(rows), np.array([p.residual(x) for p, x in zip(self.priors, theta, strict=True)])

    def response(self, state: State) -> Response:
        """Derivatives at a state, by differences half a standard deviation inwards or outwards within the range."""
        shifts = {}
        for name, x, p in zip(self.names, state.theta, self.priors, strict=True):
            h = SHIFT * p.sd(x)
            shifts[name] = h if x + h <= p.high else -h
        point = self.point(state.theta, state.contracted.constants)
        return measure(self.lab, point, state.contracted.sample, shifts, self.fixed)

    def linear(self, state: State, response: Response) -> tuple[Floats, Floats]:
        """Residuals of rows and priors, and their derivatives: float64[N + P], float64[N + P, P]."""
        r, z = self.residuals(state.theta, state.contracted.sample)
        moments = state.contracted.sample.moments[self.used]
        row_sd = np.array([x.sd(m) for x, m in zip(self.ranges, moments, strict=True)])
        prior_sd = np.array([p.sd(x) for p, x in zip(self.priors, state.theta, strict=True)])
        slopes = response.moments[self.used] / row_sd[:, None]
        return np.concatenate([r, z]), np.vstack([slopes, np.diag(1.0 / prior_sd)])

    def improved(self, state: State, response: Response, rounds: int) -> State | None:
        """The Gauss-Newton step inside the ranges, halved until the objective falls; None if it does not."""
        residual, slopes = self.linear(state, response)
        low, high = (np.array([getattr(p, end) for p in self.priors]) for end in ("low", "high"))
        nearly = 1e-9  # the solver wants room on both sides
        way = lsq_linear(slopes, -residual, (low - state.theta - nearly, high - state.theta + nearly)).x
        for halving in range(HALVINGS + 1):
            part = way / 2**halving
            theta = np.clip(state.theta + part, low, high)
            free = [np.clip(a @ part, -CLIP, CLIP) for a in response.constants]
            constants = state.contracted.constants + np.insert(np.column_stack(free), self.fixed, 0.0, axis=0)
            found = self.state(theta, constants, response.share_constants, rounds)
            self.say(f"  objective {found.objective:.2f}")
            if found.objective < state.objective:
                return found
        return None

    def search(self, steps: int, rounds: int) -> Search:
        """From the priors' values: contract, then Gauss-Newton steps with derivatives measured anew at each."""
        self.say("constants at the priors' values, as in a plain logit")
        plain = logit_response(self.observed, self.fixed)
        state = self.state(self.start(), np.zeros_like(self.observed), plain, PLAIN_ROUNDS)
        self.say("derivatives to all constants and parameters")
        response = self.response(state)
        state = self.state(state.theta, state.contracted.constants, response.share_constants, rounds)
        objectives = [state.objective]
        for number in range(steps):
            self.say(f"step {number + 1} from objective {state.objective:.2f}")
            better = self.improved(state, response, rounds)
            if better is None:
                break
            moved = [abs(b - a) / p.sd(b) for a, b, p in zip(state.theta, better.theta, self.priors, strict=True)]
            gain, state = state.objective - better.objective, better
            objectives.append(state.objective)
            response = self.response(state)
            if max(moved) < SMALL_STEP or gain < SMALL_GAIN:
                break
        _, slopes = self.linear(state, response)
        return Search(
            self.names, state, np.asarray(np.linalg.inv(slopes.T @ slopes), float), response, tuple(objectives)
        )


def _range(row: Row) -> Range:
    """A row's interval in units of its moment."""
    return Range(row.value / row.scale, row.low / row.scale, row.high / row.scale)
