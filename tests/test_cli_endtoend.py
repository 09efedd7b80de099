"""The real thing, small: a comparison from the command line, its files, and the same bytes on one worker and on two."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import sim
from sim.cli import main as cli
from sim.jobs import comparison
from sim.report.models import flows_model
from sim.report.results import read_results
from sim.report.study import read_study
from sim.store.tables import ATTRIBUTION, NAMED, NAMES, RUNS, WORLD_TABLES

SMALL = ["--persons-per-agent", "20000", "--set", "researchers_per_agent=500", "--months", "156", "--quiet"]
COMPARED = ["compare", "baseline", "neutral", "housing", "--seeds", "2", "--futures", "0"]
SCALE = {"persons_per_agent": 20000, "researchers_per_agent": 500}
EFFECTS = [
    "variant", "outcome", "region", "year", "estimate", "low", "high", "mcse", "unit", "replicates",
    "variance_reduction", "replicates_for_5pct", "group", "partner", "plain_estimate", "plain_low", "plain_high",
    "martingale_gain", "agents",
]  # fmt: skip


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished comparison of the baseline, a neutral policy and flats, on two seeds, with a store of its own."""
    out = tmp_path_factory.mktemp("results") / "out"
    with contextlib.chdir(out.parent):
        assert cli.carry_out([*COMPARED, "--workers", "1", "--out", str(out), *SMALL]) == 0
    return out


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every test has a store of its own: it stands under the present folder."""
    monkeypatch.chdir(tmp_path)


def data(folder: Path) -> dict[str, object]:
    """Contents of all tables but wall times, and the manifest but the hash of the file that holds them."""
    timed = ("runs", "precision")
    tables = (path for path in folder.rglob("*.*") if path.suffix in (".csv", ".parquet") and path.stem not in timed)
    runs = pd.read_parquet(folder / "runs.parquet").drop(columns="wall_s").to_csv()
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    del manifest["files"]["runs.parquet"], manifest["sha256"]
    return {"runs": runs, "manifest": manifest} | {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in tables
    }


def test_files_have_the_columns_of_the_interface(results: Path) -> None:
    assert list(pd.read_parquet(results / "runs.parquet").columns) == RUNS.names
    for name, schema in WORLD_TABLES.items():
        named = [*NAMES] if name in NAMED else []
        run_id, *rest = schema.names
        assert list(pd.read_parquet(results / f"{name}.parquet").columns) == [run_id, *named, *rest]
    assert list(pd.read_parquet(results / "attribution.parquet").columns) == ATTRIBUTION.names
    assert list(pd.read_csv(results / "effects.csv").columns) == EFFECTS
    assert (results / "report-zh.html").exists()
    assert (results / "report-en.html").exists()


def test_a_neutral_policy_changes_nothing(results: Path) -> None:
    effects = sim.load_results(results).effects.query("variant == 'neutral'")
    changes = effects[~effects.outcome.isin(["deadweight", "cost_per_additional", "rent_incidence"])]
    assert (changes.estimate.fillna(0) == 0).all()
    stored = sim.load_results(results)
    ids = [stored.runs.query("scenario == @name and seed == 1").run_id.item() for name in ("baseline", "neutral")]
    base, neutral = (stored.marks(run) for run in ids)
    bits = [name for name in base if str(name).startswith("touched")]  # numbered by the run's own policies
    assert base.drop(columns=["run_id", *bits]).equals(neutral.drop(columns=["run_id", *bits]))
    assert ((base[bits] != 0) == (neutral[bits] != 0)).all(axis=None)


def test_two_workers_write_the_same_bytes(results: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert cli.carry_out([*COMPARED, "--workers", "2", "--out", str(out), *SMALL]) == 0
    assert data(out) == data(results)


def test_the_same_command_runs_nothing_again(results: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = (results / "runs.parquet").stat().st_mtime_ns
    assert cli.carry_out([*COMPARED, "--out", str(results), *SMALL]) == 0
    assert (results / "runs.parquet").stat().st_mtime_ns == before
    assert capsys.readouterr().out.splitlines()[-1] == f"6 of 6 runs done, 0 failed, results in {results}"


def test_another_scenario_is_refused_and_named(results: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.carry_out([*COMPARED, "--set", "policy.flats.units=7000", "--out", str(results), *SMALL]) == 2
    assert "scenarios.housing.policies.flats.units" in capsys.readouterr().err


@pytest.mark.slow
def test_the_report_is_written_again_from_stored_results(results: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first = (results / "report-zh.html").read_bytes()
    assert cli.carry_out(["report", str(results), "--lang", "zh"]) == 0
    assert Path(capsys.readouterr().out.splitlines()[-1]) == results / "report-zh.html"
    assert (results / "report-zh.html").read_bytes() == first


def test_one_world_a_seed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out"
    command = ["run", "baseline", "--seed", "3", "--seeds", "2", "--workers", "1", "--out", str(out), *SMALL]
    assert cli.carry_out(command) == 0
    assert capsys.readouterr().out.splitlines()[-1] == f"2 of 2 runs done, 0 failed, results in {out}"
    stored = sim.load_results(out)
    assert stored.runs.seed.tolist() == [3, 4]
    again = sim.run(sim.load_scenario("baseline", SCALE), seed=4, months=156)
    kept = stored.measures[stored.measures.seed == 4]
    assert kept.value.tolist() == again.measures.value.tolist()


def test_what_is_not_known_is_drawn_by_default(tmp_path: Path) -> None:
    """Twelve draws of two seeds beside the central values, coarser than these; here of a coarse world that is not drawn coarser."""
    base, housing = (sim.load_scenario(name) for name in ("baseline", "housing"))
    plan = comparison((base, housing), futures=None).plan
    assert len(plan.futures) == 13
    assert [len(plan.seeds_of(number, range(1, 21))) for number in (0, 1, 12)] == [20, 2, 2]
    assert {f.values["persons_per_agent"] for f in plan.futures[1:]} == {2000}
    assert len({f.values["parameters.awareness_base"] for f in plan.futures[1:]}) == 12
    out = tmp_path / "out"
    command = [
        "compare",
        "baseline",
        "housing",
        "--seeds",
        "3",
        "--futures",
        "2",
        "--months",
        "156",
        "--out",
        str(out),
        "--quiet",
    ]
    assert (
        cli.carry_out(
            [*command, "--workers", "1", "--persons-per-agent", "40000", "--set", "researchers_per_agent=2000"]
        )
        == 0
    )
    stored = sim.load_results(out)
    assert stored.runs.groupby("future").seed.unique().map(list).to_dict() == {0: [1, 2, 3], 1: [1, 2], 2: [1, 2]}
    assert set(stored.runs.persons_per_agent) == {40_000}
    assert stored.uncertainty.futures.unique().tolist() == [2]
    page = (out / "report-en.html").read_text(encoding="utf-8")
    assert "Chance to be best (2 settings)" in page


def test_limit_worlds_of_python_are_compared() -> None:
    worlds = [
        sim.limit_world(sim.LimitWorld(regions=("a", "b"), persons=1000, utility=[pull, 0.0])) for pull in (1.0, 1.5)
    ]
    stored = sim.compare(worlds[0], worlds[1:], seeds=2, workers=1)
    assert stored.runs.scenario.nunique() == 2


def test_two_limit_worlds_are_compared(tmp_path: Path) -> None:
    for name, pull in (("flat", 1.0), ("steep", 1.5)):
        text = (
            f'title = {{zh = "{name}", en = "{name}"}}\nstart = 2018-01-01\nend = 2018-01-01\n'
            'world = {kind = "limit", regions = ["a", "b", "c"], persons = 10_000}\n'
            f"limit = {{utility = [{pull}, 0.5, 0.0]}}\n"
        )
        (tmp_path / f"{name}.toml").write_text(text, encoding="utf-8")
    stored = sim.compare("flat.toml", ["steep.toml"], seeds=[2, 5], workers=1)
    assert stored.runs.seed.tolist() == [2, 2, 5, 5]
    assert stored.directory.parts[:2] == ("results", "flat-steep")
    assert set(sim.compare("flat.toml", ["steep.toml"], seeds=[2, 5], outcomes=["net"]).effects.outcome) == {"net"}


def test_moves_of_the_page_agree_with_the_effects(results: Path) -> None:
    study = read_study(read_results(results))
    told, effects = flows_model(study), study.results.effects
    effects = effects[(effects.region == study.focus) & (effects.group == "all") & (effects.partner == "")]
    effects = effects.set_index(["variant", "outcome", "year"]).estimate
    compared = {"in": "own_arrivals", "out": "own_departures"}
    assert {variant["name"] for variant in told["variants"]} == {"neutral", "housing"}
    for variant in told["variants"]:
        change = dict(zip(told["sums"], variant["change"][len(told["arcs"]) :], strict=True))
        for name, outcome in compared.items():
            until_window = effects[(variant["name"], outcome, "all")]
            assert change[name][told["months"].index(study.last)] == pytest.approx(until_window, abs=0.51)
            by_year = [
                effects[(variant["name"], outcome, month[:4])] for month in told["months"] if month.endswith("-12")
            ]
            ends = [n for n, month in zip(change[name], told["months"], strict=True) if month.endswith("-12")]
            assert ends == pytest.approx(np.cumsum(by_year), abs=0.51)
        assert change["net"] == pytest.approx(np.subtract(change["in"], change["out"]), abs=1)
    assert any(any(series) for series in told["variants"][0]["change"] + told["variants"][1]["change"])
