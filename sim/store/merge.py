"""From the parts of single seeds to the files of a results folder, one world at a time, so that memory stays flat."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pandas as pd
import pyarrow as pa

from sim.store.folder import Folder
from sim.store.parts import Parts
from sim.store.tables import (
    ATTRIBUTION,
    COUPLING_KEYS,
    INT32,
    RUNS,
    VALUE_KEYS,
    WORLD_TABLES,
    parquet,
    write_csv,
)

Summary = Callable[[pd.DataFrame], pd.DataFrame]


def merge(folder: Folder, failures: Mapping[int, str], summaries: Mapping[str, Summary]) -> None:
    """Write all files of a results folder from its parts, the manifest last; raises CannotWrite.

    failures: error by seed, of the seeds that have no part.
    summaries: by name of a csv file, what makes its rows from the values of all pairs of one variant (columns variant,
        replicate, then those of the appraisal); empty where nothing is compared.
    """
    folder.reopen()
    done = folder.parts.seeds()
    replicates = {seed: i for i, seed in enumerate(sorted({*done, *failures}))}
    _write_runs(folder, replicates, failures)
    if not done:
        return
    for name in (*WORLD_TABLES, "marks"):
        _merge_worlds(folder, name, done, replicates)
    if summaries:
        _merge_attribution(folder, done, replicates)
        _merge_coupling(folder, done, replicates)
        _write_summaries(folder, done, replicates, summaries)
    folder.seal(done, failures, folder.parts.index(done[0])["about"])


def _write_runs(folder: Folder, replicates: Mapping[int, int], failures: Mapping[int, str]) -> None:
    rows = [
        row
        for seed, replicate in replicates.items()
        for row in _run_rows(folder, seed, replicate, failures.get(seed, ""))
    ]
    with parquet(folder.path / "runs.parquet") as stream:
        stream.add(pa.Table.from_pylist(rows, schema=RUNS))


def _run_rows(folder: Folder, seed: int, replicate: int, error: str) -> list[dict[str, object]]:
    """One row a world of a seed, done or failed."""
    index: dict[str, Any] = {"runs": [], "wall_s": 0.0} if error else folder.parts.index(seed)
    agents = {run["run_id"]: run["agents"] for run in index["runs"]}
    rows: list[dict[str, object]] = []
    for world in folder.plan.worlds:
        run_id = folder.plan.run_id(world, seed)
        rows.append(
            {
                "run_id": run_id,
                "scenario": world.name,
                "replicate": replicate,
                "seed": seed,
                "future": 0,
                "status": "failed" if error else "done",
                "error": error,
                "wall_s": index["wall_s"] / len(folder.plan.worlds),
                "agents": agents.get(run_id, 0),
                "persons_per_agent": world.persons_per_agent,
                "researchers_per_agent": world.researchers_per_agent,
            }
        )
    return rows


def _merge_worlds(folder: Folder, name: str, seeds: Sequence[int], replicates: Mapping[int, int]) -> None:
    with parquet(folder.path / f"{name}.parquet") as stream:
        for seed in seeds:
            for world in folder.plan.worlds:
                table = folder.parts.table(seed, f"{folder.plan.run_id(world, seed)}/{name}")
                stream.add(_numbered(table, replicates[seed]) if "replicate" in table.column_names else table)


def _merge_attribution(folder: Folder, seeds: Sequence[int], replicates: Mapping[int, int]) -> None:
    with parquet(folder.path / "attribution.parquet") as stream:
        for world in folder.plan.worlds[1:]:
            for seed in seeds:
                table = _numbered(folder.parts.table(seed, f"attribution-{world.name}"), replicates[seed])
                stream.add(table.select(ATTRIBUTION.names).cast(ATTRIBUTION))


def _merge_coupling(folder: Folder, seeds: Sequence[int], replicates: Mapping[int, int]) -> None:
    variants = [
        _gathered(folder.parts, f"coupling-{world.name}", seeds, replicates) for world in folder.plan.worlds[1:]
    ]
    frame = pd.concat(variants, ignore_index=True)
    others = [name for name in frame.columns if name not in COUPLING_KEYS]
    write_csv(folder.path / "coupling.csv", frame[[*COUPLING_KEYS, *others]], COUPLING_KEYS)


def _write_summaries(
    folder: Folder, seeds: Sequence[int], replicates: Mapping[int, int], summaries: Mapping[str, Summary]
) -> None:
    """One csv a summary; the values of one variant at a time are in memory."""
    rows: dict[str, list[pd.DataFrame]] = {name: [] for name in summaries}
    for world in folder.plan.worlds[1:]:
        values = _gathered(folder.parts, f"values-{world.name}", seeds, replicates)
        for name, summary in summaries.items():
            rows[name].append(summary(values))
    for name, frames in rows.items():
        frame = pd.concat(frames, ignore_index=True)
        write_csv(folder.path / f"{name}.csv", frame, [key for key in VALUE_KEYS if key in frame])


def _gathered(parts: Parts, name: str, seeds: Sequence[int], replicates: Mapping[int, int]) -> pd.DataFrame:
    """A table of all seeds, one below the other."""
    tables = [_numbered(parts.table(seed, name), replicates[seed]) for seed in seeds]
    frame: pd.DataFrame = pa.concat_tables(tables).to_pandas()
    return frame


def _numbered(table: pa.Table, replicate: int) -> pa.Table:
    """The table with its column `replicate` set."""
    numbers = pa.array([replicate], INT32).take(pa.array([0] * table.num_rows, INT32))
    if "replicate" in table.column_names:
        return table.set_column(table.column_names.index("replicate"), "replicate", numbers)
    return table.add_column(1, "replicate", numbers)
