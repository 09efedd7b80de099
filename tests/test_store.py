"""Results folders: whole or not there, the same bytes for the same work, refused where they belong elsewhere."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
from pathlib import Path
from shutil import copytree, rmtree

import pandas as pd
import pytest
from disks import read_only, small
from harms import HARMS, Harm
from store_worlds import FakeTask, contents, frames, job, plan

from sim.store import files
from sim.store.crate import CRATE, export
from sim.store.errors import CannotWrite, Interrupted, Refused
from sim.store.folder import Failure
from sim.store.hold import dead, passing_name, system
from sim.store.plan import Cell, differences, plan_of
from sim.store.results import load_results
from sim.store.shelf import SCRATCH, scratch, sweep_scratch
from sim.store.store import Store
from sim.store.tables import WORLD_TABLES


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """A results folder that is not there yet; its store is beside it."""
    return tmp_path / "out"


def test_what_was_written_is_read_back(out: Path) -> None:
    report = job(out, (3, 5))
    assert str(report) == f"4 of 4 runs done, 0 failed, results in {out}"
    results = load_results(out)
    assert results.runs.replicate.tolist() == [0, 0, 1, 1]
    assert results.runs.scenario.tolist() == ["baseline", "flats"] * 2
    assert results.runs.run_id.str.fullmatch("[0-9a-f]{16}").all()
    one = results.measures[(results.measures.seed == 5) & (results.measures.scenario == "flats")]
    assert one.value.tolist() == frames(plan().run_id(1, Cell(0, 5)))["measures"].value.tolist()
    assert one.region.tolist() == ["呼和浩特", "Baotou"]
    assert results.measures.month.max() == "2022-02"
    assert results.effects.estimate.tolist() == [4.0]
    assert results.coupling.differs_now.tolist() == [3, 5]
    assert results.attribution["count"].sum() == 10
    assert results.flows["count"].sum() == 12
    assert len(results.marks(results.runs.run_id[0])) == 3


def test_types_are_those_of_the_interface(out: Path) -> None:
    job(out)
    runs = pd.read_parquet(out / "runs.parquet").dtypes
    assert (runs.replicate, runs.seed, runs.future, runs.wall_s) == ("int32", "int64", "int32", "float64")
    assert {"scenario", "replicate", "seed"} < set(pd.read_parquet(out / "measures.parquet").columns)
    for name in ("flows", "ledger"):
        assert list(pd.read_parquet(out / f"{name}.parquet").columns) == WORLD_TABLES[name].names
    results = load_results(out)
    assert results.marks(results.runs.run_id[0]).dtypes["region_2022-12"] == "int8"


def test_bytes_do_not_depend_on_workers_or_on_the_way_there(tmp_path: Path) -> None:
    job(tmp_path / "one", (1, 2, 3), store=tmp_path / "a")
    job(tmp_path / "two", (1, 2, 3), workers=2, store=tmp_path / "b")
    job(tmp_path / "grown", (2,), store=tmp_path / "c")
    job(tmp_path / "grown", (1, 2, 3), store=tmp_path / "c")
    assert contents(tmp_path / "one") == contents(tmp_path / "two") == contents(tmp_path / "grown")


def test_only_what_is_missing_is_run(out: Path) -> None:
    job(out, (1, 2))
    assert job(out, (1, 2, 3), fails=(1, 2)).done == 6
    before = {path: path.stat().st_mtime_ns for path in out.rglob("*")}
    job(out, (1, 2, 3), fails=(1, 2, 3))
    assert {path: path.stat().st_mtime_ns for path in out.rglob("*")} == before


def test_fewer_seeds_never_shrink_a_folder(out: Path) -> None:
    job(out, (1, 2, 3))
    before = contents(out)
    for other in ((2,), (3, 4)):
        with pytest.raises(Refused, match="not asked for"):
            job(out, other)
    assert contents(out) == before
    assert load_results(out).manifest["seeds"] == [1, 2, 3]


def test_a_run_of_several_futures_is_there_once(out: Path) -> None:
    job(out, (1, 2), what=plan(draws=3))
    results = load_results(out)
    assert len(results.runs) == 16
    assert results.runs.run_id.nunique() == 2 + 8  # the futures do not touch the baseline
    assert {path.stem for path in (out / "marks").iterdir()} == set(results.runs.run_id)
    for name in ("measures", "flows"):
        rows = results.read(name).groupby("run_id", observed=True).size()
        assert rows.nunique() == 1
        assert len(rows) == 10
    assert results.runs["policy.flats.units"].dropna().tolist() == [1] * 4 + [2] * 4 + [3] * 4


def test_worlds_that_are_the_same_keep_their_names(out: Path) -> None:
    worlds = plan(names=("baseline", "twin"))
    twin = worlds.worlds[0].digest
    same = plan_of({**worlds.content(), "futures": [{"number": 0, "values": {}, "digests": (twin, twin)}]})
    job(out, (1,), what=same)
    results = load_results(out)
    assert results.runs.run_id.nunique() == 1
    assert results.measures.scenario.tolist() == ["baseline"] * 2 + ["twin"] * 2
    assert [path.stem for path in (out / "marks").iterdir()] == [results.runs.run_id[0]]


def test_another_plan_is_refused_and_named(out: Path) -> None:
    job(out)
    before = contents(out)
    with pytest.raises(Refused, match=r"scenarios.flats.parameters.eps 2.0 there, 3.0 here"):
        job(out, what=plan(eps=3.0))
    with pytest.raises(Refused, match="different: the code"):
        job(out, what=plan(code="other"))
    assert contents(out) == before


def test_a_folder_of_something_else_is_refused(out: Path) -> None:
    out.mkdir()
    (out / "thesis.tex").write_text("precious")
    with pytest.raises(Refused, match="not empty"):
        job(out)
    assert [path.name for path in out.iterdir()] == ["thesis.tex"]


@pytest.mark.parametrize(
    "harm", [lambda text: text[:-9], lambda text: text.replace('"seeds"', '"seedz"'), lambda _: ""]
)
def test_a_harmed_plan_is_refused(out: Path, harm: object) -> None:
    job(out)
    path, before = out / "plan.json", contents(out)
    path.write_text(harm(path.read_text(encoding="utf-8")), encoding="utf-8")  # type: ignore[operator]
    with pytest.raises(Refused, match=r"plan.json: harmed; allowed a new folder: finished runs are in the store"):
        job(out)
    assert contents(out) == before


@pytest.mark.parametrize("name", ["effects.csv", "measures.parquet", "manifest.json"])
def test_a_harmed_result_is_written_again(out: Path, name: str) -> None:
    job(out)
    before, content = contents(out), bytearray((out / name).read_bytes())
    content[len(content) // 2] ^= 1
    (out / name).write_bytes(content)
    job(out, fails=(1, 2))
    assert contents(out) == before


@pytest.mark.parametrize("harm", HARMS)
def test_harmed_marks_are_made_again(out: Path, harm: Harm) -> None:
    """They may be one file with those of the store, which are harmed then, too."""
    job(out)
    before = contents(out)
    harm(next((out / "marks").iterdir()))
    job(out)
    assert contents(out) == before


@pytest.mark.parametrize("disk", ["with names", "without"])
def test_results_are_whole_without_their_store(tmp_path: Path, disk: str, monkeypatch: pytest.MonkeyPatch) -> None:
    out, moved = tmp_path / "out", tmp_path / "moved"
    if disk == "without":
        monkeypatch.setattr(os, "link", lambda *_: (_ for _ in ()).throw(OSError(errno.EXDEV, "another disk")))
    job(out)
    stored = [tmp_path / "store" / "runs" / file.stem / "marks.parquet" for file in (out / "marks").iterdir()]
    assert all(file.samefile(out / "marks" / f"{file.parent.name}.parquet") for file in stored) == (disk != "without")
    before = contents(out)
    copytree(out, moved)
    rmtree(out)
    rmtree(tmp_path / "store")
    results = load_results(moved)
    assert contents(moved) == before
    for run in results.runs.run_id:
        pd.testing.assert_frame_equal(results.marks(run).drop(columns="run_id"), frames(run)["marks"])
    export(moved, tmp_path / "crate", with_csv=True)
    exported = contents(tmp_path / "crate")
    assert {name: exported[name] for name in before} == before
    tables = {name for name in before if name.endswith(".parquet")}
    assert exported.keys() - before == {name.replace(".parquet", ".csv") for name in tables} | {CRATE}
    told = json.loads(exported[CRATE])["@graph"][1]["hasPart"]
    assert {part["@id"] for part in told} == (exported.keys() | {"plan.json"}) - {CRATE}


def test_marks_of_no_run_are_refused(out: Path) -> None:
    job(out)
    with pytest.raises(Refused, match=r"run: found nobody; allowed the run_id of a done row of runs.parquet"):
        load_results(out).marks("nobody")


@pytest.mark.parametrize("harm", HARMS)
@pytest.mark.parametrize(
    "file", ["runs/*/measures.parquet", "runs/*/index.json", "pairs/*/values.parquet", "pairs/*/index.json"]
)
def test_a_harmed_entry_of_the_store_is_made_again(out: Path, file: str, harm: Harm) -> None:
    store = out.with_name("store")
    job(out, (1, 2))
    before, entries = contents(out), {path: path.read_bytes() for path in store.rglob("*.*")}
    harm(next(store.glob(file)))
    (out / "effects.csv").unlink()
    assert job(out, (1, 2)).done == 4
    assert contents(out) == before
    assert {path: path.read_bytes() for path in store.rglob("*.*")} == entries


def test_a_store_serves_several_folders(tmp_path: Path, out: Path) -> None:
    """The second job makes only the worlds that the first has not made, and a future only those that it touches."""
    diary = tmp_path / "diary"
    made = lambda: len(diary.read_text().splitlines())  # noqa: E731
    job(out, (1, 2), diary=diary)
    assert made() == 4
    job(tmp_path / "wider", (1, 2, 3), what=plan(names=("baseline", "cash", "flats")), diary=diary)
    assert made() == 4 + 2 + 3
    job(tmp_path / "futures", (1, 2), what=plan(draws=2), diary=diary)
    assert made() == 9 + 4
    job(tmp_path / "again", (1, 2), what=plan(verb="run"), diary=diary)
    assert made() == 13


def test_a_failing_seed_is_recorded_and_tried_again_later(tmp_path: Path, out: Path) -> None:
    report = job(out, (1, 2, 3), fails=(2,))
    assert str(report).startswith("4 of 6 runs done, 2 failed")
    runs = load_results(out).runs
    assert runs[runs.status == "failed"].error.tolist() == ["ValueError: seed 2 is bad"] * 2
    failed = [[name, 0, 2, "ValueError: seed 2 is bad"] for name in ("baseline", "flats")]
    assert load_results(out).manifest["failed"] == failed
    assert job(out, (1, 2, 3)).done == 6
    job(tmp_path / "straight", (1, 2, 3), store=tmp_path / "other")
    assert contents(out) == contents(tmp_path / "straight")


def test_a_world_fails_alone(out: Path) -> None:
    what = plan(names=("baseline", "cash", "flats"))
    report = job(out, (1, 2), what=what, fails_world="cash")
    assert [(one.scenario, one.seed) for one in report.failures] == [("cash", 1), ("cash", 2)]
    results = load_results(out)
    assert results.runs.status.tolist() == ["done", "failed", "done"] * 2
    assert results.effects.variant.tolist() == ["flats"]
    assert job(out, (1, 2), what=what).done == 6
    assert load_results(out).effects.variant.tolist() == ["cash", "flats"]


def test_a_comparison_that_fails_is_a_failure_of_its_seed(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(store: Store, *_: object) -> None:
        raise ValueError("no comparison")

    monkeypatch.setattr(Store, "add_pair", refuse)
    report = job(out, (1,))
    assert [(one.scenario, one.error) for one in report.failures] == [("flats", "ValueError: no comparison")]
    monkeypatch.undo()
    assert job(out, (1,)).done == 2


def test_a_job_may_stop_at_its_first_failure(out: Path) -> None:
    report = job(out, (1, 2, 3), fails=(2,), keep_going=False)
    assert (report.done, report.total) == (2, 6)
    assert load_results(out).runs.error[4] == "not run: the job stopped at its first failure"
    assert job(out, (1, 2, 3)).done == 6


def test_a_folder_without_any_finished_run_has_no_manifest(out: Path) -> None:
    assert job(out, (1,), fails=(1,)).done == 0
    with pytest.raises(Refused, match="no finished results"):
        load_results(out)
    assert pd.read_parquet(out / "runs.parquet").status.tolist() == ["failed", "failed"]


def test_an_interrupted_job_keeps_what_is_finished(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run = FakeTask.__call__

    def interrupted(task: FakeTask, cell: Cell) -> tuple[Failure, ...]:
        if cell.seed == 2:
            raise KeyboardInterrupt
        return run(task, cell)

    monkeypatch.setattr(FakeTask, "__call__", interrupted)
    with pytest.raises(Interrupted, match="2 of 6 runs are kept"):
        job(out, (1, 2, 3))
    assert Store(out.with_name("store")).runs.names() == set(plan().run_ids(Cell(0, 1)))
    assert not (out / "manifest.json").exists()


@pytest.mark.parametrize("seeds", [(1, 2), (1,)], ids=["runs to make", "nothing to do"])
def test_what_killed_processes_left_is_removed(out: Path, seeds: tuple[int, ...]) -> None:
    job(out, (1,))
    left, theirs = (passing_name(out.with_name("store") / SCRATCH) for _ in range(2))
    theirs = theirs.with_name(theirs.name.replace(system(), "01234567"))
    for folder in (left, theirs):
        (folder / "runs-7").mkdir(parents=True)
    job(out, seeds)
    assert not left.exists()
    assert theirs.exists()  # another machine may be at work


def test_what_killed_processes_left_in_the_results_is_removed(out: Path) -> None:
    job(out, (1,))
    for left in (out / "measures.parquet", out / "marks" / "0.parquet"):
        passing_name(left).touch()
    job(out, (1, 2))
    assert not list(out.rglob(".*"))


def test_what_is_at_work_is_not_removed(out: Path) -> None:
    """Another job on this store, as from another container: the same host name, perhaps the same process number."""
    store = out.with_name("store")
    with scratch(store) as theirs, files.replacing(store / "x.json") as file:
        with scratch(store) as mine:
            assert theirs != mine
            assert not dead(theirs)
            assert not dead(file)
            job(out, (1,))
        assert theirs.is_dir()
        file.write_text("x")
    assert (store / "x.json").read_text() == "x"
    assert not list(store.glob(".*"))


def test_what_its_process_has_left_is_dead(tmp_path: Path) -> None:
    """The lock goes with the process, whatever ends it."""
    script = (
        "import os, sys; from pathlib import Path; from sim.store.shelf import scratch\n"
        "with scratch(Path(sys.argv[1])) as folder: print(folder, flush=True); sys.stdin.read()"
    )
    job = subprocess.Popen(
        [sys.executable, "-c", script, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert job.stdout
    folder = Path(job.stdout.readline().strip())
    assert folder.is_dir()
    assert not dead(folder)
    job.kill()
    job.communicate()
    assert dead(folder)
    sweep_scratch(tmp_path)
    assert not folder.exists()


def test_a_job_killed_while_it_claimed_its_folder_can_begin_again(out: Path) -> None:
    out.mkdir()
    passing_name(out / "plan.json").touch()
    assert job(out).done == 4


def test_a_refusing_disk_is_one_line_and_leaves_no_manifest(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    replace = os.replace

    def full(source: Path, target: Path) -> None:
        if Path(target).name == "flows.parquet":
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        replace(source, target)

    monkeypatch.setattr(files.os, "replace", full)
    with pytest.raises(CannotWrite, match=r"cannot write .*flows.parquet: No space left on device"):
        job(out)
    monkeypatch.undo()
    assert not (out / "manifest.json").exists()
    assert not list(out.glob(".*"))
    job(out, fails=(1, 2))
    assert load_results(out).manifest["seeds"] == [1, 2]


def test_a_folder_under_a_file_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(CannotWrite, match="Not a directory"):
        job(tmp_path / "file" / "out")


@pytest.mark.parametrize("size", ["100k", "400k", "1200k"])
def test_a_full_disk(tmp_path: Path, size: str) -> None:
    """A small memory disk fills up while runs are written, or while they are merged; more room, and the job goes on."""
    seeds = tuple(range(1, 25))
    with small(tmp_path / "disk", size) as disk:
        with pytest.raises(CannotWrite, match="No space left on device"):
            job(disk.folder / "out", seeds)
        assert not (disk.folder / "out" / "manifest.json").exists()
        assert not list((disk.folder / "store").glob(".unfinished*"))
        disk.grow("20m")
        job(disk.folder / "out", seeds)
        job(tmp_path / "straight", seeds)
        assert contents(disk.folder / "out") == contents(tmp_path / "straight")


def test_a_read_only_folder_cannot_be_written_but_its_store_can_be_read(out: Path) -> None:
    job(out, (1, 2))
    with read_only(out), pytest.raises(CannotWrite, match="Read-only file system"):
        job(out, (1, 2, 3))
    (out / "effects.csv").unlink()
    with read_only(out), pytest.raises(CannotWrite, match="Read-only file system"):
        job(out, (1, 2, 3))
    with read_only(out.with_name("store")):
        assert job(out.with_name("second"), (1, 2), store=out.with_name("store")).done == 4


def test_the_manifest_vouches_for_every_file(out: Path) -> None:
    job(out)
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    assert set(manifest["files"]) == {name for name in contents(out) if name.endswith((".csv", ".parquet"))}
    assert not files.harmed(out, manifest["files"])
    assert manifest["scenarios"][1]["document"]["parameters"] == {"eps": 2.0}
    assert manifest["dates"] == ["2022-12"]


def test_csv_is_plain_and_exact(out: Path) -> None:
    job(out, (1, 2))
    assert (out / "effects.csv").read_bytes() == b"variant,outcome,region,estimate,replicates\nflats,net,Hohhot,1.5,2\n"


def test_a_plan_is_read_back_as_it_was() -> None:
    what = plan(draws=2)
    assert plan_of(json.loads(json.dumps(what.content()))) == what


def test_run_ids_name_worlds_not_comparisons() -> None:
    one, two = plan(), plan(verb="run")
    assert one.run_id(0, Cell(0, 1)) == two.run_id(0, Cell(0, 1))
    ids = {what.run_id(0, Cell(0, seed)) for what in (plan(), plan(code="x"), plan(eps=3.0)) for seed in (1, 2)}
    assert len(ids) == 6


def test_differences_go_by_the_id_of_list_entries() -> None:
    old = {"policy": [{"id": "a", "units": 1}, {"id": "b", "units": 1}]}
    new = {"policy": [{"id": "b", "units": 2}]}
    assert list(differences(old, new)) == [
        ("policy.a.id", "a", None),
        ("policy.a.units", 1, None),
        ("policy.b.units", 1, 2),
    ]
