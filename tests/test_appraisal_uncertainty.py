"""Where uncertainty comes from: variance components against simulated data in which they are known."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.appraisal import effects, uncertainty
from sim.appraisal.effects import KEYS
from sim.appraisal.uncertainty import COLUMNS, central_range, components


def simulated(cells: int, forms: np.ndarray, replicates: int, sd: dict[str, float], seed: int = 0) -> np.ndarray:
    """Effects float64[cells, futures, replicates] with the standard deviations of structure, parameters, replicate, rest."""
    rng = np.random.default_rng(seed)
    futures = len(forms)
    structure = rng.normal(0, sd.get("structure", 0), (cells, forms.max() + 1))[:, forms, None]
    parameters = rng.normal(0, sd.get("parameters", 0), (cells, futures, 1))
    replicate = rng.normal(0, sd.get("replicate", 0), (cells, 1, replicates))
    return structure + parameters + replicate + rng.normal(0, sd.get("rest", 0), (cells, futures, replicates))


def rows(y: np.ndarray, outcome: str = "net", per: np.ndarray | None = None) -> pd.DataFrame:
    """Values of one cell as pairs give them, y: float64[futures, replicates]; a central future of other values."""
    futures, replicates = y.shape
    future, replicate = (index.ravel() for index in np.indices(y.shape))
    words = {"variant": "flats", "outcome": outcome, "region": "Hohhot", "year": "all", "group": "all", "partner": ""}
    nan = np.full(y.size, np.nan)
    frame = pd.DataFrame({"future": future + 1, "replicate": replicate, "unit": "persons", "plain": y.ravel(), **words})
    frame = frame.assign(plain_per=nan if per is None else per.ravel())
    frame = frame.assign(**dict.fromkeys(("adjusted", "adjusted_per", "level_base", "level_variant", "agents"), nan))
    central = frame[frame["future"] == 1].assign(future=0, plain=1e9)
    return pd.concat([frame, central], ignore_index=True)


FLAT = np.zeros(20, int)


def test_components_are_those_of_the_simulated_data() -> None:
    """Means over 4,000 cells: the truncation at 0 hardly acts, and the standard errors are below 2 %."""
    y = simulated(4000, FLAT, 5, {"parameters": 3.0, "replicate": 1.0, "rest": 2.0})
    found = components(y, FLAT)
    assert found.parameters.mean() == pytest.approx(9.0, rel=0.03)
    assert found.seeds.mean() == pytest.approx(5.0, rel=0.03)
    assert np.isnan(found.structure).all()


def test_structure_is_what_lies_between_forms_of_unlike_size() -> None:
    """Twelve forms leave a relative standard error of sqrt(2/11) a cell, .7 % over 4,000 cells."""
    forms = np.repeat(np.arange(12), [1, 2, 3, 4, 5, 6, 1, 2, 3, 4, 5, 6])
    y = simulated(4000, forms, 3, {"structure": 4.0, "parameters": 2.0, "replicate": 1.0, "rest": 1.0})
    found = components(y, forms)
    assert found.structure.mean() == pytest.approx(16.0, rel=0.04)
    assert found.parameters.mean() == pytest.approx(4.0, rel=0.03)
    assert found.seeds.mean() == pytest.approx(2.0, rel=0.03)


def test_where_each_form_stands_once_all_that_futures_differ_by_is_structure() -> None:
    forms = np.arange(15)
    found = components(simulated(4000, forms, 4, {"structure": 3.0, "rest": 2.0}), forms)
    assert found.structure.mean() == pytest.approx(9.0, rel=0.04)
    assert (found.parameters == 0).all()


def test_noise_of_seeds_is_not_taken_for_ignorance() -> None:
    """Without any difference between futures the range shrinks to a part of that of the noisy means, but not to a point."""
    y = simulated(2000, FLAT, 4, {"rest": 2.0})
    low, high = central_range(y)
    raw = np.quantile(y.mean(2), [0.025, 0.975], axis=1)
    assert 0.4 < np.nanmean(high - low) / (raw[1] - raw[0]).mean() < 0.8
    assert not ((high - low) == 0).any()
    assert 0.05 < np.isnan(low).mean() < 0.2  # where nothing can be told apart, nothing is told


def test_the_range_has_the_spread_of_the_futures_not_that_of_their_noisy_means() -> None:
    """200 futures: the 95 % range of a normal law is 3.92 deviations wide; noise alone would widen it by 41 %."""
    forms = np.zeros(200, int)
    low, high = central_range(simulated(400, forms, 4, {"parameters": 1.0, "replicate": 3.0, "rest": 2.0}))
    assert 3.92 < (high - low).mean() < 1.1 * 3.92


@given(st.floats(-1e3, 1e3), st.floats(0.01, 100))
def test_units_and_origins_do_not_matter_to_shares(shift: float, scale: float) -> None:
    y = simulated(3, FLAT, 3, {"parameters": 1.0, "replicate": 1.0, "rest": 1.0})
    for one, two in zip(components(y, FLAT), components(shift + scale * y, FLAT), strict=True):
        assert two == pytest.approx(one * scale**2, rel=1e-6, abs=1e-6 * scale**2, nan_ok=True)
    for one, two in zip(central_range(y), central_range(shift + scale * y), strict=True):
        assert two == pytest.approx(shift + scale * one, rel=1e-6, abs=1e-6)


def test_without_noise_the_range_is_that_of_the_futures_and_all_is_due_to_parameters() -> None:
    y = np.repeat(np.arange(8.0)[:, None], 3, axis=1)
    found = uncertainty(rows(y), {}).iloc[0]
    assert (found["low"], found["high"]) == (0.0, 7.0)
    assert (found["share_parameters"], found["share_seeds"]) == (1.0, 0.0)
    assert np.isnan(found["share_structure"])
    assert found["futures"] == 8


def test_shares_add_up_and_the_central_future_has_no_part() -> None:
    y = simulated(1, FLAT, 4, {"parameters": 1.0, "rest": 1.0})[0]
    forms = {number: f"form {number % 4}" for number in range(1, 21)}
    found = uncertainty(rows(y), forms)
    assert tuple(found.columns) == COLUMNS
    assert found.filter(like="share").sum(axis=1).iloc[0] == pytest.approx(1.0)
    assert found["high"].iloc[0] < 1e3


def test_the_order_of_the_rows_does_not_matter() -> None:
    y = simulated(1, FLAT, 4, {"parameters": 1.0, "rest": 1.0})[0]
    shuffled = rows(y).sample(frac=1, random_state=1)
    pd.testing.assert_frame_equal(uncertainty(rows(y), {}), uncertainty(shuffled, {}))


def test_a_ratio_has_in_each_future_the_value_of_the_effects_table() -> None:
    rng = np.random.default_rng(3)
    per = 100 + rng.normal(0, 3, (6, 5))
    y = np.arange(1, 7)[:, None] * per + rng.normal(0, 1e-9, per.shape)  # no noise is left in the ratio
    table = rows(y, "cost_per_additional", per)
    found = uncertainty(table, {}).iloc[0]
    assert (found["low"], found["high"]) == pytest.approx((1.0, 6.0))
    values = [effects(table[table["future"] == f])["estimate"].iloc[0] for f in range(1, 7)]
    assert values == pytest.approx([1, 2, 3, 4, 5, 6])
    assert found["share_parameters"] == pytest.approx(1.0)


def test_a_ratio_that_some_future_cannot_estimate_has_no_range() -> None:
    rng = np.random.default_rng(3)
    per = 100 + rng.normal(0, 3, (6, 5))
    per[2] = [-5.0, 5.0, 1.0, -1.0, 2.0]
    found = uncertainty(rows(per * 2, "cost_per_additional", per), {}).iloc[0]
    assert np.isnan(found[["low", "high", "share_parameters", "share_seeds"]].astype(float)).all()


@pytest.mark.parametrize(("futures", "replicates"), [(1, 5), (5, 1)])
def test_one_future_or_one_replicate_tells_nothing(futures: int, replicates: int) -> None:
    found = uncertainty(rows(np.arange(5.0).reshape(futures, replicates)), {})
    assert found.drop(columns=["futures", *KEYS]).isna().all(axis=None)


def test_a_future_of_which_a_replicate_is_missing_is_left_out() -> None:
    y = np.repeat(np.arange(8.0)[:, None], 3, axis=1)
    table = rows(y)
    broken = table[~((table["future"] == 8) & (table["replicate"] == 1))]
    found = uncertainty(broken, {}).iloc[0]
    assert found["futures"] == 7
    assert found["high"] == 6.0
