"""Stored results put to the test: a sample of the runs is simulated again, each by itself, and compared bit for bit.

Where one differs, the effects of its variant are made again too, to say by how much they do.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from sim.jobs.again import elsewhere, other, scenarios_of
from sim.jobs.job import Settings, check_cluster, crew
from sim.jobs.moved import moved_effects
from sim.jobs.runner import in_one_line
from sim.store.errors import Refused
from sim.store.files import harmed, read_json
from sim.store.folder import MANIFEST, Failure
from sim.store.plan import SCHEMA, Cell, Plan, plan_of

if TYPE_CHECKING:
    from sim.scenario import Scenario


class Verified(NamedTuple):
    """Runs tried and reproduced, and what to say of each folder."""

    tried: int
    reproduced: int
    lines: tuple[str, ...]


class Wrong(NamedTuple):
    """A run that is not what is stored: place of its world; whether it could be made; the run, and why it could not, in words."""

    place: int
    made: bool
    words: str


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
    """Every results folder at or below `settings.out`; runs: tried in each, None = all. Raises Refused if there is none.

    A folder needs its manifest, runs.parquet and digests.csv: the tables of its runs are not looked at, but made again.
    """
    assert settings.out is not None, "a folder is named"
    folders = sorted(path.parent for path in settings.out.rglob(MANIFEST))
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
    """One folder. What was harmed since it was written vouches for nothing: it is not tried, and counts as one run that differs."""
    content = read_json(folder / MANIFEST)
    if content is None or content.get("schema") != SCHEMA:
        return Verified(1, 0, (f"{folder}: not reproduced: {MANIFEST} is harmed, or of another version",))
    if wrong_files := harmed(folder, content["files"]):
        says = f"not as written (its sha256 is not that of {MANIFEST})"
        return Verified(1, 0, tuple(f"{folder / name}: {says}" for name in wrong_files))
    try:
        table = pd.read_parquet(folder / "runs.parquet")
        sample = dict(_sample(table, runs))
        digests = dict(pd.read_csv(folder / "digests.csv", dtype=str).itertuples(index=False))
    except (OSError, ValueError, AttributeError) as error:  # not there, or no tables of these columns
        return Verified(1, 0, (f"{folder}: not reproduced: {in_one_line(error)}",))
    plan = plan_of(content)
    tried = sum(map(len, sample.values()))
    try:
        scenarios = tuple(scenarios_of(plan))
    except (Refused, LookupError, TypeError) as error:  # written for a model with other words
        failed = [_called(plan, place, cell, in_one_line(error)) for cell in sample for place in sample[cell]]
        return Verified(tried, 0, tuple(_lines(folder, plan, f"0 of {tried}", failed)))
    wrong = list(_wrong(plan, scenarios, digests, sample, settings))
    reproduced = tried - len(wrong)
    lines = list(_lines(folder, plan, f"{reproduced} of {tried}", [one.words for one in wrong]))
    again = settings._replace(seeds=tuple(sorted(set(map(int, table.seed)))))
    lines += [f"{folder}: {said}" for said in moved_effects(folder, plan, scenarios, variants_of(plan, wrong), again)]
    return Verified(tried, reproduced, tuple(lines))


def variants_of(plan: Plan, wrong: Sequence[Wrong]) -> list[int]:
    """Places of the variants whose effects hang on runs that differ: all of them where the baseline does. No run that could not be made."""
    places = {one.place for one in wrong if one.made}
    return [variant for base, variant in plan.pairs if {base, variant} & places]


def _sample(table: pd.DataFrame, runs: int | None) -> Iterator[tuple[Cell, list[int]]]:
    """Places of worlds to try, by cell: always the same rows of a runs.parquet, spread over all."""
    names = list(dict.fromkeys(table.scenario))
    table = table[table.status == "done"]
    order = sorted(table.index, key=lambda row: hashlib.sha256(table.run_id[row].encode()).digest())
    for (future, seed), group in table.loc[order[:runs]].groupby(["future", "seed"], sort=True):
        yield Cell(int(future), int(seed)), sorted(names.index(name) for name in group.scenario)


def _wrong(
    plan: Plan,
    scenarios: tuple[Scenario, ...],
    digests: dict[str, str],
    sample: dict[Cell, list[int]],
    settings: Settings,
) -> Iterator[Wrong]:
    """The runs tried that are not what is stored, and why where they could not be run."""
    run, workers, _ = crew(settings, len(sample))
    for one in run(VerifyTask(plan, scenarios, digests, sample), list(sample), workers, 1):
        failed = {failure.scenario for failure in one.failures}
        for place in sample[one.cell]:
            if one.error or plan.worlds[place].name in failed:
                yield Wrong(place, not one.error, _called(plan, place, one.cell, one.error))


def _called(plan: Plan, place: int, cell: Cell, error: str) -> str:
    """A run in words."""
    return f"{plan.worlds[place].name}, future {cell.future}, seed {cell.seed}" + (f": {error}" if error else "")


def _lines(folder: Path, plan: Plan, count: str, wrong: list[str]) -> Iterator[str]:
    """What to say of a folder: how many runs are as stored, which are not, and what is different here."""
    yield f"{folder}: {count} reproduced"
    yield from (f"{folder}: not reproduced: {run}" for run in wrong)
    found = {**other(plan), **elsewhere(plan)}
    yield from (f"{folder}: {name}: {differs}" for name, differs in found.items() if differs)
