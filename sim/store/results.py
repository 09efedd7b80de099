"""Stored results read back: nothing is loaded before it is asked for, and no simulation is imported."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
from pyarrow import csv

from sim.given import path_of
from sim.store.errors import Refused
from sim.store.folder import check, marks_file, read_manifest
from sim.store.tables import FLOAT64, INT32, INT64, TEXT, read_words_as_categories

COUNTS = ("replicate", "replicates", "futures", "steps")
PERSONS = ("differs_now", "differs_ever", "untouched", "third_place", "jobs_differ")
CSV_TYPES = {  # of columns of csv files; all others hold numbers, whatever their digits
    **dict.fromkeys(("variant", "outcome", "region", "year", "unit", "group", "partner", "path"), TEXT),
    **dict.fromkeys(COUNTS, INT32),
    **dict.fromkeys(PERSONS, INT64),
    **dict.fromkeys(("kappa_alarm", "martingale_alarm"), pa.bool_()),
}


class Comparison:
    """A finished results folder.

    Tables have the columns of the files they are read from. In the long ones (all but `effects`, `coupling` and `runs`)
    words are ordered categories, which compare, sort and filter as the words do, months also with months that the table does
    not name. A file that is not as it was written is
    Refused when it is first read.
    """

    def __init__(self, directory: Path, outcomes: Sequence[str] | None = None) -> None:
        self.directory = path_of(directory, "results")
        self.manifest: dict[str, Any] = read_manifest(self.directory)
        self._outcomes = outcomes
        self._checked: set[str] = set()

    def __repr__(self) -> str:
        names = ", ".join(world["name"] for world in self.manifest["scenarios"])
        return f"<Comparison of {names}; {len(self.manifest['seeds'])} seeds; {self.directory}>"

    @cached_property
    def runs(self) -> pd.DataFrame:
        """One row a world: runs.parquet."""
        return pd.read_parquet(self._file("runs.parquet"))

    @cached_property
    def effects(self) -> pd.DataFrame:
        """One row per variant, outcome, region, year, group and partner: effects.csv."""
        frame = self._csv("effects")
        return frame if self._outcomes is None else frame[frame.outcome.isin(self._outcomes)].reset_index(drop=True)

    @cached_property
    def coupling(self) -> pd.DataFrame:
        """How much two worlds of a pair differ, by year: coupling.csv."""
        return self._csv("coupling")

    @cached_property
    def diagnostics(self) -> pd.DataFrame:
        """Health of the pairing by variant, outcome, region and year: diagnostics.csv."""
        return self._csv("diagnostics")

    @cached_property
    def uncertainty(self) -> pd.DataFrame:
        """Where the uncertainty of each effect comes from, where futures were run: uncertainty.csv."""
        return self._csv("uncertainty")

    @cached_property
    def sensitivity(self) -> pd.DataFrame:
        """How far each uncertain number alone moves an effect, where the design has such steps: sensitivity.csv."""
        return self._csv("sensitivity")

    @cached_property
    def measures(self) -> pd.DataFrame:
        """One row per world, month, region, group and measure: measures.parquet."""
        return self.read("measures")

    @cached_property
    def attribution(self) -> pd.DataFrame:
        """Persons by class: attribution.parquet."""
        return self.read("attribution")

    @cached_property
    def flows(self) -> pd.DataFrame:
        """Persons who moved, by month, origin, destination and kind: flows.parquet."""
        return self.read("flows")

    @cached_property
    def ledger(self) -> pd.DataFrame:
        """Payments in fen by month, policy, region and recipient: ledger.parquet."""
        return self.read("ledger")

    def read(self, name: str, columns: Sequence[str] | None = None, where: object = None) -> pd.DataFrame:
        """Part of a Parquet file of the folder.

        where: row filter as in pyarrow, e.g. [("region", "==", "Hohhot")]. Raises FileNotFoundError.
        """
        return read_words_as_categories(self._file(f"{name}.parquet"), columns, where)

    def marks(self, run_id: str) -> pd.DataFrame:
        """One row an agent of one world, in id order: marks/RUN_ID.parquet; bit i of `touched` is policy i of its scenario.

        Raises Refused for a run that is none of these results.
        """
        name = marks_file(run_id)
        if name not in self.manifest["files"]:
            raise Refused(f"{self.directory}: run: found {run_id}; allowed the run_id of a done row of runs.parquet")
        return read_words_as_categories(self._file(name))

    def _file(self, name: str) -> Path:
        """Path of a file, checked once."""
        if name in self.manifest["files"] and name not in self._checked:
            check(self.directory, {name: self.manifest["files"][name]})
            self._checked.add(name)
        return self.directory / name

    def _csv(self, name: str) -> pd.DataFrame:
        path = self._file(f"{name}.csv")
        with path.open(encoding="utf-8") as file:
            columns = file.readline().rstrip("\n").split(",")
        types = csv.ConvertOptions(column_types={n: CSV_TYPES.get(n, FLOAT64) for n in columns}, null_values=[""])
        frame: pd.DataFrame = csv.read_csv(path, convert_options=types).to_pandas()
        return frame


def load_results(directory: Path | str) -> Comparison:
    """A finished results folder; raises Refused if there is none."""
    return Comparison(path_of(directory, "results"))
