"""From the store to the files of a results folder, one run at a time, so that memory stays flat."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from sim.store.folder import Failure, Folder
from sim.store.plan import Cell, Plan
from sim.store.store import Store
from sim.store.tables import (
    ATTRIBUTION,
    COUPLING_KEYS,
    DIGEST_KEYS,
    INT32,
    NAMED,
    NAMES,
    RUNS,
    VALUE_KEYS,
    WORLD_TABLES,
    parquet,
    write_csv,
)

Summary = Callable[[pd.DataFrame], pd.DataFrame]


@dataclass(frozen=True)
class Done:
    """What a folder is made of: the plan, its store, all its seeds, and the runs that failed by place of world and cell."""

    plan: Plan
    store: Store
    seeds: tuple[int, ...]
    failures: Mapping[tuple[int, Cell], Failure]

    def runs(self) -> Iterator[tuple[int, Cell, str]]:
        """Place of the world, cell and run id of all runs that are there, the central future first."""
        for place, cell, name in self.everything():
            if (place, cell) not in self.failures:
                yield place, cell, name

    def once(self, named: bool) -> Iterator[tuple[int, Cell, str]]:
        """The same, but a run that stands for several cells or worlds once, or once for each world if rows name it."""
        seen = set()
        for place, cell, name in self.runs():
            key = (name, place) if named else name
            if key not in seen:
                seen.add(key)
                yield place, cell, name

    def everything(self) -> Iterator[tuple[int, Cell, str]]:
        """The same with those that failed."""
        for cell in self.plan.cells(self.seeds):
            for place, name in enumerate(self.plan.run_ids(cell)):
                yield place, cell, name

    def pairs(self, pair: tuple[int, int], future: int) -> Iterator[tuple[Cell, str]]:
        """Cell and name of the appraisals of two worlds that are there, seed by seed."""
        for cell in (Cell(future, seed) for seed in self.seeds):
            if not any((place, cell) in self.failures for place in pair):
                yield cell, self.plan.pair_id(pair, cell)

    @property
    def compared(self) -> bool:
        """Whether there is any appraisal of the central future."""
        return any(True for pair in self.plan.pairs for _ in self.pairs(pair, 0))

    def replicate(self, cell: Cell) -> int:
        """Number of a seed among the seeds."""
        return self._numbers[cell.seed]

    @cached_property
    def _numbers(self) -> dict[int, int]:
        return {seed: number for number, seed in enumerate(self.seeds)}

    def variant(self, pair: tuple[int, int]) -> str:
        """What a pair is called: its variant."""
        return self.plan.worlds[pair[1]].name


def merge(folder: Folder, done: Done, summaries: Mapping[str, Summary], later: Mapping[str, Summary]) -> None:
    """Write all files of a results folder, the manifest last; raises CannotWrite, and Harmed for an entry not as written.

    summaries, later: by name of a csv file, what makes its rows from the values of all pairs of one variant (columns variant,
        replicate, future, then those of the appraisal): of the central future, and of all futures where there are several.
    """
    folder.reopen()
    _write_runs(folder, done)
    if not any(True for _ in done.runs()):
        return
    for name in (*WORLD_TABLES, "marks", *(("people",) if done.plan.record else ())):
        _merge_worlds(folder, name, done)
    if done.compared:
        _merge_attribution(folder, done)
        _merge_coupling(folder, done)
        _write_summaries(folder, done, summaries, (0,))
        if len(done.plan.futures) > 1:
            _write_summaries(folder, done, later, tuple(future.number for future in done.plan.futures))
    folder.seal(done.seeds, list(done.failures.values()))


def _write_runs(folder: Folder, done: Done) -> None:
    """runs.parquet, with the values of each future and lever in columns of their own, and the digests of what was found."""
    rows = [_run_row(done, place, cell, name) for place, cell, name in done.everything()]
    points = pd.DataFrame(
        [_point(done.plan, place, cell) for place, cell, _ in done.everything()], columns=_paths(done)
    )
    table = pa.Table.from_pylist(rows, schema=RUNS)
    for path in points:
        table = table.append_column(path, pa.array(points[path], from_pandas=True))
    with parquet(folder.path / "runs.parquet") as stream:
        stream.add(table)
    digests = [
        {"run_id": name, "digest": done.store.runs.index(name)["digest"]} for _, _, name in done.once(named=False)
    ]
    write_csv(folder.path / "digests.csv", pd.DataFrame(digests, columns=["run_id", "digest"]), DIGEST_KEYS)


def _run_row(done: Done, place: int, cell: Cell, name: str) -> dict[str, object]:
    world, failure = done.plan.worlds[place], done.failures.get((place, cell))
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
        "persons_per_agent": world.persons_per_agent,
        "researchers_per_agent": world.researchers_per_agent,
    }


def _paths(done: Done) -> list[str]:
    """All paths at which futures or levers set values."""
    given = [*(world.point for world in done.plan.worlds), *(future.values for future in done.plan.futures)]
    return list(dict.fromkeys(path for values in given for path in values))


def _point(plan: Plan, place: int, cell: Cell) -> dict[str, object]:
    return {**plan.worlds[place].point, **plan.values(cell)}


def _merge_worlds(folder: Folder, name: str, done: Done) -> None:
    with parquet(folder.path / f"{name}.parquet") as stream:
        for place, cell, run_id in done.once(name in NAMED):
            table = done.store.runs.table(run_id, name)
            if name == "marks":
                table = common_bits(table, done.plan, place)
            if name in NAMED:
                table = _named(table, done, place, cell)
            stream.add(table)


def _named(table: pa.Table, done: Done, place: int, cell: Cell) -> pa.Table:
    """The table with what the run is called here."""
    values = {"scenario": done.plan.worlds[place].name, "replicate": done.replicate(cell), "seed": cell.seed}
    for position, (name, kind) in enumerate(NAMES.items(), start=1):
        table = table.add_column(position, name, _constant(values[name], kind, table.num_rows))
    return table


def _constant(value: object, kind: pa.DataType, rows: int) -> pa.Array:
    return pa.array([value], kind).take(pa.array([0] * rows, INT32))


def common_bits(marks: pa.Table, plan: Plan, place: int) -> pa.Table:
    """Marks whose columns `touched` have the bits of all policies of a plan instead of those of one world.

    So a policy that one scenario has more does not shift the marks of the others.
    """
    places = [plan.policies.index(policy) for policy in plan.policies_of(place)]
    if places == list(range(len(places))):
        return marks
    for position, name in enumerate(marks.column_names):
        if name.startswith("touched"):
            marks = marks.set_column(position, name, pa.array(_moved(marks[name].to_numpy(), places)))
    return marks


def _moved(bits: np.ndarray, places: Sequence[int]) -> np.ndarray:
    """uint64 in which bit i stands at places[i]."""
    moved = np.zeros_like(bits)
    for bit, place in enumerate(places):
        moved |= ((bits >> np.uint64(bit)) & np.uint64(1)) << np.uint64(place)
    return moved


def _merge_attribution(folder: Folder, done: Done) -> None:
    """Classes of the central future."""
    with parquet(folder.path / "attribution.parquet") as stream:
        for pair in done.plan.pairs:
            for table in _tables(done, "attribution", pair, 0):
                stream.add(table.select(ATTRIBUTION.names).cast(ATTRIBUTION))


def _merge_coupling(folder: Folder, done: Done) -> None:
    """Health of the coupling in the central future."""
    frames = [_gathered(done, "coupling", pair, (0,)) for pair in done.plan.pairs]
    frame = pd.concat(frames, ignore_index=True).drop(columns="future", errors="ignore")
    others = [name for name in frame.columns if name not in COUPLING_KEYS]
    write_csv(folder.path / "coupling.csv", frame[[*COUPLING_KEYS, *others]], COUPLING_KEYS)


def _write_summaries(folder: Folder, done: Done, summaries: Mapping[str, Summary], futures: Sequence[int]) -> None:
    """One file a summary; the values of one variant and outcome at a time are in memory."""
    rows: dict[str, list[pd.DataFrame]] = {name: [] for name in summaries}
    for pair in done.plan.pairs:
        for outcome in _outcomes(done, pair, futures):
            values = _gathered(done, "values", pair, futures, outcome)
            for name, summary in summaries.items():
                rows[name].append(summary(values))
    for name, frames in rows.items():
        if frames:
            _write_summary(folder, name, pd.concat(frames, ignore_index=True))


def _write_summary(folder: Folder, name: str, frame: pd.DataFrame) -> None:
    if name == "futures":
        with parquet(folder.path / "futures.parquet") as stream:
            stream.add(pa.Table.from_pandas(frame, preserve_index=False))
    else:
        write_csv(folder.path / f"{name}.csv", frame, [key for key in VALUE_KEYS if key in frame])


def _outcomes(done: Done, pair: tuple[int, int], futures: Sequence[int]) -> list[str]:
    """Outcomes of which there are values, in order."""
    tables = (table for future in futures for table in _tables(done, "values", pair, future))
    return sorted({outcome for table in tables for outcome in table["outcome"].unique().to_pylist()})


def _gathered(
    done: Done, name: str, pair: tuple[int, int], futures: Sequence[int], outcome: str | None = None
) -> pd.DataFrame:
    """A table of all seeds of some futures, one below the other. outcome: whose rows are taken, None = all."""
    wanted = None if outcome is None else pc.field("outcome") == outcome
    found = (table for future in futures for table in _tables(done, name, pair, future))
    tables = [table if wanted is None else table.filter(wanted) for table in found]
    frame: pd.DataFrame = pa.concat_tables(tables).to_pandas() if tables else pd.DataFrame()
    return frame


def _tables(done: Done, name: str, pair: tuple[int, int], future: int) -> Iterator[pa.Table]:
    """A table of a pair for each seed, with the variant, the replicate and the future."""
    for cell, entry in done.pairs(pair, future):
        table = done.store.pairs.table(entry, name)
        rows = table.num_rows
        table = table.add_column(0, "variant", _constant(done.variant(pair), pa.string(), rows))
        table = table.add_column(1, "replicate", _constant(done.replicate(cell), INT32, rows))
        yield table.append_column("future", _constant(future, INT32, rows))
