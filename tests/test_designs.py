"""Designs of experiments: bounds, balance, order, and the same points every time."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.designs.experiment import SAMPLED
from sim.designs.points import LEVELS, points, trajectories

RANGES = {"parameters.a": [0.5, 5.0], "parameters.b": [-1.0, 1.0], "policy.x.units": [5, 15]}
WHOLE = {"policy.x.units"}


@given(st.sampled_from(SAMPLED), st.integers(1, 40), st.integers(1, 6))
def test_sampled_points_lie_within_their_bounds_and_come_again(design: str, samples: int, paths: int) -> None:
    values = {f"parameters.p{i}": [-float(i), 10.0 * i + 1] for i in range(paths)}
    found = points(design, values, samples)
    assert found == points(design, values, samples)
    assert all(low <= point[path] <= high for point in found for path, (low, high) in values.items())
    assert all(list(point) == list(values) for point in found)


@given(st.integers(1, 60))
def test_a_latin_hypercube_has_one_point_in_each_slice_of_each_path(samples: int) -> None:
    found = points("latin_hypercube", {"a": [0.0, 1.0], "b": [0.0, 2.0]}, samples)
    assert len(found) == samples
    for path, width in (("a", 1.0), ("b", 2.0)):
        slices = [int(point[path] / width * samples) for point in found]
        assert sorted(slices) == list(range(samples))


@given(st.integers(0, 6))
def test_a_sobol_design_is_balanced_in_every_path_and_box_of_two(power: int) -> None:
    count = 2**power
    found = points("sobol", {"a": [0.0, 1.0], "b": [0.0, 1.0]}, count)
    for path in ("a", "b"):
        assert sorted(int(point[path] * count) for point in found) == list(range(count))
    if count >= 4:
        boxes = [(point["a"] < 0.5, point["b"] < 0.5) for point in found]
        assert {box: boxes.count(box) for box in boxes} == dict.fromkeys(set(boxes), count // 4)
        assert len(set(boxes)) == 4


def test_a_longer_sobol_design_begins_with_the_shorter_one() -> None:
    values = {"a": [0.0, 1.0], "b": [0.0, 1.0]}
    assert points("sobol", values, 16)[:8] == points("sobol", values, 8)


@given(st.integers(1, 6), st.integers(1, 8))
def test_a_morris_walk_changes_one_path_at_a_time_by_half_of_the_grid(paths: int, count: int) -> None:
    walks = trajectories(paths, count).reshape(count, paths + 1, paths)
    for walk in walks:
        changes = [after - before for before, after in pairwise(walk)]
        moved = [np.flatnonzero(change) for change in changes]
        assert sorted(int(m[0]) for m in moved) == list(range(paths))
        assert all(len(m) == 1 for m in moved)
        assert np.allclose([abs(c).max() for c in changes], LEVELS / 2 / (LEVELS - 1))
    assert set(np.round(walks * (LEVELS - 1)).ravel()) <= set(range(LEVELS))


def test_morris_visits_every_level_about_equally_often() -> None:
    levels = np.round(trajectories(4, 500) * (LEVELS - 1)).astype(int)
    shares = np.bincount(levels.ravel(), minlength=LEVELS) / levels.size
    assert shares == pytest.approx([1 / LEVELS] * LEVELS, abs=0.02)  # 10,000 visits: four standard deviations


def test_whole_numbers_are_rounded_and_a_point_that_comes_again_is_left_out() -> None:
    found = points("latin_hypercube", RANGES, 30, WHOLE)
    assert all(isinstance(point["policy.x.units"], int) for point in found)
    few = points("sobol", {"policy.x.units": [1, 3]}, 64, WHOLE)
    assert sorted(point["policy.x.units"] for point in few) == [1, 2, 3]


def test_words_are_drawn_with_equal_chances() -> None:
    found = points("sobol", {"structure.choice": ["mnl", "nested"], "parameters.a": [0.0, 1.0]}, 64)
    assert [point["structure.choice"] for point in found].count("nested") == 32


def test_a_list_takes_first_values_together() -> None:
    assert points("list", {"a": [1, 2], "b": [3, 3]}, 1) == [{"a": 1, "b": 3}, {"a": 2, "b": 3}]


def test_a_factorial_has_every_combination_the_last_path_fastest() -> None:
    found = points("factorial", {"a": [1, 2], "b": ["x", "y", "z"]}, 1)
    assert found == [{"a": a, "b": b} for a in (1, 2) for b in ("x", "y", "z")]


def test_one_at_a_time_is_the_centre_and_each_value_alone() -> None:
    found = points("one_at_a_time", {"a": [1, 2], "b": [3]}, 1)
    assert found == [{}, {"a": 1}, {"a": 2}, {"b": 3}]


@pytest.mark.parametrize("design", ["list", "factorial", "one_at_a_time", *SAMPLED])
def test_without_paths_there_is_the_one_empty_point(design: str) -> None:
    assert points(design, {}, 8) == [{}]
