"""Indices of variance by SALib on a function whose indices are known, and how results of such a design are told."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from sim.appraisal.indices import COLUMNS, RANKING, indices
from sim.designs.points import points

PATHS = {"a": [0.0, 1.0], "b": [0.0, 1.0], "c": [0.0, 1.0]}
SAMPLES = 512


def effects() -> pd.DataFrame:
    """Two variants: the one hangs on a (four fifths) and b (a fifth), the other on a and b together; c does nothing."""
    u = pd.DataFrame(points("saltelli", PATHS, SAMPLES)) - 0.5
    return pd.DataFrame({"one": 2 * u.a + u.b, "two": 12 * u.a * u.b})


def test_indices_are_those_of_the_function() -> None:
    found = indices(effects(), list(PATHS), SAMPLES).set_index(["of", "path"])
    assert tuple(found.reset_index().columns) == COLUMNS
    assert found["first"]["one"].to_dict() == pytest.approx({"a": 0.8, "b": 0.2, "c": 0.0}, abs=0.05)
    assert found["total"]["one"].to_dict() == pytest.approx({"a": 0.8, "b": 0.2, "c": 0.0}, abs=0.05)
    assert found["first"]["two"].to_dict() == pytest.approx({"a": 0.0, "b": 0.0, "c": 0.0}, abs=0.05)
    assert found["total"]["two"].to_dict() == pytest.approx({"a": 1.0, "b": 1.0, "c": 0.0}, abs=0.05)
    assert (found["total_half"] < 0.2).all()


def test_the_ranking_has_indices_of_its_own() -> None:
    y = effects()
    same = pd.DataFrame({"one": y.one, "two": y.one + 0.1 + 0.01 * y.two})
    found = indices(same, list(PATHS), SAMPLES).set_index(["of", "path"])
    assert found["total"][RANKING]["a"] > 0.9  # what moves both alike does not move their order
    assert found["first"][RANKING]["a"] < 0.1


def test_without_a_future_there_are_none() -> None:
    assert indices(effects().iloc[:-1], list(PATHS), SAMPLES).empty
    assert indices(effects().assign(one=np.nan), list(PATHS), SAMPLES).empty
    assert set(indices(effects().assign(two=1.0), list(PATHS), SAMPLES)["of"]) == {"one", RANKING}


def test_points_of_the_design_are_all_kept_in_order() -> None:
    whole = points("saltelli", {"a": [1, 2], "b": [1, 2]}, 8, {"a", "b"})
    assert len(whole) == 8 * 4
    assert len({(p["a"], p["b"]) for p in whole}) == 4
