"""Elementary functions of a run: near the true values, of the same bits everywhere in the program."""

from __future__ import annotations

import math
import os
import subprocess
import sys
from collections.abc import Callable
from decimal import Decimal, localcontext
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import ndtri

import sim
from sim import exact

PRECISE = 60  # digits


def ulps(found: float, true: Decimal) -> float:
    """Units in the last place between a number and the true value."""
    return float(abs(Decimal(found) - true) / Decimal(math.ulp(float(true))))


def truly(function: Callable[[Decimal], Decimal], x: float) -> Decimal:
    """A function at a number, to many digits."""
    with localcontext() as context:
        context.prec = PRECISE
        return function(Decimal(x))


@settings(deadline=None, max_examples=500)
@given(st.floats(-707.0, 709.7))
def test_exp(x: float) -> None:
    assert ulps(exact.exp(x), truly(Decimal.exp, x)) < 1.0


@settings(deadline=None, max_examples=500)
@given(st.floats(5e-324, 1.7e308) | st.floats(0.5, 2.0))
def test_ln(x: float) -> None:
    assert ulps(exact.ln(x), truly(Decimal.ln, x)) < 1.0


@settings(deadline=None, max_examples=500)
@given((st.floats(-0.999999, 1e300) | st.floats(-1e-3, 1e-3)).filter(lambda x: abs(x) > 1e-20))
def test_log1p(x: float) -> None:
    assert ulps(exact.log1p(x), truly(lambda d: (1 + d).ln(), x)) < 2.0


@settings(deadline=None, max_examples=500)
@given((st.floats(-700.0, 700.0) | st.floats(-1e-3, 1e-3)).filter(lambda x: abs(x) > 1e-20))
def test_expm1(x: float) -> None:
    assert ulps(exact.expm1(x), truly(lambda d: d.exp() - 1, x)) < 3.0


@settings(deadline=None, max_examples=500)
@given(st.floats(1e-300, 1e300) | st.floats(0.01, 10.0), st.floats(-300.0, 300.0) | st.floats(-3.0, 3.0))
def test_power(x: float, y: float) -> None:
    with localcontext() as context:
        context.prec = PRECISE
        exponent = Decimal(y) * Decimal(x).ln()
        if -700 < exponent < 700:
            assert ulps(exact.power(x, y), exponent.exp()) < 2.0


@settings(deadline=None, max_examples=500)
@given(st.floats(-4.0, 4.0))
def test_sine_and_cosine(turns: float) -> None:
    whole = math.remainder(turns, 1.0)
    assert exact.sin_turn(turns) == pytest.approx(math.sin(2 * math.pi * whole), rel=1e-15, abs=2e-15)
    assert exact.cos_turn(turns) == pytest.approx(math.cos(2 * math.pi * whole), rel=1e-15, abs=2e-15)


def test_sine_of_a_small_angle_is_not_lost() -> None:
    turns = np.logspace(-300, -3, 100)
    np.testing.assert_allclose(exact.sin_turn(turns), np.sin(2 * np.pi * turns), rtol=1e-15)


def test_normal_quantile() -> None:
    u = np.concatenate([np.linspace(1e-4, 1 - 1e-4, 5001), np.logspace(-300, -1, 500)])
    np.testing.assert_allclose(exact.normal_quantile(u), ndtri(u), rtol=2e-15, atol=1e-16)


def test_what_is_neutral_changes_no_bit() -> None:
    x = np.random.default_rng(1).uniform(0.0, 1e3, 1000)
    assert np.array_equal(exact.power(x, 1.0), x)
    assert np.array_equal(exact.power(x, 0.0), np.ones(1000))
    assert np.array_equal(exact.power(1.0, x), np.ones(1000))
    assert (exact.exp(0.0), exact.ln(1.0), exact.expm1(0.0), exact.log1p(0.0)) == (1.0, 0.0, 0.0, 0.0)


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (exact.ln(0.0), -math.inf),
        (exact.ln(-1.0), math.nan),
        (exact.ln(math.inf), math.inf),
        (exact.exp(-math.inf), 0.0),
        (exact.exp(710.0), math.inf),
        (exact.exp(math.nan), math.nan),
        (exact.log1p(-1.0), -math.inf),
        (exact.expm1(-math.inf), -1.0),
        (exact.power(0.0, 2.0), 0.0),
        (exact.power(0.0, -2.0), math.inf),
        (exact.power(math.inf, -2.0), 0.0),
        (exact.power(-1.0, 0.5), math.nan),
        (exact.power(math.nan, 0.0), 1.0),
        (exact.power(2.0, 2000.0), math.inf),
        (exact.power(2.0, -2000.0), 0.0),
    ],
)
def test_edges(found: float, expected: float) -> None:
    assert found == expected or (math.isnan(found) and math.isnan(expected))


def test_shapes_are_those_of_numpy() -> None:
    column = np.arange(1, 4)[:, None]
    assert exact.power(column, np.array([1.0, 2.0])).tolist() == [[1, 1], [2, 4], [3, 9]]
    assert exact.exp(np.zeros(0)).shape == (0,)
    assert type(exact.exp(np.float64(0.0))) is float


BITS = """
import numpy as np, sys
from sim import exact
rng = np.random.default_rng(1)
edges = np.array([0.0, -0.0, 1.0, -1.0, 5e-324, 2.3e-308, 1e308, np.inf, -np.inf, np.nan, -708.5, 709.7, 710.5])
x = np.concatenate([edges, rng.uniform(-3, 3, 500), np.exp(rng.uniform(-700, 700, 500))])
found = [getattr(exact, name)(x) for name in ("exp", "ln", "log1p", "expm1", "sin_turn", "cos_turn")]
found += [exact.power(np.abs(x), y) for y in (*edges, 0.37, -2.5)]
found += [exact.normal_quantile(rng.uniform(size=1000))]
for row in found:
    row[np.isnan(row)] = np.nan  # one of the many
assert all(exact.exp(float(v)) == e or e != e for v, e in zip(x, found[0]))
np.save(sys.argv[1], np.concatenate(found))
"""


def bits(file: Path, plain: bool) -> np.ndarray:
    """Bits of all functions from a process of its own."""
    root = Path(sim.__file__).parents[1]
    environment = {**os.environ, "NUMBA_DISABLE_JIT": "1" if plain else "0", "PYTHONPATH": str(root)}
    subprocess.run([sys.executable, "-c", BITS, str(file)], env=environment, check=True, timeout=300)
    return np.load(file).view(np.uint64)


def test_plain_python_gives_the_same_bits(tmp_path: Path) -> None:
    np.testing.assert_array_equal(bits(tmp_path / "c.npy", plain=False), bits(tmp_path / "p.npy", plain=True))


@pytest.mark.parametrize(("low", "high", "at"), [(0.0, 4.0, math.pi / 2), (2.0, 6.0, 3 * math.pi / 2)])
def test_root_is_found_whichever_way_the_function_crosses(low: float, high: float, at: float) -> None:
    assert exact.root(math.cos, low, high) == pytest.approx(at, rel=3e-16)
