"""A run as the appraisal reads it: the tables that are kept of it, still in memory or read from the store."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

import numpy as np
import pandas as pd

from sim.records import DEGREES, SOUGHT, TERMS, UNKNOWN_EMPLOYER
from sim.store.store import Store

READ = ("measures", "ledger", "marks", "employers", "martingale")  # tables that the appraisal reads


@dataclass(frozen=True)
class KeptRun:
    """One world by the tables kept of it. table: reads one by its name, see `in_memory` and `in_store`; whatever it raises, all do.

    scenario: as resolved. places: name and group of each region.
    """

    table: Callable[[str], pd.DataFrame]
    scenario: Any
    seed: int
    places: tuple[tuple[str, str], ...]

    @cached_property
    def measures(self) -> pd.DataFrame:
        """month, region, group, measure, value, unit."""
        return self.table("measures")

    @cached_property
    def ledger(self) -> pd.DataFrame:
        """month, policy, region, recipient, fen, cases."""
        return self.table("ledger")

    @cached_property
    def marks(self) -> pd.DataFrame:
        """One row an agent in id order; employers, in columns that hold the known alone, are unknown but for a sample."""
        marks, employers = self.table("marks"), self.table("employers")
        rows = sampled_rows(marks)
        columns = {}
        for name in employers.columns:
            column = np.full(len(marks), UNKNOWN_EMPLOYER, np.int64)
            column[rows] = employers[name]
            columns[name] = pd.arrays.SparseArray(column, fill_value=UNKNOWN_EMPLOYER)
        return marks.assign(**columns)

    @cached_property
    def martingale(self) -> np.ndarray:
        """float64[M, R, 4, 3] by TERMS, in persons."""
        values = self.table("martingale")[list(TERMS)].to_numpy()
        return np.asarray(values.reshape(-1, len(self.places), len(DEGREES), len(TERMS)))

    @property
    def regions(self) -> tuple[str, ...]:
        """Names in order."""
        return tuple(name for name, _ in self.places)

    @property
    def groups(self) -> Mapping[str, str]:
        """Group of each region."""
        return dict(self.places)

    @property
    def persons_per_agent(self) -> tuple[int, int]:
        """Graduates, researchers."""
        return self.scenario.persons_per_agent, self.scenario.researchers_per_agent


def in_memory(frames: Mapping[str, pd.DataFrame]) -> Callable[[str], pd.DataFrame]:
    """The tables of a run that has just been made: only those that are read stay."""
    return {name: frames[name] for name in READ}.__getitem__


def in_store(store: Store, run_id: str) -> Callable[[str], pd.DataFrame]:
    """The tables of a run of an earlier job; raises Harmed for those that are not as written."""
    return partial(_frame, store, run_id)


def _frame(store: Store, run_id: str, name: str) -> pd.DataFrame:
    table = store.runs.table(run_id, name).drop_columns("run_id")
    frame: pd.DataFrame = table.to_pandas(strings_to_categorical=True)
    return frame


def sampled_rows(marks: pd.DataFrame) -> np.ndarray:
    """Rows of the agents whose employers are kept."""
    return np.flatnonzero(marks["id"].to_numpy() % SOUGHT == 0)
