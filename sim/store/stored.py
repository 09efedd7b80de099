"""A stored run as the appraisal reads it: the same tables as those of a run in memory."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from sim.records import DEGREES, SOUGHT, TERMS, UNKNOWN_EMPLOYER
from sim.store.store import Store


@dataclass(frozen=True)
class StoredRun:
    """One world of a store, by its run id. scenario: as resolved. regions: name and group of each. All reads raise Harmed."""

    store: Store
    run_id: str
    scenario: Any
    seed: int
    places: tuple[tuple[str, str], ...]

    @cached_property
    def measures(self) -> pd.DataFrame:
        """month, region, group, measure, value, unit."""
        return self._frame("measures")

    @cached_property
    def ledger(self) -> pd.DataFrame:
        """month, policy, region, recipient, fen, cases."""
        return self._frame("ledger")

    @cached_property
    def marks(self) -> pd.DataFrame:
        """One row an agent in id order; employers are unknown but for a sample."""
        marks, employers = self._frame("marks"), self._frame("employers")
        rows = sampled_rows(marks)
        columns = {}
        for name in employers.columns:
            column = np.full(len(marks), UNKNOWN_EMPLOYER, np.int64)
            column[rows] = employers[name]
            columns[name] = column
        return marks.assign(**columns)

    @cached_property
    def martingale(self) -> np.ndarray:
        """float64[M, R, 4, 3] by TERMS, in persons."""
        values = self._frame("martingale")[list(TERMS)].to_numpy()
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

    def _frame(self, name: str) -> pd.DataFrame:
        frame: pd.DataFrame = (
            self.store.runs.table(self.run_id, name).drop_columns("run_id").to_pandas(strings_to_categorical=True)
        )
        return frame


def sampled_rows(marks: pd.DataFrame) -> np.ndarray:
    """Rows of the agents whose employers are stored."""
    return np.flatnonzero(marks["id"].to_numpy() % SOUGHT == 0)
