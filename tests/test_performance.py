"""The benchmark measures what it says: the same problem in each way, the law that the figures follow, effects that a test finds."""

from __future__ import annotations

import sys
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "experiments" / "performance"))

import answer_time
import decision
import engine_speed
import job_speed

AGENTS, MONTHS = 20_000, 3


@pytest.mark.parametrize("name", decision.WAYS)
def test_every_way_solves_the_same_problem(name: str) -> None:
    if name in decision.PEERS and find_spec(name) is None:
        pytest.skip("not installed here")
    problem = decision.Problem.of(AGENTS)
    share = np.bincount(problem.home, minlength=decision.REGIONS) / AGENTS
    chance = problem.weight / problem.weight.sum(axis=1, keepdims=True)
    expected = np.zeros(decision.REGIONS)
    for origin in range(decision.REGIONS):
        moves = chance.reshape(decision.REGIONS, decision.REGIONS, -1)[:, origin]
        month = (1 - decision.HAZARD) * np.eye(decision.REGIONS) + decision.HAZARD * moves
        expected += share[origin] * np.linalg.matrix_power(month, MONTHS)[origin]
    step = decision.WAYS[name](problem)
    counted = [step(month) for month in range(MONTHS)][-1]
    assert counted.sum() == AGENTS
    assert np.all(abs(counted - AGENTS * expected) < 4.5 * np.sqrt(AGENTS * expected))


def test_keyed_draws_give_the_same_choices_in_numpy_and_in_kernels() -> None:
    worlds = []
    for way in (decision.this_engine, decision.numpy_hashed):
        problem = decision.Problem.of(AGENTS)
        step = way(problem)
        for month in range(MONTHS):
            step(month)
        worlds.append(problem.place)
    np.testing.assert_array_equal(*worlds)


def test_what_is_not_installed_has_no_figure(tmp_path: Path) -> None:
    bare = tmp_path / "python"
    bare.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    bare.chmod(0o755)
    found = decision.common_problem(1000, 1, str(bare))["ns"]
    assert [name for name, ns in found.items() if ns is None] == list(decision.PEERS)
    assert all(ns > 0 for name, ns in found.items() if name not in decision.PEERS)


def test_the_law_of_scale_is_found_again() -> None:
    speeds = [engine_speed.Speed(n, 12, {"all": 12 * (3e-3 + 150e-9 * n)}) for n in (1e4, 1e5, 1e6)]
    law = engine_speed.law_of_scale(speeds)
    assert law["a_ms"] == pytest.approx(3.0)
    assert law["b_ns"] == pytest.approx(150.0)


@pytest.mark.parametrize("seeds", answer_time.SEEDS)
def test_the_least_detectable_effect_is_found_four_times_in_five(seeds: int) -> None:
    effect = answer_time.least_detectable(1.0, seeds)
    pilots = np.random.default_rng(1).normal(effect, 1.0, (20_000, seeds))
    t = pilots.mean(axis=1) / pilots.std(axis=1, ddof=1) * np.sqrt(seeds)
    found = np.mean(t > answer_time.t_quantile(seeds))
    assert found == pytest.approx(answer_time.POWER, abs=0.02)


def test_as_many_pairs_as_the_interval_asks() -> None:
    pairs = answer_time.pairs_needed(1.0, 0.5)
    half = [answer_time.t_quantile(n) / np.sqrt(n) for n in (int(pairs), int(pairs) + 1)]
    assert half[0] > 0.5 >= half[1]


def test_a_worker_s_cell_lives_in_a_process_of_its_own() -> None:
    assert 50 < job_speed.worker_memory(100_000, 150)["peak_mb"] < 2000
