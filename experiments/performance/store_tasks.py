"""Tasks for the benchmark of the store, in a module of their own so that worker processes can import them."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from sim.store.folder import Failure
from sim.store.plan import Cell, Plan
from sim.store.store import Store

Frames = Mapping[str, pd.DataFrame]


@dataclass(frozen=True)
class Burn:
    """Uses one core for so many seconds of CPU time."""

    seconds: float

    def __call__(self, cell: Cell) -> tuple[Failure, ...]:
        end = time.process_time() + self.seconds
        while time.process_time() < end:
            pass
        return ()


@dataclass(frozen=True)
class Fill:
    """Stores the tables of one real world, and of one real pair, under the names of a cell's worlds and pairs."""

    plan: Plan
    store: Store
    scratch: Path
    world: Frames
    pair: Frames

    def __call__(self, cell: Cell) -> tuple[Failure, ...]:
        for name in self.plan.run_ids(cell):
            if name not in self.store.runs:
                about = {"wall_s": 1.0, "agents": len(self.world["marks"]), "seed": cell.seed}
                self.store.add_run(name, self.scratch, self.world, about)
        for pair in self.plan.pairs:
            self.store.add_pair(self.plan.pair_id(pair, cell), self.scratch, self.pair)
        return ()
