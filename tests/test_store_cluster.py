"""Workers of dask: the same files as local processes, killed workers, cells that kill, interrupts, workers that differ."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest
from killing import HERE, MADE_UP, Job, data, entries
from store_worlds import FakeTask, contents, job, plan

from sim.cli import main as cli
from sim.jobs import cluster
from sim.jobs.runner import Finished
from sim.store.errors import CannotWrite, Refused
from sim.store.plan import Cell
from sim.store.store import Store

distributed = pytest.importorskip("distributed", reason="dask.distributed is not installed (extra `cluster`)")
CELLS = [Cell(0, seed) for seed in range(1, 6)]
MADE_UP_ON_CLUSTER = (MADE_UP[0], MADE_UP[1].replace("seconds=0.1", "seconds=1, cluster='local:2'"), *MADE_UP[2:])


def finished(folder: Path, **how: Sequence[int]) -> list[Finished]:
    """Every cell run by two workers of dask."""
    (folder / "scratch").mkdir()
    task = FakeTask(plan(), Store(folder), folder / "scratch", folder, **how)  # type: ignore[arg-type]
    return list(cluster.run_each("local:2", task, CELLS, workers=1, threads=1))


class Started(NamedTuple):
    """A scheduler and its worker, processes of their own, as on two machines."""

    address: str
    scheduler: subprocess.Popen[bytes]


@pytest.fixture(scope="module")
def scheduler(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a scheduler with one worker that has two threads."""
    with started(tmp_path_factory.mktemp("scheduler"), threads=2) as there:
        yield there.address


@contextmanager
def started(folder: Path, threads: int) -> Iterator[Started]:
    """A scheduler with one worker."""
    file = str(folder / "scheduler.json")
    quiet = {"cwd": folder, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    environment = os.environ | {"PYTHONPATH": f"{HERE.parent}{os.pathsep}{HERE}"}
    commands = (
        ["scheduler", "--host", "127.0.0.1", "--port", "0"],
        ["worker", "--nthreads", str(threads), "--no-nanny"],
    )
    running = [
        subprocess.Popen(
            [sys.executable, "-m", "dask", command, *rest, "--scheduler-file", file, "--no-dashboard"],
            env=environment,
            **quiet,  # type: ignore[call-overload]
        )
        for command, *rest in commands
    ]
    with distributed.Client(scheduler_file=file, timeout=60) as client:
        client.wait_for_workers(1, timeout=60)
        address = client.scheduler.address
    yield Started(address, running[0])
    for process in running:
        process.kill()
        process.wait()


def test_the_same_bytes_as_local_processes(tmp_path: Path) -> None:
    what = plan(draws=2)
    local = [job(tmp_path / f"local-{n}", workers=n, what=what, store=tmp_path / f"store-{n}") for n in (1, 2)]
    on_cluster = job(tmp_path / "dask", what=what, store=tmp_path / "store-dask", cluster="local:2")
    assert contents(on_cluster.directory) == contents(local[0].directory) == contents(local[1].directory)
    assert entries(Store(tmp_path / "store-dask")) == entries(Store(tmp_path / "store-1"))
    assert not list((tmp_path / "store-dask").glob(".unfinished*"))


def test_a_killed_worker_loses_nothing_and_a_cell_that_always_kills_is_given_up_alone(tmp_path: Path) -> None:
    errors = {one.cell.seed: one.error for one in finished(tmp_path, kills_once=(2,), kills=(3,), fails=(4,))}
    assert errors == {1: "", 2: "", 3: cluster.KILLED, 4: "ValueError: seed 4 is bad", 5: ""}
    there = Store(tmp_path).runs.names()
    assert [cell.seed for cell in CELLS if there.issuperset(plan().run_ids(cell))] == [1, 2, 5]


def test_an_interrupted_job_leaves_no_process_and_goes_on(tmp_path: Path) -> None:
    started = Job(MADE_UP_ON_CLUSTER, tmp_path)
    started.wait_for_runs(2)
    started.interrupt()
    _, errors = started.end()
    assert started.gone()
    assert "Interrupted: interrupted: " in errors
    assert errors.count("Traceback") == 1, errors
    assert 0 < len(started.store.runs.names()) < 16
    said, errors = Job(MADE_UP_ON_CLUSTER, tmp_path).end()
    assert said.startswith("16 of 16 runs done, 0 failed"), errors


def test_a_killed_job_leaves_no_process(tmp_path: Path) -> None:
    started = Job(MADE_UP_ON_CLUSTER, tmp_path)
    started.wait_for_runs(2)
    started.kill_parent()
    started.end()
    assert started.gone()


def test_workers_that_differ_are_refused_before_anything_is_written(tmp_path: Path, scheduler: str) -> None:
    with pytest.raises(Refused, match=r"^--cluster: worker tcp://127.0.0.1:\d+: threads: found 2; allowed 1$"):
        job(tmp_path / "out", cluster=scheduler)
    assert not list(tmp_path.iterdir())


def test_a_scheduler_that_goes_ends_the_job(tmp_path: Path) -> None:
    (tmp_path / "scratch").mkdir()
    task = FakeTask(plan(), Store(tmp_path), tmp_path / "scratch", tmp_path, seconds=1.0)
    with started(tmp_path, threads=1) as there:
        cells = cluster.run_each(there.address, task, CELLS, workers=1, threads=1)
        assert not next(cells).error
        there.scheduler.kill()
        with pytest.raises(ConnectionError, match=r"the scheduler is gone; finished runs are kept"):
            list(cells)


def test_a_worker_that_comes_late_and_differs_ends_the_job(tmp_path: Path, scheduler: str) -> None:
    task = FakeTask(plan(), Store(tmp_path), tmp_path, tmp_path)
    with pytest.raises(Refused, match="threads: found 2; allowed 1"):
        list(cluster.run_each(scheduler, task, CELLS, workers=1, threads=1))


def test_a_store_that_a_worker_does_not_see_is_refused(tmp_path: Path) -> None:
    task = FakeTask(plan(), Store(tmp_path), tmp_path / "elsewhere", tmp_path)
    with pytest.raises(CannotWrite, match="does not see it; all machines must share the store"):
        list(cluster.run_each("local:1", task, CELLS, workers=1, threads=1))


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("local:0", "--cluster: found local:0; allowed tcp://HOST:PORT, local or local:N"),
        ("tcp://127.0.0.1:1", "--cluster: no scheduler answers at tcp://127.0.0.1:1: "),
    ],
)
def test_addresses(address: str, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "CONNECTING_S", 1)
    with pytest.raises(Refused) as refusal:
        cluster.check(address)
    assert str(refusal.value).startswith(said)
    assert "\n" not in str(refusal.value)


def test_without_dask_the_extra_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    monkeypatch.setattr(cluster.importlib.util, "find_spec", lambda name: None)
    monkeypatch.chdir(tmp_path)
    assert cli.carry_out(["run", "baseline", "--cluster", "local:2"]) == 2
    assert capsys.readouterr().err == (
        "--cluster: dask.distributed is not installed; to install it: pip install talentflow[cluster]\n"
    )
    assert not list(tmp_path.iterdir())


@pytest.mark.slow
def test_a_real_comparison_has_the_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    coarse = [
        "--persons-per-agent",
        "20000",
        "--set",
        "researchers_per_agent=2000",
        "--months",
        "148",
        "--futures",
        "0",
        "--quiet",
    ]
    for name, how in (("local", ["--workers", "2"]), ("dask", ["--cluster", "local:2"])):
        words = ["compare", "baseline", "housing", "--seeds", "2", "--out", name, "--store", f"store-{name}"]
        assert cli.carry_out([*words, *coarse, *how]) == 0
    assert data(Path("dask")) == data(Path("local"))
