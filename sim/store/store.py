"""The store: finished runs, appraised pairs and shared histories, named by what decides them and shared by experiments."""

from __future__ import annotations

import pickle
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa

from sim.store.digests import digest_of
from sim.store.files import make_folder, read_json, sha256_json, write_json
from sim.store.shelf import Harmed, Shelf
from sim.store.tables import PAIR_TABLES, WORLD_TABLES, to_arrow

STORE = Path("results") / "store"  # where no other is named
COMPRESSION = "zstd"


@dataclass(frozen=True)
class Store:
    """A folder of three shelves, which knows the results folders that use it.

    Entries are never changed: another code, scenario, seed or library has another name.
    """

    folder: Path

    @property
    def runs(self) -> Shelf:
        """One world of one seed: its tables."""
        return Shelf(self.folder / "runs")

    @property
    def pairs(self) -> Shelf:
        """What comparing two runs gave."""
        return Shelf(self.folder / "pairs")

    @property
    def histories(self) -> Shelf:
        """The state of a world at the month in which several part from it."""
        return Shelf(self.folder / "histories")

    @property
    def users(self) -> Path:
        """Folder of the records of results folders that use this store, one file each."""
        return self.folder / "users"

    def note(self, results: Path, digest: str, seeds: Sequence[int]) -> None:
        """Note that a results folder uses this store; digest: of its plan. Raises CannotWrite."""
        record = {"folder": str(results), "digest": digest, "seeds": list(seeds)}
        path = self.users / f"{sha256_json(str(results))[:16]}.json"
        if read_json(path) != record:
            make_folder(self.users)
            write_json(path, record)

    def add_run(
        self, name: str, scratch: Path, frames: Mapping[str, pd.DataFrame], about: Mapping[str, object]
    ) -> None:
        """Write a run; `about` is said of it in its index beside its digest. Raises CannotWrite."""
        tables = as_stored(name, frames)
        with self.runs.writing(name, scratch) as entry:
            for key, table in tables.items():
                entry.add(key, table)
            entry.finish({**about, "digest": digest_of(tables)})

    def add_pair(self, name: str, scratch: Path, frames: Mapping[str, pd.DataFrame]) -> None:
        """Write what comparing two runs gave: values, attribution and coupling. Raises CannotWrite."""
        with self.pairs.writing(name, scratch) as entry:
            for key in PAIR_TABLES:
                entry.add(key, to_arrow(frames[key], {}))
            entry.finish({})

    def add_history(self, name: str, scratch: Path, state: object) -> None:
        """Write the state of a world; raises CannotWrite."""
        content = pickle.dumps(state, protocol=5)
        with self.histories.writing(name, scratch) as entry:
            entry.add_bytes("state", pa.compress(content, codec=COMPRESSION))
            entry.finish({"bytes": len(content)})

    def history(self, name: str) -> Any:
        """The state of a world, None where there is none. It is read by the process that may run the code that wrote it."""
        if name not in self.histories:
            return None
        try:
            size = self.histories.index(name)["bytes"]
            packed = self.histories.read(name, "state")
        except Harmed:
            self.histories.drop(name)
            return None
        return pickle.loads(pa.decompress(packed, size, codec=COMPRESSION))


def as_stored(run_id: str, frames: Mapping[str, pd.DataFrame]) -> dict[str, pa.Table]:
    """The tables of a run in the columns and types in which they are stored."""
    return {key: to_arrow(frame, {"run_id": run_id}, WORLD_TABLES.get(key)) for key, frame in frames.items()}
