"""Worlds for the search: simulated at given parameters and constants, and what the rows of targets.csv see in them."""

from __future__ import annotations

import dataclasses
import multiprocessing
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.calendar import month_index
from sim.month import WITHOUT_MARKETS, advance, start
from sim.scenario import Scenario
from sim.scenario.derived import PARAMETERS, by_parameters
from sim.search.moments import Memory, stocks
from sim.search.rows import Row, read_rows
from sim.world.tables import Tables, load_tables

Floats = NDArray[np.float64]
CENSUS = month_index(2020, 11)


@dataclass(frozen=True)
class Sample:
    """What one world or several show: persons by region and schooling group, and both sides of each row's moment.

    stock: float64[R, 2] at the census. above, below: float64[K, 2] by schooling group.
    """

    stock: Floats
    above: Floats
    below: Floats

    @property
    def shares(self) -> Floats:
        """Share of each schooling group by region: float64[R, 2]."""
        return self.stock / self.stock.sum(axis=0)

    @property
    def moments(self) -> Floats:
        """One number a row: float64[K], nan where nothing was seen."""
        below = self.below.sum(axis=1)
        return np.divide(self.above.sum(axis=1), below, out=np.full(len(below), np.nan), where=below > 0)


def pooled(samples: Sequence[Sample]) -> Sample:
    """Several seeds as one."""
    return Sample(*(np.sum([getattr(s, name) for s in samples], axis=0) for name in ("stock", "above", "below")))


def spread(samples: Sequence[Sample]) -> Floats:
    """Monte Carlo standard error of the pooled moments, by leaving out a seed at a time: float64[K]; nan from one seed."""
    n = len(samples)
    if n < 2:
        return np.full(len(samples[0].above), np.nan)
    left_out = np.array([pooled([s for m, s in enumerate(samples) if m != k]).moments for k in range(n)])
    return np.asarray(np.sqrt((n - 1) / n * ((left_out - left_out.mean(axis=0)) ** 2).sum(axis=0)))


@dataclass(frozen=True)
class Point:
    """Where a world is simulated: some parameters (or gamma) and all constants, float64[R, 2]."""

    parameters: Mapping[str, float]
    constants: Floats


def scenario_at(base: Scenario, point: Point, regions: Sequence[str]) -> Scenario:
    """The scenario with the parameters and constants of a point."""
    found = by_parameters(point.parameters, base.parameters["eps_w_grad"])
    constants = {r: (float(low), float(high)) for r, (low, high) in zip(regions, point.constants, strict=True)}
    return dataclasses.replace(base.at({f"{PARAMETERS}{name}": x for name, x in found.items()}), constants=constants)


def observe(scenario: Scenario, seed: int, rows: Sequence[Row], *, markets: bool) -> Sample:
    """One world up to the last look; rows that its scenario's months do not reach stay empty."""
    world = start(scenario, seed, course=None if markets else WITHOUT_MARKETS)
    looks = [set(row.looks()) for row in rows]
    last = min(scenario.end, max(CENSUS, *(m for months in looks for m in months)))
    above, below, memory = np.zeros((len(rows), 2)), np.zeros((len(rows), 2)), Memory()
    stock = np.zeros((world.setting.count, 2))
    while world.month <= last:
        month = world.month
        advance(world)
        stock = stocks(world, month) if month == CENSUS else stock
        for k in (k for k, months in enumerate(looks) if month in months):
            seen = rows[k].moment.look(world, month, memory)
            above[k] += seen[0]
            below[k] += seen[1]
    return Sample(stock, above, below)


@dataclass(frozen=True)
class Task:
    """One world of one point, as a worker process is given it."""

    scenario: Scenario
    seed: int
    rows: tuple[Row, ...]
    markets: bool

    def __call__(self) -> Sample:
        return observe(self.scenario, self.seed, self.rows, markets=self.markets)


def call(task: Task) -> Sample:
    """What a worker does."""
    return task()


class Laboratory:
    """Simulates points with the same seeds, so that differences between points are smooth in what changes.

    on_world is called after each world. Results do not depend on the number of workers.
    """

    def __init__(
        self,
        base: Scenario,
        seeds: Sequence[int],
        run: Callable[[Sequence[Task]], Iterator[Sample]],
        on_world: Callable[[], None],
    ) -> None:
        self.base, self.seeds, self.run, self.on_world = base, tuple(seeds), run, on_world
        self.tables: Tables = load_tables()
        self.all_rows = read_rows(self.tables.frame("targets"))
        self.rows = tuple(row for row in self.all_rows if not row.later)

    @property
    def regions(self) -> tuple[str, ...]:
        """Names in order."""
        return self.tables.regions

    def by_seed(self, points: Sequence[Point], *, markets: bool = False) -> list[list[Sample]]:
        """Samples of each point, one a seed."""
        scenarios = [scenario_at(self.base, point, self.regions) for point in points]
        tasks = [Task(s, seed, self.rows, markets) for s in scenarios for seed in self.seeds]
        samples = []
        for sample in self.run(tasks):
            samples.append(sample)
            self.on_world()
        n = len(self.seeds)
        return [samples[k * n : (k + 1) * n] for k in range(len(points))]

    def at(self, points: Sequence[Point]) -> list[Sample]:
        """The pooled sample of each point."""
        return [pooled(samples) for samples in self.by_seed(points)]


@contextmanager
def workers(number: int) -> Iterator[Callable[[Sequence[Task]], Iterator[Sample]]]:
    """A way to run tasks in some processes (1: in this one), results in the order of the tasks."""
    if number == 1:
        yield lambda tasks: map(call, tasks)
        return
    with ProcessPoolExecutor(number, multiprocessing.get_context("spawn")) as pool:
        yield lambda tasks: pool.map(call, tasks)
