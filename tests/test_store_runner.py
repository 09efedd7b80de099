"""Local processes: killed workers, failing tasks, interrupts and killed parents."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sim.store.parts import Parts
from store_worlds import FakeTask, plan

from sim.jobs.runner import run_each

HERE = Path(__file__).parent
SCRIPT = """
import sys
from pathlib import Path
sys.path.insert(0, {tests!r})
from store_worlds import FakeTask, mean_effect, plan
from sim.jobs import jobs
make = lambda made, folder, scratch, threads: FakeTask(made, folder.parts, scratch, seconds=0.4)
settings = jobs.Settings(tuple(range(1, 9)), 2, None, Path({out!r}))
print(jobs.carry_out(plan(), make, settings, {{"effects": mean_effect}}))
"""  # without a guard on purpose: workers must not start the job again


def task(folder: Path, **how: tuple[int, ...]) -> FakeTask:
    """A task that stores into a folder."""
    (folder / "scratch").mkdir()
    return FakeTask(plan(), Parts(folder), folder / "scratch", **how)  # type: ignore[arg-type]


def test_every_seed_is_done_once(tmp_path: Path) -> None:
    finished = list(run_each(task(tmp_path), range(1, 6), workers=2, threads=1))
    assert sorted(one.seed for one in finished) == [1, 2, 3, 4, 5]
    assert Parts(tmp_path).seeds() == (1, 2, 3, 4, 5)


def test_a_killed_worker_loses_nothing(tmp_path: Path) -> None:
    finished = list(run_each(task(tmp_path, kills_once=(2,)), range(1, 6), workers=2, threads=1))
    assert not any(one.error for one in finished)
    assert Parts(tmp_path).seeds() == (1, 2, 3, 4, 5)


def test_a_seed_that_always_kills_is_given_up_and_blamed_alone(tmp_path: Path) -> None:
    finished = list(run_each(task(tmp_path, kills=(2,), fails=(4,)), range(1, 6), workers=2, threads=1))
    errors = {one.seed: one.error for one in finished if one.error}
    assert set(errors) == {2, 4}
    assert "killed 3 times" in errors[2]
    assert errors[4] == "ValueError: seed 4 is bad"
    assert Parts(tmp_path).seeds() == (1, 3, 5)


def start(out: Path) -> subprocess.Popen[str]:
    """A job of eight seeds in a process group of its own, as from a terminal; returns once a seed is finished."""
    script = SCRIPT.format(tests=str(HERE), out=str(out))
    job = subprocess.Popen(
        [sys.executable, "-c", script], cwd=HERE.parent, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        start_new_session=True,
    )  # fmt: skip
    deadline = time.monotonic() + 60
    while not list(out.glob("parts/seed-*")) and time.monotonic() < deadline:
        time.sleep(0.05)
    return job


def gone(group: int) -> bool:
    """True once no process of a group is left, waiting a little."""
    for _ in range(100):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.1)
    return False


@pytest.mark.skipif(os.name != "posix", reason="process groups")
@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGKILL])
def test_a_stopped_job_leaves_no_process_and_goes_on(tmp_path: Path, stop: signal.Signals) -> None:
    job = start(tmp_path)
    if stop == signal.SIGINT:
        os.killpg(job.pid, stop)  # the interrupt key reaches the workers too
    else:
        job.kill()
    _, errors = job.communicate(timeout=60)
    assert gone(job.pid)
    assert ("Interrupted: interrupted: " in errors) == (stop == signal.SIGINT)
    assert errors.count("Traceback") <= 1, errors
    kept = Parts(tmp_path / "parts").seeds()
    assert 0 < len(kept) < 8
    job = start(tmp_path)
    said, errors = job.communicate(timeout=60)
    assert said.startswith("16 of 16 runs done, 0 failed"), errors
    assert not list((tmp_path / "parts").glob(".unfinished*"))
