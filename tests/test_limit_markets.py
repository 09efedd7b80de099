"""Prices and jobs against closed forms: rents, wages that give way, matching, unemployment (docs/model.md: Limit worlds)."""

from __future__ import annotations

import math

import numpy as np
import pytest
from limits import last, logit, near_mean, near_share, run, share, solve

AB = ["a", "b"]
ED, ES, DISCOUNT = 1.1, 0.5, 0.2
N = 20_000


def rent_ratio(discount: float, treated: float, ed: float = ED, es: float = ES) -> float:
    """Equilibrium rent over the rent before, by the model."""
    market = {"market": {"ed": ed, "es": es, "nu": 0.1, "discount": discount, "treated": treated}}
    world = run(regions=AB, persons=1000, months=400, rent=[2.0, 1.0], alpha=0.2, review=0.0, rent_rule=market)
    rents = last(world).rent
    assert math.isclose(rents["a"], 2 * rents["b"], rel_tol=1e-9)
    return float(rents["b"])


def test_rent_incidence_of_a_proportional_subsidy() -> None:
    assert abs(rent_ratio(DISCOUNT, 1.0) - 1.165804) < 1e-6


def test_landlords_share_at_the_margin_and_by_the_share_treated() -> None:
    small = 1e-3
    for treated in (1.0, 0.25):
        incidence = math.log(rent_ratio(small, treated)) / (treated * -math.log1p(-small))
        assert abs(incidence - 0.6875) < 1e-3


@pytest.mark.parametrize("treated", [0.0, 0.3, 0.8])
def test_rent_when_a_fraction_is_treated(treated: float) -> None:
    expected = (treated * (1 - DISCOUNT) ** -ED + 1 - treated) ** (1 / (ED + ES))
    assert abs(rent_ratio(DISCOUNT, treated) - expected) < 1e-6


def test_flats_for_few_raise_rents_little_and_cash_for_all_goes_to_landlords_where_supply_is_rigid() -> None:
    assert rent_ratio(0.4, 0.02) < 1.01
    broad = rent_ratio(0.2, 1.0, es=0.05)
    assert math.log(broad) / -math.log(0.8) > 0.9


def test_wages_that_fall_with_the_share() -> None:
    world = run(
        regions=AB, persons=N, months=60, form="linear", wage=[2.0, 1.0], rent=0.0, wage_rule={"linear": [1.0, 0.5]}
    )
    expected = solve(lambda p: p - logit(2.0 - p, 1.0 - 0.5 * (1 - p))[0], 0, 1)
    slope = 1.5 * expected * (1 - expected)
    assert near_share(share(world, "a"), expected, N, inflation=1 / math.sqrt(1 - slope**2))
    assert abs(last(world).wage["a"] - (2.0 - expected)) < 0.05


def test_rents_that_rise_with_the_share() -> None:
    linear = run(
        regions=AB, persons=N, months=60, form="linear", wage=[2.0, 1.5], rent=[0.2, 0.1], rent_rule={"linear": 1.0}
    )
    expected = solve(lambda p: p - logit(1.8 - p, 1.4 - (1 - p))[0], 0, 1)
    assert near_share(share(linear, "a"), expected, N, inflation=1.2)
    elastic = run(regions=AB, persons=N, months=60, eps=2.0, alpha=0.3, wage=[1.5, 1.0], rent_rule={"elastic": 1.0})
    ln_rent = lambda p: math.log(p / 0.5)  # noqa: E731
    expected = solve(
        lambda p: p - logit(2 * (math.log(1.5) - 0.3 * ln_rent(p)), -0.6 * ln_rent(1 - p))[0], 1e-6, 1 - 1e-6
    )
    assert near_share(share(elastic, "a"), expected, N, inflation=1.3)


def matches(seekers: float, vacancies: float, seed: int = 1, persons: int = 1000, **more: object) -> float:
    labour = {"matching": {"seekers": seekers, "vacancies": vacancies, **more}}
    return float(last(run(seed=seed, regions=["a"], persons=persons, review=0.0, labour=labour)).matches["a"])


def test_urn_ball_matches() -> None:
    counts = np.array([matches(1000, 1000, seed, kind="urn_ball") for seed in range(1, 41)])
    assert set(counts) <= {632.0, 633.0}
    assert near_mean(counts, 632.305)


@pytest.mark.parametrize("kind", ["cobb_douglas", "urn_ball", "full"])
def test_matching_never_exceeds_a_side_and_is_monotonic(kind: str) -> None:
    grid = [100, 300, 900]
    table = np.array([[matches(u, v, kind=kind, mu=1.5) for v in grid] for u in grid])
    assert (table <= np.minimum.outer(grid, grid)).all()
    assert (np.diff(table, axis=1) >= 0).all()
    chance = table / np.array(grid)[:, None]
    assert (np.diff(chance, axis=0) <= 1 / 100).all()  # whole persons


def test_given_rates_reach_their_stationary_unemployment() -> None:
    rates = {"rates": {"find": 0.15, "separate": 0.05}}
    world = run(regions=["a"], persons=N, months=80, review=0.0, labour=rates)
    assert near_share(last(world).unemployed["a"] / N, 0.25, N)


def test_beveridge_curve() -> None:
    separate, unemployment = 0.02, []
    for vacancies in (450, 900, 1350):
        labour = {"matching": {"mu": 0.4, "eta": 0.5, "separate": separate, "vacancies": vacancies}}
        world = run(regions=["a"], persons=N, months=150, review=0.0, labour=labour)
        searching = solve(lambda u, v=vacancies: min(0.4 * math.sqrt(u * v), u, v) - separate * (N - u), 1, N)
        found = 0.4 * math.sqrt(vacancies / searching)
        assert near_share(last(world).unemployed["a"] / N, separate / (separate + found), N)
        unemployment.append(last(world).unemployed["a"])
    assert unemployment == sorted(unemployment, reverse=True)


def test_free_entry_and_bargained_wages() -> None:
    p, z, b, c, mu, eta, s, r = 1.0, 0.4, 0.5, 0.3, 0.5, 0.6, 0.03, 0.004
    labour = {
        "free_entry": {
            "productivity": p, "home": z, "bargain": b, "cost": c, "mu": mu, "eta": eta, "separate": s, "interest": r,
        }
    }  # fmt: skip
    row = last(run(regions=["a"], persons=N, months=100, review=0.0, labour=labour)).loc["a"]
    wage = lambda theta: z + b * (p - z + c * theta)  # noqa: E731
    theta = solve(lambda t: c * t**eta / mu - (p - wage(t)) / (r + s), 1e-9, 50)
    assert abs(row.tightness - theta) < 1e-6
    assert abs(row.wage - wage(theta)) < 1e-6
    found = mu * theta ** (1 - eta)
    assert near_share(row.unemployed / N, s / (s + found), N)


def test_a_lottery_of_jobs_draws_until_expected_wages_balance() -> None:
    jobs, high, low = N // 5, 20.0, 10.0
    labour = {"lottery": {"jobs": ["all", jobs], "wage": [low, high]}}
    world = run(
        regions=["village", "city"], persons=N, months=300, form="linear", rent=0.0, review=0.02,
        shares=[0.9, 0.1], labour=labour,
    )  # fmt: skip
    expected = solve(lambda q: q - logit(high * min(1, jobs / (q * N)), low)[0], 1e-6, 1 - 1e-6)
    assert near_share(share(world, "city"), expected, N, inflation=1.5)
    row = last(world).loc["city"]
    assert abs(row.unemployed - (row.persons - jobs)) <= 0.01 * row.persons
