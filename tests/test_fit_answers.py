"""How constants answer to other parameters: measured on a model small enough to know the answer, and carried by scenarios."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.designs.futures import draw
from sim.scenario import PARAMETERS, load_scenario
from sim.scenario.constants import constants_at
from sim.scenario.derived import ln_dist
from sim.scenario.fit import GAMMA, Answer, Fit
from sim.scenario.fit_files import read_fit
from sim.search.answers import Around, beyond_chance
from sim.search.contraction import gaps
from sim.search.settling import settled
from sim.search.worlds import Point, Sample, pooled

REGIONS = ("a", "b", "c", "d")
FIXED = 1
PULLS = {"awareness_base": [0.0, 1.0, 0.5, 0.2], "search_months": [0.05, 0.0, -0.1, 0.1], GAMMA: [0.4, 0.0, -0.2, 0.1]}
PARAMETERS_AT_CENTRE = {name: p.value for name, p in PARAMETERS.items()}
CENTRE = {GAMMA: 1.2, "awareness_base": 0.2}
STICKINESS = 0.7


class Logit:
    """Worlds whose shares answer to three parameters, one of them bent, and to the constants; seeds differ by a little."""

    def __init__(self, noise: float = 0.0) -> None:
        self.base = SimpleNamespace(parameters={name: p.value for name, p in PARAMETERS.items()})
        self.regions, self.noise = REGIONS, noise

    def by_seed(self, points: list[Point]) -> list[list[Sample]]:
        return [[self.one(point, seed) for seed in (1, 2)] for point in points]

    def at(self, points: list[Point]) -> list[Sample]:
        return [pooled(samples) for samples in self.by_seed(points)]

    def one(self, point: Point, seed: int) -> Sample:
        value = {**self.base.parameters, **CENTRE, **point.parameters}
        bent = {**value, "awareness_base": np.log(value["awareness_base"])}
        v = STICKINESS * point.constants + sum(np.outer(PULLS[name], [1.0, 0.5]) * bent[name] for name in PULLS)
        luck = np.random.default_rng((seed, *np.frombuffer(repr(sorted(point.parameters.items())).encode(), np.uint8)))
        e = np.exp(v + self.noise * luck.normal(size=v.shape))
        return Sample(1e6 * e / e.sum(axis=0), np.zeros((0, 2)), np.zeros((0, 2)))


def around(lab: Logit) -> Around:
    """The centre, with the response of the ln shares to the constants as it is there."""
    point = Point(CENTRE, np.zeros((4, 2)))
    shares = lab.at([point])[0].shares
    free = np.delete(np.eye(4), FIXED, axis=1)
    response = np.stack([STICKINESS * (free - np.delete(shares[:, g], FIXED)[None, :]) for g in (0, 1)])
    return Around(lab, point, response, FIXED)  # type: ignore[arg-type]


def test_what_moves_the_stocks_is_found_and_nothing_else() -> None:
    assert set(around(Logit()).moving()) == set(PULLS)


@lru_cache
def fitted() -> Fit:
    """What is stored of the centre."""
    centre = around(Logit())
    return Fit("x", {GAMMA: 1.2}, {}, (), dict.fromkeys(REGIONS, (0.0, 0.0)), centre.answers(centre.moving()))


@settings(deadline=None)
@given(st.floats(0.06, 0.45), st.integers(3, 12), st.floats(0.6, 2.5))
def test_constants_of_another_world_meet_the_stocks_that_held_ones_miss(base: float, months: int, gamma: float) -> None:
    """Far from the centre in all three parameters at once, five sixths of the gap are closed, or it is a few per cent."""
    lab = Logit()
    centre = around(lab)
    values = {"awareness_base": base, "search_months": float(months), GAMMA: gamma}
    eps = lab.base.parameters["eps_w_grad"]
    found = constants_at(fitted(), {**lab.base.parameters, **values, "ln_dist": -gamma / eps})
    goal = lab.at([centre.point])[0].shares
    held, again = (
        np.abs(gaps(goal, lab.at([Point(values, a)])[0].shares)).max()
        for a in (centre.point.constants, np.array([found[r] for r in REGIONS]))
    )
    assert again < max(held / 6, 0.06)
    assert found[REGIONS[FIXED]] == (0.0, 0.0)


def test_chance_alone_shifts_constants_by_less_than_it_is() -> None:
    """Where seeds agree all of a gap counts, where they do not hardly anything."""
    still = Logit()
    shifted = Point({**CENTRE, "search_months": 12.0}, np.zeros((4, 2)))
    goal, samples = still.by_seed([Point(CENTRE, np.zeros((4, 2))), shifted])
    assert beyond_chance(goal, samples) == pytest.approx(1.0)
    parts = []
    for number in range(200):
        a, b = Logit(0.02).by_seed([Point({"b0": float(n)}, np.zeros((4, 2))) for n in (number, -number - 1)])
        parts.append(beyond_chance(a, b))
    assert np.mean(parts) < 0.5


def test_answers_are_settled_by_worlds_in_which_everything_moves() -> None:
    """Half of what a parameter really shifts was missed: futures that move all of them find most of it, where it belongs."""
    truth = fitted()
    half = {
        n: replace(a, shifts={r: tuple((x / 2, y / 2) for x, y in s) for r, s in a.shifts.items()})
        for n, a in truth.answers.items()
    }
    missed = replace(truth, answers=half)
    rng, eps = np.random.default_rng(1), PARAMETERS["eps_w_grad"].value
    futures, steps = [], []
    for _ in range(60):
        base, months, gamma = rng.uniform(0.07, 0.45), rng.uniform(3, 12), rng.uniform(0.6, 2.5)
        values = {"awareness_base": base, "search_months": months, "eps_w_grad": eps, "ln_dist": -gamma / eps}
        futures.append(SimpleNamespace(parameters=values))
        right, wrong = (constants_at(fit, values) for fit in (truth, missed))
        steps.append([np.subtract(right[r], wrong[r]) for r in REGIONS])
    after = replace(missed, answers=settled(missed, futures, np.array(steps)))  # type: ignore[arg-type]

    def off(fit: Fit) -> float:
        found = [[constants_at(one, future.parameters) for one in (fit, truth)] for future in futures]
        return float(np.mean([np.abs(np.subtract(a[r], b[r])) for a, b in found for r in REGIONS]))

    assert off(after) < 0.4 * off(missed)
    assert constants_at(after, {**PARAMETERS_AT_CENTRE, "ln_dist": ln_dist(1.2, eps)}) == dict.fromkeys(
        REGIONS, (0.0, 0.0)
    )


ANSWER = Answer(2.0, (1.0, 2.0, 4.0), {"Beijing": ((0.5, 0.1), (0.0, 0.0), (-1.0, 0.3)), "Hohhot": ((0.0, 0.0),) * 3})
OF_GAMMA = replace(ANSWER, origin=1.3, at=(0.3, 1.3, 3.0))
CONSTANTS = {"Beijing": (0.25, -0.5), "Hohhot": (0.0, 0.0)}
FIT = Fit("x", {GAMMA: 1.3}, {}, (), CONSTANTS, {"eps_w_grad": ANSWER, GAMMA: OF_GAMMA})


@pytest.mark.parametrize(
    ("eps", "gamma", "beijing"),
    [
        (2.0, 1.3, (0.25, -0.5)),
        (1.5, 1.3, (0.5, -0.45)),
        (4.0, 1.3, (-0.75, -0.2)),
        (0.5, 1.3, (1.0, -0.35)),  # beyond the ends the outer line goes on
        (2.0, 0.8, (0.5, -0.45)),
        (1.5, 0.8, (0.75, -0.4)),
    ],
)
def test_constants_follow_the_lines_between_the_values_tried(
    eps: float, gamma: float, beijing: tuple[float, float]
) -> None:
    found = constants_at(FIT, {"eps_w_grad": eps, "ln_dist": ln_dist(gamma, eps)})
    assert found["Beijing"] == pytest.approx(beijing)
    assert found["Hohhot"] == (0.0, 0.0)


@given(st.floats(0.5, 5.0))
def test_the_parameters_of_the_fit_have_its_constants_to_the_last_bit(eps: float) -> None:
    """Also where ln_dist and its eps both differ but gamma is the mode."""
    without_eps = replace(FIT, answers={GAMMA: FIT.answers[GAMMA]})
    assert constants_at(without_eps, {"eps_w_grad": eps, "ln_dist": ln_dist(1.3, eps)}) == FIT.constants


def test_futures_carry_constants_of_their_own_and_so_does_a_value_set_by_hand() -> None:
    """The same in every scenario of a future, and however the value is set; nothing else changes a constant."""
    baseline, housing = load_scenario("baseline"), load_scenario("housing")
    fit = read_fit(baseline.fit or "")
    assert dict(baseline.constants) == dict(fit.constants)
    for values in draw([baseline, housing], 3).values:
        future = baseline.at(values)
        assert future.constants == housing.at(values).constants != fit.constants
    by_hand = load_scenario("baseline", {"parameters.awareness_base": 0.4})
    assert by_hand.constants == baseline.at({"parameters.awareness_base": 0.4}).constants != fit.constants
    assert load_scenario("baseline", {"parameters.nu_r": 0.2}).constants == baseline.constants
    assert housing.at({"policy.flats.units": 7}).constants == baseline.constants
