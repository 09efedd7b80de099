"""Tables made of the values of all pairs, some outcomes and regions in memory at a time however many runs there are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

import pandas as pd
import pyarrow as pa

from sim.store.done import Done
from sim.store.errors import writing
from sim.store.files import passing_folder
from sim.store.folder import Folder
from sim.store.tables import VALUE_KEYS, parquet, write_csv

Summary = Callable[[pd.DataFrame], pd.DataFrame]
PARTS = ("outcome", "region")  # no summary looks across these
TOGETHER = 1 << 17  # rows sorted, and summed up, at a time
PACKED = pa.ipc.IpcWriteOptions(compression="zstd")


class Summaries(NamedTuple):
    """By name of a file, what makes its rows from the values of one variant (columns variant, replicate, future, then those of
    the appraisal): of the central future, and of all futures where there are several."""

    central: Mapping[str, Summary] = {}
    futures: Mapping[str, Summary] = {}


def write_summaries(folder: Folder, done: Done, summaries: Summaries) -> None:
    """One file a summary."""
    several = len(done.plan.futures) > 1
    rows: dict[str, list[pd.DataFrame]] = {}
    with passing_folder(folder.path / "values") as unsorted:
        for values in _parts(done, unsorted):
            central = values[values["future"] == 0]
            made = {name: summary(central) for name, summary in summaries.central.items()}
            if several:
                made |= {name: summary(values) for name, summary in summaries.futures.items()}
            for name, frame in made.items():
                rows.setdefault(name, []).append(frame)
    for name, frames in rows.items():
        _write(folder, name, pd.concat(frames, ignore_index=True))


def _write(folder: Folder, name: str, frame: pd.DataFrame) -> None:
    if name == "futures":
        with parquet(folder.path / "futures.parquet") as stream:
            stream.add(pa.Table.from_pandas(frame, preserve_index=False))
    else:
        write_csv(folder.path / f"{name}.csv", frame, [key for key in VALUE_KEYS if key in frame])


def _parts(done: Done, unsorted: Path) -> Iterator[pd.DataFrame]:
    """The values of one variant after another, those of an outcome and region in one piece."""
    words = ("variant", "year", "group", "partner", "unit")
    for pair in done.plan.pairs:
        places = _sort_out(done, pair, unsorted / "values")
        if not places:
            continue  # all of its runs failed
        with pa.memory_map(str(unsorted / "values")) as source:
            reader = pa.ipc.open_file(source)
            batches = ([reader.get_batch(number) for number in numbers] for _, numbers in sorted(places.items()))
            for together in _gathered(batches):
                yield pa.Table.from_batches(together).to_pandas(categories=words)


def _gathered(parts: Iterable[list[pa.RecordBatch]]) -> Iterator[list[pa.RecordBatch]]:
    """Small parts together, since each summary of a part costs milliseconds however few rows it has."""
    waiting: list[pa.RecordBatch] = []
    for part in parts:
        waiting += part
        if sum(batch.num_rows for batch in waiting) >= TOGETHER:
            yield waiting
            waiting = []
    if waiting:
        yield waiting


def _sort_out(done: Done, pair: tuple[int, int], path: Path) -> dict[tuple[str, str], list[int]]:
    """Write the values of a pair of worlds, of all futures and seeds, batches of one outcome and region each: their numbers."""
    places: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    count = 0
    with ExitStack() as stack:
        stack.enter_context(writing(path))
        for table in _many(done, pair):
            if count == 0:
                writer = stack.enter_context(pa.ipc.new_file(path, table.schema, options=PACKED))
            for part, rows in _divided(table):
                writer.write_table(rows)
                places[part].append(count)
                count += 1
    return places


def _divided(table: pa.Table) -> Iterator[tuple[tuple[str, str], pa.Table]]:
    """The rows of each outcome and region, in one piece."""
    order = [(name, "ascending") for name in PARTS]
    parts = table.group_by(list(PARTS)).aggregate([([], "count_all")]).sort_by(order)
    rows, start = table.sort_by(order).combine_chunks(), 0
    for outcome, region, count in zip(*(parts[name].to_pylist() for name in (*PARTS, "count_all")), strict=True):
        yield (outcome, region), rows.slice(start, count)
        start += count


def _many(done: Done, pair: tuple[int, int]) -> Iterator[pa.Table]:
    """The values of a pair of worlds, many seeds and futures together."""
    waiting: list[pa.Table] = []
    for future in done.plan.futures:
        for table in done.tables("values", pair, future.number):
            waiting.append(table)
            if sum(t.num_rows for t in waiting) >= TOGETHER:
                yield pa.concat_tables(waiting)
                waiting = []
    if waiting:
        yield pa.concat_tables(waiting)
