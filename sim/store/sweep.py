"""What a store holds that no job can use again."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from sim.given import Refused, counted
from sim.store.errors import writing
from sim.store.files import read_json, remove
from sim.store.folder import PLAN
from sim.store.plan import SCHEMA, plan_of
from sim.store.shelf import sweep_scratch
from sim.store.store import Store

SHOWN = 5  # folders named in a refusal


class Swept(NamedTuple):
    """Entries removed (or found, where nothing was to be removed) and the bytes they took."""

    entries: int
    bytes: int


class User(NamedTuple):
    """A results folder and what its plan file says."""

    folder: Path
    content: Mapping[str, Any]

    def stands_for(self, record: Mapping[str, Any]) -> bool:
        """Whether it uses all that a noted folder used."""
        return self.content["digest"] == record["digest"] and {*self.content["seeds"]} >= {*record["seeds"]}


def sweep(store: Store, results: Iterable[Path], dry: bool, forget: bool = False) -> Swept:
    """Remove histories, runs and pairs that no results folder names, and what killed processes left.

    results: folders below which results are looked for beside those that the store knows. Histories are made again where one
    is wanted. dry: only count. forget: results that are not found are gone for good.
    Raises Refused where it is not sure what is used, CannotWrite.
    """
    there = [(shelf, name) for shelf in (store.runs, store.pairs, store.histories) for name in sorted(shelf.names())]
    records = dict(_records(store))  # read after the entries: what a new job uses is no entry that was seen
    found = [*_users(Path(record["folder"]) for record in records.values()), *_users(_below(results))]
    lost = {file: r for file, r in records.items() if not any(user.stands_for(r) for user in found)}
    if not forget:
        _refuse_unsure(store, records, lost, bool(there))
    used = {name for user in found for name in _used(user)}
    doomed = [(shelf, name) for shelf, name in there if name not in used]
    size = sum(_size(shelf.of(name)) for shelf, name in doomed)
    if not dry:
        _settle(store, found, records)
        sweep_scratch(store.folder)
        for shelf, name in doomed:
            with writing(shelf.of(name)), suppress(FileNotFoundError):
                shutil.rmtree(shelf.of(name))
    return Swept(len(doomed), size)


def _records(store: Store) -> Iterator[tuple[Path, dict[str, Any]]]:
    """The results folders that the store knows, by the file of the record."""
    for file in sorted(store.users.glob("*.json")):
        record = read_json(file)
        if record is None:
            raise Refused(f"{file}: harmed; allowed to remove it where the results it was written for are gone")
        yield file, record


def _below(results: Iterable[Path]) -> Iterator[Path]:
    """Results folders at or below some folders."""
    for folder in results:
        yield from (plan.parent for plan in folder.rglob(PLAN))


def _users(folders: Iterable[Path]) -> Iterator[User]:
    """Those that hold the plan of a job of this version; others have no run here. Raises Refused for a harmed plan."""
    for folder in folders:
        content = read_json(folder / PLAN)
        if content is None and (folder / PLAN).exists():
            raise Refused(f"{folder / PLAN}: harmed; allowed to remove the folder: what it used is not known")
        if content is not None and content.get("schema") == SCHEMA:
            yield User(folder, content)


def _refuse_unsure(store: Store, records: Mapping[Path, Any], lost: Mapping[Path, Any], filled: bool) -> None:
    """Raises Refused where what is used cannot be told."""
    if filled and not records:
        raise Refused(
            f"{store.folder}: does not know who uses it (made by an earlier version); allowed --forget, where all results "
            "of it are found below --results"
        )
    if lost:
        names = ", ".join(record["folder"] for record in list(lost.values())[:SHOWN])
        more = f" and {len(lost) - SHOWN} more" if len(lost) > SHOWN else ""
        raise Refused(
            f"{counted(len(lost), 'results folder')} of this store not found: {names}{more}; "
            "allowed --results FOLDER where they are now, or --forget if they are gone"
        )


def _used(user: User) -> Iterator[str]:
    """Names of the runs and pairs of a results folder, finished or not."""
    plan = plan_of(user.content)
    for cell in plan.cells(user.content["seeds"]):
        yield from plan.run_ids(cell)
        yield from (plan.pair_id(pair, cell) for pair in plan.pairs)


def _settle(store: Store, found: Iterable[User], records: Mapping[Path, Mapping[str, Any]]) -> None:
    """Note the users of the store where they are now, and forget where they are no more."""
    entries = store.runs.names()
    for user in found:
        if not entries.isdisjoint(_used(user)):
            store.note(user.folder.resolve(), user.content["digest"], user.content["seeds"])
    for file, record in records.items():
        if not (Path(record["folder"]) / PLAN).exists():
            with writing(file):
                remove(file)


def _size(folder: Path) -> int:
    with suppress(FileNotFoundError):
        return sum(file.stat().st_size for file in folder.iterdir())
    return 0
