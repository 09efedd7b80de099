"""From the store to the files of a results folder, one run at a time, so that memory stays flat."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import pandas as pd
import pyarrow as pa

from sim.store.done import Done
from sim.store.files import make_folder, same_file
from sim.store.folder import MARKS, Folder, marks_file
from sim.store.plan import SCALE, Cell, Plan
from sim.store.summaries import Summaries, write_summaries
from sim.store.tables import (
    ATTRIBUTION,
    COUPLING_KEYS,
    DIGEST_KEYS,
    FLOAT64,
    NAMED,
    NAMES,
    RUNS,
    TEXT,
    WORLD_TABLES,
    constant,
    parquet,
    write_csv,
)

T = TypeVar("T")


def merge(folder: Folder, done: Done, summaries: Summaries, stopped: Mapping[str, Any] | None = None) -> None:
    """Write all files of a results folder, the manifest last; raises CannotWrite, and Harmed for an entry not as written.

    stopped: why there are no more seeds, where a rule has said it.
    """
    folder.reopen()
    _write_runs(folder, done)
    if not any(True for _ in done.runs()):
        return
    with ThreadPoolExecutor(1) as other:  # long tables are copied while the short ones are summed up
        copied = other.submit(_copy_worlds, folder, done)
        if done.compared:
            _merge_attribution(folder, done)
            _merge_coupling(folder, done)
            write_summaries(folder, done, summaries)
        copied.result()
    folder.seal(done.seeds, list(done.failures.values()), stopped)


def _write_runs(folder: Folder, done: Done) -> None:
    """runs.parquet, with the values of each future and lever in columns of their own, and the digests of what was found."""
    rows = [_run_row(done, place, cell, name) for place, cell, name in done.everything()]
    given = [_point(done.plan, place, cell) for place, cell, _ in done.everything()]
    table = pa.Table.from_pylist(rows, schema=RUNS)
    for path in _paths(done):
        table = table.append_column(path, _of_one_type([point.get(path) for point in given]))
    with parquet(folder.path / "runs.parquet") as stream:
        stream.add(table)
    digests = [
        {"run_id": name, "digest": done.store.runs.index(name)["digest"]} for _, _, name in done.once(named=False)
    ]
    write_csv(folder.path / "digests.csv", pd.DataFrame(digests, columns=["run_id", "digest"]), DIGEST_KEYS)


def _of_one_type(values: Sequence[Any]) -> pa.Array:
    """The values of a path as a column: numbers, truth or words; tables, lists and mixtures as JSON. None where there is none."""
    there = [value for value in values if value is not None and value == value]
    kinds = {float if type(value) is int else type(value) for value in there}
    if kinds <= {float}:
        return pa.array(values, FLOAT64, from_pandas=True)
    if kinds in ({bool}, {str}):
        return pa.array(values)
    return pa.array([json.dumps(v, ensure_ascii=False) if v is not None and v == v else None for v in values], TEXT)


def _run_row(done: Done, place: int, cell: Cell, name: str) -> dict[str, object]:
    world, failure = done.plan.worlds[place], done.failures.get((place, cell))
    values = _point(done.plan, place, cell)
    index = {"wall_s": 0.0, "agents": 0} if failure else done.store.runs.index(name)
    return {
        "run_id": name,
        "scenario": world.name,
        "replicate": done.replicate(cell),
        "seed": cell.seed,
        "future": cell.future,
        "status": "failed" if failure else "done",
        "error": failure.error if failure else "",
        "wall_s": index["wall_s"],
        "agents": index["agents"],
        "persons_per_agent": values.get("persons_per_agent", world.persons_per_agent),
        "researchers_per_agent": values.get("researchers_per_agent", world.researchers_per_agent),
    }


def _paths(done: Done) -> list[str]:
    """All paths at which futures or levers set values, but for the scale, which has columns of its own."""
    given = [*(world.point for world in done.plan.worlds), *(future.values for future in done.plan.futures)]
    return [path for path in dict.fromkeys(path for values in given for path in values) if path not in SCALE]


def _point(plan: Plan, place: int, cell: Cell) -> dict[str, object]:
    return {**plan.worlds[place].point, **plan.values(cell)}


def _copy_worlds(folder: Folder, done: Done) -> None:
    """What is told of each world by itself."""
    for name in (*WORLD_TABLES, *(("people",) if done.plan.record else ())):
        _merge_worlds(folder, name, done)
    _link_marks(folder, done)


def _merge_worlds(folder: Folder, name: str, done: Done) -> None:
    with parquet(folder.path / f"{name}.parquet") as stream:
        for table in ahead(_tables(name, done)):
            stream.add(table)


def _tables(name: str, done: Done) -> Iterator[pa.Table]:
    """A table of each run, as it stands in a results folder."""
    for place, cell, run_id in done.once(name in NAMED):
        table = done.store.runs.table(run_id, name)
        yield _named(table, done, place, cell) if name in NAMED else table


def _link_marks(folder: Folder, done: Done) -> None:
    """Marks, the longest table, which hardly anybody reads: the file of each run as it lies in the store."""
    make_folder(folder.path / MARKS)
    for _, _, run_id in done.once(named=False):
        same_file(done.store.runs.file(run_id, "marks.parquet"), folder.path / marks_file(run_id))


def ahead(items: Iterator[T]) -> Iterator[T]:
    """The same items, the next one made in a thread of its own while one is in use: Arrow reads and writes without the interpreter.

    >>> list(ahead(iter("abc")))
    ['a', 'b', 'c']
    """
    with ThreadPoolExecutor(1) as reader:
        coming = reader.submit(next, items, None)
        while (item := coming.result()) is not None:
            coming = reader.submit(next, items, None)
            yield item


def _named(table: pa.Table, done: Done, place: int, cell: Cell) -> pa.Table:
    """The table with what the run is called here."""
    values = {"scenario": done.plan.worlds[place].name, "replicate": done.replicate(cell), "seed": cell.seed}
    for position, (name, kind) in enumerate(NAMES.items(), start=1):
        table = table.add_column(position, name, constant(values[name], kind, table.num_rows))
    return table


def _merge_attribution(folder: Folder, done: Done) -> None:
    """Classes of the central future."""
    with parquet(folder.path / "attribution.parquet") as stream:
        for pair in done.plan.pairs:
            for table in done.tables("attribution", pair, 0):
                stream.add(table.select(ATTRIBUTION.names).cast(ATTRIBUTION))


def _merge_coupling(folder: Folder, done: Done) -> None:
    """Health of the coupling in the central future."""
    tables = [table for pair in done.plan.pairs for table in done.tables("coupling", pair, 0)]
    frame = pa.concat_tables(tables).to_pandas().drop(columns="future")
    others = [name for name in frame.columns if name not in COUPLING_KEYS]
    write_csv(folder.path / "coupling.csv", frame[[*COUPLING_KEYS, *others]], COUPLING_KEYS)
