"""Worlds from start to end: one alone, or several that share their history up to the first date at which they differ."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pandas as pd

from sim.calendar import ANCHOR, DECEMBER, label, parse_month, season
from sim.measures.marks import marks, snapshot
from sim.measures.people import firm_table, people_table
from sim.measures.tables import flows, group_map, ledger, measures
from sim.measures.worlds import region_table, value_table
from sim.month import advance, start
from sim.records import Status
from sim.scenario import Scenario
from sim.world.branch import branch
from sim.world.state import World

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Run:
    """One finished world. Tables as in the results folder, without the columns that name the run.

    martingale: float64[month from scenario.start, region, degree], chosen less expected at every review, in persons.
    recorded: month -> one row a person, for the months asked for (and the last).
    """

    scenario: Scenario
    seed: int
    world: World = field(repr=False)
    first: int  # rows of the counts that the tables cover
    last: int
    snapshots: Mapping[int, tuple[Mapping[str, np.ndarray], ...]] = field(repr=False)
    recorded: Mapping[int, pd.DataFrame] = field(repr=False)

    @cached_property
    def measures(self) -> pd.DataFrame:
        """month, region, group, measure, value, unit."""
        return measures(self.world, self.first, self.last)

    @cached_property
    def flows(self) -> pd.DataFrame:
        """month, origin, destination, kind, degree, count (persons)."""
        return flows(self.world, self.first, self.last)

    @cached_property
    def ledger(self) -> pd.DataFrame:
        """month, policy, region, recipient, fen, cases."""
        return ledger(self.world, self.first, self.last)

    @cached_property
    def marks(self) -> pd.DataFrame:
        """One row an agent in id order: traits, and where it was at each outcome date."""
        return marks(self.world, self.snapshots)

    @property
    def martingale(self) -> np.ndarray:
        """float64[M, R, 4]."""
        return self.world.counts.surprise

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
        index = (
            self.world.month - 1 if month == -1 else parse_month(str(month)) if isinstance(month, str) else int(month)
        )
        if index in self.recorded:
            return self.recorded[index]
        if index == self.world.month - 1:
            return people_table(self.world)
        known = ", ".join(label(m) for m in sorted(self.recorded)) or "none"
        raise KeyError(f"people of {label(index)} were not recorded; recorded: {known}; name the month in record=(...)")

    def table(self) -> pd.DataFrame:
        """month, region, persons, share, wage, rent, unemployed, vacancies, matches, tightness."""
        return region_table(self.world, self.first, self.last)

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
    """Worlds of one seed that share their history; the baseline first. Months since 2010-01, the window with both ends."""

    runs: tuple[Run, ...]
    divergence: int
    window: tuple[int, int]
    dates: tuple[int, ...]


def run(
    scenario: Scenario,
    *,
    seed: int = 1,
    record: Sequence[str] = (),
    threads: int = 1,
    months: int | None = None,
    progress: Progress | None = None,
) -> Run:
    """One world from the scenario's start, `months` long (default: to its end).

    record: months ("YYYY-MM") whose people are kept. Pure: the same arguments give the same bytes, with any number of threads.
    """
    last = last_month(scenario, months)
    keep = {parse_month(m) for m in record}
    world = start(scenario, seed, threads)
    dates = outcome_dates(max(scenario.start, min(ANCHOR, last)), last, last)
    line = _Line(world, dates, keep)
    line.to(last, progress, scenario.start)
    return line.finished(scenario.start)


def paired(
    base: Scenario,
    variants: Sequence[Scenario],
    seed: int = 1,
    *,
    threads: int = 1,
    months: int | None = None,
    record: Sequence[str] = (),
    progress: Progress | None = None,
) -> Pair:
    """The same people in several worlds: one history up to the first month in which any variant differs, then one future each."""
    last = last_month(base, months)
    first = min([last, *(divergence(base, v) for v in variants)])
    window = (first, min(last, window_end(base, variants, last)))
    dates = outcome_dates(*window, last)
    keep = {parse_month(m) for m in record}
    trunk = _Line(start(base, seed, threads), dates, keep)
    total = (first - base.start) + (len(variants) + 1) * (last - first + 1)
    done = _Counter(progress, total)
    trunk.to(first - 1, done.step, 0)
    futures = [_Line(branch(trunk.world, v), dates, keep, dict(trunk.recorded)) for v in variants]
    runs = []
    for line, begin in ((trunk, base.start), *((f, first) for f in futures)):
        line.to(last, done.step, 0)
        runs.append(line.finished(begin))
    return Pair(tuple(runs), first, window, dates)


class _Counter:
    """World-months done, for progress."""

    def __init__(self, progress: Progress | None, total: int) -> None:
        self.progress, self.total, self.done = progress, total, 0

    def step(self, _: int, __: int) -> None:
        self.done += 1
        if self.progress:
            self.progress(self.done, self.total)


class _Line:
    """A world on its way, with what is noted along it."""

    def __init__(
        self, world: World, dates: Sequence[int], keep: set[int], recorded: dict[int, pd.DataFrame] | None = None
    ) -> None:
        self.world, self.dates, self.keep = world, set(dates), keep
        self.snapshots: dict[int, tuple[Mapping[str, np.ndarray], ...]] = {}
        self.recorded = recorded or {}

    def to(self, last: int, progress: Progress | None, first: int) -> None:
        """Simulate up to and with month `last`."""
        while self.world.month <= last:
            month = self.world.month
            advance(self.world)
            if month in self.dates:
                self.snapshots[month] = snapshot(self.world)
            if month in self.keep:
                self.recorded[month] = people_table(self.world)
            if progress:
                progress(month - first + 1, last - first + 1)

    def finished(self, first: int) -> Run:
        """The finished world, with tables from month `first` on."""
        start_ = self.world.scenario.start
        return Run(
            self.world.scenario,
            self.world.seed,
            self.world,
            first - start_,
            self.world.month - 1 - start_,
            self.snapshots,
            self.recorded,
        )


def last_month(scenario: Scenario, months: int | None) -> int:
    """Last month simulated."""
    return scenario.end if months is None else min(scenario.end, scenario.start + months - 1)


def divergence(base: Scenario, variant: Scenario) -> int:
    """First month in which two scenarios differ: the start of the first policy that is not in both alike, else the start itself."""
    same_frame = all(
        getattr(base, name) == getattr(variant, name)
        for name in (
            "start",
            "end",
            "persons_per_agent",
            "researchers_per_agent",
            "parameters",
            "constants",
            "structure",
            "limit",
        )
    )
    if not same_frame:
        return variant.start
    budgets = {
        name for name in {*base.budgets, *variant.budgets} if base.budgets.get(name) != variant.budgets.get(name)
    }
    ours, theirs = (_rules(s, budgets) for s in (base, variant))
    different = [p for p in ours + theirs if not (p in ours and p in theirs)]
    return min([p[0].start for p in different], default=max(ANCHOR, base.start))


def _rules(scenario: Scenario, changed_budgets: set[str]) -> list[tuple]:
    """Policies as they act: with a mark on those whose shared budget differs between the scenarios."""
    return [(p, scenario.budgets.get(p.budget) if p.budget in changed_budgets else None) for p in scenario.policies]


def window_end(base: Scenario, variants: Sequence[Scenario], last: int) -> int:
    """Last month in which a compared policy pays."""
    ends = []
    for variant in variants:
        for policy in variant.policies:
            if policy not in base.policies:
                ends.append(last if policy.end is None else policy.end)
    return max(ends, default=last)


def outcome_dates(first: int, window_last: int, last: int) -> tuple[int, ...]:
    """Each December from `first` on, and the last month of the window."""
    return tuple(sorted({m for m in range(first, last + 1) if season(m) == DECEMBER} | {min(window_last, last)}))
