"""Tables have the same types in memory, from disk and without rows, and words compare as words."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import sim
from sim.jobs.compare import compare_worlds, run_worlds
from sim.jobs.job import Settings
from sim.measures.tables import ledger
from sim.store.results import Comparison
from sim.store.tables import write_csv
from sim.worded import worded

SMALL = {"persons_per_agent": 100_000, "researchers_per_agent": 10_000}
LONG = ("measures", "flows", "ledger")
NAMED = ["run_id", "scenario", "replicate", "seed"]


@pytest.fixture(scope="module")
def run() -> sim.Run:
    return sim.run(sim.load_scenario("baseline", SMALL), months=14, record=["2010-06"])


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Comparison:
    folder = tmp_path_factory.mktemp("stored")
    base = sim.load_scenario("baseline", SMALL)
    return sim.load_results(run_worlds(base, Settings((1,), 1, 14, folder / "out", folder / "store")).directory)


@pytest.mark.parametrize("name", LONG)
def test_a_table_in_memory_is_that_of_the_file(run: sim.Run, stored: Comparison, name: str) -> None:
    here = getattr(run, name)
    there = getattr(stored, name)
    there = there.drop(columns=[column for column in NAMED if column in there])
    pd.testing.assert_frame_equal(here, there)


@pytest.mark.parametrize("name", LONG)
def test_months_compare_with_any_month(run: sim.Run, stored: Comparison, name: str) -> None:
    for frame in (getattr(run, name), getattr(stored, name)):
        assert set(frame.query("month >= '2011-01'").month) <= {"2011-01", "2011-02"}
        assert len(frame.query("month > '2034-01'")) == 0
        assert len(frame.query("month < '2034-01'")) == len(frame)
        assert frame.sort_values("month").month.astype(str).is_monotonic_increasing
    assert len(run.measures.query("month >= '2011-01'")) > 0


def test_a_table_without_rows_has_the_same_types(run: sim.Run) -> None:
    assert run.ledger.empty  # nothing is paid before 2018
    some = worded(
        pd.DataFrame({"month": ["2018-01"], "policy": "x", "region": "y", "recipient": "z", "fen": [1], "cases": [1]})
    )
    for name in some:
        assert run.ledger[name].dtype.kind == some[name].dtype.kind
        if isinstance(some[name].dtype, pd.CategoricalDtype):
            kept = run.ledger[name].dtype
            assert isinstance(kept, pd.CategoricalDtype)
            assert kept.ordered
            assert kept.categories.dtype == some[name].dtype.categories.dtype
    assert list(run.ledger.columns) == list(ledger(run.world, 0, 3).columns)
    assert run.ledger[run.ledger.region == "Hohhot"].fen.sum() == 0


def test_people_are_the_same_recorded_and_at_the_end(run: sim.Run) -> None:
    early, late = run.people("2010-06"), run.people()
    kinds = {name: late[name].dtype.kind for name in late}
    assert {name: early[name].dtype.kind for name in early} == kinds
    assert isinstance(late.degree.dtype, pd.CategoricalDtype)
    assert set(early[early.degree >= "master"].degree) <= {"master"}
    assert late.index.name == "id"


def test_numbers_of_a_csv_are_numbers_whatever_their_digits(tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {"variant": ["1"], "estimate": [3.0], "low": [float("nan")], "replicates": [2], "year": ["2024"]}
    )
    write_csv(tmp_path / "effects.csv", frame, ["variant"])
    results = object.__new__(Comparison)
    results.directory, results.manifest, results._checked = tmp_path, {"files": {}}, set()
    read = results._csv("effects")
    assert read.dtypes.astype(str).tolist() == ["str", "float64", "float64", "int32", "str"]


def test_effects_have_the_types_of_the_documents(tmp_path: Path) -> None:
    base, variant = (sim.load_scenario(name, SMALL) for name in ("baseline", "housing"))
    report = compare_worlds(base, [variant], Settings((1, 2), 1, 12, tmp_path / "out", tmp_path / "store"))
    effects = sim.load_results(report.directory).effects
    numbers = {
        "estimate",
        "low",
        "high",
        "mcse",
        "variance_reduction",
        "replicates_for_5pct",
        "agents",
        "martingale_gain",
    }
    assert {str(effects[name].dtype) for name in numbers} == {"float64"}
    assert str(effects.replicates.dtype) == "int32"
