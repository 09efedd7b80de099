"""Worlds from start to end: one alone, or several that share their history up to the first date at which they differ."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pandas as pd

from sim.calendar import label, month_within
from sim.given import listed, seed_of, workers_of
from sim.measures.marks import marks, snapshot
from sim.measures.people import firm_table, people_table
from sim.measures.tables import flows, group_map, ledger, measures
from sim.measures.worlds import region_table, value_table
from sim.month import advance, start
from sim.records import Status
from sim.scenario import Scenario
from sim.scenario.kinship import always_noted, families_of, last_month, span_of
from sim.trace import Trace
from sim.worded import worded
from sim.world.branch import branch, places, renumbered
from sim.world.state import World

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Run:
    """One finished world. Tables as in the results folder, without the columns that name the run; words are ordered categories.

    martingale: float64[month from scenario.start, region, degree, term] of TERMS in sim.records, in persons.
    recorded: month -> one row a person, for the months asked for (and the last).
    """

    scenario: Scenario
    seed: int
    world: World = field(repr=False)
    snapshots: Mapping[int, tuple[Mapping[str, np.ndarray], ...]] = field(repr=False)
    recorded: Mapping[int, pd.DataFrame] = field(repr=False)
    trace: Trace | None = field(default=None, repr=False)

    @cached_property
    def measures(self) -> pd.DataFrame:
        """month, region, group, measure, value, unit."""
        return worded(measures(self.world, 0, self._last))

    @cached_property
    def flows(self) -> pd.DataFrame:
        """month, origin, destination, kind, degree, count (persons)."""
        return worded(flows(self.world, 0, self._last))

    @cached_property
    def ledger(self) -> pd.DataFrame:
        """month, policy, region, recipient, fen, cases."""
        return worded(ledger(self.world, 0, self._last))

    @cached_property
    def marks(self) -> pd.DataFrame:
        """One row an agent in id order: traits, and where it was at each outcome date."""
        return marks(self.world, self.snapshots)

    @property
    def _last(self) -> int:
        """Row of the last month in the counts."""
        return self.world.month - 1 - self.scenario.start

    @property
    def martingale(self) -> np.ndarray:
        """float64[M, R, 4, 3]."""
        counts = self.world.counts
        return np.concatenate([counts.surprise[:, None], counts.luck], axis=1).transpose(0, 2, 3, 1)

    @property
    def regions(self) -> tuple[str, ...]:
        """Names in order."""
        return self.world.setting.regions

    @property
    def groups(self) -> Mapping[str, str]:
        """Group of each region."""
        return group_map(self.world)

    @property
    def persons_per_agent(self) -> tuple[int, int]:
        """Graduates, researchers."""
        return self.world.scale

    @property
    def agents(self) -> int:
        """Agents that are present at the end."""
        return sum(int((p.status[: p.size] != Status.AWAY).sum()) for p in self.world.people)

    @cached_property
    def firms(self) -> pd.DataFrame:
        """One row a firm at the end: id, region, zone, field, tech, age (months), size (agents)."""
        return firm_table(self.world)

    def people(self, month: int | str = -1) -> pd.DataFrame:
        """People at the end of a month ("YYYY-MM", or -1 for the last); other months must have been named in `record`."""
        last = self.world.month - 1
        index = month_within(month, "month", self.scenario.start, last) if month != -1 else last
        if index in self.recorded:
            return worded(self.recorded[index])
        if index == last:
            return worded(people_table(self.world))
        known = ", ".join(label(m) for m in sorted(self.recorded)) or "none"
        raise KeyError(f"people of {label(index)} were not recorded; recorded: {known}; name the month in record=(...)")

    @property
    def lives(self) -> pd.DataFrame:
        """The months of those followed (`trace`), as `people` has them, by id and month: sim.trace.Trace.lives."""
        return self._traced.lives

    @property
    def choices(self) -> pd.DataFrame:
        """What each review of those followed weighed, a row a place considered: sim.trace.Trace.choices."""
        return self._traced.choices

    @property
    def _traced(self) -> Trace:
        if self.trace is None:
            raise KeyError("nobody was followed; name their ids in trace=[...]")
        return self.trace

    def table(self) -> pd.DataFrame:
        """month, region, persons, share, wage, rent, unemployed, vacancies, matches, tightness."""
        return region_table(self.world, 0, self._last)

    def values(self) -> pd.DataFrame:
        """region, degree, value, logsum, stay: what a place is worth to the mean person who reviews there."""
        return value_table(self.world)

    @cached_property
    def digest(self) -> str:
        """sha256 of state and tables."""
        sha = hashlib.sha256()
        for columns in (*self.world.people, self.world.firms):
            for column in columns.declared:
                sha.update(np.ascontiguousarray(columns.data[column.name][: columns.size]).tobytes())
        for frame in (self.measures, self.flows, self.ledger):
            sha.update(frame.to_csv(index=False, float_format="%.17g").encode())
        return sha.hexdigest()


@dataclass(frozen=True)
class Pair:
    """Worlds of one seed, the baseline first; months since 2010-01, the window with both ends."""

    runs: tuple[Run, ...]
    window: tuple[int, int]
    dates: tuple[int, ...]


@dataclass
class Line:
    """A world on its way, with what is noted along it: marks at `dates`, people at the end of the months `keep`."""

    world: World
    dates: frozenset[int]
    keep: frozenset[int] = frozenset()
    snapshots: dict[int, tuple[Mapping[str, np.ndarray], ...]] = field(default_factory=dict)
    recorded: dict[int, pd.DataFrame] = field(default_factory=dict)
    trace: Trace | None = None

    def to(self, last: int, step: Callable[[], None] = lambda: None) -> None:
        """Simulate up to and with month `last`; `step` is called after each month."""
        while self.world.month <= last:
            month = self.world.month
            advance(self.world, self.trace.before if self.trace else None)
            if month in self.dates:
                self.snapshots[month] = snapshot(self.world)
            if month in self.keep:
                self.recorded[month] = people_table(self.world)
            if self.trace is not None:
                self.trace.note(self.world, month)
            step()

    def branched(self, scenario: Scenario, threads: int = 1) -> Line:
        """The same line, bit for bit, to go on under a scenario that has differed in nothing so far."""
        world = branch(self.world, scenario)
        world.threads = threads
        place = places(self.world.scenario, scenario)
        marked = {month: tuple(_renumbered(part, place) for part in parts) for month, parts in self.snapshots.items()}
        return Line(world, self.dates, self.keep, marked, dict(self.recorded), self.trace and self.trace.copy())

    def finished(self) -> Run:
        """The finished world."""
        return Run(self.world.scenario, self.world.seed, self.world, self.snapshots, self.recorded, self.trace)


def _renumbered(part: Mapping[str, np.ndarray], place: np.ndarray) -> Mapping[str, np.ndarray]:
    """A snapshot with its policies under new numbers."""
    return {**part, "touched": renumbered(part["touched"], place)}


def begin(
    scenario: Scenario,
    seed: int,
    *,
    months: int | None = None,
    record: Sequence[str] = (),
    dates: Sequence[int] = (),
    threads: int = 1,
    trace: Sequence[int] = (),
) -> Line:
    """A world at its start, which will keep marks of the months that every world keeps, and of `dates`, and follow those of `trace`."""
    last = last_month(scenario, months)
    noted = frozenset((*always_noted(scenario, months), *dates))
    kept = frozenset(month_within(month, "record", scenario.start, last) for month in listed(record, "record"))
    followed = Trace.of(trace, scenario)
    return Line(start(scenario, seed_of(seed), workers_of(threads, "threads") or 1), noted, kept, trace=followed)


def run(
    scenario: Scenario,
    *,
    seed: int = 1,
    record: Sequence[str] = (),
    threads: int = 1,
    months: int | None = None,
    trace: Sequence[int] = (),
    progress: Progress | None = None,
) -> Run:
    """One world from the scenario's start, `months` long (default: to its end).

    record: months ("YYYY-MM") whose people are kept. trace: ids of people to follow, which changes nothing else: their months
    in `.lives`, their choices in `.choices`. Pure: the same arguments give the same bytes, with any number of threads.
    """
    last = last_month(scenario, months)
    line = begin(scenario, seed, months=months, record=record, threads=threads, trace=trace)
    line.to(last, _steps(progress, last - scenario.start + 1))
    return line.finished()


def paired(
    base: Scenario,
    variants: Sequence[Scenario],
    seed: int = 1,
    *,
    threads: int = 1,
    months: int | None = None,
    record: Sequence[str] = (),
    trace: Sequence[int] = (),
    progress: Progress | None = None,
) -> Pair:
    """The same people in several worlds: one history for those that differ in policies only, then one future each."""
    scenarios, last = (base, *variants), last_month(base, months)
    span = span_of(scenarios, months)
    families = families_of(scenarios, months)
    how = {"months": months, "record": record, "dates": span.dates, "threads": threads, "trace": trace}
    total = sum(f.first - base.start + len(f.members) * (last - f.first + 1) for f in families)
    step = _steps(progress, total)
    runs: dict[int, Run] = {}
    for family in families:
        trunk = begin(family.history, seed, **how)  # type: ignore[arg-type]
        trunk.to(family.first - 1, step)
        for member in family.members:
            line = trunk.branched(scenarios[member], threads)
            line.to(last, step)
            runs[member] = line.finished()
    return Pair(tuple(runs[i] for i in range(len(scenarios))), span.window, span.dates)


def _steps(progress: Progress | None, total: int) -> Callable[[], None]:
    """What counts world-months and tells them to `progress`."""
    done = 0

    def step() -> None:
        nonlocal done
        done += 1
        if progress:
            progress(done, total)

    return step
