"""Stored worlds: the same bytes whoever asked for them, made once, each failing alone. Real ones, coarse and short."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from shutil import copytree

import pytest
from harms import Harm, flipped, halved

import sim
from sim import simulate
from sim.jobs import tasks
from sim.jobs.compare import compare_worlds, distinct, make_plan, run_worlds
from sim.jobs.job import Settings
from sim.jobs.question import Question
from sim.scenario import Scenario
from sim.simulate import Line
from sim.store.plan import Cell
from sim.store.store import Store

COARSE = {"persons_per_agent": 20_000, "researchers_per_agent": 2_000}
MONTHS = 100  # to 2018-04: the earliest policies of a scenario begin in 2018-01


def scenario(name: str, **changes: object) -> Scenario:
    """A scenario at a coarse scale."""
    return sim.load_scenario(name, {**COARSE, **{path.replace("__", "."): value for path, value in changes.items()}})


BASE = scenario("baseline")
FLATS = scenario("housing", policy__flats__start="2018-02-01")
CASH = scenario("cash", policy__living__start="2018-03-01")
LATE = scenario("housing", policy__flats__start="2018-04-01")
WITHOUT_SECONDS = (
    "measures.parquet",
    "effects.csv",
    "replicates.csv",
    "attribution.parquet",
    "coupling.csv",
    "digests.csv",
)


def settings(folder: Path, out: str, seeds: Sequence[int] = (1,), workers: int = 1) -> Settings:
    """How a job with its store in a folder is run."""
    return Settings(tuple(seeds), workers, MONTHS, folder / out, folder / "store")


def kept(folder: Path) -> dict[str, tuple[str, dict[str, bytes]]]:
    """Digest and bytes of every run in the store of a folder."""
    runs = Store(folder / "store").runs
    tables = {name: {file.name: file.read_bytes() for file in runs.of(name).glob("*.parquet")} for name in runs.names()}
    return {name: (runs.index(name)["digest"], content) for name, content in tables.items()}


def no_beginning(*_: object, **__: object) -> Line:
    """Stands for the start of a world where none may be simulated from its start."""
    raise AssertionError("a history was computed that is in the store")


def no_reading(*_: object) -> None:
    """Stands for the reading of runs where all that are compared are in memory."""
    raise AssertionError("a run was read that has just been made")


@pytest.fixture(scope="module")
def several(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two variants beside the baseline on two seeds, on two workers."""
    folder = tmp_path_factory.mktemp("several")
    assert compare_worlds(BASE, [FLATS, CASH], settings(folder, "out", (1, 2), workers=2)).done == 6
    return folder


@pytest.fixture(scope="module")
def later(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One variant, so that the worlds part a month later; then another on the stored history."""
    folder = tmp_path_factory.mktemp("later")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tasks, "in_store", no_reading)
        assert compare_worlds(BASE, [CASH], settings(folder, "out")).done == 2
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(simulate, "begin", no_beginning)
        assert compare_worlds(BASE, [CASH, LATE], settings(folder, "more")).done == 3
    return folder


def test_bytes_of_a_world_do_not_depend_on_who_asked(several: Path, later: Path, tmp_path: Path) -> None:
    for world in (BASE, CASH, LATE):
        run_worlds(world, settings(tmp_path, world.name + world.digest[:4]))
    alone, beside, branched = kept(tmp_path), kept(several), kept(later)
    assert (len(alone), len(beside), len(branched)) == (3, 6, 3)
    assert alone == branched
    common = alone.keys() & beside.keys()
    assert len(common) == 2
    assert {name: alone[name] for name in common} == {name: beside[name] for name in common}


def test_a_second_folder_runs_only_what_is_missing(later: Path) -> None:
    store = Store(later / "store")
    before = {file: file.stat().st_mtime_ns for file in store.folder.rglob("*.parquet")}
    report = compare_worlds(BASE, [LATE, CASH], settings(later, "other order"))
    assert report.done == 3
    assert {file: file.stat().st_mtime_ns for file in store.folder.rglob("*.parquet")} == before


def test_runs_compare_alike_in_memory_and_from_the_store(
    later: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copytree(later / "store", tmp_path / "store")
    store = Store(tmp_path / "store")
    pairs = {file: file.read_bytes() for file in store.folder.glob("pairs/*/*.parquet")}
    for name in store.pairs.names():
        store.pairs.drop(name)
    monkeypatch.setattr(simulate, "begin", no_beginning)
    monkeypatch.setattr(Line, "to", no_beginning)
    for variants in ([CASH], [CASH, LATE]):
        assert compare_worlds(BASE, variants, settings(tmp_path, f"with {len(variants)}")).done == 1 + len(variants)
    assert {file: file.read_bytes() for file in pairs} == pairs


@pytest.mark.parametrize(
    ("path", "value", "touched"),
    [
        ("policy.living.budget_yuan_year", 1_000_000, 1),
        ("parameters.eps_w_grad", 1.0, 2),
        ("structure.peers", False, 2),
    ],
)
def test_a_change_runs_only_what_it_touches(later: Path, path: str, value: object, touched: int) -> None:
    plan = make_plan("compare", [world.at({path: value}) for world in (BASE, CASH)], MONTHS)
    missing = set(plan.run_ids(Cell(0, 1))) - Store(later / "store").runs.names()
    assert len(missing) == touched


def test_a_future_of_a_policy_goes_on_from_the_stored_history(
    later: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(simulate, "begin", no_beginning)
    copytree(later / "store", tmp_path / "store")  # its run would be among those that another test harms
    worlds, store = [BASE, CASH], Store(tmp_path / "store")
    plan = make_plan("compare", worlds, MONTHS, [{"policy.living.months": 12}])
    before = store.runs.names()
    how = settings(tmp_path, "futures")
    assert Question(plan, tuple(worlds)).answer(how).done == 4
    assert store.runs.names() - before == {plan.run_id(1, Cell(1, 1))}


def test_a_world_that_fails_alone_is_tried_again(several: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store, branched = Store(several / "store"), Line.branched
    worlds = distinct([BASE, CASH, LATE, FLATS])
    bad = worlds[2].name

    def fail(line: Line, world: Scenario, threads: int = 1) -> Line:
        if world.name == bad:
            raise ZeroDivisionError("no such world")
        return branched(line, world, threads)

    monkeypatch.setattr(Line, "branched", fail)
    report = compare_worlds(worlds[0], worlds[1:], settings(several, "failing"))
    failed = [(one.scenario, one.seed, one.error) for one in report.failures]
    assert failed == [(bad, 1, "ZeroDivisionError: no such world")]
    results = sim.load_results(several / "failing")
    assert results.runs.status.tolist() == ["done", "done", "failed", "done"]
    assert set(results.effects.variant) == {worlds[1].name, worlds[3].name}
    monkeypatch.undo()
    assert compare_worlds(worlds[0], worlds[1:], settings(several, "failing")).done == 4
    assert len(store.runs.names()) == 7


def test_worlds_of_another_family_are_the_worlds_alone(tmp_path: Path) -> None:
    rule = scenario("baseline", structure__peers=False)
    drawn = scenario("baseline", parameters__eps_w_grad=1.0)
    worlds = distinct([BASE, rule, drawn])
    compare_worlds(worlds[0], worlds[1:], settings(tmp_path / "beside", "out"))
    for world in (rule, drawn):
        run_worlds(world, settings(tmp_path / "alone", world.digest[:8]))
    beside, alone = kept(tmp_path / "beside"), kept(tmp_path / "alone")
    assert (len(beside), len(alone)) == (3, 2)
    assert {name: beside[name] for name in alone} == alone


@pytest.mark.parametrize(("shelf", "harm"), [("runs", flipped), ("histories", halved), ("histories", Path.unlink)])
def test_what_is_harmed_is_made_again(later: Path, shelf: str, harm: Harm) -> None:
    store, out = Store(later / "store"), later / "more"
    files = sorted((later / "store" / shelf).glob("*/*"))
    before = {file: file.read_bytes() for file in files if file.name != "index.json"}
    results = {name: (out / name).read_bytes() for name in WITHOUT_SECONDS}
    for name in ("index.json", "state" if shelf == "histories" else "measures.parquet"):
        harm(next(file for file in files if file.name == name))
        (out / "effects.csv").unlink()
        if shelf == "histories":  # only a missing run asks for it
            store.runs.drop(sorted(store.runs.names())[0])
        assert compare_worlds(BASE, [CASH, LATE], settings(later, "more")).done == 3
        assert {file: file.read_bytes() for file in before} == before
        assert {name: (out / name).read_bytes() for name in WITHOUT_SECONDS} == results
