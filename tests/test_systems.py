"""The page of all systems: every name of systems.csv is one, every number of the page is one of the results, faults are one line."""

from __future__ import annotations

import ast
import contextlib
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from report_fixture import Case, write_results

import sim
from sim.cli import main as cli
from sim.designs import load_experiment
from sim.measures.measure import WORDS
from sim.measures.outcomes import MEASURES, axes
from sim.policies import KINDS
from sim.report.formats import Lang
from sim.report.kappa import health
from sim.report.results import read_results
from sim.report.study import read_study
from sim.report.systems import change, levers_of, write_systems
from sim.report.view import View
from sim.report.words import table
from sim.scenario.folders import SCENARIOS, data_folder, shipped
from sim.scenario.sheet import Row, read_sheet
from sim.scenario.systems import SYSTEMS, outcome_of, parts, read_systems

ROOT = Path(sim.__file__).parents[1]
ROWS = read_sheet(data_folder() / "systems.csv", SYSTEMS).rows
LANGUAGES: tuple[Lang, ...] = ("zh", "en")
TINY = [
    "--persons-per-agent",
    "20000",
    "--set",
    "researchers_per_agent=2000",
    "--months",
    "156",
    "--workers",
    "1",
    "--quiet",
]


def defined_in(file: str) -> set[str]:
    """Names of the tests in a file."""
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")}


def test_there_are_twenty_one_systems_and_their_names_are_known() -> None:
    evidence = read_sheet(data_folder() / "evidence.csv", ("finding",))
    assert read_systems(data_folder(), evidence, axes()).problems == []
    assert [row["id"] for row in ROWS] == [f"S{n:02}" for n in range(1, 22)]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["id"])
def test_a_system_is_shown_by_scenarios_outcomes_and_tests_that_there_are(row: Row) -> None:
    baseline = {policy.id: policy for policy in sim.load_scenario("baseline").policies}
    loaded = [sim.load_scenario(name) for name in parts(row["scenarios"])]
    shown = {p.kind for scenario in loaded for p in scenario.policies if baseline.get(p.id) != p}
    assert set(parts(row["kinds"])) <= shown
    ids = {p.id for scenario in loaded for p in scenario.policies}
    for measure, group in map(outcome_of, parts(row["outcomes"])):
        axis, _, name = group.partition("=")
        known = {"policy": ids, "college": scenario_regions(), "origin": scenario_regions()}.get(
            axis, WORDS.get(axis, ())
        )
        assert group == "all" and "all" in MEASURES[measure].axes or name in known
    for test in parts(row["tests"]):
        file, _, name = test.partition("::")
        assert name in defined_in(file), test


def scenario_regions() -> set[str]:
    rows = read_sheet(data_folder() / "regions.csv", ("region",)).rows
    return {row["region"] for row in rows}


def test_every_kind_that_does_something_to_hohhot_belongs_to_a_system() -> None:
    of_systems = {kind for row in ROWS for kind in parts(row["kinds"])}
    assert set(KINDS) - of_systems == {
        "neutral",
        "rent_subsidy",
        "purchase_subsidy",
    }  # the article pays neither of these


def test_the_experiment_compares_every_scenario_and_asks_for_every_outcome_of_a_system() -> None:
    experiment = load_experiment("systems")
    assert {name for row in ROWS for name in parts(row["scenarios"])} <= {s.name for s in experiment.scenarios[1:]}
    asked = {f"own_{outcome_of(text)[0]}" for row in ROWS for text in parts(row["outcomes"])} - {"own_spend"}
    assert asked | {"net", "person_years", "spend", "cost_per_additional"} == set(experiment.outcomes)


def test_levers_are_those_that_the_examples_move() -> None:
    assert levers_of("public_posts") == ("posts", "lock_in")
    assert levers_of("recruitment_line") == ("remote_search", "line_contacts")  # none in some months
    assert levers_of("neutral") == ()


# The rule by which a change is told, on invented effects


@pytest.fixture(scope="module")
def invented(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Invented results of housing, cash and lines."""
    return write_results(tmp_path_factory.mktemp("invented") / "results", Case())


def view(folder: Path, lang: Lang) -> View:
    return View(read_study(read_results(folder)), lang)


def effect(estimate: float, low: float, high: float, unit: str = "persons") -> pd.Series:
    return pd.Series({"estimate": estimate, "low": low, "high": high, "unit": unit})


@pytest.mark.parametrize(
    ("found", "en", "zh"),
    [
        (effect(100, -50, 250), "smaller than 250 persons", "小于250人"),
        (effect(-100, -250, 50), "smaller than 250 persons", "小于250人"),
        (effect(0, 0, 250), "smaller than 250 persons", "小于250人"),
        (effect(3000, 2500, 3500), "+3,000 persons (+2,500 to +3,500)", "+3,000人（+2,500 至 +3,500）"),
        (effect(-0.02, -0.03, -0.01, "share"), "−2 points (−3 to −1)", "−2百分点（−3 至 −1）"),
        (effect(7, 7, 7), "+7 persons (alike in all seeds)", "+7人（各种子相同）"),
        (effect(7, float("nan"), float("nan")), "+7 persons (one pair of seeds)", "+7人（只有一对种子）"),
    ],
)
def test_a_change_is_told_with_its_noise_or_as_smaller_than_it(
    invented: Path, found: pd.Series, en: str, zh: str
) -> None:
    assert change(view(invented, "en"), found) == en
    assert change(view(invented, "zh"), found) == zh


@pytest.mark.parametrize(
    ("kappa", "low", "said"),
    [
        (9.0, 5.0, "2 / 9"),
        (41.0, -5.0, "2 / 41 (above 10: the effect is small"),
        (41.0, 5.0, "2 / 41 (above 10: jobs that end"),
    ],
)
def test_a_pair_that_is_not_well_says_why(invented: Path, kappa: float, low: float, said: str) -> None:
    results = read_results(invented)
    focus = read_study(results).focus
    place = {"variant": "cash", "region": focus, "year": "all"}
    table = pd.DataFrame([{**place, "outcome": o, "kappa": k} for o, k in (("net", 2.0), ("person_years", kappa))])
    row = {
        **place,
        "outcome": "person_years",
        "group": "all",
        "partner": "",
        "estimate": 10.0,
        "low": low,
        "high": 15.0,
    }
    others = results.effects[(results.effects.outcome != "person_years") | (results.effects.year != "all")]
    effects = pd.concat([others, pd.DataFrame([row])], ignore_index=True)
    changed = replace(results, effects=effects)
    vars(changed)["diagnostics"] = table  # else read from the folder when it is asked for
    study = read_study(changed)
    (variant,) = (v for v in study.variants if v.name == "cash")
    assert health(View(study, "en"), variant).startswith(said)


# The page


def cells_of(page: str) -> dict[str, list[list[str]]]:
    """Cells of every table by system: one list a table."""
    found: dict[str, list[list[str]]] = {}
    for line in page.splitlines():
        if match := re.match(r"\| (S\d\d) ", line):
            found.setdefault(match[1], []).append([cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]])
    return found


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_has_a_row_a_system_in_each_table_and_says_what_is_not_there(
    invented: Path, tmp_path: Path, lang: Lang
) -> None:
    page = write_systems(invented, lang, tmp_path / "page.txt").read_text(encoding="utf-8")
    cells = cells_of(page)
    assert list(cells) == [row["id"] for row in ROWS]
    for row in ROWS:
        measured, means, beside = cells[row["id"]]
        assert row["system_zh"] in measured[0]
        assert row["system_en"] in measured[0]
        assert (len(measured), len(means), len(beside)) == (8, 4, 3)
        missing = table()["systems"]["not_run"][lang]
        compared = [name in {"housing", "cash", "lines"} for name in parts(row["scenarios"])]
        assert measured[3].count(missing) == compared.count(False)
    assert cells["S19"][0][3:5] != cells["S12"][0][3:5]


def test_numbers_of_the_page_are_those_of_the_results(invented: Path, tmp_path: Path) -> None:
    page = write_systems(invented, "en", tmp_path / "page.txt").read_text(encoding="utf-8")
    cells = cells_of(page)["S12"][0]
    told = view(invented, "en")
    effects = told.study.results.effects
    mine = effects[(effects.variant == "lines") & (effects.region == "Hohhot") & (effects.group == "all")]
    net = mine[mine.outcome == "net"].set_index("year")
    assert cells[3] == change(told, net.loc["all"])
    assert cells[4] == f"the end of 2030: {change(told, net.loc['2030'])}"
    spend = float(mine[mine.outcome == "spend"].estimate.iloc[0])
    assert cells[5] == f"{spend / 6 / 1e6:,.0f} million yuan"
    assert cells[7] == "not measured"  # the invented results have no diagnostics


def test_no_number_is_typed() -> None:
    words = {f"{name}.{lang}": text for name, said in table()["systems"].items() for lang, text in said.items()}
    assert {key: text for key, text in words.items() if re.search(r"\d", re.sub(r"\{.*?\}", "", str(text)))} == {}


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A real comparison, as coarse as there is."""
    out = tmp_path_factory.mktemp("tiny") / "results"
    with contextlib.chdir(out.parent):
        arguments = [
            "compare",
            "baseline",
            "reform",
            "housing",
            "--seeds",
            "2",
            "--futures",
            "0",
            "--out",
            str(out),
            *TINY,
        ]
        assert cli.carry_out(arguments) == 0
    return out


def test_a_page_of_real_results_tells_effects_money_and_health(
    tiny: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "docs" / "page.txt"
    assert cli.carry_out(["systems", str(tiny), "--out", str(target)]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == str(target)
    cells = cells_of(target.read_text(encoding="utf-8"))
    flats, reform, campus = (cells[system][0] for system in ("S19", "S20", "S09"))
    results = read_results(tiny)
    told = View(read_study(results), "en")
    e = results.effects
    of_flats = e[(e.variant == "housing") & (e.region == "Hohhot") & (e.group == "all") & (e.year == "all")].set_index(
        "outcome"
    )
    assert change(told, of_flats.loc["own_flats_used"]) in flats[2]
    kappa = (
        results.diagnostics.query("variant == 'housing' and region == 'Hohhot' and year == 'all'")
        .set_index("outcome")
        .kappa
    )
    assert flats[7].count("/") == kappa[["net", "person_years"]].notna().all()
    assert reform[5] == "2.0 million yuan"  # its office
    assert flats[4] == "not simulated that far"
    assert campus[2:] == ["not in these results"] * 6


# Faults


def edited(folder: Path, change_row: Callable[[str], str]) -> None:
    """Change the line of S19 in a copied systems.csv."""
    path = folder / "data" / "systems.csv"
    lines = path.read_text(encoding="utf-8").split("\n")
    number = next(i for i, line in enumerate(lines) if line.startswith("S19,"))
    assert (changed := change_row(lines[number])) != lines[number]
    path.write_text("\n".join([*lines[:number], changed, *lines[number + 1 :]]), encoding="utf-8", newline="\n")


FAULTS = {
    "kind": ("talent_housing", "talent_hosing", "kinds: found talent_hosing; allowed ", "talent_housing"),
    "scenario": (",housing,", ",hosing,", "scenarios: found hosing; allowed ", "housing"),
    "measure": ("flats_used", "flats_usd", "outcomes: found flats_usd; allowed ", "flats_used"),
    "group": ("flats_used", "flats_used|zone=north", "outcomes: flats_used: found zone; allowed ", ""),
    "finding": (
        "talent settlement policy",
        "talent settlment policy",
        "evidence: found talent settlment policy",
        "talent settle",
    ),
    "no test": (
        r"tests/test_expectations.py::test_a_flat_is_worth_what_its_discount_saves",
        "",
        "tests: found nothing",
        "",
    ),
    "twice": ("S19", "S18", "id: found S18; allowed one row", ""),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_of_the_table_is_one_line(
    name: str, invented: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    old, new, told, hint = FAULTS[name]
    shutil.copytree(shipped(SCENARIOS), tmp_path / "scenarios")
    monkeypatch.chdir(tmp_path)
    edited(tmp_path / "scenarios", lambda line: line.replace(old, new, 1))
    assert cli.carry_out(["systems", str(invented), "--out", str(tmp_path / "page.txt")]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert re.match(rf".*systems\.csv:\d+: {re.escape(told)}", line), line
    assert not hint or f"did you mean {hint}" in line
    assert not (tmp_path / "page.txt").exists()
    assert [str(problem) for problem in sim.validate("baseline")] == [line]  # the same line as before anything runs


def test_results_that_compare_nothing_are_refused_in_one_line(
    invented: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    alone = write_results(tmp_path / "alone", Case(variants=(), without=("flows", "ledger")))
    for folder in (alone, tmp_path / "nowhere"):
        assert cli.carry_out(["systems", str(folder), "--out", str(tmp_path / "page.txt")]) == 2
        (line,) = capsys.readouterr().err.splitlines()
        assert str(folder) in line
    assert not (tmp_path / "page.txt").exists()
