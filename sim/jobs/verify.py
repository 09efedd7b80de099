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
from sim.store.files import intact, read_json
from sim.store.folder import MANIFEST, PLAN, Failure
from sim.store.plan import Cell, Plan

if TYPE_CHECKING:
    from sim.scenario import Scenario


class Verified(NamedTuple):
    """Runs tried and reproduced, and what to say of each folder."""

    tried: int
    reproduced: int
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
        tuple(x for one in found for x in one.lines),
    )


def _verify(folder: Path, settings: Settings, runs: int | None) -> Verified:
    plan, _, _ = read_plan(folder)
    manifest = read_json(folder / MANIFEST) or {"files": {}}
    digests = dict(pd.read_csv(folder / "digests.csv", dtype=str).itertuples(index=False))
    sample = dict(_sample(folder, digests, runs))
    task = VerifyTask(plan, tuple(scenarios_of(plan)), digests, sample)
    run, workers, _ = crew(settings, len(sample))
    wrong: list[str] = []
    for one in run(task, list(sample), workers, 1):
        wrong += [f"{failure.scenario}, seed {failure.seed}" for failure in one.failures]
        wrong += [f"{plan.worlds[p].name}, seed {one.cell.seed}: {one.error}" for p in sample[one.cell] if one.error]
    tried = sum(map(len, sample.values()))
    return Verified(tried, tried - len(wrong), tuple(_lines(folder, plan, manifest["files"], tried, wrong)))


def _sample(folder: Path, digests: dict[str, str], runs: int | None) -> Iterator[tuple[Cell, list[int]]]:
    """Places of worlds to try, by cell: always the same runs of a folder, spread over all."""
    table = pd.read_parquet(folder / "runs.parquet")
    table = table[table.status == "done"]
    names = list(dict.fromkeys(pd.read_parquet(folder / "runs.parquet").scenario))
    order = sorted(table.index, key=lambda row: hashlib.sha256(table.run_id[row].encode()).digest())
    for (future, seed), group in table.loc[order[:runs]].groupby(["future", "seed"], sort=True):
        yield Cell(int(future), int(seed)), sorted(names.index(name) for name in group.scenario)


def _lines(folder: Path, plan: Plan, files: dict[str, str], tried: int, wrong: list[str]) -> Iterator[str]:
    """What to say of a folder: how many runs are as stored, which are not, and what is different here."""
    yield f"{folder}: {tried - len(wrong)} of {tried} reproduced"
    yield from (f"{folder}: not reproduced: {run}" for run in wrong)
    if not intact(folder, files):
        yield f"{folder}: a result file is not the one that was written (manifest.json has other hashes)"
    yield from (f"{folder}: {name}: {differs}" for name, differs in other(plan).items() if differs)
