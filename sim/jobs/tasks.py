"""What one cell of a job does: simulate what is missing, store it, compare. Picklable; a worker and this process do the same."""

from __future__ import annotations

import time
import traceback
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from sim import simulate
from sim.appraisal.pair import appraise_pair
from sim.calendar import label
from sim.jobs.runner import in_one_line
from sim.records import DEGREES, TERMS
from sim.scenario import Scenario
from sim.scenario.kinship import Family, families_of, last_month
from sim.simulate import Line, Run
from sim.store.digests import digest_of
from sim.store.errors import CannotWrite
from sim.store.folder import Failure
from sim.store.plan import Cell, Plan
from sim.store.shelf import Harmed
from sim.store.store import Store, as_stored
from sim.store.stored import KeptRun, in_memory, in_store, sampled_rows


@dataclass(frozen=True)
class CellTask:
    """All worlds of one cell. scenarios: of the plan's worlds, at the central values. scratch: folder for what is unfinished."""

    plan: Plan
    store: Store
    scratch: Path
    scenarios: tuple[Scenario, ...]
    threads: int

    def __call__(self, cell: Cell) -> tuple[Failure, ...]:
        """Simulate, store, compare; the worlds that failed. Raises CannotWrite."""
        return _CellJob(self, cell).done()


class _CellJob:
    """One cell at work."""

    def __init__(self, task: CellTask, cell: Cell) -> None:
        self.task, self.cell, self.plan, self.store = task, cell, task.plan, task.store
        self.scenarios = tuple(scenario.at(task.plan.values(cell)) for scenario in task.scenarios)
        self.names = task.plan.run_ids(cell)
        self.places = tuple((region["name"], region.get("group", "")) for region in task.plan.regions)
        self.failures: dict[int, Failure] = {}  # by place of the world
        self.waiting: list[tuple[int, int]] = []  # pairs not yet compared
        self.runs: dict[int, KeptRun] = {}  # those that pairs still wait for

    def done(self) -> tuple[Failure, ...]:
        """Everything that is missing, made; the failures. What was harmed in the store is made again."""
        while True:
            try:
                return self._attempt()
            except Harmed as harmed:
                harmed.shelf.drop(harmed.name)

    def _attempt(self) -> tuple[Failure, ...]:
        self.failures, self.runs = {}, {}
        self.waiting = [pair for pair in self.plan.pairs if self._pair_id(pair) not in self.store.pairs]
        for family in families_of(self.scenarios, self.plan.months):
            missing = [place for place in family.members if self.names[place] not in self.store.runs]
            if missing:
                self._simulate(family, missing)
        self._compare_what_is_there()
        return tuple(self.failures[place] for place in sorted(self.failures))

    def _simulate(self, family: Family, missing: list[int]) -> None:
        begin = time.perf_counter()
        try:
            history = history_of(self.plan, self.store, self.task.scratch, family, self.cell, self.task.threads)
        except CannotWrite:
            raise
        except Exception as problem:
            self.failures |= {place: self._failure(place, problem) for place in missing}
            return
        shared = (time.perf_counter() - begin) / len(missing)
        for place in missing:
            try:
                self._finish(place, history, shared)
            except CannotWrite:
                raise
            except Exception as problem:
                self.failures[place] = self._failure(place, problem)
            self._compare_what_is_there()

    def _finish(self, place: int, history: Line, shared: float) -> None:
        """One world to its end, into the store. shared: its part of the seconds of the history."""
        begin, scenario = time.perf_counter(), self.scenarios[place]
        line = history.branched(scenario, self.task.threads)
        line.to(last_month(scenario, self.plan.months))
        frames = tables_of(line.finished())
        seconds = shared + time.perf_counter() - begin
        about = {"wall_s": seconds, "agents": len(frames["marks"]), "seed": self.cell.seed, "scenario": scenario.name}
        self.store.add_run(self.names[place], self.task.scratch, frames, about)
        self.runs[place] = KeptRun(in_memory(frames), scenario, self.cell.seed, self.places)

    def _compare_what_is_there(self) -> None:
        """All pairs of which both worlds are there, so that no world is held longer than a pair waits for it."""
        for pair in [pair for pair in self.waiting if all(self.names[place] in self.store.runs for place in pair)]:
            self.waiting.remove(pair)
            self._compare(pair)
            wanted = {place for waiting in self.waiting for place in waiting}
            self.runs = {place: run for place, run in self.runs.items() if place in wanted}

    def _compare(self, pair: tuple[int, int]) -> None:
        """Two worlds of the cell, unless one of them has failed."""
        if any(place in self.failures for place in pair):
            return
        try:
            self._appraise(pair)
        except (CannotWrite, Harmed):
            raise
        except Exception as problem:  # the variant cannot be told of without it
            self.failures[pair[1]] = self._failure(pair[1], problem)

    def _appraise(self, pair: tuple[int, int]) -> None:
        assert self.plan.span is not None, "a plan that compares has a span"
        base, variant = (self._run(place) for place in pair)
        outcome = appraise_pair(base, variant, self.plan.span)
        frames = {"values": outcome.values, "attribution": outcome.attribution, "coupling": outcome.coupling}
        self.store.add_pair(self._pair_id(pair), self.task.scratch, frames)

    def _run(self, place: int) -> KeptRun:
        """A world of the cell: in memory if it was made now, else from the store, read once for all its pairs."""
        if place not in self.runs:
            stored = in_store(self.store, self.names[place])
            self.runs[place] = KeptRun(stored, self.scenarios[place], self.cell.seed, self.places)
        return self.runs[place]

    def _pair_id(self, pair: tuple[int, int]) -> str:
        return self.plan.pair_id(pair, self.cell)

    def _failure(self, place: int, problem: Exception) -> Failure:
        trace = traceback.format_exc()
        return Failure(self.plan.worlds[place].name, self.cell.future, self.cell.seed, in_one_line(problem), trace)


def history_of(plan: Plan, store: Store, scratch: Path, family: Family, cell: Cell, threads: int) -> Line:
    """What the members of a family have in common, from the store if it is there; one alone has nothing to share."""
    name = plan.history_id(family.history.digest, family.first, cell.seed)
    stored: Line | None = store.history(name)
    if stored is not None:
        return stored
    line = _begun(plan, family.history, cell, threads)
    line.to(family.first - 1)
    if family.first > family.history.start:
        store.add_history(name, scratch, line)
    return line


def _begun(plan: Plan, scenario: Scenario, cell: Cell, threads: int) -> Line:
    """A world at its start that notes what the plan wants."""
    return simulate.begin(
        scenario, cell.seed, months=plan.months, record=plan.record, dates=plan.noted, threads=threads
    )


def simulated_digest(plan: Plan, scenario: Scenario, cell: Cell) -> str:
    """Digest of one world run by itself, as it would be stored. scenario: of one of the plan's worlds, central."""
    world = scenario.at(plan.values(cell))
    line = _begun(plan, world, cell, 1)
    line.to(last_month(world, plan.months))
    return digest_of(as_stored("", tables_of(line.finished())))


def tables_of(run: Run) -> Mapping[str, pd.DataFrame]:
    """What is kept of a run."""
    marks = run.marks
    employers = [str(name) for name in marks.columns if str(name).startswith("employer_")]
    frames = {
        "measures": run.measures,
        "flows": run.flows,
        "ledger": run.ledger,
        "marks": marks.drop(columns=employers),
        "employers": marks.loc[sampled_rows(marks), employers],
        "martingale": martingale_table(run),
    }
    if run.recorded:
        frames["people"] = people_table(run)
    return frames


def martingale_table(run: Run) -> pd.DataFrame:
    """month (of the run), region, degree, and each of TERMS, in persons."""
    months, regions = run.martingale.shape[:2]
    index = np.indices((months, regions, len(DEGREES))).reshape(3, -1)
    return pd.DataFrame(
        {
            "month": index[0].astype(np.int16),
            "region": index[1].astype(np.int8),
            "degree": index[2].astype(np.int8),
            **dict(zip(TERMS, run.martingale.reshape(-1, len(TERMS)).T, strict=True)),
        }
    )


def people_table(run: Run) -> pd.DataFrame:
    """Everybody at the end of each recorded month."""
    frames = [frame.reset_index().assign(month=label(month)) for month, frame in sorted(run.recorded.items())]
    return pd.concat(frames, ignore_index=True)
