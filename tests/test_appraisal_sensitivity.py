"""Elementary effects against functions whose slopes are known."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd
import pytest

from sim.appraisal import sensitivity, steps_of
from sim.designs.points import points

RANGES = {"a": [0.0, 2.0], "b": [1.0, 5.0], "c": [-1.0, 1.0]}
CENTRE = {"a": 0.5, "b": 2.0, "c": 0.0}
NOISE = np.array([-1.0, 0.0, 1.0])  # of three replicates, the same in every future


def table(design: list[dict[str, float]], effect: Callable[..., float], outcome: str = "net") -> pd.DataFrame:
    """The sensitivity of a made-up effect at the points of a design, the centre first."""
    futures = [CENTRE, *({**CENTRE, **point} for point in design)]
    words = {"variant": "flats", "outcome": outcome, "region": "Hohhot", "year": "all", "group": "all", "partner": ""}
    rows = [
        {**words, "future": number, "replicate": replicate, "unit": "persons", "plain": effect(**point) + noise}
        for number, point in enumerate(futures)
        for replicate, noise in enumerate(NOISE)
    ]
    nan = dict.fromkeys(("adjusted", "plain_per", "adjusted_per", "level_base", "level_variant", "agents"), np.nan)
    return sensitivity(pd.DataFrame(rows).assign(**nan), steps_of(futures)).set_index("path")


def linear(a: float, b: float, c: float) -> float:
    return 10 * a - 3 * b


@pytest.mark.parametrize("design", ["one_at_a_time", "morris"])
def test_slopes_of_a_plane_are_found_whatever_the_design(design: str) -> None:
    found = table(points(design, RANGES, 20), linear)
    assert found["mu"].to_dict() == pytest.approx({"a": 20.0, "b": -12.0, "c": 0.0})
    assert found["mu_star"].to_dict() == pytest.approx({"a": 20.0, "b": 12.0, "c": 0.0})
    assert found["sigma"].to_numpy() == pytest.approx(np.zeros(3), abs=1e-9)
    assert (found["steps"] >= 3).all()


def test_what_numbers_do_together_shows_in_sigma() -> None:
    alone = table(points("morris", RANGES, 20), lambda a, b, c: 10 * a + b)
    together = table(points("morris", RANGES, 20), lambda a, b, c: 10 * a + b + 4 * a * c)
    assert alone["sigma"].max() == pytest.approx(0.0, abs=1e-9)
    assert together["sigma"][["a", "c"]].min() > 1.0
    assert together["sigma"]["b"] == pytest.approx(0.0, abs=1e-9)
    assert together["mu_star"]["c"] > abs(together["mu"]["c"])


def test_a_bend_shows_where_each_number_moves_alone() -> None:
    found = table(points("one_at_a_time", RANGES, 0), lambda a, b, c: b**2)
    assert found["sigma"]["b"] > 1.0
    assert found["mu_star"][["a", "c"]].to_list() == [0.0, 0.0]


def test_the_interval_is_that_of_the_seeds_where_they_answer_differently() -> None:
    """Noise that all futures share does not widen it; a slope of its own in each replicate does."""
    shared = table(points("one_at_a_time", RANGES, 0), linear)
    assert (shared["high"] - shared["low"]).to_numpy() == pytest.approx(np.zeros(3), abs=1e-9)


def test_words_are_no_steps_and_points_that_differ_in_two_numbers_neither() -> None:
    base: Mapping[str, object] = {"a": 1.0, "form": "mnl"}
    assert steps_of([base, {"a": 1.0, "form": "nested"}]) == {}
    assert steps_of([{"a": 1.0, "b": 1.0}, {"a": 2.0, "b": 2.0}]) == {}
    assert list(steps_of([base, {"a": 2, "form": "mnl"}])) == ["a"]
