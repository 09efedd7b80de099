"""The stored fit: whole, coherent with the tables it was made from, and found again at a coarser scale."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from sim.scenario import PARAMETERS, load_scenario
from sim.scenario.fit import GAMMA, Fit
from sim.scenario.fit_files import read_fit
from sim.search import census
from sim.search.first_fit import FITTED, prior
from sim.search.fitting import Plan, Scale, Workshop
from sim.search.record import with_fit
from sim.search.rows import read_rows
from sim.search.worlds import Laboratory, Point, call, pooled
from sim.world.tables import load_tables

NAME = "fit-1"
COARSE = Scale(4000, 1000, (21, 22), close=0.05)


@pytest.fixture(scope="module")
def fit() -> Fit:
    return read_fit(NAME)  # checks the digest


def test_constants_cover_all_regions_and_hohhot_is_the_origin(fit: Fit) -> None:
    assert tuple(fit.constants) == load_tables().regions
    assert fit.constants[census.FIXED] == (0.0, 0.0)
    assert np.abs(list(fit.constants.values())).max() < 4.0


def test_modes_lie_in_their_ranges_and_have_a_covariance(fit: Fit) -> None:
    assert tuple(fit.modes) == FITTED
    eps = load_scenario("baseline").parameters["eps_w_grad"]
    for name, mode in fit.modes.items():
        known = prior(name, eps)
        assert known.low <= mode <= known.high, name
        assert 0.0 < fit.sds[name] <= 1.01 * max(known.sd(known.low), known.sd(known.high)), name
    covariance = np.array(fit.covariance)
    np.testing.assert_allclose(np.sqrt(np.diag(covariance)), list(fit.sds.values()), rtol=1e-4)
    np.testing.assert_allclose(covariance, covariance.T, rtol=1e-4)
    assert (np.linalg.eigvalsh((covariance + covariance.T) / 2) > 0).all()


def test_every_row_stands_beside_its_target_and_none_later_is_fitted(fit: Fit) -> None:
    rows = {(r.region, r.pattern): r for r in read_rows(load_tables().frame("targets"))}
    assert {(r["region"], r["pattern"]) for r in fit.rows} == set(rows)
    for stored in fit.rows:
        row = rows[stored["region"], stored["pattern"]]  # type: ignore[index]
        assert (stored["target"], stored["low"], stored["high"], stored["use"]) == (
            row.value,
            row.low,
            row.high,
            row.use,
        )
        assert stored["width"] == pytest.approx(row.width(stored["fitted"]), rel=1e-4)  # type: ignore[arg-type]
        assert (stored["world"] == "warm-up") == (not row.later)
        assert not (row.later and stored["use"] == "fit")


def test_census_shares_are_met(fit: Fit) -> None:
    """The constants are fitted to these, in two groups of schooling; their sum is a row."""
    for row in fit.rows:
        if "share of the nation's residents" in str(row["pattern"]):
            assert row["fitted"] == pytest.approx(row["target"], rel=0.03), row["region"]


def test_constants_answer_to_what_moves_stocks_and_to_nothing_else(fit: Fit) -> None:
    """Taste, awareness and search; no rule of markets, which the warm-up does not have. Each at its value in the fit, within its range."""
    baseline, eps = load_scenario("baseline"), load_scenario("baseline").parameters["eps_w_grad"]
    assert {*fit.modes, "awareness_base", "far", "job_finding_q", "eps_w_grad", "hukou_wedge"} <= fit.answers.keys()
    assert not {"nu_r", "match_eta", "firm_growth_sd", "platform_prestige", "ln_dist"} & fit.answers.keys()
    for name, answer in fit.answers.items():
        known = prior(name, eps)
        assert known.low <= min(answer.at) < max(answer.at) <= known.high, name
        assert answer.origin == fit.modes.get(name, baseline.parameters.get(name)), name
        assert set(answer.shifts[census.FIXED]) == {(0.0, 0.0)}, name
        assert all(pairs[answer.at.index(answer.origin)] == (0.0, 0.0) for pairs in answer.shifts.values()), name


def test_futures_meet_the_census_better_than_with_constants_held(fit: Fit) -> None:
    """Drawn from the fit and simulated when it was made."""
    seen = fit.settings["futures"]
    assert isinstance(seen, dict)
    assert seen["usual_gap_found_again"] < 0.5 * seen["usual_gap_held"]
    assert seen["largest_gap_found_again"] < seen["largest_gap_held"]


def test_the_default_scenarios_run_on_it(fit: Fit) -> None:
    baseline = load_scenario("baseline")
    assert baseline.fit == NAME
    assert dict(baseline.constants) == dict(fit.constants)
    assert baseline.parameters["ln_dist"] == pytest.approx(-fit.modes[GAMMA] / baseline.parameters["eps_w_grad"])
    assert PARAMETERS["ln_dist"].low <= baseline.parameters["ln_dist"] <= PARAMETERS["ln_dist"].high


@pytest.mark.slow
def test_constants_are_found_again_at_a_coarse_scale_within_their_error(fit: Fit) -> None:
    """Contracted anew with other seeds and fewer people, they differ by what the fewer people leave unknown."""
    plan = dataclasses.replace(Plan(), search=COARSE, final=COARSE, rounds=4)
    baseline = load_scenario("baseline")
    shop = Workshop(baseline, baseline, plan, lambda tasks: map(call, tasks), lambda: None, lambda text: None)
    near = shop.constants_near(fit)
    lab = Laboratory(COARSE.of(with_fit(baseline, fit)), COARSE.seeds, lambda tasks: map(call, tasks), lambda: None)
    found = shop.contracted(lab, near, COARSE.close)
    stored = np.array([fit.constants[region] for region in lab.regions])
    error = census.error(found.sample, COARSE.persons_per_agent)
    moved = np.stack(
        [
            near.share_constants[g] @ np.delete((found.constants - stored)[:, g], lab.regions.index(census.FIXED))
            for g in (0, 1)
        ]
    )
    assert (np.abs(moved.T) < 4.0 * error + 0.02).all()
    before = pooled(lab.by_seed([Point(fit.modes, stored)])[0])
    assert (np.abs(np.log(census.observed_shares(lab.tables)) - np.log(before.shares)) < 4.0 * error + 0.02).all()
