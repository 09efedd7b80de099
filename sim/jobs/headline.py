"""The net gain of each variant as far as seeds are done: what a job says of itself while it runs, and may stop by."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from sim.jobs.runner import Finished
from sim.store.aim import aim, new_policies
from sim.store.done import Done
from sim.store.plan import Cell, Plan
from sim.store.store import Store

FIRST, THEN = (2, 6, 10, 20), 10  # seeds after which one looks, and how many more each time after
MANY = 8  # variants: of more nobody reads a line
HEADLINE = {"outcome": "net", "year": "all", "group": "all", "partner": ""}


class Gain(NamedTuple):
    """Net gain of a variant in the judged region at the end of the window, with its 95 % interval; NaN where there is none."""

    variant: str
    estimate: float
    low: float
    high: float

    @property
    def half(self) -> float:
        """Half the width of the interval."""
        return (self.high - self.low) / 2

    def __str__(self) -> str:
        return f"{self.variant} {self.estimate:+,.0f} ({self.low:,.0f} to {self.high:,.0f})"


def looks(seeds: int) -> tuple[int, ...]:
    """After how many of so many seeds one looks.

    >>> looks(34), looks(5)
    ((2, 6, 10, 20, 30, 34), (2, 5))
    """
    steps = (*FIRST, *range(FIRST[-1] + THEN, seeds, THEN))
    return (*(n for n in steps if n < seeds), seeds)


def focus_of(plan: Plan) -> str:
    """The region judged."""
    documents = [world.document for world in plan.worlds]
    new = [new_policies(documents[base], documents[variant]) for base, variant in plan.pairs]
    return aim(new, [region["name"] for region in plan.regions])


def gains(plan: Plan, store: Store, seeds: Iterable[int]) -> list[Gain]:
    """The net gains over the pairs of these seeds; a variant without a pair is left out. Raises Harmed."""
    from sim.appraisal import effects

    where = {**HEADLINE, "region": focus_of(plan)}
    values = values_so_far(plan, store, seeds, lambda table: _only(table, where))
    rows = effects(values) if len(values) else values
    found = {row.variant: Gain(row.variant, row.estimate, row.low, row.high) for row in rows.itertuples()}
    return [found[plan.worlds[place].name] for _, place in plan.pairs if plan.worlds[place].name in found]


def values_so_far(plan: Plan, store: Store, seeds: Iterable[int], kept: Callable[[pa.Table], pa.Table]) -> pd.DataFrame:
    """What the pairs of these seeds gave at the central values, as far as they are in the store. kept: the rows wanted.

    Columns variant, replicate, future, then those of the appraisal; nothing where there is no pair. Raises Harmed.
    """
    there, wanted, tables = store.pairs.names(), tuple(seeds), list[pa.Table]()
    for pair in plan.pairs:
        done = Done(plan, store, tuple(s for s in wanted if plan.pair_id(pair, Cell(0, s)) in there), {})
        tables += [kept(table) for table in done.tables("values", pair, 0)]
    return pa.concat_tables(tables).to_pandas(strings_to_categorical=True) if tables else pd.DataFrame()


def _only(table: pa.Table, where: dict[str, str]) -> pa.Table:
    """The rows that hold these words."""
    for name, word in where.items():
        table = table.filter(pc.equal(table[name], word))
    return table


class Watch:
    """Says the net gains on stderr when the first seeds are done, and again when more of them are."""

    def __init__(self, plan: Plan, store: Store, seeds: Sequence[int], missing: Iterable[Cell]) -> None:
        self.plan, self.store, self.seeds = plan, store, seeds
        self.running = {cell.seed for cell in missing if cell.future == 0}
        few = 0 < len(plan.pairs) <= MANY
        self.looks = [n for n in looks(len(seeds)) if few and n > self._done]

    @property
    def _done(self) -> int:
        """How many of the first seeds are done without a gap."""
        return next((n for n, seed in enumerate(self.seeds) if seed in self.running), len(self.seeds))

    def __call__(self, finished: Finished) -> None:
        """One more cell."""
        if finished.cell.future == 0:
            self.running.discard(finished.cell.seed)
        reached = [n for n in self.looks if n <= self._done]
        if reached:
            self.looks = self.looks[len(reached) :]
            print(told(self.plan, self.store, self.seeds[: reached[-1]]), file=sys.stderr, flush=True)


def told(plan: Plan, store: Store, seeds: Sequence[int]) -> str:
    """The net gains over these seeds in a line."""
    found = ", ".join(map(str, gains(plan, store, seeds)))
    return f"after {len(seeds)} seeds, net gain in {focus_of(plan)} (95 % over seeds): {found or 'none'}"
