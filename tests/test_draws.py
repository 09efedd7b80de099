"""Draws of the futures: ranges as laws, the fit drawn together, the same futures for everybody."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from sim.designs.futures import NORMAL_95, Law, draw, stratified
from sim.scenario import PARAMETERS, Scenario, load_scenario
from sim.scenario.fit import GAMMA
from sim.scenario.fit_files import read_fit
from sim.scenario.values import contradictions
from sim.store.errors import Refused

MANY = 1024


@pytest.fixture(scope="module")
def worlds() -> list[Scenario]:
    """The main comparison."""
    return [load_scenario(name) for name in ("baseline", "housing", "cash", "lines")]


@pytest.fixture(scope="module")
def columns(worlds: list[Scenario]) -> dict[str, np.ndarray]:
    """Many draws of it, by path."""
    values = draw(worlds, MANY).values
    return {path: np.array([point[path] for point in values]) for path in values[0]}


@settings(deadline=None)
@given(st.text(max_size=8), st.integers(0, 9))
def test_the_first_powers_of_two_numbers_fill_one_slice_each(name: str, power: int) -> None:
    u = stratified(name, 600)[: 2**power]
    assert sorted((u * 2**power).astype(int)) == list(range(2**power))
    assert ((u > 0) & (u < 1)).all()


def test_numbers_of_different_names_go_together_like_independent_ones() -> None:
    u = np.array([stratified(f"name {k}", 64) for k in range(60)])
    correlations = np.corrcoef(u)[np.triu_indices(60, 1)]
    assert np.sqrt((correlations**2).mean()) == pytest.approx(1 / np.sqrt(63), rel=0.1)  # of 1,770 pairs


@settings(deadline=None)
@given(st.floats(-5, 5), st.floats(0, 3), st.floats(0.01, 3))
def test_a_law_lies_in_its_range_and_rises(value: float, below: float, above: float) -> None:
    x = Law(value, value - below, value + above).quantiles(np.linspace(0.001, 0.999, 101))
    assert x.min() >= value - below
    assert x.max() <= value + above
    assert (np.diff(x) >= 0).all()


def test_a_symmetric_law_is_the_normal_one_cut_at_95_percent() -> None:
    u = np.linspace(0.01, 0.99, 50)
    expected = stats.truncnorm(-NORMAL_95, NORMAL_95, loc=1.0, scale=2.0 / NORMAL_95).ppf(u)
    assert Law(1.0, -1.0, 3.0).quantiles(u) == pytest.approx(expected)


def test_the_density_of_a_lopsided_law_has_no_step_at_its_value() -> None:
    law, at = Law(2.0, 0.5, 5.0), 1 / 3  # the share below the value is that of the shorter side
    below, middle, above = law.quantiles(np.array([at - 1e-4, at, at + 1e-4]))
    assert middle == pytest.approx(2.0)
    assert above - middle == pytest.approx(middle - below, rel=1e-3)


@settings(max_examples=8, deadline=None)
@given(st.integers(1, 40), st.integers(1, 40))
def test_the_first_draws_are_the_same_for_every_number(worlds: list[Scenario], one: int, two: int) -> None:
    few, many = sorted((one, two))
    assert draw(worlds, many).values[:few] == draw(worlds, few).values


def test_every_uncertain_parameter_is_drawn_within_its_range(columns: dict[str, np.ndarray]) -> None:
    ranged = {f"parameters.{p.name}" for p in PARAMETERS.values() if p.low < p.high}
    assert ranged <= set(columns)
    for name, p in PARAMETERS.items():
        if name != "ln_dist":  # as gamma / eps it may leave the range that was stated at one eps
            assert p.low <= columns[f"parameters.{name}"].min() <= columns[f"parameters.{name}"].max() <= p.high
    assert {"policy.flats.discount", "policy.lines.remote_search"} <= set(columns)


def test_whole_parameters_are_whole(columns: dict[str, np.ndarray]) -> None:
    years = columns["parameters.career_years"]
    assert (years == years.round()).all()


def test_gamma_does_not_depend_on_eps(columns: dict[str, np.ndarray]) -> None:
    eps = columns["parameters.eps_w_grad"]
    gamma = -columns["parameters.ln_dist"] * eps
    fit = read_fit("fit-1")
    assert abs(stats.spearmanr(eps, gamma).statistic) < 4 / np.sqrt(MANY)
    assert gamma.mean() == pytest.approx(
        fit.modes[GAMMA], abs=fit.sds[GAMMA]
    )  # the cut of another parameter shifts it a little


def test_fitted_parameters_go_together_as_the_fit_says(columns: dict[str, np.ndarray]) -> None:
    """Against plain draws of the normal law of which those outside the bounds are thrown away."""
    fit = read_fit("fit-1")
    names = [name for name in fit.modes if name != GAMMA]
    plain = np.random.default_rng(1).multivariate_normal(list(fit.modes.values()), np.array(fit.covariance), 40_000)
    eps = load_scenario("baseline").parameters["eps_w_grad"]
    bounds = [
        (-PARAMETERS["ln_dist"].high * eps, -PARAMETERS["ln_dist"].low * eps)
        if name == GAMMA
        else (PARAMETERS[name].low, PARAMETERS[name].high)
        for name in fit.modes
    ]
    low, high = np.array(bounds).T
    kept = plain[((plain >= low) & (plain <= high)).all(axis=1)]
    expected = kept[:, [list(fit.modes).index(name) for name in names]]
    found = np.column_stack([columns[f"parameters.{name}"] for name in names])
    noise = 4 / np.sqrt(MANY)  # four standard errors
    assert (abs(found.mean(0) - expected.mean(0)) / expected.std(0)).max() < noise
    assert abs(np.corrcoef(found.T) - np.corrcoef(expected.T)).max() < noise


def test_no_future_is_one_that_a_file_would_be_refused_for(worlds: list[Scenario]) -> None:
    drawn = draw(worlds, 64)
    assert not any(any(contradictions(world.at(point))) for world in worlds for point in drawn.values)
    assert set(drawn.refused) <= {"vacancy_rate", "nu_r"}


def test_what_scenarios_do_not_agree_on_is_held_and_recorded(worlds: list[Scenario]) -> None:
    other = replace(worlds[1], parameters={**worlds[1].parameters, "awareness_base": 0.4})
    drawn = draw([worlds[0], other], 4)
    assert drawn.held == ("parameters.awareness_base",)
    assert all("parameters.awareness_base" not in point for point in drawn.values)


def test_ranges_that_contradict_each_other_are_refused(worlds: list[Scenario]) -> None:
    narrow = dict.fromkeys(("vacancy_rate",), (0.0001, 0.0002))
    tight = {**worlds[0].parameters, "vacancy_rate": 0.0001}
    with pytest.raises(Refused, match="narrower"):
        draw([replace(worlds[0], parameters=tight, ranges=narrow)], 1)
