"""What a scenario means: inheritance, dates, rules of access, overrides, digests, fits."""

from __future__ import annotations

import json
import pickle
from pathlib import Path

import pytest

from sim import validate
from sim.calendar import ANCHOR, month_index
from sim.designs import load_experiment
from sim.policies import Dated
from sim.scenario import (
    PARAMETERS,
    Scenario,
    Structure,
    load_scenario,
)
from sim.scenario.fit_files import read_fit

SHIPPED = ("baseline", "neutral", "housing", "cash", "lines", "reported")
MARCH_2022, JUNE_2023 = month_index(2022, 3), month_index(2023, 6)


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / f"{name}.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_every_shipped_scenario_is_sound() -> None:
    assert validate(*SHIPPED) == ()


def test_baseline_takes_the_defaults_and_the_catalogue() -> None:
    baseline = load_scenario("baseline")
    assert (baseline.start, baseline.end) == (0, month_index(2030, 12))
    assert (baseline.persons_per_agent, baseline.researchers_per_agent) == (200, 25)
    assert baseline.structure == Structure()
    assert baseline.fit == "fit-1"
    fitted = {*read_fit("fit-1").modes, "ln_dist"}  # gamma is fitted in the place of ln_dist
    assert baseline.parameters.keys() == PARAMETERS.keys()
    for name, p in PARAMETERS.items():
        assert name in fitted or baseline.parameters[name] == p.value, name
    assert baseline.limit is None
    assert not any("Hohhot" in policy.regions for policy in baseline.policies)
    assert [policy.id for policy in baseline.policies] == sorted(policy.id for policy in baseline.policies)
    assert all(policy.source for policy in baseline.policies)


@pytest.mark.parametrize("name", ["housing", "cash", "lines"])
def test_packages_are_one_policy_of_hohhot_with_the_same_money(name: str) -> None:
    rivals = {policy.id for policy in load_scenario("baseline").policies}
    (policy,) = (p for p in load_scenario(name).policies if p.id not in rivals)
    assert policy.regions == ("Hohhot",)
    assert (policy.start, policy.end) == (month_index(2022, 1), month_index(2027, 12))
    found = {
        "housing": 137_000_000,
        "cash": 135_000_000,
        "lines": 100_000_000,
    }  # of which 100 million a year are paid in the mean
    assert policy.budget_yuan_year == Dated.always(found[name])


def test_windows_are_respected() -> None:
    for name in SHIPPED:
        for policy in load_scenario(name).policies:
            assert list(policy.moves_in_force(policy.start - 1)) == []
            assert policy.end is None or list(policy.moves_in_force(policy.end + 1)) == []


def test_dated_numbers_are_nothing_before_their_first_date() -> None:
    units = Dated((144, 168), (7500.0, 15000.0))
    assert [units.at(m) for m in (143, 144, 167, 168, 400)] == [0, 7500, 7500, 15000, 15000]


PARENT = """
extends = "baseline"
[[policy]]
id = "a"
kind = "living_subsidy"
region = "呼包"
yuan_month = {bachelor = 1, master = 2}
months = 12
who = {native = false}
"""
CHILD = """
extends = "parent"
drop = ["baotou_living"]
[[policy]]
id = "a"
yuan_month = {master = 9}
who = {degree = "master"}
[[policy]]
kind = "neutral"
region = "北京"
"""


def test_children_change_drop_and_add(tmp_path: Path) -> None:
    write(tmp_path, "parent", PARENT)
    child = write(tmp_path, "child", CHILD)
    policies = {policy.id: policy for policy in load_scenario(child).policies}
    assert "baotou_living" not in policies
    assert policies["neutral_beijing"].regions == ("Beijing",)
    changed = policies["a"]
    assert changed.regions == ("Hohhot", "Baotou")
    assert [dated.at(ANCHOR) for dated in changed.yuan_month] == [0, 1, 9, 0]  # type: ignore[attr-defined]
    assert (changed.who.native, changed.who.degree) == (False, ("master",))


def test_another_kind_under_the_same_id_replaces_the_policy(tmp_path: Path) -> None:
    path = write(tmp_path, "x", 'extends = "housing"\n[[policy]]\nid = "flats"\nkind = "neutral"\nregion = "Hohhot"\n')
    assert [p.kind for p in load_scenario(path).policies if p.id == "flats"] == ["neutral"]


def test_title_and_source_are_not_handed_down(tmp_path: Path) -> None:
    scenario = load_scenario(write(tmp_path, "mine", 'extends = "housing"\n'))
    assert scenario.title == {"zh": "mine", "en": "mine"}
    assert scenario.purpose == scenario.source == ""


def test_example_b_of_the_interface(tmp_path: Path) -> None:
    text = """
extends = "baseline"
structure = {choice = "nested", nests = [["Shenyang", "Dalian", "Changchun", "Harbin"], ["Hohhot", "Baotou"]]}
parameters = {eps_w_grad = {value = 2.0, low = 0.5, high = 5.0}}
budget = {city = {region = "Hohhot", yuan_year = 100_000_000, rationing = "tier"}}
[[policy]]
id = "living"
kind = "living_subsidy"
region = "Hohhot"
start = 2022-01-01
yuan_month = {bachelor = 500, master = 1000, doctor = 2000}
months = 36
minimum_stay_months = 36
who = {years_since_graduation_max = 1}
budget = "city"
"""
    scenario = load_scenario(write(tmp_path, "b", text))
    assert scenario.structure.nests == (("Shenyang", "Dalian", "Changchun", "Harbin"), ("Hohhot", "Baotou"))
    assert scenario.ranges["eps_w_grad"] == (0.5, 5.0)
    assert scenario.ranges.keys() - {"eps_w_grad"} <= read_fit("fit-1").modes.keys()
    living = next(p for p in scenario.policies if p.id == "living")
    assert (living.budget, living.rationing, living.minimum_stay_months) == ("city", "tier", 36)


def test_digest_holds_values_and_no_texts(tmp_path: Path) -> None:
    plain = load_scenario(write(tmp_path, "a", 'extends = "housing"\ntitle = {zh = "甲", en = "A"}\npurpose = "x"\n'))
    again = load_scenario(write(tmp_path, "b", '# as a\nextends = "housing"\n[[policy]]\nid = "flats"\nsource = "y"\n'))
    assert plain.digest == again.digest == load_scenario("housing").digest
    assert load_scenario("housing", {"policy.flats.units": 18_999}).digest != plain.digest
    assert load_scenario("housing", {"policy.flats.units": 30_000.0}).digest == plain.digest


@pytest.mark.parametrize("name", SHIPPED)
def test_documents_and_pickles_bring_the_scenario_back(name: str) -> None:
    scenario = load_scenario(name)
    back = Scenario.of(json.loads(json.dumps(scenario.document())))
    assert back == scenario
    assert back.digest == scenario.digest == pickle.loads(pickle.dumps(scenario)).digest


def test_overrides_take_values_and_their_spelling() -> None:
    changes = {
        "structure.choice": "nested",
        "parameters.b0": "0.2",
        "persons_per_agent": 1000,
        "policy.flats.start": "2023-01-01",
    }
    scenario = load_scenario("housing", changes)
    assert scenario.structure.nests == (("Shenyang", "Dalian", "Changchun", "Harbin"), ("Hohhot", "Baotou"))
    assert (scenario.parameters["b0"], scenario.persons_per_agent) == (0.2, 1000)
    assert next(p for p in scenario.policies if p.id == "flats").start == month_index(2023, 1)


def test_an_override_takes_the_range_with_it() -> None:
    assert "policy.flats.discount" in load_scenario("housing").policy_ranges
    assert "policy.flats.discount" not in load_scenario("housing", {"policy.flats.discount": 0.3}).policy_ranges


def test_a_peer_effect_that_may_have_two_outcomes_is_said() -> None:
    assert load_scenario("baseline").warnings == ()
    assert "network_J" in load_scenario("baseline", {"parameters.network_J": 2.0}).warnings[0]
    assert load_scenario("baseline", {"parameters.network_J": 2.0, "structure.peers": False}).warnings == ()


def test_a_scale_at_which_small_labour_markets_go_wrong_is_said() -> None:
    assert load_scenario("baseline", {"persons_per_agent": 500}).warnings == ()
    (said,) = load_scenario("baseline", {"persons_per_agent": 4_000}).warnings
    assert "persons_per_agent = 4000" in said
    assert load_scenario("baseline", {"persons_per_agent": 4_000, "structure.firms": False}).warnings == ()


def test_limit_worlds_stand_in_files(tmp_path: Path) -> None:
    text = 'world = {kind = "limit", regions = ["a", "b"], persons = 10}\nend = 2018-03-01\nlimit = {utility = [1, 0]}'
    scenario = load_scenario(write(tmp_path, "limit", text))
    assert scenario.limit is not None
    assert (scenario.start, scenario.end, scenario.limit.months, scenario.persons_per_agent) == (96, 98, 3, 1)


def test_experiments_load(tmp_path: Path) -> None:
    text = """
baseline = "baseline"
variants = ["housing", "cash"]
seeds = 3
design = "latin_hypercube"
samples = 8
[uncertainties]
"parameters.eps_w_grad" = [0.5, 5.0]
[levers]
"policy.flats.units" = [5000, 15000]
"policy.flats.max_stay_months" = [12, 36]
"""
    experiment = load_experiment(write(tmp_path, "e", text))
    assert [s.name for s in experiment.scenarios] == ["baseline", "housing", "cash"]
    assert experiment.seeds == (1, 2, 3)
    assert experiment.whole == {"policy.flats.max_stay_months"}
    point = {"policy.flats.units": 7000, "parameters.eps_w_grad": 1.0}
    _, housing, cash = (scenario.at(point) for scenario in experiment.scenarios)
    assert next(p for p in housing.policies if p.id == "flats").units == Dated.always(7000)  # type: ignore[attr-defined]
    assert cash.parameters["eps_w_grad"] == 1.0
