"""The record of a limit world: what it accepts, what it refuses, who starts where."""

from __future__ import annotations

import dataclasses
import datetime
import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import sim
from sim.calendar import month_index
from sim.scenario.limit.record import from_tables
from sim.scenario.limit.rules import Lottery, Market

ABC = ["a", "b", "c"]
TOML = """
start = 2018-01-01
end = 2018-01-01
world = {kind = "limit", regions = ["a", "b", "c"], persons = 1_000_000}
limit = {utility = [1.0, 0.5, 0.0]}
"""


def fields_refused(**keys: object) -> set[str]:
    with pytest.raises(sim.ScenarioError) as refused:
        sim.LimitWorld(**keys)
    return {problem.field for problem in refused.value.errors}


def test_numbers_by_region_may_be_dated_as_a_whole_or_one_by_one() -> None:
    july, october = datetime.date(2018, 7, 1), datetime.date(2018, 10, 1)
    world = sim.LimitWorld(
        regions=["a", "b"],
        persons=10,
        months=12,
        wage=[{"from": july, "value": [2, 3]}, {"from": october, "value": 4}],
        subsidy=[0, [{"from": july, "value": 0.1}]],
    )
    at = {name: [world.at(name, month_index(2018, m)).tolist() for m in (1, 7, 10)] for name in ("wage", "subsidy")}
    assert at["wage"] == [[1, 1], [2, 3], [4, 4]]
    assert at["subsidy"] == [[0, 0], [0, 0.1], [0, 0.1]]


def test_every_problem_is_named_at_once() -> None:
    refused = fields_refused(
        regions=["a", "b"],
        persons=5,
        utility=[1, 2, 3],
        form="lg",
        shares=[0.2, 0.2],
        awareness=2,
        nests=[["a", "x"]],
        labour={"matchin": {}},
        beta=1,
        rent_rule={"market": {"ed": 1}},
    )
    assert refused == {
        "limit.utility",
        "limit.form",
        "limit.shares",
        "limit.awareness",
        "limit.nests",
        "limit.labour",
        "limit.beta",
        "limit.rent_rule.market.es",
    }
    assert fields_refused(regions=["a", "a"], persons=0) == {"world.regions"}
    assert fields_refused(regions=["a", "b"], persons=0, months=0) == {"world.persons", "world.months"}
    assert fields_refused(regions=["a"], persons=1, wage=0) == {"limit.wage"}


def test_a_housing_market_that_cannot_settle_is_refused() -> None:
    market = {"market": {"ed": 1, "es": 3, "nu": 0.5}}
    assert fields_refused(regions=["a"], persons=1, rent_rule=market) == {"limit.rent_rule.market"}


def test_unknown_keys_of_the_tables_get_the_nearest_name() -> None:
    with pytest.raises(sim.ScenarioError) as refused:
        from_tables({"kind": "limit", "regions": ["a"], "persns": 3}, {"utilty": 1, "form": "x"})
    suggestions = {problem.field: problem.suggestion for problem in refused.value.errors}
    assert suggestions["world.persns"] == "persons"
    assert suggestions["limit.utilty"] == "utility"
    assert {"limit.form", "world.persons"} <= set(suggestions)


def test_rules_become_records() -> None:
    world = sim.LimitWorld(
        regions=["a", "b"],
        persons=10,
        rent_rule={"market": {"ed": 1.1, "es": 0.5, "discount": 0.2}},
        labour={"lottery": {"jobs": ["all", 3], "wage": 2}},
    )
    assert isinstance(world.rent_rule, Market)
    assert isinstance(world.labour, Lottery)
    assert world.labour.at("jobs", 96).tolist() == [np.inf, 3]
    assert world.rent_rule.at("treated", 96).tolist() == [1, 1]


def test_a_record_is_a_value() -> None:
    world = sim.LimitWorld(regions=ABC, persons=4, utility=[1, 0.5, 0], tastes=np.zeros((4, 3)))
    assert pickle.loads(pickle.dumps(world)) == world
    assert dataclasses.replace(world) == world
    assert dataclasses.replace(world, utility=[1, 0.6, 0]) != world
    with pytest.raises(dataclasses.FrozenInstanceError):
        world.persons = 5  # type: ignore[misc]


@given(st.lists(st.integers(1, 50), min_size=1, max_size=6), st.integers(1, 4), st.integers(0, 30))
def test_starting_places_have_exact_shares_and_one_more_person_moves_nobody(
    weights: list[int], times: int, more: int
) -> None:
    total = sum(weights)
    shares = [w / total for w in weights]
    names = [f"place {i}" for i in range(len(weights))]
    start = sim.LimitWorld(regions=names, persons=total * times, shares=shares).initial_regions()
    assert np.bincount(start, minlength=len(names)).tolist() == [w * times for w in weights]
    longer = sim.LimitWorld(regions=names, persons=total * times + more, shares=shares).initial_regions()
    assert (longer[: len(start)] == start).all()


def test_starting_places_do_not_depend_on_the_order_of_regions() -> None:
    names, shares = np.array(ABC), np.array([0.5, 0.3, 0.2])
    order = [2, 0, 1]
    start = sim.LimitWorld(regions=ABC, persons=1000, shares=shares).initial_regions()
    other = sim.LimitWorld(regions=list(names[order]), persons=1000, shares=shares[order]).initial_regions()
    assert (names[start] == names[order][other]).all()


def test_starting_places_may_be_given_person_by_person() -> None:
    given_places = np.array([2, 0, 1, 1])
    assert sim.LimitWorld(regions=ABC, persons=4, shares=given_places).initial_regions().tolist() == [2, 0, 1, 1]


def test_a_scenario_file_goes_through_the_same_record(tmp_path: object) -> None:
    file = tmp_path / "logit.toml"  # type: ignore[operator]
    file.write_text(TOML, encoding="utf-8")
    scenario = sim.load_scenario(file)
    assert scenario.limit == sim.LimitWorld(regions=ABC, persons=1_000_000, utility=[1.0, 0.5, 0.0])
    assert (scenario.start, scenario.end) == (month_index(2018, 1), month_index(2018, 1))


def test_problems_of_a_file_carry_its_lines(tmp_path: object) -> None:
    file = tmp_path / "broken.toml"  # type: ignore[operator]
    file.write_text(TOML.replace("utility", "utilty"), encoding="utf-8")
    (problem,) = sim.validate(file)
    assert (problem.line, problem.suggestion) == (5, "utility")
