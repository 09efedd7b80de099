"""Effects over replicates: intervals that hold what they promise, ratios, columns and alarms."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from appraisal_fixture import FakePair, random_pair
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.appraisal import appraise_pair, diagnostics, effects, futures
from sim.appraisal.effects import COLUMNS, KEYS
from sim.appraisal.intervals import fieller, t_interval, t_quantile

NUMBERS = ("plain", "adjusted", "plain_per", "adjusted_per", "level_base", "level_variant", "agents")


def table(outcome: str = "net", replicates: int = 0, **numbers: np.ndarray) -> pd.DataFrame:
    """Rows of one cell, as pairs give them; NaN for the numbers not given."""
    n = replicates or len(next(iter(numbers.values())))
    words = {"variant": "flats", "outcome": outcome, "region": "Hohhot", "year": "all", "group": "all", "partner": ""}
    rows = pd.DataFrame({"replicate": np.arange(1, n + 1, dtype=np.int32), "unit": "persons"}).assign(**words)
    return rows.assign(**{name: numbers.get(name, np.full(n, np.nan)) for name in NUMBERS})


@pytest.fixture(scope="module")
def replicates() -> pd.DataFrame:
    pair = FakePair()
    parts = [
        appraise_pair(*random_pair(seed), pair).values.assign(variant=variant, replicate=np.int32(seed))
        for seed in (1, 2, 3)
        for variant in ("flats", "cash")
    ]
    return pd.concat(parts, ignore_index=True)


def test_columns_order_and_types_are_those_of_the_interface(replicates: pd.DataFrame) -> None:
    found = effects(replicates)
    assert tuple(found.columns) == COLUMNS
    assert found["replicates"].dtype == np.int32
    assert found["agents"].dtype == np.float64
    assert not np.isinf(found.select_dtypes("float64")).any(axis=None)
    keys = list(KEYS)
    pd.testing.assert_frame_equal(found[keys], found[keys].sort_values(keys, ignore_index=True))
    assert not found.duplicated(keys).any()
    assert set(found["outcome"]) == {
        "additional", "induced", "crowded_out", "market_ripple", "net", "net_from", "deadweight", "displaced", "person_years",
        "cost_per_additional", "spend", "rent_change", "wage_change", "rent_incidence",
        "own_persons", "own_rent", "own_wage", "own_floor_space",  # what these worlds measure
    }  # fmt: skip


def test_the_order_of_the_rows_does_not_matter(replicates: pd.DataFrame) -> None:
    shuffled = replicates.sample(frac=1, random_state=0).astype(dict.fromkeys(KEYS, str))
    pd.testing.assert_frame_equal(effects(replicates), effects(shuffled), check_exact=True)


def test_the_identities_hold_for_the_estimates(replicates: pd.DataFrame) -> None:
    index = ["variant", "region", "group", "year"]
    cells = effects(replicates).query("partner == ''").pivot(index=index, columns="outcome", values="estimate")
    cells = cells.dropna(subset="net")
    np.testing.assert_allclose(cells["net"], cells["additional"] + cells["induced"] - cells["crowded_out"], atol=1e-9)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.floats(-1e4, 1e4), min_size=2, max_size=12))
def test_moments_against_the_textbook(values: list[float]) -> None:
    x = np.array(values)
    row = effects(table(plain=x, level_base=2 * x, level_variant=3 * x, agents=np.ones(len(x)))).iloc[0]
    assert row["estimate"] == pytest.approx(x.mean(), abs=1e-9)
    assert (row["low"], row["high"]) == pytest.approx(t_interval(x), abs=1e-6)
    assert row["mcse"] == pytest.approx(x.std(ddof=1) / math.sqrt(len(x)), abs=1e-6)
    assert row["agents"] == len(x)
    assert row["replicates"] == len(x)
    if x.var() > 1e-6:
        assert row["variance_reduction"] == pytest.approx(13)
    assert math.isnan(row["martingale_gain"])


def test_adjusted_is_the_estimate_and_plain_stands_beside_it() -> None:
    plain, adjusted = np.array([1.0, 5.0, 3.0]), np.array([2.5, 3.5, 3.0])
    row = effects(table(plain=plain, adjusted=adjusted)).iloc[0]
    assert (row["estimate"], row["plain_estimate"]) == (3.0, 3.0)
    assert row["martingale_gain"] == pytest.approx(plain.var() / adjusted.var())
    assert row["high"] < row["plain_high"]
    assert row["replicates_for_5pct"] == pytest.approx(1.96**2 * adjusted.var(ddof=1) / (0.05 * 3) ** 2)


def test_one_replicate_has_no_interval() -> None:
    row = effects(table(plain=np.array([7.0]))).iloc[0]
    assert row["estimate"] == 7.0
    assert row[["low", "high", "mcse", "variance_reduction", "replicates_for_5pct"]].isna().all()
    ratio = effects(table("cost_per_additional", plain=np.array([6.0]), plain_per=np.array([3.0]))).iloc[0]
    assert ratio["estimate"] == 2.0
    assert math.isnan(ratio["low"])


def test_no_effect_in_any_replicate_is_exactly_zero() -> None:
    row = effects(table(plain=np.zeros(4), adjusted=np.zeros(4), level_base=np.ones(4), level_variant=np.ones(4)))
    assert row.loc[0, ["estimate", "low", "high", "mcse"]].tolist() == [0, 0, 0, 0]
    assert row.loc[0, ["variance_reduction", "replicates_for_5pct", "martingale_gain"]].isna().all()


def test_a_ratio_whose_denominator_may_be_zero_is_not_estimable() -> None:
    top = np.array([9.0, 10.0, 11.0, 10.0])
    clear, unclear = np.array([5.0, 5.2, 4.8, 5.0]), np.array([5.0, -4.0, 3.0, -2.0])
    good = effects(table("cost_per_additional", plain=top, plain_per=clear)).iloc[0]
    assert good["estimate"] == pytest.approx(2.0)
    assert good["low"] < good["estimate"] < good["high"]
    for per in (unclear, np.zeros(4), np.full(4, np.nan)):
        bad = effects(table("cost_per_additional", plain=top, plain_per=per)).iloc[0]
        assert bad[["estimate", "low", "high", "plain_estimate"]].isna().all()
    mixed = effects(table("cost_per_additional", plain=top, plain_per=unclear, adjusted_per=clear)).iloc[0]
    assert mixed["estimate"] == pytest.approx(2.0)
    assert math.isnan(mixed["plain_estimate"])


@settings(max_examples=200, deadline=None)
@given(
    st.floats(-5, 5), st.floats(-5, 5), st.floats(0.01, 4), st.floats(0.01, 4), st.floats(-0.99, 0.99),
    st.lists(st.floats(-20, 20), min_size=5, max_size=5),
)  # fmt: skip
def test_fieller_inverts_the_test_of_each_ratio(
    top: float, bottom: float, var_n: float, var_d: float, correlation: float, ratios: list[float]
) -> None:
    cov = correlation * math.sqrt(var_n * var_d)
    found = fieller(top, bottom, var_n, var_d, cov, 2.1)
    for ratio in ratios:
        statistic = (top - ratio * bottom) ** 2 / (var_n - 2 * ratio * cov + ratio**2 * var_d)
        if abs(statistic - 2.1**2) > 1e-6:
            assert found.holds(ratio) == (statistic < 2.1**2)
    assert (found.kind == "bounded") == (abs(bottom) > 2.1 * math.sqrt(var_d))


def test_fieller_with_a_denominator_just_at_the_edge() -> None:
    found = fieller(3.0, 2.0, 1.0, 1.0, 0.0, 2.0)
    assert found.kind == "exterior"
    assert not found.holds(0.0)
    assert found.holds(1e9)
    assert fieller(0.0, 0.0, 1.0, 1.0, 0.0, 2.0).kind == "all"


def test_t_and_fieller_cover_in_95_of_100_samples() -> None:
    rng = np.random.default_rng(1)
    n, trials = 6, 1500
    x, y = rng.normal(3, 2, (trials, n)), rng.normal(5, 1, (trials, n))
    means = [t_interval(sample) for sample in x]
    covered = np.mean([low <= 3 <= high for low, high in means])
    ratios = [
        fieller(*(float(v) for v in (a.mean(), b.mean(), a.var(ddof=1) / n, b.var(ddof=1) / n, np.cov(a, b)[0, 1] / n)),
                float(t_quantile(n))).holds(0.6)
        for a, b in zip(x, y, strict=True)
    ]  # fmt: skip
    error = 4 * math.sqrt(0.95 * 0.05 / trials)
    assert abs(covered - 0.95) < error
    assert abs(np.mean(ratios) - 0.95) < error


def test_futures_have_an_estimate_each(replicates: pd.DataFrame) -> None:
    both = pd.concat([replicates.assign(future=0), replicates.assign(future=1)])
    found = futures(both)
    assert list(found.columns) == [*KEYS, "future", "estimate"]
    assert found["future"].dtype == np.int32
    zero = found[found["future"] == 0]["estimate"].to_numpy()
    np.testing.assert_array_equal(zero, effects(replicates)["estimate"])


def test_diagnostics_ring_when_something_is_wrong() -> None:
    rng = np.random.default_rng(2)
    x = rng.normal(2000, 1000, 40)
    levels = {"level_base": rng.normal(1e6, 3e4, 40), "level_variant": rng.normal(1e6, 3e4, 40)}
    calm = diagnostics(table(plain=x, adjusted=x - rng.normal(0, 500, 40), **levels), 200).iloc[0]
    assert not calm["kappa_alarm"]
    assert not calm["martingale_alarm"]
    assert calm["kappa"] == pytest.approx(x.var(ddof=1) / (abs(calm["effect"]) * 200))
    assert calm["vrf_low"] < calm["variance_reduction"] < calm["vrf_high"]
    assert math.isnan(calm["bootstrap_low"])
    bad = diagnostics(table(plain=4 * x, adjusted=4 * x - 1000 + rng.normal(0, 500, 40), **levels), 200).iloc[0]
    assert bad["martingale_alarm"]
    assert diagnostics(table(plain=10 * (x - x.mean()) + 50, **levels), 200).iloc[0]["kappa_alarm"]
    skewed = diagnostics(table(plain=1000 * rng.exponential(5, 40) ** 2, **levels), 200).iloc[0]
    assert skewed["skewness"] > 1
    assert skewed["bootstrap_low"] < skewed["effect"] < skewed["bootstrap_high"]
