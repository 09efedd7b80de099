"""What a store holds that no job can use again."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from sim.store.errors import writing
from sim.store.files import read_json
from sim.store.folder import PLAN
from sim.store.plan import SCHEMA, plan_of
from sim.store.shelf import Shelf, sweep_scratch
from sim.store.store import Store


class Swept(NamedTuple):
    """Entries removed (or found, where nothing was to be removed) and the bytes they took."""

    entries: int
    bytes: int


def sweep(store: Store, results: Iterable[Path], dry: bool) -> Swept:
    """Remove histories, runs and pairs that no results folder names, and what killed processes left; raises CannotWrite.

    results: folders below which results are looked for. Histories are made again where one is wanted. dry: only count.
    """
    runs, pairs = _used(results)
    doomed = [
        *((store.runs, name) for name in store.runs.names() - runs),
        *((store.pairs, name) for name in store.pairs.names() - pairs),
        *((store.histories, name) for name in store.histories.names()),
    ]
    size = sum(_size(shelf.of(name)) for shelf, name in doomed)
    if not dry:
        sweep_scratch(store.folder)
        for shelf, name in doomed:
            _remove(shelf, name)
    return Swept(len(doomed), size)


def _used(results: Iterable[Path]) -> tuple[set[str], set[str]]:
    """Names of the runs and pairs of all results folders, finished or not."""
    runs: set[str] = set()
    pairs: set[str] = set()
    for path in (found for folder in results for found in folder.rglob(PLAN)):
        content = read_json(path)
        if content is not None and content.get("schema") == SCHEMA:  # others have no run here
            plan = plan_of(content)
            for cell in plan.cells(content["seeds"]):
                runs.update(plan.run_ids(cell))
                pairs.update(plan.pair_id(pair, cell) for pair in plan.pairs)
    return runs, pairs


def _size(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.iterdir())


def _remove(shelf: Shelf, name: str) -> None:
    with writing(shelf.of(name)):
        shutil.rmtree(shelf.of(name))
