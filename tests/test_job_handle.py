"""A job that can be held: started in a process of its own, found by another, listened to, asked for effects, stopped."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

import sim
from sim.jobs import Job, running
from sim.jobs.compare import compare_worlds, comparison
from sim.jobs.job import Settings
from sim.jobs.record import RECORD
from sim.scenario import Scenario
from sim.store.errors import Refused

HERE = Path(__file__).parent
CHANGES = {"persons_per_agent": 100_000, "researchers_per_agent": 10_000}
MONTHS = 150  # half a year of the policies
SEEDS = tuple(range(1, 31))
ASKER = f"""
import sys
from pathlib import Path
sys.path.insert(0, {str(HERE)!r})
from test_job_handle import started
print(started(Path(sys.argv[1])).folder)
"""


def worlds() -> list[Scenario]:
    return [sim.load_scenario(name, CHANGES) for name in ("baseline", "cash")]


def settings(folder: Path, seeds: tuple[int, ...] = SEEDS) -> Settings:
    return Settings(seeds, 1, MONTHS, folder / "results" / "asked" / "out", folder / "store")


def started(folder: Path, seeds: tuple[int, ...] = SEEDS) -> Job:
    return Job.start(comparison(worlds(), MONTHS), settings(folder, seeds))


def until(condition: Callable[[], bool], seconds: float = 240) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.05)


@pytest.fixture(scope="module")
def stopped(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[int], pd.DataFrame, pd.DataFrame]:
    """A job whose asker has gone, found, listened to and stopped here: its folder, the seeds heard of, effects twice."""
    base = tmp_path_factory.mktemp("job")
    asker = [sys.executable, "-c", ASKER, str(base)]
    said = subprocess.run(asker, env=os.environ | {"PYTHONPATH": str(HERE.parent)}, capture_output=True, text=True)
    assert said.returncode == 0, said.stderr
    folder = Path(said.stdout.strip())
    (job,) = running(base / "results")
    assert job == Job.find(folder)
    heard: list[int] = []
    for event in job.events():
        heard.append(event.seed)
        if len(heard) == 3:
            before = job.progress()
            assert before.state == "running"
            assert 6 <= before.done < before.total == 2 * len(SEEDS)
            job.cancel()
    assert job.wait().state == "stopped"
    return folder, heard, job.effects(), job.effects(["net", "own_wage"])


def test_another_process_hears_every_cell_and_stops_the_job(stopped: tuple[Path, list[int], object, object]) -> None:
    folder, heard, *_ = stopped
    assert 3 <= len(heard) < len(SEEDS)
    now = Job(folder).progress()
    assert (now.state, now.done, now.failed) == ("stopped", 2 * len(heard), 0)
    assert running(folder.parents[1]) == []
    until(lambda: "interrupted: " in (folder / "job.log").read_text(encoding="utf-8"))
    assert not (folder / "manifest.json").exists()


def test_effects_so_far_are_those_of_a_comparison_of_these_pairs(
    stopped: tuple[Path, list[int], pd.DataFrame, pd.DataFrame], tmp_path: Path
) -> None:
    folder, heard, so_far, some = stopped
    how = settings(tmp_path, tuple(heard))._replace(store=folder.parents[2] / "store")
    base, *variants = worlds()
    alone = sim.load_results(compare_worlds(base, variants, how).directory).effects
    pd.testing.assert_frame_equal(so_far.astype(alone.dtypes), alone, check_exact=True)
    assert set(some.outcome) == {"net", "own_wage"}
    pd.testing.assert_frame_equal(some, so_far[so_far.outcome.isin(["net", "own_wage"])].reset_index(drop=True))


def test_a_stopped_job_goes_on_with_what_is_there(stopped: tuple[Path, list[int], object, object]) -> None:
    folder, heard, *_ = stopped
    kept = {path: path.stat().st_mtime_ns for path in (folder.parents[2] / "store" / "runs").iterdir()}
    assert len(kept) >= 2 * len(heard)
    job = started(folder.parents[2])
    again = started(folder.parents[2])
    assert job == again
    job.cancel()
    job.wait()
    assert all(path.stat().st_mtime_ns == at for path, at in kept.items())


def test_a_job_to_its_end(tmp_path: Path) -> None:
    job = started(tmp_path, (1, 2))
    end = job.wait()
    assert (end.state, end.total, end.done, end.failed) == ("done", 4, 4, 0)
    until((job.folder / "manifest.json").exists)
    assert not (job.folder / RECORD).exists()
    pd.testing.assert_frame_equal(job.effects().astype(job.results().effects.dtypes), job.results().effects)
    assert started(tmp_path, (1, 2)).progress() == end  # nothing is run again
    job.cancel()  # nothing runs: nothing happens
    assert Job.find(job.folder).progress() == end


def test_a_killed_job_is_not_taken_for_a_running_one(tmp_path: Path) -> None:
    job = started(tmp_path)
    next(job.events())
    os.kill(job._start["process"], 9)
    until(lambda: not job.running)
    assert job.progress().state == "stopped"
    assert list(job.events())


def test_what_is_no_job_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="no job there"):
        Job.find(tmp_path)
    started(tmp_path, (1,)).wait()
    other = comparison([sim.load_scenario(name, CHANGES) for name in ("baseline", "lines")], MONTHS)
    with pytest.raises(Refused, match="holds other results"):
        Job.start(other, settings(tmp_path))
