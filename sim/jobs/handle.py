"""A job one can hold: started, found again by another process, listened to, asked for effects so far, stopped.

Everything is read from the results folder and the store, so a handle may be made and dropped at any time.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from sim.jobs import detached
from sim.jobs.again import read_plan
from sim.jobs.headline import values_so_far
from sim.jobs.job import Settings, claimed, unfinished
from sim.jobs.question import Question
from sim.jobs.record import DONE, RECORD, STOPPED, Record, ask_to_stop
from sim.store.files import read_json
from sim.store.folder import MANIFEST, PLAN
from sim.store.plan import Plan
from sim.store.results import Comparison
from sim.store.store import Store

RUNNING = "running"  # beside DONE, STOPPED and FAILED of the record
EVERY = 0.2  # seconds between two looks


class Event(NamedTuple):
    """One cell that has finished: its future and seed, the scenarios whose worlds failed, or why it failed as a whole."""

    future: int
    seed: int
    failed: tuple[str, ...]
    error: str
    seconds: float


class Progress(NamedTuple):
    """How far a job is. state: running, done, stopped (to be resumed) or failed; counts are runs. said: why it failed."""

    state: str
    total: int
    done: int
    failed: int
    said: str = ""


@dataclass(frozen=True)
class Job:
    """A job, by its results folder."""

    folder: Path

    @classmethod
    def start(cls, question: Question, settings: Settings) -> Job:
        """Begin a job in a process of its own, or join the one that runs for this question and these seeds already.

        Raises Refused, CannotWrite, and RuntimeError where the process ends before it begins.
        """
        folder, store, seeds = claimed(question.plan, settings)
        job = cls(folder.path.resolve())
        if job.running and {*seeds} <= {*job._start["seeds"]}:
            return job
        if not folder.complete(seeds, settings.rule):
            (job.folder / RECORD).unlink(missing_ok=True)  # of an earlier job
            process = detached.start(question, settings._replace(out=job.folder, store=store.folder), job.folder)
            while process.poll() is None and not (job.folder / RECORD).exists():
                time.sleep(EVERY / 4)
            if process.returncode and not any((job.folder / file).exists() for file in (RECORD, MANIFEST)):
                raise RuntimeError(f"{job.folder}: {detached.last_words(job.folder)}")
        return job

    @classmethod
    def find(cls, folder: Path) -> Job:
        """The job of a results folder, running or not; raises Refused where there is none."""
        read_plan(folder)
        return cls(folder.resolve())

    @property
    def running(self) -> bool:
        """Whether a process works on it."""
        record = self._record()
        return record is not None and _state(record) == RUNNING

    def progress(self) -> Progress:
        """How far it is now."""
        plan, seeds, store = self._known
        total = len(plan.cells(seeds)) * len(plan.worlds)
        record = self._record()
        if record is None:
            return self._rested(total, plan, seeds, store)
        start, *events = record.read()
        ended = [line for line in events if "end" in line]
        told = {(one.future, one.seed): one for one in map(_event, events) if one}  # what was harmed is told of twice
        failed = sum(len(plan.worlds) if one.error else len(one.failed) for one in told.values())
        done = start["ready"] + len(told) * len(plan.worlds) - failed
        return Progress(_state(record), start["runs"], done, failed, ended[0]["said"] if ended else "")

    def events(self, every: float = EVERY) -> Iterator[Event]:
        """Every finished cell of the running job, those before the first call included, until it ends."""
        record, told = self._record(), 1
        while record is not None:
            lives = _state(record) == RUNNING  # asked first: what it writes before it ends is read below
            lines = record.read()
            yield from filter(None, map(_event, lines[told:]))
            told = len(lines)
            if not lives:
                return
            time.sleep(every)

    def wait(self, every: float = EVERY) -> Progress:
        """How it has ended."""
        for _ in self.events(every):
            pass
        return self.progress()

    def cancel(self) -> None:
        """Have it stop as if by the interrupt key: finished runs are kept, `resume` goes on. Nothing where none runs.

        Returns at once; raises CannotWrite.
        """
        if self.running:
            ask_to_stop(self.folder, self._start["job"])

    def effects(self, outcomes: Sequence[str] | None = None) -> pd.DataFrame:
        """Effects with intervals from the pairs finished so far, at the central values, in the columns of effects.csv.

        outcomes: those wanted, None = all. Without a row as long as no pair has finished.
        """
        from sim.appraisal import effects

        values = self._values(outcomes)
        return effects(values) if len(values) else values

    def results(self) -> Comparison:
        """What it has found, once it is done; raises Refused before."""
        return Comparison(self.folder)

    def _values(self, outcomes: Sequence[str] | None) -> pd.DataFrame:
        """The values of all finished pairs of the central future."""
        plan, seeds, store = self._known
        some = None if outcomes is None else pa.array(outcomes, pa.string())
        return values_so_far(
            plan, store, seeds, lambda table: table if some is None else table.filter(pc.is_in(table["outcome"], some))
        )

    @property
    def _known(self) -> tuple[Plan, tuple[int, ...], Store]:
        """Plan, seeds so far and store, as the folder has them now."""
        plan, seeds, store = read_plan(self.folder)
        return plan, seeds, Store(store)

    def _record(self) -> Record | None:
        """What the last job of the folder says of itself; None where it has finished, or there was none."""
        try:
            return Record(self.folder / RECORD)
        except FileNotFoundError:
            return None

    @property
    def _start(self) -> dict[str, Any]:
        record = self._record()
        return record.read()[0] if record else {"job": "", "seeds": ()}

    def _rested(self, total: int, plan: Plan, seeds: Sequence[int], store: Store) -> Progress:
        """Progress where no job is under way: what the manifest says, or what is stored."""
        manifest = read_json(self.folder / MANIFEST)
        if manifest is not None and {*seeds} <= {*manifest["seeds"]}:
            failed = len(manifest["failed"])
            return Progress(DONE, total, total - failed, failed)
        missing = len(unfinished(plan, store, seeds)) * len(plan.worlds)
        return Progress(STOPPED, total, total - missing, 0)


def running(results: Path) -> list[Job]:
    """All jobs at work in a folder of results, of their usual form NAME/DIGEST8 or less deep."""
    records = sorted(path for depth in ("", "*/", "*/*/") for path in results.glob(f"{depth}{RECORD}"))
    jobs = [Job(path.parent.resolve()) for path in records if (path.parent / PLAN).is_file()]
    return [job for job in jobs if job.running]


def _state(record: Record) -> str:
    held = record.held()
    ends = [str(line["end"]) for line in record.read() if "end" in line]
    return ends[0] if ends else RUNNING if held else STOPPED


def _event(line: dict[str, Any]) -> Event | None:
    """A finished cell; None for the line at the end."""
    return None if "end" in line else Event(**{**line, "failed": tuple(line["failed"])})
