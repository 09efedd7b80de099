"""The noise taken out of paired effects: mean 0, smaller variance; on a paired simulation of people in two places."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from appraisal_fixture import BASE, END, FIRST, START, VARIANT, random_pair

from sim.appraisal.inputs import areas_of
from sim.appraisal.martingale import HISTORY_MONTHS, carried, fading_rate, stock_noise, weights
from sim.appraisal.pair import spread_noise
from sim.calendar import label
from sim.records import TERMS

MONTHS = range(FIRST, END + 1)
BEFORE = FIRST - START
TEMPLATE = random_pair(0, agents=5)[0]


def measure(name: str, values: np.ndarray, region: str = "Hohhot") -> pd.DataFrame:
    """Rows of a measure, months from START."""
    months = [label(START + m) for m in range(len(values))]
    return pd.DataFrame({"month": months, "region": region, "group": "all", "measure": name, "value": values})


def chain(draws: np.ndarray, chance: float, effect: float) -> pd.DataFrame:
    """People who review by lot and then choose Hohhot with a chance that a policy raises from FIRST on.

    draws: float[2, month, person]; returns by month persons, departures, arrivals and noise, chosen less expected.
    """
    people = draws.shape[2]
    here = np.arange(people) < chance * people
    rows = []
    for month, (review, choice) in enumerate(zip(*draws, strict=True)):
        p = chance + (effect if month >= BEFORE else 0.0)
        chosen, who = choice < p, review < 0.1
        left, come = here & who & ~chosen, ~here & who & chosen
        here = np.where(who, chosen, here)
        rows.append((here.sum(), left.sum(), come.sum(), (chosen[who] - p).sum()))
    return pd.DataFrame(rows, columns=["persons", "departures", "arrivals", "noise"])


def paired(seed: int, people: int = 400) -> tuple[float, float]:
    """Plain effect on the stock at the end, and the noise in it."""
    draws = np.random.default_rng(seed).random((2, END - START + 1, people))
    runs, stocks = [], []
    for scenario, effect in ((BASE, 0.0), (VARIANT, 0.05)):
        table = chain(draws, 0.3, effect)
        x = np.zeros((len(table), 4, 4, len(TERMS)))
        x[:, 0, 1, 0] = table["noise"]
        measures = [measure(name, table[name].to_numpy()) for name in ("persons", "departures", "arrivals")]
        measures.append(measure("persons", people - table["persons"].to_numpy(), "Beijing"))
        runs.append(replace(TEMPLATE, scenario=scenario, measures=pd.concat(measures), martingale=x))
        stocks.append(table["persons"].to_numpy())
    base, variant = runs
    noise = carried(base, variant, MONTHS)[:, 0, 1, 0]
    return float(stocks[1][-1] - stocks[0][-1]), float(noise[-1])


def test_adjusting_keeps_the_mean_and_cuts_the_variance() -> None:
    plain, noise = np.array([paired(seed) for seed in range(60)]).T
    adjusted = plain - noise
    assert abs(noise.mean()) < 4 * noise.std(ddof=1) / np.sqrt(len(noise))
    assert adjusted.var() < plain.var() / 2
    months = END + 1 - FIRST
    expected = 400 * 0.05 * (1 - 0.9**months)
    assert abs(adjusted.mean() - expected) < 4 * adjusted.std(ddof=1) / np.sqrt(len(adjusted))


def test_rates_come_from_the_shared_history() -> None:
    persons = np.full(END - START + 1, 100.0)
    gone = np.where(np.arange(len(persons)) < BEFORE, 2.0, 50.0)
    rows = [measure("persons", persons), measure("persons", 4 * persons, "Beijing")]
    rows += [measure("departures", gone), measure("arrivals", gone)]
    run = replace(TEMPLATE, measures=pd.concat(rows))
    assert fading_rate(run, range(START, FIRST)).tolist() == [0.02 + 0.005, 0, 0, 0]
    assert BEFORE < HISTORY_MONTHS
    x = np.zeros((len(persons), 4, 4, len(TERMS)))
    x[BEFORE, 0, 0] = 5.0, -2.0, 1.0
    pair = run, replace(run, martingale=run.martingale + x)
    left = np.exp(-0.025 * np.arange(3))
    assert carried(*pair, MONTHS)[:3, 0, 0] == pytest.approx(np.outer(left, [5.0, -2.0, 1.0]))
    assert stock_noise(*pair, MONTHS)[:3, 0, 0] == pytest.approx(left * (weights() @ [5.0, -2.0, 1.0]))


def test_noise_is_known_for_all_and_degrees_but_not_of_the_nation() -> None:
    areas = areas_of(TEMPLATE)
    noise = np.arange(2 * 4 * 4, dtype=float).reshape(2, 4, 4)
    groups = ("all", "degree=college", "degree=bachelor", "degree=master", "degree=doctor", "tier=none")
    spread = spread_noise(noise, areas, groups)
    assert spread[0, 0].tolist()[:5] == [6, 0, 1, 2, 3]
    assert spread[1, areas.index("呼包"), 0] == noise[1, :2].sum()
    assert np.isnan(spread[:, -1]).all()
    assert np.isnan(spread[:, :, 5]).all()


def test_the_shipped_weights_divide_the_variance_of_effects_of_seeds_they_were_not_fitted_on() -> None:
    """Flats less baseline at the end of 2027, seeds 1 to 8, 1,000 persons an agent: persons by region, and what is left of each term."""
    table = pd.read_csv(Path(__file__).parent / "lots" / "flats_2027.csv").set_index(["seed", "region"])
    rest = table["effect"] - table[list(TERMS)] @ weights()
    gain = table["effect"].groupby("region").var() / rest.groupby("region").var()
    assert np.exp(np.log(gain).mean()) >= 1.3
    assert gain["Hohhot"] > 1.0
