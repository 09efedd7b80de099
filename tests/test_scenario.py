"""What a scenario means: inheritance, dates, rules of access, overrides, digests, fits."""

from __future__ import annotations

import json
import math
import pickle
from pathlib import Path

import pytest
import tomlkit
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.calendar import ANCHOR, month_index
from sim.policies import KINDS, Dated
from sim.scenario import (
    PARAMETERS,
    ScenarioError,
    Structure,
    diff,
    from_document,
    load_experiment,
    load_scenario,
    template,
    validate,
)
from sim.scenario.document import Node, node_of, parse
from sim.scenario.fit import Fit, read_fit, write_fit
from sim.scenario.inherit import merge
from sim.scenario.sheet import scenarios_folder

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
    assert (baseline.persons_per_agent, baseline.researchers_per_agent) == (200, 10)
    assert baseline.structure == Structure()
    assert dict(baseline.parameters) == {name: p.value for name, p in PARAMETERS.items()}
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
    assert policy.budget_yuan_year == Dated.always(100_000_000)


def test_levers_of_each_kind() -> None:
    housing = {
        lever.name: lever
        for p in load_scenario("housing").policies
        for lever in p.levers(MARCH_2022)
        if p.id == "flats"
    }
    assert housing["flat_units"].value == (19_000,) * 4
    assert housing["flat_addition"].value == (PARAMETERS["net_addition_per_flat"].value,) * 4
    cash = [lever for p in load_scenario("cash").policies for lever in p.levers(MARCH_2022) if lever.region == "Hohhot"]
    assert [(lever.name, lever.value, lever.months) for lever in cash] == [("cash_month", (0, 500, 1000, 2000), 36)]
    lines = [p for p in load_scenario("lines").policies if p.id == "lines"][0]
    in_season = {lever.name for lever in lines.levers(MARCH_2022)}
    assert in_season == {"line_contacts", "remote_search", "contact_cost"}
    assert {lever.name for lever in lines.levers(JUNE_2023)} == in_season - {"line_contacts"}
    contacts = sum(
        lever.value[0]
        for m in range(MARCH_2022, MARCH_2022 + 12)
        for lever in lines.levers(m)
        if lever.name == "line_contacts"
    )
    assert math.isclose(contacts, 250_000)
    posts = [p for p in load_scenario("reported").policies if p.kind == "public_posts"][0]
    assert next(iter(posts.levers(ANCHOR))).value == (0, 25, 15, 2.5)
    neutral = [p for p in load_scenario("neutral").policies if p.kind == "neutral"][0]
    assert neutral.active(MARCH_2022)
    assert list(neutral.levers(MARCH_2022)) == []


def test_windows_are_respected() -> None:
    for name in SHIPPED:
        for policy in load_scenario(name).policies:
            assert list(policy.levers(policy.start - 1)) == []
            assert policy.end is None or list(policy.levers(policy.end + 1)) == []


def test_dated_numbers_are_nothing_before_their_first_date() -> None:
    units = Dated((144, 168), (7500.0, 15000.0))
    assert [units.at(m) for m in (143, 144, 167, 168, 400)] == [0, 7500, 7500, 15000, 15000]


def test_children_change_drop_and_add(tmp_path: Path) -> None:
    write(tmp_path, "parent", 'extends = "baseline"\n[[policy]]\nid = "a"\nkind = "living_subsidy"\nregion = "呼包"\n'
          'yuan_month = {bachelor = 1, master = 2}\nmonths = 12\nwho = {native = false}\n')  # fmt: skip
    child = write(tmp_path, "child", 'extends = "parent"\ndrop = ["baotou_living"]\n[[policy]]\nid = "a"\n'
                  'yuan_month = {master = 9}\nwho = {degree = "master"}\n[[policy]]\nkind = "neutral"\nregion = "北京"\n')  # fmt: skip
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
    assert scenario.ranges == {"eps_w_grad": (0.5, 5.0)}
    living = next(p for p in scenario.policies if p.id == "living")
    assert (living.budget, living.rationing, living.minimum_stay_months) == ("city", "tier", 36)


def test_digest_holds_values_and_no_texts(tmp_path: Path) -> None:
    plain = load_scenario(write(tmp_path, "a", 'extends = "housing"\ntitle = {zh = "甲", en = "A"}\npurpose = "x"\n'))
    again = load_scenario(write(tmp_path, "b", '# as a\nextends = "housing"\n[[policy]]\nid = "flats"\nsource = "y"\n'))
    assert plain.digest == again.digest == load_scenario("housing").digest
    assert load_scenario("housing", {"policy.flats.units": 18_999}).digest != plain.digest
    assert load_scenario("housing", {"policy.flats.units": 19_000.0}).digest == plain.digest


@pytest.mark.parametrize("name", SHIPPED)
def test_documents_and_pickles_bring_the_scenario_back(name: str) -> None:
    scenario = load_scenario(name)
    back = from_document(json.loads(json.dumps(scenario.document())))
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


def test_differences_name_fields() -> None:
    a, b = load_scenario("housing"), load_scenario("housing", {"policy.flats.units": 5000, "parameters.b0": 0.2})
    assert [tuple(d) for d in diff(a, b)] == [("parameters.b0", 0.3, 0.2), ("policy.flats.units", 19_000, 5000)]
    assert diff(a, a) == ()


def test_the_new_file_is_sound(tmp_path: Path) -> None:
    path = write(tmp_path, "mine", template("mine"))
    assert validate(path) == ()
    assert "living" in {policy.id for policy in load_scenario(path).policies}


def test_a_peer_effect_that_may_have_two_outcomes_is_said() -> None:
    assert load_scenario("baseline").warnings == ()
    assert "network_J" in load_scenario("baseline", {"parameters.network_J": 2.0}).warnings[0]
    assert load_scenario("baseline", {"parameters.network_J": 2.0, "structure.peers": False}).warnings == ()


def test_kinds_declare_what_they_read() -> None:
    assert set(KINDS) == {
        "talent_housing",
        "living_subsidy",
        "rent_subsidy",
        "purchase_subsidy",
        "recruitment_line",
        "public_posts",
        "neutral",
    }
    for kind in KINDS.values():
        assert set(kind.title) == {"zh", "en"}
        assert all(spec.unit and spec.en and spec.zh for spec in kind.fields)


def test_limit_worlds_stand_in_files(tmp_path: Path) -> None:
    text = 'world = {kind = "limit", regions = ["a", "b", "c"], persons = 10}\nend = 2018-03-01\nlimit = {utility = [1, 0.5, 0]}'
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
    _, housing, cash = (experiment.scenario(i, point) for i in range(3))
    assert next(p for p in housing.policies if p.id == "flats").units == Dated.always(7000)  # type: ignore[attr-defined]
    assert cash.parameters["eps_w_grad"] == 1.0


@pytest.fixture
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of scenarios of its own, with the shipped data."""
    folder = tmp_path / "scenarios"
    folder.mkdir()
    (folder / "data").symlink_to(scenarios_folder() / "data")
    monkeypatch.setenv("TALENTFLOW_SCENARIOS", str(folder))
    return folder


FIT = Fit(
    name="fit-1",
    modes={"gamma": 1.3, "home_premium": 2.0},
    sds={"gamma": 0.2, "home_premium": 0.4},
    covariance=((0.04, 0.0), (0.0, 0.16)),
    constants={"Beijing": (0.1, -0.2)},
    rows=({"region": "Dalian", "pattern": "x", "target": 0.4, "fitted": 0.5},),
    settings={"seeds": 4},
)


def test_fits_come_first_and_names_beside_them_override(own_folder: Path) -> None:
    write_fit(FIT)
    assert read_fit("fit-1") == FIT
    write(own_folder, "plain", 'title = {zh = "甲", en = "A"}\nparameters = {from = "fit-1"}')
    plain = load_scenario("plain")
    assert plain.parameters["home_premium"] == 2.0
    assert plain.ranges["home_premium"] == (2.0 - 1.96 * 0.4, 2.0 + 1.96 * 0.4)
    assert plain.constants == {"Beijing": (0.1, -0.2)}
    assert math.isclose(plain.parameters["ln_dist"], -1.3 / plain.parameters["eps_w_grad"])
    eps = load_scenario("plain", {"parameters.eps_w_grad": 4.0, "parameters.home_premium": 1.0})
    assert math.isclose(eps.parameters["ln_dist"], -1.3 / 4)
    assert (eps.parameters["home_premium"], eps.ranges) == (1.0, {})


def test_fits_that_were_edited_or_broken_are_refused(own_folder: Path) -> None:
    path = write_fit(FIT)
    text = path.read_text(encoding="utf-8")
    for broken, field in (
        (text.replace("0.16", "0.17"), "digest"),
        (text.replace("1.3", '"x"'), "parameters.gamma"),
        ("{", "json"),
    ):
        path.write_text(broken, encoding="utf-8")
        with pytest.raises(ScenarioError) as refused:
            read_fit("fit-1")
        assert field in [p.field for p in refused.value.errors]
    with pytest.raises(KeyError):
        read_fit("fit-2")


values = st.recursive(
    st.integers(-5, 5), lambda inner: st.dictionaries(st.sampled_from("abc"), inner, max_size=3), max_leaves=6
)
tables = st.dictionaries(st.sampled_from("abc"), values, max_size=3)


def tree(data: object, file: str = "f") -> Node:
    return node_of(data, file, 1)


@given(tables, tables, tables)
def test_merging_is_associative_and_keeps_every_key(
    a: dict[str, object], b: dict[str, object], c: dict[str, object]
) -> None:
    left = merge(merge(tree(a), tree(b)), tree(c)).plain()
    right = merge(tree(a), merge(tree(b), tree(c))).plain()
    if all_tables_agree(a, b, c):
        assert left == right
    assert set(left) == {*a, *b, *c}  # type: ignore[call-overload]
    assert merge(tree(a), tree({})).plain() == a == merge(tree({}), tree(a)).plain() == merge(tree(a), tree(a)).plain()


def all_tables_agree(*trees: dict[str, object]) -> bool:
    """Whether no key is a table in one tree and a number in another (where the later must win whole)."""
    for key in set().union(*trees):
        found = [t[key] for t in trees if key in t]
        if len({isinstance(v, dict) for v in found}) > 1:
            return False
        if isinstance(found[0], dict) and not all_tables_agree(*found):  # type: ignore[arg-type]
            return False
    return True


@settings(max_examples=10, deadline=None)
@given(st.permutations(["a", "b", "c", "d"]))
def test_the_order_of_policies_in_a_file_changes_nothing(
    tmp_path_factory: pytest.TempPathFactory, order: list[str]
) -> None:
    blocks = {n: f'[[policy]]\nid = "{n}"\nkind = "neutral"\nregion = "Hohhot"\n' for n in "abcd"}
    folder = tmp_path_factory.mktemp("order")
    mixed, sorted_ = (write(folder, f, "".join(blocks[n] for n in o)) for f, o in (("m", order), ("s", "abcd")))
    assert load_scenario(mixed).digest == load_scenario(sorted_).digest


keys = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=8)
scalars = st.one_of(st.booleans(), st.integers(-(2**40), 2**40), st.text(max_size=12), st.floats(allow_nan=False))


@settings(max_examples=40, deadline=None)
@given(
    data=st.dictionaries(
        keys, st.one_of(scalars, st.lists(scalars, max_size=3), st.dictionaries(keys, scalars, max_size=3)), max_size=5
    )
)
def test_any_document_is_read_with_a_line_for_every_value(
    tmp_path_factory: pytest.TempPathFactory, data: dict[str, object]
) -> None:
    text = tomlkit.dumps(data)
    path = tmp_path_factory.mktemp("doc") / "d.toml"
    path.write_text(text, encoding="utf-8", newline="")
    read = parse(path)
    lines = text.count("\n") + 1
    assert all(1 <= node.line <= lines for node in read.table.values())


def test_places_of_a_document(tmp_path: Path) -> None:
    text = 'a = 1 # [x]\ns = """\n" quotes"""\nl = [\n 1,\n {k = "}"}\n]\n[t.u]\n"k e" = 2\n[[p]]\n[[p]]\nid = "x"\n[p.w]\nz = 1\n'
    read = parse(write(tmp_path, "d", text))
    places = {
        "s": read.table["s"].line,
        "l1": read.table["l"].items[1].table["k"].line,
        "u": read.table["t"].table["u"].table["k e"].line,
        "p0": read.table["p"].items[0].line,
        "id": read.table["p"].items[1].table["id"].line,
        "z": read.table["p"].items[1].table["w"].table["z"].line,
    }
    assert places == {"s": 2, "l1": 6, "u": 9, "p0": 10, "id": 12, "z": 14}
