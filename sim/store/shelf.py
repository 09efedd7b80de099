"""A shelf of a store: entries named by what decides their content, each a folder that is whole or not there."""

from __future__ import annotations

import hashlib
import os
import shutil
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from sim.store.errors import writing
from sim.store.files import force, harmed, make_folder, passing_folder, read_json, remove, sha256_of, write_json
from sim.store.hold import dead
from sim.store.tables import write_parquet

INDEX = "index.json"
SCRATCH = "unfinished"


class Harmed(Exception):
    """An entry that is not what was written: `shelf` and `name` say which."""

    def __init__(self, shelf: Shelf, name: str) -> None:
        super().__init__(shelf, name)
        self.shelf, self.name = shelf, name

    def __str__(self) -> str:
        return f"{self.shelf.of(self.name)}: harmed"


class Entry:
    """An entry being written."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def add(self, name: str, table: pa.Table) -> None:
        """Write one table as NAME.parquet; raises CannotWrite."""
        write_parquet(self.folder / f"{name}.parquet", table)

    def add_bytes(self, name: str, content: pa.Buffer) -> None:
        """Write one file as it is; raises CannotWrite."""
        with writing(self.folder / name):
            (self.folder / name).write_bytes(content)

    def finish(self, about: Mapping[str, object]) -> None:
        """Force all to the disk and write the index: what is said of the entry, and the hash of each file."""
        files = sorted(self.folder.iterdir())
        with writing(self.folder):
            for file in files:
                force(file)
            hashes = {file.name: sha256_of(file) for file in files}
        write_json(self.folder / INDEX, {**about, "files": hashes})


@dataclass(frozen=True)
class Shelf:
    """One kind of entries."""

    folder: Path

    def of(self, name: str) -> Path:
        """Where an entry is, or would be."""
        return self.folder / name

    def __contains__(self, name: str) -> bool:
        return (self.folder / name / INDEX).is_file()

    def names(self) -> set[str]:
        """Names of all entries."""
        return {entry.name for entry in os.scandir(self.folder)} if self.folder.is_dir() else set()

    def index(self, name: str) -> dict[str, Any]:
        """What is said of an entry; raises Harmed."""
        content = read_json(self.of(name) / INDEX)
        if content is None:
            raise Harmed(self, name)
        return content

    def read(self, name: str, file: str) -> bytes:
        """A file of an entry, checked; raises Harmed."""
        try:
            content = (self.of(name) / file).read_bytes()
        except OSError:
            raise Harmed(self, name) from None
        if hashlib.sha256(content).hexdigest() != self.index(name)["files"].get(file):
            raise Harmed(self, name)
        return content

    def file(self, name: str, file: str) -> Path:
        """Where a file of an entry is, checked; raises Harmed."""
        if harmed(self.of(name), {file: self.index(name)["files"].get(file, "")}):
            raise Harmed(self, name)
        return self.of(name) / file

    def table(self, name: str, table: str) -> pa.Table:
        """A table of an entry, checked; raises Harmed."""
        content = pa.BufferReader(self.read(name, f"{table}.parquet"))
        return pq.ParquetFile(content).read(use_threads=False)  # a third of the time of read_table for small tables

    def drop(self, name: str) -> None:
        """Remove an entry, if another job has not done so; raises CannotWrite.

        The index goes first: without it an entry is not there, wherever a killed process stopped.
        """
        with writing(self.of(name)), suppress(FileNotFoundError):
            (self.of(name) / INDEX).unlink(missing_ok=True)
            shutil.rmtree(self.of(name))

    @contextmanager
    def writing(self, name: str, scratch: Path) -> Iterator[Entry]:
        """An entry that stands on the shelf on leaving; raises CannotWrite.

        One that another process has finished meanwhile is kept: it holds the same.
        """
        folder = scratch / f"{self.folder.name}-{name}-{uuid.uuid4().hex[:8]}"  # two workers may make the same
        make_folder(folder)
        make_folder(self.folder)
        try:
            yield Entry(folder)
            with writing(self.of(name)):
                self._take(folder, name)
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def _take(self, folder: Path, name: str) -> None:
        """Put a finished folder in its place, unless an entry is there; remains of one that lost its index give way."""
        try:
            os.rename(folder, self.of(name))
        except OSError:
            if name in self:
                return
            self.drop(name)
            os.rename(folder, self.of(name))
        force(self.folder)


@contextmanager
def scratch(store: Path) -> Iterator[Path]:
    """A folder in a store for what this process and its workers have not finished, removed on leaving; raises CannotWrite.

    Folders left by killed processes of this machine go as well.
    """
    sweep_scratch(store)
    with passing_folder(store / SCRATCH) as folder:
        yield folder


def sweep_scratch(store: Path) -> None:
    """Remove what killed processes of this machine have left."""
    for left in filter(dead, store.glob(f".{SCRATCH}.*")):
        remove(left)
