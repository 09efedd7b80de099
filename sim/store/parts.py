"""Parts: what one seed has produced, a folder that is whole or not there. They are what a later run need not repeat."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from sim.store.errors import writing
from sim.store.files import force, intact, make_folder, sha256_of, write_json
from sim.store.plan import World
from sim.store.tables import WORLD_TABLES, to_arrow, write_parquet

INDEX = "part.json"


@dataclass(frozen=True)
class WorldResult:
    """What is kept of one world.

    frames: measures, flows, ledger and marks, without run_id, scenario and seed. agents: rows of marks.
    """

    world: World
    run_id: str
    frames: Mapping[str, pd.DataFrame]

    @property
    def agents(self) -> int:
        """Agents that ever lived in the world."""
        return len(self.frames["marks"])


class PartWriter:
    """Fills the folder of a part table by table, so that no more than one table is held twice in memory."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.folder = folder
        self.runs: list[dict[str, object]] = []
        self.seed = seed

    def add_world(self, result: WorldResult) -> None:
        """Write all tables of one world; raises CannotWrite."""
        # which replicate a seed is depends on the other seeds, and is said when parts are merged
        names = {"run_id": result.run_id, "scenario": result.world.name, "replicate": 0, "seed": self.seed}
        make_folder(self.folder / result.run_id)
        for name, frame in result.frames.items():
            schema = WORLD_TABLES.get(name)
            table = to_arrow(frame, names if schema else {"run_id": result.run_id}, schema)
            write_parquet(self.folder / result.run_id / f"{name}.parquet", table)
        self.runs.append({"run_id": result.run_id, "scenario": result.world.name, "agents": result.agents})

    def add_pair(self, variant: str, frames: Mapping[str, pd.DataFrame]) -> None:
        """Write what comparing one variant with the baseline has given; raises CannotWrite."""
        for name, frame in frames.items():
            write_parquet(self.folder / f"{name}-{variant}.parquet", to_arrow(frame, {"variant": variant}))

    def finish(self, wall_s: float, about: Mapping[str, object]) -> None:
        """Write the list of contents with hashes. about: JSON-able facts that all seeds share."""
        files = sorted(file for file in self.folder.rglob("*.parquet"))
        for file in files:
            force(file)
        hashes = {file.relative_to(self.folder).as_posix(): sha256_of(file) for file in files}
        write_json(
            self.folder / INDEX,
            {"seed": self.seed, "runs": self.runs, "wall_s": wall_s, "about": dict(about), "files": hashes},
        )


@dataclass(frozen=True)
class Parts:
    """The folder of parts of one results folder."""

    folder: Path

    def of(self, seed: int) -> Path:
        """Where the part of a seed is, or would be."""
        return self.folder / f"seed-{seed}"

    def index(self, seed: int) -> dict[str, Any]:
        """The list of contents of a part."""
        content: dict[str, Any] = json.loads((self.of(seed) / INDEX).read_text(encoding="utf-8"))
        return content

    def table(self, seed: int, name: str) -> pa.Table:
        """A table of a part by its name within the folder, without `.parquet`."""
        return pq.read_table(self.of(seed) / f"{name}.parquet")

    def seeds(self) -> tuple[int, ...]:
        """Seeds that are there, whole and unharmed; what is harmed is removed."""
        found = sorted(int(folder.name.removeprefix("seed-")) for folder in self.folder.glob("seed-*"))
        return tuple(seed for seed in found if self._sound(seed))

    def _sound(self, seed: int) -> bool:
        try:
            sound = intact(self.of(seed), self.index(seed)["files"])
        except (OSError, ValueError, KeyError):
            sound = False
        if not sound:
            with writing(self.of(seed)):
                shutil.rmtree(self.of(seed))
        return sound

    @contextmanager
    def writing(self, seed: int, scratch: Path) -> Iterator[PartWriter]:
        """A writer whose folder becomes the part of `seed` on leaving; raises CannotWrite.

        A part that another process has finished meanwhile is kept: it holds the same.
        """
        folder = scratch / f"seed-{seed}"
        make_folder(folder)
        try:
            yield PartWriter(folder, seed)
            with writing(self.of(seed)):
                self._take(folder, seed)
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def _take(self, folder: Path, seed: int) -> None:
        try:
            os.rename(folder, self.of(seed))
        except OSError:
            if not self.of(seed).exists():
                raise
        force(self.folder)

    @contextmanager
    def scratch(self) -> Iterator[Path]:
        """A folder for unfinished parts of this process and its workers, removed on leaving; raises CannotWrite.

        Folders left by processes that were killed go as well.
        """
        for left in self.folder.glob(".unfinished-*"):
            if not _alive(int(left.name.rpartition("-")[2])):
                shutil.rmtree(left, ignore_errors=True)
        folder = self.folder / f".unfinished-{os.getpid()}"
        make_folder(folder)
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def _alive(process: int) -> bool:
    """True if a process of this number runs on this machine, or if that cannot be asked without harm (Windows)."""
    if os.name != "posix":
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
