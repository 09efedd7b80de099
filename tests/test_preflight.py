"""What a job is said to take: measured where runs are stored, else from a rule of thumb."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from store_worlds import frames, job, plan

from sim.jobs.job import Settings
from sim.jobs.preflight import PERSONS_A_MONTH, preflight
from sim.store.plan import Cell
from sim.store.store import Store

MONTHS = 12
WHAT = replace(plan(), months=MONTHS)
AGENTS = round(PERSONS_A_MONTH * MONTHS / WHAT.worlds[0].persons_per_agent)


def told(folder: Path) -> list[str]:
    """Lines on a job of two worlds and two seeds, with its store in a folder."""
    return list(preflight(WHAT, Settings((1, 2), 1, store=folder / "store")))


def stored(folder: Path, name: str, seconds: float, agents: int) -> None:
    """A run in the store."""
    store = Store(folder / "store")
    store.add_run(name, folder / "scratch", frames(name), {"wall_s": seconds, "agents": agents})


def test_nothing_is_written(tmp_path: Path) -> None:
    assert told(tmp_path)[1] == "runs 4, already stored 0, to run 4"
    assert not list(tmp_path.iterdir())


def test_time_is_that_of_stored_runs_of_the_job_then_of_others_as_large(tmp_path: Path) -> None:
    assert told(tmp_path)[2].endswith("on 1 worker (a rough guess from another machine)")
    stored(tmp_path, f"{1:016x}", 1000.0, AGENTS // 10)
    assert told(tmp_path)[2].endswith("(a rough guess from another machine)")
    stored(tmp_path, f"{2:016x}", 30.0, AGENTS)
    assert told(tmp_path)[2] == "time about 0:02:00 on 1 worker (as 1 stored runs of about this size took)"
    stored(tmp_path, WHAT.run_id(0, Cell(0, 1)), 10.0, AGENTS)
    assert told(tmp_path)[1] == "runs 4, already stored 1, to run 3"
    assert told(tmp_path)[2] == "time about 0:00:30 on 1 worker (as 1 runs of this job took)"


def test_a_finished_job_takes_nothing(tmp_path: Path) -> None:
    job(tmp_path / "out", (1, 2), what=WHAT)
    lines = told(tmp_path)
    assert lines[1:3] == [
        "runs 4, already stored 4, to run 0",
        "time about 0:00:00 on 1 worker (as 4 runs of this job took)",
    ]
    assert lines[4].startswith("disk about 0 MB")
