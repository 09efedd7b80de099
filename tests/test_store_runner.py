"""Local processes: killed workers, failing tasks, interrupts and killed parents."""

from __future__ import annotations

import signal
from collections.abc import Sequence
from pathlib import Path

import pytest
from killing import MADE_UP, Job
from store_worlds import FakeTask, plan

from sim.jobs.runner import Finished, run_each
from sim.store.plan import Cell
from sim.store.store import Store

CELLS = [Cell(0, seed) for seed in range(1, 6)]


def finished(folder: Path, **how: Sequence[int]) -> list[Finished]:
    """Every cell run by two workers."""
    (folder / "scratch").mkdir()
    task = FakeTask(plan(), Store(folder), folder / "scratch", folder, **how)  # type: ignore[arg-type]
    return list(run_each(task, CELLS, workers=2, threads=1))


def seeds_in(folder: Path) -> list[int]:
    """Seeds of which both worlds are in a store."""
    names = Store(folder).runs.names()
    return [cell.seed for cell in CELLS if names.issuperset(plan().run_ids(cell))]


def test_every_cell_is_done_once(tmp_path: Path) -> None:
    assert sorted(one.cell for one in finished(tmp_path)) == CELLS
    assert seeds_in(tmp_path) == [1, 2, 3, 4, 5]


def test_a_killed_worker_loses_nothing(tmp_path: Path) -> None:
    assert not any(one.error for one in finished(tmp_path, kills_once=(2,)))
    assert seeds_in(tmp_path) == [1, 2, 3, 4, 5]


def test_a_cell_that_always_kills_is_given_up_and_blamed_alone(tmp_path: Path) -> None:
    errors = {one.cell.seed: one.error for one in finished(tmp_path, kills=(2,), fails=(4,)) if one.error}
    assert set(errors) == {2, 4}
    assert "killed 3 times" in errors[2]
    assert errors[4] == "ValueError: seed 4 is bad"
    assert seeds_in(tmp_path) == [1, 3, 5]


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGKILL])
def test_a_stopped_job_leaves_no_process_and_goes_on(tmp_path: Path, stop: signal.Signals) -> None:
    job = Job(MADE_UP, tmp_path)
    job.wait_for_runs(2)
    if stop == signal.SIGINT:
        job.interrupt()
    else:
        job.kill_parent()
    _, errors = job.end()
    assert job.gone()
    assert ("Interrupted: interrupted: " in errors) == (stop == signal.SIGINT)
    assert errors.count("Traceback") <= 1, errors
    assert 0 < len(Store(tmp_path / "store").runs.names()) < 16
    said, errors = Job(MADE_UP, tmp_path).end()
    assert said.startswith("16 of 16 runs done, 0 failed"), errors
    assert not list((tmp_path / "store").glob(".unfinished*"))
