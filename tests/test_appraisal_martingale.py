"""The noise taken out of paired effects: mean 0, smaller variance; on a paired simulation of people in two places."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from appraisal_fixture import BASE, END, FIRST, START, VARIANT, random_pair

from sim.appraisal.inputs import areas_of
from sim.appraisal.martingale import HISTORY_MONTHS, completed_share, leaving_rate, stock_noise
from sim.appraisal.pair import spread_noise
from sim.calendar import label

MONTHS = range(FIRST, END + 1)
BEFORE = FIRST - START
TEMPLATE = random_pair(0, agents=5)[0]


def measure(name: str, values: np.ndarray) -> pd.DataFrame:
    """Rows of a measure, months from START, for Hohhot."""
    months = [label(START + m) for m in range(len(values))]
    return pd.DataFrame({"month": months, "region": "Hohhot", "group": "all", "measure": name, "value": values})


def chain(draws: np.ndarray, chance: float, effect: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """People who review by lot and then choose Hohhot with a chance that a policy raises from FIRST on.

    draws: float[2, month, person]; returns stock[month], departures[month], chosen less expected[month].
    """
    here = np.zeros(draws.shape[2], bool)
    stock, left, noise = [], [], []
    for month, (review, choice) in enumerate(zip(*draws, strict=True)):
        p = chance + (effect if month >= BEFORE else 0.0)
        chosen = choice < p
        who = review < 0.1
        noise.append((chosen[who] - p).sum())
        left.append((here & who & ~chosen).sum())
        here = np.where(who, chosen, here)
        stock.append(here.sum())
    return np.array(stock), np.array(left), np.array(noise)


def paired(seed: int) -> tuple[float, float]:
    """Plain effect on the stock at the end, and the noise in it."""
    draws = np.random.default_rng(seed).random((2, END - START + 1, 400))
    runs, stocks = [], []
    for scenario, effect in ((BASE, 0.0), (VARIANT, 0.05)):
        stock, left, noise = chain(draws, 0.3, effect)
        x = np.zeros((len(stock), 4, 4))
        x[:, 0, 1] = noise
        measures = pd.concat([measure("persons", stock), measure("departures", left)])
        runs.append(replace(TEMPLATE, scenario=scenario, measures=measures, martingale=x))
        stocks.append(stock)
    noise = stock_noise(*runs, MONTHS)[:, 0, 1]
    return float(stocks[1][-1] - stocks[0][-1]), float(noise[-1])


def test_adjusting_keeps_the_mean_and_cuts_the_variance() -> None:
    plain, noise = np.array([paired(seed) for seed in range(100)]).T
    adjusted = plain - noise
    assert abs(noise.mean()) < 4 * noise.std(ddof=1) / np.sqrt(len(noise))
    assert adjusted.var() < plain.var() / 2
    months = END + 1 - FIRST
    expected = 400 * 0.05 * (1 - 0.9**months)
    assert abs(adjusted.mean() - expected) < 4 * adjusted.std(ddof=1) / np.sqrt(len(adjusted))


def test_rates_come_from_the_shared_history() -> None:
    persons = np.full(END - START + 1, 100.0)
    gone = np.where(np.arange(len(persons)) < BEFORE, 2.0, 50.0)
    run = replace(TEMPLATE, measures=pd.concat([measure("persons", persons), measure("departures", gone)]))
    assert leaving_rate(run, range(START, FIRST)).tolist() == [0.02, 0, 0, 0]
    assert BEFORE < HISTORY_MONTHS
    x = np.zeros((len(persons), 4, 4))
    x[BEFORE, 0, 0] = 5.0
    noise = stock_noise(run, replace(run, martingale=run.martingale + x), MONTHS)
    assert noise[:3, 0, 0] == pytest.approx(5 * np.exp(-0.02 * np.arange(3)))


def test_choices_that_end_in_no_move_pass_on_in_part() -> None:
    assert completed_share(TEMPLATE, MONTHS) == 1.0
    moves, choices = np.full(24, 30.0), np.full(24, 50.0)
    run = replace(TEMPLATE, measures=pd.concat([measure("arrivals", moves), measure("choices", choices)]))
    assert completed_share(run, MONTHS) == pytest.approx(0.6)


def test_noise_is_known_for_all_and_degrees_but_not_of_the_nation() -> None:
    areas = areas_of(TEMPLATE)
    noise = np.arange(2 * 4 * 4, dtype=float).reshape(2, 4, 4)
    groups = ("all", "degree=college", "degree=bachelor", "degree=master", "degree=doctor", "tier=none")
    spread = spread_noise(noise, areas, groups)
    assert spread[0, 0].tolist()[:5] == [6, 0, 1, 2, 3]
    assert spread[1, areas.index("呼包"), 0] == noise[1, :2].sum()
    assert np.isnan(spread[:, -1]).all()
    assert np.isnan(spread[:, :, 5]).all()
