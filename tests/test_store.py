"""Results on disk: whole or not there, the same bytes for the same work, refused where they belong elsewhere."""

from __future__ import annotations

import errno
import json
import os
import subprocess
from pathlib import Path

import pandas as pd
import pytest
from store_worlds import FakeTask, frames, mean_effect, plan

from sim.jobs import jobs
from sim.jobs.compare import Report, Settings
from sim.store import files
from sim.store.errors import CannotWrite, Interrupted, Refused
from sim.store.plan import Plan, differences
from sim.store.results import load_results
from sim.store.tables import WORLD_TABLES

SUMMARIES = {"effects": mean_effect}


def carry_out(
    out: Path, seeds: tuple[int, ...] = (1, 2), workers: int = 1, what: Plan | None = None, **task: object
) -> Report:
    """A whole job of made-up worlds."""
    return jobs.carry_out(
        what or plan(),
        lambda made, folder, scratch, threads: FakeTask(made, folder.parts, scratch, **task),  # type: ignore[arg-type]
        Settings(seeds, workers, None, out),
        SUMMARIES,
    )


def contents(folder: Path) -> dict[str, bytes]:
    """Bytes of all result files."""
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def test_what_was_written_is_read_back(tmp_path: Path) -> None:
    report = carry_out(tmp_path / "out", (3, 5))
    assert str(report) == f"4 of 4 runs done, 0 failed, results in {tmp_path / 'out'}"
    results = load_results(tmp_path / "out")
    assert results.runs.replicate.tolist() == [0, 0, 1, 1]
    assert results.runs.scenario.tolist() == ["baseline", "flats"] * 2
    assert results.runs.run_id.str.fullmatch("[0-9a-f]{16}").all()
    one = results.measures[(results.measures.seed == 5) & (results.measures.scenario == "flats")]
    assert one.value.tolist() == frames(5, 1)["measures"].value.tolist()
    assert one.region.tolist() == ["呼和浩特", "Baotou"]
    assert results.measures.month.max() == "2022-02"
    assert results.effects.estimate.tolist() == [4.0]
    assert results.coupling.differs_now.tolist() == [3, 5]
    assert results.attribution["count"].sum() == 10
    assert results.flows["count"].sum() == 12
    assert len(results.marks(results.runs.run_id[0])) == 3


def test_types_are_those_of_the_interface(tmp_path: Path) -> None:
    carry_out(tmp_path)
    runs = pd.read_parquet(tmp_path / "runs.parquet").dtypes
    assert (runs.replicate, runs.seed, runs.wall_s) == ("int32", "int64", "float64")
    measures = pd.read_parquet(tmp_path / "measures.parquet")
    assert list(measures.columns) == WORLD_TABLES["measures"].names
    assert pd.read_parquet(tmp_path / "marks.parquet").dtypes["region_2022-12"] == "int8"


def test_bytes_do_not_depend_on_workers_or_on_the_way_there(tmp_path: Path) -> None:
    carry_out(tmp_path / "one", (1, 2, 3), workers=1)
    carry_out(tmp_path / "two", (1, 2, 3), workers=2)
    carry_out(tmp_path / "grown", (2,))
    carry_out(tmp_path / "grown", (1, 2, 3))
    assert contents(tmp_path / "one") == contents(tmp_path / "two") == contents(tmp_path / "grown")


def test_only_what_is_missing_is_run(tmp_path: Path) -> None:
    carry_out(tmp_path, (1, 2))
    report = carry_out(tmp_path, (1, 2, 3), fails=(1, 2))
    assert report.done == 6
    before = {path: path.stat().st_mtime_ns for path in tmp_path.iterdir() if path.name != "plan.json"}
    carry_out(tmp_path, (1, 2, 3), fails=(1, 2, 3))
    assert {path: path.stat().st_mtime_ns for path in before} == before


def test_fewer_seeds_never_shrink_a_folder(tmp_path: Path) -> None:
    carry_out(tmp_path, (1, 2, 3))
    before = contents(tmp_path)
    assert carry_out(tmp_path, (2,)).total == 2
    assert contents(tmp_path) == before


@pytest.mark.parametrize(
    "harm", [lambda file: file.write_bytes(b"harmed"), lambda file: os.truncate(file, 40), Path.unlink]
)
def test_a_harmed_part_is_run_again(tmp_path: Path, harm: object) -> None:
    carry_out(tmp_path, (1, 2))
    before = contents(tmp_path)
    harm(next((tmp_path / "parts" / "seed-2").rglob("measures.parquet")))  # type: ignore[operator]
    (tmp_path / "effects.csv").write_text("harmed")
    carry_out(tmp_path, (1, 2))
    assert contents(tmp_path) == before


def test_another_plan_is_refused_and_named(tmp_path: Path) -> None:
    carry_out(tmp_path)
    before = contents(tmp_path)
    with pytest.raises(Refused, match=r"scenarios.flats.parameters.eps 2.0 there, 3.0 here"):
        carry_out(tmp_path, what=plan(eps=3.0))
    with pytest.raises(Refused, match="different: the code"):
        carry_out(tmp_path, what=plan(code="other"))
    assert contents(tmp_path) == before


def test_a_folder_of_something_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "thesis.tex").write_text("precious")
    with pytest.raises(Refused, match="not empty"):
        carry_out(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.tex"]


def test_a_failing_run_is_recorded_and_tried_again_later(tmp_path: Path) -> None:
    report = carry_out(tmp_path, (1, 2, 3), fails=(2,))
    assert str(report).startswith("4 of 6 runs done, 2 failed")
    runs = load_results(tmp_path).runs
    assert runs[runs.status == "failed"].error.tolist() == ["ValueError: seed 2 is bad"] * 2
    assert load_results(tmp_path).manifest["failed"] == {"2": "ValueError: seed 2 is bad"}
    assert carry_out(tmp_path, (1, 2, 3)).done == 6
    carry_out(tmp_path / "straight", (1, 2, 3))
    assert contents(tmp_path) == contents(tmp_path / "straight")


def test_a_folder_without_any_finished_run_has_no_manifest(tmp_path: Path) -> None:
    assert carry_out(tmp_path, (1,), fails=(1,)).done == 0
    with pytest.raises(Refused, match="no finished results"):
        load_results(tmp_path)
    assert pd.read_parquet(tmp_path / "runs.parquet").status.tolist() == ["failed", "failed"]


def test_an_interrupted_job_keeps_what_is_finished(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run = FakeTask.__call__

    def interrupted(task: FakeTask, seed: int) -> None:
        if seed == 2:
            raise KeyboardInterrupt
        run(task, seed)

    monkeypatch.setattr(FakeTask, "__call__", interrupted)
    with pytest.raises(Interrupted, match="2 of 6 runs are kept"):
        carry_out(tmp_path, (1, 2, 3))
    assert sorted(path.name for path in (tmp_path / "parts").iterdir()) == ["seed-1"]
    assert not (tmp_path / "manifest.json").exists()


def test_what_killed_processes_left_is_removed(tmp_path: Path) -> None:
    carry_out(tmp_path, (1,))
    left = tmp_path / "parts" / ".unfinished-999999999" / "seed-7"
    left.mkdir(parents=True)
    carry_out(tmp_path, (1, 2))
    assert not left.parent.exists()


def test_a_refusing_disk_is_one_line_and_leaves_no_manifest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    replace = os.replace

    def full(source: Path, target: Path) -> None:
        if Path(target).name == "flows.parquet":
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        replace(source, target)

    monkeypatch.setattr(files.os, "replace", full)
    with pytest.raises(CannotWrite, match=r"cannot write .*flows.parquet: No space left on device"):
        carry_out(tmp_path)
    monkeypatch.undo()
    assert not (tmp_path / "manifest.json").exists()
    assert not list(tmp_path.glob(".*"))
    carry_out(tmp_path, fails=(1, 2))
    assert load_results(tmp_path).manifest["seeds"] == [1, 2]


def test_a_folder_under_a_file_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(CannotWrite, match="Not a directory"):
        carry_out(tmp_path / "file" / "out")


@pytest.mark.skipif(os.name != "posix" or os.getuid() != 0, reason="mounting needs root")
@pytest.mark.parametrize("size", ["40k", "120k"])
def test_a_full_disk(tmp_path: Path, size: str) -> None:
    """A small memory disk fills up while parts are written, or while they are merged."""
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", tmp_path], capture_output=True)
    if mounted.returncode:
        pytest.skip(f"cannot mount: {mounted.stderr.decode().strip()}")
    try:
        with pytest.raises(CannotWrite, match="No space left on device"):
            carry_out(tmp_path, tuple(range(1, 40)))
        assert not (tmp_path / "manifest.json").exists()
        assert not list((tmp_path / "parts").glob(".unfinished*"))
    finally:
        subprocess.run(["umount", tmp_path], check=True)


def test_the_manifest_vouches_for_every_file(tmp_path: Path) -> None:
    carry_out(tmp_path)
    manifest = json.loads((tmp_path / "manifest.json").read_text(encoding="utf-8"))
    assert set(manifest["files"]) == {path.name for path in tmp_path.iterdir() if path.suffix in (".csv", ".parquet")}
    assert files.intact(tmp_path, manifest["files"])
    assert manifest["scenarios"][1]["document"]["parameters"] == {"eps": 2.0}
    assert manifest["dates"] == ["2022-12"]


def test_csv_is_plain_and_exact(tmp_path: Path) -> None:
    carry_out(tmp_path, (1, 2))
    assert (
        tmp_path / "effects.csv"
    ).read_bytes() == b"variant,outcome,region,estimate,replicates\nflats,net,Hohhot,1.5,2\n"


def test_run_ids_name_worlds_not_comparisons() -> None:
    one, two = plan(), plan(verb="run")
    assert one.run_id(one.worlds[0], 1) == two.run_id(two.worlds[0], 1)
    ids = {what.run_id(what.worlds[0], seed) for what in (plan(), plan(code="x"), plan(eps=3.0)) for seed in (1, 2)}
    assert len(ids) == 6


def test_differences_go_by_the_id_of_list_entries() -> None:
    old = {"policy": [{"id": "a", "units": 1}, {"id": "b", "units": 1}]}
    new = {"policy": [{"id": "b", "units": 2}]}
    assert list(differences(old, new)) == [
        ("policy.a.id", "a", None),
        ("policy.a.units", 1, None),
        ("policy.b.units", 1, 2),
    ]
