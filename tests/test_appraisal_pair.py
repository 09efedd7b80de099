"""Classes, stocks, money and coupling of one pair of worlds, against counting person by person."""

from __future__ import annotations

import pickle
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from appraisal_fixture import (
    AREAS,
    BASE,
    CASH,
    DATES,
    FIRST,
    FLATS,
    LAST,
    PERSONS_PER_AGENT,
    REGIONS,
    START,
    VARIANT,
    FakePair,
    FakePolicy,
    FakeRun,
    FakeScenario,
    random_lives,
    random_pair,
    world,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.appraisal import PairOutcome, appraise_pair, attribute
from sim.appraisal.inputs import compared_policies
from sim.calendar import label
from sim.records import DEGREES, FIELDS, TIERS

PAIR = FakePair()
YEARS = {"2021": DATES[0], "2022": DATES[2], "all": LAST}
seeds = st.integers(0, 10_000)


def members(marks: pd.DataFrame) -> dict[str, np.ndarray]:
    """Who belongs to each group, written out."""
    groups = {"all": np.ones(len(marks), bool)}
    for trait, words in (("degree", DEGREES), ("field", FIELDS), ("college", REGIONS)):
        groups |= {f"{trait}={word}": marks[trait].to_numpy() == code for code, word in enumerate(words)}
    researcher = marks["population"].to_numpy() == 1
    return groups | {f"tier={t}": researcher & (marks["tier"].to_numpy() == code) for code, t in enumerate(TIERS)}


def persons(marks: pd.DataFrame) -> np.ndarray:
    return np.array(PERSONS_PER_AGENT)[marks["population"]]


def sizes(outcome: PairOutcome) -> pd.Series:
    """Persons by region, group, year and class, 0 where none."""
    keys = ["region", "group", "year", "class"]
    return outcome.attribution.groupby(keys, observed=False)["count"].sum()


@settings(max_examples=6, deadline=None)
@given(seeds)
def test_net_is_the_difference_of_stocks_for_every_region_group_and_date(seed: int) -> None:
    base, variant = random_pair(seed)
    size = sizes(appraise_pair(base, variant, PAIR)).unstack("class")
    groups = members(base.marks)
    person = np.array(list(groups.values())) * persons(base.marks)
    for area, inside in AREAS.items():
        for year, date in YEARS.items():
            before, after = (person @ np.isin(run.marks[f"region_{label(date)}"], inside) for run in (base, variant))
            keys = pd.MultiIndex.from_tuples([(area, group, year) for group in groups])
            cell = size.reindex(keys, fill_value=0).reset_index(drop=True)
            net = cell["additional"] + cell["induced"] - cell["crowded_out"]
            assert (net == after - before).all()
            assert (cell["deadweight"] + cell["always"] + cell["crowded_out"] == before).all()
            assert (cell.sum(axis=1) == person.sum(1)).all()


@settings(max_examples=6, deadline=None)
@given(seeds)
def test_the_table_of_values_keeps_the_identities(seed: int) -> None:
    values = appraise_pair(*random_pair(seed), PAIR).values
    cells = values.pivot_table(
        index=["region", "group", "year"], columns="outcome", values="plain", aggfunc="sum", observed=True
    ).dropna(subset="net")
    assert (cells["net"] == cells["additional"] + cells["induced"] - cells["crowded_out"]).all()
    shown = cells.dropna(subset="displaced")
    assert (shown["displaced"] == shown["additional"] + shown["induced"]).all()
    assert (shown["net_from"] == shown["net"]).all()
    assert (cells["market_ripple"] == cells["net"] - cells["additional"]).all()
    assert {r for r, g, _ in shown.index if g == "all"} == set(AREAS)


@settings(max_examples=6, deadline=None)
@given(seeds, st.sampled_from(sorted(AREAS)), st.sampled_from(sorted(YEARS)))
def test_attribute_names_the_people_whom_the_table_counts(seed: int, area: str, year: str) -> None:
    base, variant = random_pair(seed)
    table = attribute(base, variant, area, label(YEARS[year]))
    counted = pd.Series(persons(base.marks)).groupby(table["class"], observed=False).sum()
    size = sizes(appraise_pair(base, variant, PAIR))
    assert (counted == size[area, "all", year].reindex(counted.index)).all()


def test_attribute_follows_the_definition_and_names_places() -> None:
    base, variant = random_pair(3)
    table = attribute(base, variant, "呼包", "2022")
    there = {"Hohhot", "Baotou"}
    bits = variant.marks["touched_2022-12"].to_numpy()
    for row, bit in zip(table.itertuples(), bits, strict=True):
        before, after = row.region_base in there, row.region_variant in there
        touched = bool(int(bit) & 0b011)  # cash and flats; the rivals' policy is in both worlds
        assert row.touched == touched
        expected = {
            (True, True): ("always", "deadweight"),
            (False, True): ("induced", "additional"),
            (True, False): ("crowded_out", "crowded_out"),
            (False, False): ("never", "reached"),
        }[before, after][touched]
        assert row[5] == expected
    assert "" in set(table["region_base"])
    with pytest.raises(ValueError, match="Hohhot"):
        attribute(base, variant, "Atlantis", "2022")
    with pytest.raises(ValueError, match="2022-12"):
        attribute(base, variant, "Hohhot", "2035")


def test_only_policies_that_differ_count_and_only_where_they_act() -> None:
    def acting(before: FakeScenario, after: FakeScenario) -> tuple[list[int], list[bool]]:
        base, variant = (replace(random_pair(1)[0], scenario=s) for s in (before, after))
        compared = compared_policies(base, variant)
        return compared.bits.tolist(), compared.acts.tolist()

    assert acting(BASE, VARIANT) == ([2, 1, 1, 0], [True, True, True, False])
    assert acting(VARIANT, VARIANT) == ([0] * 4, [False] * 4)
    dearer = replace(FLATS, yuan=7.0)
    assert acting(VARIANT, replace(VARIANT, policies=(CASH, dearer)))[0] == [2, 0, 0, 0]
    assert acting(FakeScenario((FLATS,)), FakeScenario()) == ([0] * 4, [True, False, False, False])
    pooled = FakeScenario((FakePolicy("flats", ("Hohhot",), "city"),), {"city": 1.0})
    assert acting(pooled, replace(pooled, budgets={"city": 2.0}))[0] == [1, 0, 0, 0]


def values_of(base: FakeRun, variant: FakeRun) -> pd.DataFrame:
    values = appraise_pair(base, variant, PAIR).values
    return values.set_index(["outcome", "region", "year", "group", "partner"]).sort_index()


def test_a_neutral_variant_changes_exactly_nothing() -> None:
    lives = random_lives(np.random.default_rng(5))
    base = world(lives, BASE)
    neutral = world(lives, replace(VARIANT, policies=(*VARIANT.policies, FakePolicy("none", ("Hohhot",)))))
    outcome = appraise_pair(base, neutral, PAIR)
    effects = outcome.values[outcome.values["outcome"] != "deadweight"]
    assert (effects["plain"] == 0).all()
    assert (effects["adjusted"].dropna() == 0).all()
    assert (outcome.coupling.drop(columns="year") == 0).all(axis=None)


def test_sums_over_months_prices_and_money() -> None:
    base, variant = random_pair(11)
    values = values_of(base, variant)
    scale = persons(base.marks)
    months = slice(FIRST - START, LAST - START + 1)

    def person_months(run: FakeRun) -> float:
        rows = run.measures.query("measure == 'persons' and region == 'Hohhot' and group == 'all'")
        return float(rows["value"].to_numpy()[months].sum())

    row = values.loc[("person_years", "Hohhot", "all", "all", "")]
    assert row["plain"] == pytest.approx((person_months(variant) - person_months(base)) / 12)
    assert row["plain"] == row["adjusted"]
    spend = values.loc[("spend", "group:呼包", "all", "all", "")]
    assert spend["plain"] == pytest.approx(123_456 * (LAST - FIRST + 1))
    assert values.loc[("spend", "Hohhot", "2021", "all", ""), "plain"] == pytest.approx(123_456 * 6)
    assert values.loc[("spend", "Beijing", "all", "all", ""), "plain"] == 0
    cost = values.loc[("cost_per_additional", "Hohhot", "all", "all", "")]
    assert (cost["plain"], cost["plain_per"]) == (pytest.approx(123_456 * 15), row["plain"])
    assert values.loc[("rent_change", "Beijing", "2022", "all", ""), "plain"] == pytest.approx(10)
    assert values.loc[("wage_change", "all", "all", "all", ""), "plain"] == pytest.approx(10)
    incidence = values.loc[("rent_incidence", "Hohhot", "all", "all", "")]
    assert incidence["plain"] == pytest.approx(1000 * 2.0 * 15)
    assert incidence["plain_per"] == pytest.approx(123_456 * 15)
    assert scale.sum() > 0


def test_rent_incidence_needs_floor_space() -> None:
    runs = [replace(run, measures=run.measures.query("measure != 'floor_space'")) for run in random_pair(2)]
    assert np.isnan(values_of(*runs).loc[("rent_incidence", "Hohhot", "all", "all", ""), "plain"])


def test_coupling_counts_who_differs() -> None:
    base, variant = random_pair(21)
    table = appraise_pair(base, variant, PAIR).coupling.set_index("year")
    scale, ever = persons(base.marks), np.zeros(len(base.marks), bool)
    for year, date in sorted(YEARS.items(), key=lambda item: item[1]):
        one, two = (run.marks[f"region_{label(date)}"].to_numpy() for run in (base, variant))
        jobs = [run.marks[f"employer_{label(date)}"].to_numpy() for run in (base, variant)]
        differs = one != two
        ever |= differs
        touched = (variant.marks[f"touched_{label(date)}"].to_numpy().astype(int) & 0b011) != 0
        third = differs & ~np.isin(one, (0, 1, 2)) & ~np.isin(two, (0, 1, 2))
        other_job = ~differs & (one >= 0) & (jobs[0] != 0) & (jobs[1] != 0) & (jobs[0] != jobs[1])
        expected = [scale[who].sum() for who in (differs, ever, differs & ~touched, third, other_job)]
        assert table.loc[year].tolist() == expected


def test_people_that_one_world_lacks_live_nowhere_there() -> None:
    base, variant = random_pair(8)
    fewer = replace(base, marks=base.marks.drop(index=[3, 17]).reset_index(drop=True))
    values = values_of(fewer, variant)
    scale = persons(variant.marks)
    stock = [scale[np.isin(variant.marks["region_2022-12"], [0])].sum()]
    stock.append(persons(fewer.marks)[np.isin(fewer.marks["region_2022-12"], [0])].sum())
    assert values.loc[("net", "Hohhot", "2022", "all", ""), "plain"] == stock[0] - stock[1]


def test_an_outcome_is_small_to_send() -> None:
    outcome = appraise_pair(*random_pair(4), PAIR)
    again = pickle.loads(pickle.dumps(outcome))
    pd.testing.assert_frame_equal(outcome.values, again.values)
    assert outcome.values.memory_usage(deep=True).sum() < 2e6
