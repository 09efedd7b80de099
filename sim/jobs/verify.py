"""Stored results put to the test: a sample of the runs is simulated again, each by itself, and compared bit for bit."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from sim.jobs.again import other, read_plan, scenarios_of
from sim.jobs.job import Settings, check_cluster, crew
from sim.store.errors import Refused
from sim.store.files import harmed
from sim.store.folder import MANIFEST, PLAN, Failure, read_manifest
from sim.store.plan import Cell, Plan

if TYPE_CHECKING:
    from sim.scenario import Scenario


NEEDED = ("runs.parquet", "digests.csv")  # without these as they were written nothing is known of the runs


class Verified(NamedTuple):
    """Runs tried and reproduced, whether all result files are as they were written, and what to say of each folder."""

    tried: int
    reproduced: int
    whole: bool
    lines: tuple[str, ...]


@dataclass(frozen=True)
class VerifyTask:
    """Runs of a plan simulated again. digests: stored digest by run id; runs: places of the worlds tried, by cell."""

    plan: Plan
    scenarios: tuple[Scenario, ...]
    digests: dict[str, str]
    runs: dict[Cell, list[int]]

    def __call__(self, cell: Cell) -> tuple[Failure, ...]:
        """The runs of a cell that are not what is stored."""
        return tuple(
            Failure(self.plan.worlds[place].name, *cell, "differs")
            for place in self.runs[cell]
            if self._again(place, cell) != self.digests[self.plan.run_id(place, cell)]
        )

    def _again(self, place: int, cell: Cell) -> str:
        from sim.jobs.tasks import simulated_digest

        return simulated_digest(self.plan, self.scenarios[place], cell)


def verify_folders(settings: Settings, runs: int | None) -> Verified:
    """Every results folder at or below `settings.out`; runs: tried in each, None = all. Raises Refused if there is none."""
    assert settings.out is not None, "a folder is named"
    folders = sorted(path.parent for path in settings.out.rglob(MANIFEST) if (path.parent / PLAN).is_file())
    if not folders:
        raise Refused(f"{settings.out}: no finished results there (no {MANIFEST})")
    check_cluster(settings)
    found = [_verify(folder, settings, runs) for folder in folders]
    return Verified(
        sum(one.tried for one in found),
        sum(one.reproduced for one in found),
        all(one.whole for one in found),
        tuple(x for one in found for x in one.lines),
    )


def _verify(folder: Path, settings: Settings, runs: int | None) -> Verified:
    plan, _, _ = read_plan(folder)
    wrong_files = harmed(folder, read_manifest(folder)["files"])
    if set(NEEDED) & set(wrong_files):
        return Verified(0, 0, False, tuple(_lines(folder, plan, wrong_files, 0, [])))
    digests = dict(pd.read_csv(folder / "digests.csv", dtype=str).itertuples(index=False))
    sample = dict(_sample(folder, runs))
    task = VerifyTask(plan, tuple(scenarios_of(plan)), digests, sample)
    run, workers, _ = crew(settings, len(sample))
    wrong: list[str] = []
    for one in run(task, list(sample), workers, 1):
        wrong += [f"{failure.scenario}, seed {failure.seed}" for failure in one.failures]
        wrong += [f"{plan.worlds[p].name}, seed {one.cell.seed}: {one.error}" for p in sample[one.cell] if one.error]
    tried = sum(map(len, sample.values()))
    lines = tuple(_lines(folder, plan, wrong_files, tried, wrong))
    return Verified(tried, tried - len(wrong), not wrong_files, lines)


def _sample(folder: Path, runs: int | None) -> Iterator[tuple[Cell, list[int]]]:
    """Places of worlds to try, by cell: always the same runs of a folder, spread over all."""
    table = pd.read_parquet(folder / "runs.parquet")
    names = list(dict.fromkeys(table.scenario))
    table = table[table.status == "done"]
    order = sorted(table.index, key=lambda row: hashlib.sha256(table.run_id[row].encode()).digest())
    for (future, seed), group in table.loc[order[:runs]].groupby(["future", "seed"], sort=True):
        yield Cell(int(future), int(seed)), sorted(names.index(name) for name in group.scenario)


def _lines(folder: Path, plan: Plan, wrong_files: list[str], tried: int, wrong: list[str]) -> Iterator[str]:
    """What to say of a folder: how many runs are as stored, which runs and files are not, and what is different here."""
    yield f"{folder}: {tried - len(wrong)} of {tried} reproduced"
    yield from (f"{folder}: not reproduced: {run}" for run in wrong)
    yield from (f"{folder / name}: not as written (its sha256 is not that of {MANIFEST})" for name in wrong_files)
    yield from (f"{folder}: {name}: {differs}" for name, differs in other(plan).items() if differs)
