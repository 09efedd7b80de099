"""The change of every measure: stocks at the end of a period, flows summed, means averaged; one definition of areas."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from appraisal_fixture import DATES, END, FIRST, LAST, START, FakePair, random_pair

from sim.appraisal import appraise_pair, effects
from sim.calendar import label
from sim.measures.areas import areas_of
from sim.measures.outcomes import MEASURES

PAIR = FakePair()


def rows(name: str, levels: np.ndarray, group: str = "all", unit: str = "persons") -> pd.DataFrame:
    """A measure in Hohhot by month from START; months without a level have no row."""
    months = [label(m) for m in range(START, END + 1)]
    frame = pd.DataFrame(
        {"month": months, "region": "Hohhot", "group": group, "measure": name, "value": levels, "unit": unit}
    )
    return frame.dropna()


def change(name: str, base: np.ndarray, variant: np.ndarray, group: str = "all") -> pd.Series:
    """Effect of a measure by year where the worlds have these levels."""
    one, two = random_pair(1)
    runs = [
        replace(run, measures=pd.concat([run.measures, rows(name, levels, group)]))
        for run, levels in ((one, base), (two, variant))
    ]
    values = appraise_pair(runs[0], runs[1], PAIR).values
    mine = values[(values.outcome == f"own_{name}") & (values.region == "Hohhot") & (values.group == group)]
    return mine.set_index("year")["plain"].astype(float)


MONTHS = np.arange(START, END + 1)


def test_a_stock_is_compared_at_the_end_of_each_period() -> None:
    found = change("vacancies", np.zeros(len(MONTHS)), 1.0 * MONTHS)
    assert found.to_dict() == {"2021": DATES[0], "2022": DATES[2], "all": LAST}


def test_a_flow_is_summed_over_the_months_of_each_period() -> None:
    found = change("patents", np.ones(len(MONTHS)), np.full(len(MONTHS), 3.0))
    assert found.to_dict() == {"2021": 2 * 6, "2022": 2 * 12, "all": 2 * (LAST - FIRST + 1)}


def test_a_mean_is_averaged_over_the_months_that_both_worlds_have() -> None:
    july = np.where(MONTHS % 12 == 6, 0.25, np.nan)
    more = np.where(DATES[0] == MONTHS, 9.0, july + 0.5 * (MONTHS > FIRST + 1))
    assert change("retention_12", july, more, "college=Hohhot").to_dict() == {"2021": 0.0, "2022": 0.5, "all": 0.25}


def test_what_a_world_does_not_have_has_no_effect() -> None:
    assert change("patents", np.full(len(MONTHS), np.nan), np.ones(len(MONTHS))).empty


def test_what_a_policy_brings_about_is_nothing_without_it() -> None:
    nothing, some = np.full(len(MONTHS), np.nan), np.full(len(MONTHS), 3.0)
    with_it, dropped = change("patents", nothing, some, "policy=x"), change("patents", some, nothing, "policy=x")
    assert with_it.to_dict() == {"2021": 3 * 6, "2022": 3 * 12, "all": 3 * (LAST - FIRST + 1)}
    assert dropped.to_dict() == {year: -value for year, value in with_it.items()}


def test_a_group_that_is_none_of_people_has_its_effect() -> None:
    assert change("firms", np.zeros(len(MONTHS)), np.ones(len(MONTHS)), "zone=north")["all"] == 1


@pytest.mark.parametrize(("measure", "outcome", "factor"), [("persons", "net", 1.0), ("wage", "wage_change", 50.0)])
def test_a_measure_that_is_an_outcome_already_agrees_with_it(measure: str, outcome: str, factor: float) -> None:
    values = appraise_pair(*random_pair(3), PAIR).values  # wages of 5,000 yuan rise: 50 yuan are 1 %
    keys = ["region", "year", "group"]
    mine, known = (
        values[values.outcome == name].astype(dict.fromkeys(keys, str)) for name in (f"own_{measure}", outcome)
    )
    both = mine.merge(known, on=keys, suffixes=("", "_known"))
    assert len(both) > 10
    assert both.plain.any()
    assert both.plain.to_numpy() == pytest.approx(factor * both.plain_known.to_numpy())


def test_the_interval_is_the_plain_one_over_replicates() -> None:
    values = []
    for seed in range(4):
        one, two = random_pair(seed)
        two = replace(two, measures=pd.concat([two.measures, rows("vacancies", np.full(len(MONTHS), 10.0 + seed))]))
        one = replace(one, measures=pd.concat([one.measures, rows("vacancies", np.full(len(MONTHS), 10.0))]))
        values.append(appraise_pair(one, two, PAIR).values.assign(variant="v", replicate=seed))
    table = effects(pd.concat(values, ignore_index=True))
    (row,) = table[(table.outcome == "own_vacancies") & (table.year == "all")].to_dict("records")
    half = 3.182446305 * np.std([0, 1, 2, 3], ddof=1) / 2
    assert (row["estimate"], row["unit"], row["replicates"]) == (1.5, "persons", 4)
    assert row["low"] == pytest.approx(1.5 - half)
    assert row["high"] == pytest.approx(1.5 + half)
    assert row["plain_low"] == row["low"]
    assert np.isnan(row["martingale_gain"])


def test_the_unit_of_a_flow_is_that_of_its_sum() -> None:
    assert MEASURES["first_jobs"].unit == "persons a month"
    one, two = random_pair(1)
    runs = [replace(r, measures=pd.concat([r.measures, rows("first_jobs", np.ones(len(MONTHS)))])) for r in (one, two)]
    values = appraise_pair(runs[0], runs[1], PAIR).values
    assert set(values[values.outcome == "own_first_jobs"].unit) == {"persons"}


def test_areas_are_the_groups_of_the_data_whatever_they_are_called() -> None:
    found = areas_of(["a", "b", "c", "d", "e"], ["西部", "origin", "西部", "alone", "origin"])
    assert found.names == ("a", "b", "c", "d", "e", "group:西部", "all")
    assert found.inside[5].tolist() == [True, False, True, False, False]
