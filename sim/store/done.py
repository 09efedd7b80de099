"""The store as one job sees it: the runs and appraisals that its results folder is made of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import pyarrow as pa

from sim.store.folder import Failure
from sim.store.plan import Cell, Plan
from sim.store.store import Store
from sim.store.tables import INT32, TEXT, constant


@dataclass(frozen=True)
class Done:
    """What a folder is made of: the plan, its store, all its seeds, and the runs that failed by place of world and cell."""

    plan: Plan
    store: Store
    seeds: tuple[int, ...]
    failures: Mapping[tuple[int, Cell], Failure]

    def runs(self) -> Iterator[tuple[int, Cell, str]]:
        """Place of the world, cell and run id of all runs that are there, the central future first."""
        for place, cell, name in self.everything():
            if (place, cell) not in self.failures:
                yield place, cell, name

    def once(self, named: bool) -> Iterator[tuple[int, Cell, str]]:
        """The same, but a run that stands for several cells or worlds once, or once for each world if rows name it."""
        seen = set()
        for place, cell, name in self.runs():
            key = (name, place) if named else name
            if key not in seen:
                seen.add(key)
                yield place, cell, name

    def everything(self) -> Iterator[tuple[int, Cell, str]]:
        """The same with those that failed."""
        for cell in self.plan.cells(self.seeds):
            for place, name in enumerate(self.plan.run_ids(cell)):
                yield place, cell, name

    def pairs(self, pair: tuple[int, int], future: int) -> Iterator[tuple[Cell, str]]:
        """Cell and name of the appraisals of two worlds that are there, seed by seed."""
        for cell in (Cell(future, seed) for seed in self.plan.seeds_of(future, self.seeds)):
            if not any((place, cell) in self.failures for place in pair):
                yield cell, self.plan.pair_id(pair, cell)

    @property
    def compared(self) -> bool:
        """Whether there is any appraisal of the central future."""
        return any(True for pair in self.plan.pairs for _ in self.pairs(pair, 0))

    def replicate(self, cell: Cell) -> int:
        """Number of a seed among the seeds."""
        return self._numbers[cell.seed]

    @cached_property
    def _numbers(self) -> dict[int, int]:
        return {seed: number for number, seed in enumerate(self.seeds)}

    def variant(self, pair: tuple[int, int]) -> str:
        """What a pair is called: its variant."""
        return self.plan.worlds[pair[1]].name

    def tables(self, name: str, pair: tuple[int, int], future: int) -> Iterator[pa.Table]:
        """A table of a pair for each seed, with the variant, the replicate and the future."""
        for cell, entry in self.pairs(pair, future):
            table = self.store.pairs.table(entry, name)
            rows = table.num_rows
            table = table.add_column(0, "variant", constant(self.variant(pair), TEXT, rows))
            table = table.add_column(1, "replicate", constant(self.replicate(cell), INT32, rows))
            yield table.append_column("future", constant(future, INT32, rows))
