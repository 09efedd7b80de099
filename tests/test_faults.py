"""Jobs that are killed, stopped, out of room or doubled: the same command again gives what an undisturbed job gives.

The fast tests disturb jobs of made-up worlds once each. The slow ones disturb jobs of real worlds from the command line, and
kill made-up ones at many random points; they take some minutes and are run by

    ./test.sh -m slow tests/test_faults.py
"""

from __future__ import annotations

import random
import signal
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import pytest
from disks import read_only, small
from killing import MADE_UP, REAL, Job, data, entries

KILLS = 60


class Straight(NamedTuple):
    """What an undisturbed job left."""

    data: Mapping[str, object]
    entries: Mapping[str, Mapping[str, str]]


def undisturbed(what: Sequence[str], folder: Path) -> Straight:
    """Run a job to its end."""
    job = Job(what, folder)
    _, errors = job.end()
    assert job.process.returncode == 0, errors
    return Straight(data(folder / "out"), entries(job.store))


def check(what: Sequence[str], folder: Path, straight: Straight, out: str = "out") -> None:
    """The same command again: everything is there once, nothing else, and equal to the undisturbed job."""
    job = Job(what, folder, out)
    said, errors = job.end()
    assert job.process.returncode == 0, errors
    assert " 0 failed" in said
    assert data(folder / out) == straight.data
    assert entries(job.store) == straight.entries
    assert not list(job.store.folder.glob(".*"))
    assert not list((folder / out).glob(".*"))


@pytest.fixture(scope="module")
def made_up(tmp_path_factory: pytest.TempPathFactory) -> Straight:
    return undisturbed(MADE_UP, tmp_path_factory.mktemp("straight"))


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Straight:
    return undisturbed(REAL, tmp_path_factory.mktemp("real"))


def test_a_killed_worker(tmp_path: Path, made_up: Straight) -> None:
    job = Job(MADE_UP, tmp_path)
    job.wait_for_runs(3)
    assert job.kill_worker()
    said, errors = job.end()
    assert said.startswith("16 of 16 runs done, 0 failed"), errors
    check(MADE_UP, tmp_path, made_up)


def test_a_killed_parent(tmp_path: Path, made_up: Straight) -> None:
    job = Job(MADE_UP, tmp_path)
    job.wait_for_runs(3)
    job.kill_parent()
    job.end()
    assert job.gone()
    check(MADE_UP, tmp_path, made_up)


@pytest.mark.parametrize("out", ["out", "other"])
def test_two_jobs_at_once(tmp_path: Path, made_up: Straight, out: str) -> None:
    """On one store, into the same results folder or into two."""
    jobs = [Job(MADE_UP, tmp_path), Job(MADE_UP, tmp_path, out)]
    for job in jobs:
        said, errors = job.end()
        assert said.startswith("16 of 16 runs done, 0 failed"), errors
    for folder in ("out", out):
        check(MADE_UP, tmp_path, made_up, folder)


@pytest.mark.slow
def test_random_kills(tmp_path: Path, made_up: Straight) -> None:
    """Parents and workers killed at random moments, until so many kills have hit; jobs that end in between are checked."""
    draw, kills, trial = random.Random(1), 0, 0
    while kills < KILLS:
        trial += 1
        folder = tmp_path / str(trial)
        folder.mkdir()
        ended = False
        while not ended and kills < KILLS:
            ended, hit = disturbed(folder, draw)
            kills += hit
        check(MADE_UP, folder, made_up)


def disturbed(folder: Path, draw: random.Random) -> tuple[bool, int]:
    """One start of a job with some kills at random moments: whether it came to its end, and how many hit."""
    job, hits = Job(MADE_UP, folder), 0
    for _ in range(3):
        job.wait(lambda: False, draw.expovariate(1.0) if draw.random() < 0.5 else draw.uniform(0, 6))
        if job.process.poll() is not None:
            break
        if draw.random() < 0.4:
            job.kill_parent()
            hits += 1
            break
        hits += job.kill_worker(draw.randrange(8))
    _, errors = job.end()
    assert job.gone()
    assert job.process.returncode in (0, -signal.SIGKILL), errors
    return job.process.returncode == 0, hits


@pytest.mark.slow
class TestCommandLine:
    """Real worlds."""

    def test_a_killed_worker(self, tmp_path: Path, real: Straight) -> None:
        job = Job(REAL, tmp_path)
        job.wait_for_runs(1)
        assert job.kill_worker()
        said, errors = job.end()
        assert "4 of 4 runs done, 0 failed" in said, errors
        check(REAL, tmp_path, real)

    def test_a_worker_killed_in_its_history(self, tmp_path: Path, real: Straight) -> None:
        job = Job(REAL, tmp_path)
        job.wait(lambda: len(job.workers()) == 2)
        job.wait(lambda: False, 6)
        assert job.kill_worker(1)
        said, errors = job.end()
        assert "4 of 4 runs done, 0 failed" in said, errors
        check(REAL, tmp_path, real)

    def test_a_killed_parent(self, tmp_path: Path, real: Straight) -> None:
        job = Job(REAL, tmp_path)
        job.wait_for_runs(1)
        job.kill_parent()
        job.end()
        assert job.gone()
        check(REAL, tmp_path, real)

    def test_the_interrupt_key(self, tmp_path: Path, real: Straight) -> None:
        job = Job(REAL, tmp_path)
        job.wait_for_runs(1)
        job.interrupt()
        said, errors = job.end()
        assert job.gone()
        assert job.process.returncode == 130
        assert said == ""
        (line,) = errors.splitlines()
        assert line.startswith("interrupted: ")
        assert "runs are kept in" in line
        assert "; to go on: talentflow compare baseline housing --seeds 2" in line
        check(REAL, tmp_path, real)

    @pytest.mark.parametrize("size", ["500k", "1700k"])
    def test_a_full_disk(self, tmp_path: Path, real: Straight, size: str) -> None:
        """While worlds are written, and while results are."""
        with small(tmp_path / "disk", size) as disk:
            job = Job(REAL, disk.folder)
            said, errors = job.end()
            assert (job.process.returncode, said) == (3, "")
            (line,) = errors.splitlines()
            assert line.startswith("cannot write ")
            assert "No space left on device; finished runs are kept" in line
            disk.grow("50m")
            check(REAL, disk.folder, real)

    def test_a_read_only_folder(self, tmp_path: Path, real: Straight) -> None:
        with read_only(tmp_path):
            job = Job(REAL, tmp_path)
            _, errors = job.end()
            assert job.process.returncode == 3
            (line,) = errors.splitlines()
            assert "Read-only file system" in line
        check(REAL, tmp_path, real)

    def test_two_jobs_at_once(self, tmp_path: Path, real: Straight) -> None:
        jobs = [Job(REAL, tmp_path, name) for name in ("out", "other")]
        for job in jobs:
            said, errors = job.end()
            assert "4 of 4 runs done, 0 failed" in said, errors
        for name in ("out", "other"):
            check(REAL, tmp_path, real, name)
