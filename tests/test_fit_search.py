"""Contraction and first fit on models small enough to know the answer."""

from __future__ import annotations

from dataclasses import dataclass
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sim.search.contraction import CLIP, CLOSE, contract, gaps, logit_response
from sim.search.first_fit import FirstFit, Range, prior
from sim.search.response import measure
from sim.search.rows import Row, read_rows
from sim.search.worlds import Point, Sample, pooled, spread
from sim.world.tables import load_tables

REGIONS = 4
FIXED = 1
utilities = arrays(float, (REGIONS, 2), elements=st.floats(-1.5, 1.5))


@dataclass(frozen=True)
class Shares:
    """A sample that has shares only."""

    shares: np.ndarray


def softmax(v: np.ndarray) -> np.ndarray:
    """Shares of a logit, column by column."""
    e = np.exp(v - v.max(axis=0))
    return e / e.sum(axis=0)


@given(utilities, utilities, st.floats(0.3, 1.0))
@settings(max_examples=40, deadline=None)
def test_contraction_finds_the_constants_of_a_logit(base: np.ndarray, wanted: np.ndarray, stickiness: float) -> None:
    """Shares that answer less than one to one still end where the constants differ as they should."""
    wanted = wanted - wanted[FIXED]
    observed = softmax(base + stickiness * wanted)
    found = contract(
        lambda a: Shares(softmax(base + stickiness * a)),
        observed,
        np.zeros((REGIONS, 2)),
        logit_response(observed, FIXED),
        FIXED,
        60,
    )
    assert found.gap <= CLOSE
    assert (found.constants[FIXED] == 0.0).all()
    np.testing.assert_allclose(found.constants, wanted, atol=3 * CLOSE / stickiness)


def test_steps_are_clipped_and_the_best_round_is_kept() -> None:
    """A target far away is approached by at most CLIP a round; a model that gets worse does not spoil what was found."""
    far = softmax(np.array([[3.0, 3.0], [0.0, 0.0]]))
    seen: list[np.ndarray] = []

    def simulate(a: np.ndarray) -> Shares:
        seen.append(a)
        return Shares(softmax(a if len(seen) < 3 else -a))

    found = contract(simulate, far, np.zeros((2, 2)), logit_response(far, 1), 1, rounds=5)
    assert max(np.abs(b - a).max() for a, b in zip(seen, seen[1:], strict=False)) <= CLIP + 1e-9
    assert found.gap == min(found.gaps)
    np.testing.assert_array_equal(found.constants, seen[int(np.argmin(found.gaps))])


TRUE_A = np.array([[0.4, -0.3], [0.0, 0.0], [-0.5, 0.2], [0.3, 0.6]])
BASE = np.array([[0.0, 0.1], [-1.0, -0.5], [0.5, 0.2], [1.0, 0.8]])
NAMES = ("gamma", "home_premium")


class LogitLaboratory:
    """Worlds of one equation: shares and three moments that depend on two parameters and the constants."""

    def __init__(self) -> None:
        self.base = SimpleNamespace(parameters={"eps_w_grad": 2.0})
        self.regions = ("a", "b", "c", "d")
        self.rows = tuple(
            Row("a", name, target, target - width, target + width, "share", 2016, use, SimpleNamespace())  # type: ignore[arg-type]
            for name, target, width, use in (
                ("x", 0.45, 0.02, "fit"),
                ("y", 0.3, 0.03, "fit"),
                ("z", 0.9, 0.01, "check"),
            )
        )
        self.asked = 0

    def at(self, points: list[Point]) -> list[Sample]:
        """Shares of a logit whose taste for the first region grows with gamma, and moments of both."""
        self.asked += len(points)
        return [self.one(point) for point in points]

    def one(self, point: Point) -> Sample:
        gamma, home = (point.parameters[name] for name in NAMES)
        pull = np.outer([0.3, 0.0, -0.2, 0.1], [1.0, 1.0]) * gamma
        shares = softmax(BASE + 0.7 * point.constants + pull)
        stay = 1 / (1 + np.exp(-(0.8 * home - 0.5 * gamma + 0.5 * point.constants[0])))
        away = 1 / (1 + np.exp(-(-0.9 * gamma + 0.2 * home - 0.3 * point.constants[2])))
        above = np.array([stay, away, stay * away])
        return Sample(shares * 1e6, above * [[0.5, 0.5]], np.full((3, 2), 0.5))


def test_first_fit_ends_at_the_least_objective_with_constants_contracted() -> None:
    """No point nearby, with its own contracted constants, is better; the check row plays no part."""
    lab = LogitLaboratory()
    observed = softmax(BASE + 0.7 * TRUE_A + np.outer([0.3, 0.0, -0.2, 0.1], [1.0, 1.0]))
    fit = FirstFit(lab, observed, FIXED, names=NAMES)  # type: ignore[arg-type]
    found = fit.search(steps=6, rounds=12)
    assert found.state.contracted.gap <= CLOSE
    assert found.objectives[-1] < found.objectives[0]
    slope = found.response.share_constants
    for way in np.array([[0.1, 0.0], [-0.1, 0.0], [0.0, 0.1], [0.0, -0.1]]):
        other = fit.state(found.state.theta + way, found.state.contracted.constants, slope, 12)
        assert other.objective > found.state.objective - 0.02
    assert (np.linalg.eigvalsh(found.covariance) > 0).all()
    assert all(
        s <= p.sd(x) * 1.01
        for s, p, x in zip(np.sqrt(np.diag(found.covariance)), fit.priors, found.state.theta, strict=True)
    )


def test_response_at_contracted_constants_is_the_slope_of_the_profile() -> None:
    """m_theta - m_A S^-1 S_theta equals the difference of moments between two points contracted to the same shares."""
    lab = LogitLaboratory()
    observed = softmax(BASE + 0.7 * TRUE_A)
    fit = FirstFit(lab, observed, FIXED, names=NAMES)  # type: ignore[arg-type]
    slope = logit_response(observed, FIXED) * 0.7
    states = [fit.state(np.array([1.2 + h, 1.5]), np.zeros((REGIONS, 2)), slope, 60) for h in (0.0, 0.05)]
    point = fit.point(states[0].theta, states[0].contracted.constants)
    response = measure(lab, point, states[0].contracted.sample, dict.fromkeys(NAMES, 0.05), FIXED)  # type: ignore[arg-type]
    moved = (states[1].contracted.sample.moments - states[0].contracted.sample.moments) / 0.05
    np.testing.assert_allclose(response.moments[:, 0], moved, atol=0.06)


def test_ranges_pull_on_each_side_with_their_own_strength() -> None:
    """The ends of a lopsided interval are equally far off."""
    r = Range(0.4, 0.38, 0.65)
    assert r.residual(0.65) == pytest.approx(1.96)
    assert r.residual(0.38) == pytest.approx(-1.96)
    gamma = prior("gamma", 2.0)
    assert gamma.low < gamma.value < gamma.high
    assert gamma.value == pytest.approx(1.2)


def test_rows_cover_all_that_can_be_computed_and_none_fitted_is_late() -> None:
    """Every computable row has a moment; a fit row dated after the warm-up is refused; 122,700 is a check."""
    targets = load_tables().frame("targets")
    rows = read_rows(targets)
    assert len(rows) == targets.computable.str.startswith("yes").sum()
    assert {r.use for r in rows if r.later} == {"check"}
    assert next(r for r in rows if r.value == 122_700).use == "check"
    assert all(max(r.looks()) < 132 for r in rows if not r.later)
    late = targets.assign(use=targets.use.where(targets.year < 2022, "fit"))
    with pytest.raises(ValueError, match="never fitted"):
        read_rows(late)


def test_seeds_pool_as_ratios_of_sums() -> None:
    """A seed with more people counts for more; the error is that of leaving a seed out."""
    samples = [Sample(np.ones((1, 2)), np.array([[a, 0.0]]), np.array([[n, 0.0]])) for a, n in ((1.0, 2.0), (3.0, 4.0))]
    assert pooled(samples).moments == pytest.approx([4 / 6])
    assert spread(samples) == pytest.approx([0.125])
    assert np.isnan(spread(samples[:1])).all()


def test_gaps_are_logs() -> None:
    """ln observed less ln simulated."""
    np.testing.assert_allclose(gaps(np.array([[0.2, 0.1]]), np.array([[0.1, 0.1]])), [[np.log(2.0), 0.0]])
