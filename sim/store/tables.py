"""Tables as Arrow and CSV: columns, types and an order that do not depend on who wrote them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from sim.store.errors import writing
from sim.store.files import replacing
from sim.worded import worded

TEXT, INT32, INT64, FLOAT64 = pa.string(), pa.int32(), pa.int64(), pa.float64()

RUNS = pa.schema(
    {
        "run_id": TEXT,
        "scenario": TEXT,
        "replicate": INT32,
        "seed": INT64,
        "future": INT32,  # 0 = the central values of all parameters
        "status": TEXT,  # done, failed
        "error": TEXT,
        "wall_s": FLOAT64,  # seconds of the seed shared equally among its worlds: they have their history in common
        "agents": INT64,
        "persons_per_agent": INT32,
        "researchers_per_agent": INT32,
    }
)
NAMES = {"scenario": TEXT, "replicate": INT32, "seed": INT64}  # what a run is called within one results folder
NAMED = ("measures",)  # tables that say it in every row
WORLD_TABLES = {  # tables of one world as they are stored; marks and people have columns of their own
    "measures": pa.schema(
        {
            "run_id": TEXT,
            "month": TEXT,
            "region": TEXT,
            "group": TEXT,
            "measure": TEXT,
            "value": FLOAT64,
            "unit": TEXT,
        }
    ),
    "flows": pa.schema(
        {
            "run_id": TEXT,
            "month": TEXT,
            "origin": TEXT,
            "destination": TEXT,
            "kind": TEXT,
            "degree": TEXT,
            "count": INT64,
        }
    ),
    "ledger": pa.schema(
        {
            "run_id": TEXT,
            "month": TEXT,
            "policy": TEXT,
            "region": TEXT,
            "recipient": TEXT,
            "fen": INT64,
            "cases": INT64,
        }
    ),
}
ATTRIBUTION = pa.schema(
    {
        "variant": TEXT,
        "replicate": INT32,
        "region": TEXT,
        "group": TEXT,
        "year": TEXT,
        "class": TEXT,
        "partner": TEXT,
        "count": INT64,
    }
)
PAIR_TABLES = ("values", "attribution", "coupling")
ROWS = 1 << 18  # of a row group
VALUE_KEYS = ("variant", "outcome", "region", "year", "group", "partner", "path")
DIGEST_KEYS = ("run_id",)
COUPLING_KEYS = ("variant", "replicate", "year")


def to_arrow(frame: pd.DataFrame, constants: Mapping[str, object], schema: pa.Schema | None = None) -> pa.Table:
    """A frame with constant columns put first, in the columns and types of `schema` (None: those of the frame).

    Raises KeyError if a column of the schema is missing.
    """
    columns = {name: constant(value, None, len(frame)) for name, value in constants.items()}
    columns |= {str(name): _plain(pa.array(frame[name], from_pandas=True)) for name in frame.columns}
    if schema is None:
        return pa.table(columns)
    return pa.table([columns[field.name].cast(field.type) for field in schema], schema=schema)


def constant(value: object, kind: pa.DataType | None, rows: int) -> pa.Array:
    """A column of one value; kind None: that of the value."""
    return pa.repeat(pa.scalar(value, kind), rows)


def _plain(array: pa.Array | pa.ChunkedArray) -> pa.Array | pa.ChunkedArray:
    """Words as strings, whether pandas held them as categories, objects or large strings."""
    text = pa.types.is_dictionary(array.type) or pa.types.is_large_string(array.type)
    return array.cast(TEXT) if text else array


class ParquetStream:
    """A Parquet file to which tables are added; the first decides the columns. Small ones share a row group."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.writer: pq.ParquetWriter | None = None
        self.waiting: list[pa.Table] = []

    def add(self, table: pa.Table) -> None:
        """Append a table."""
        self.waiting.append(table)
        if sum(t.num_rows for t in self.waiting) >= ROWS:
            self._write()

    def _write(self) -> None:
        table = pa.concat_tables(self.waiting)
        self.waiting = []
        if self.writer is None:
            self.writer = pq.ParquetWriter(self.path, table.schema, compression="zstd")
        self.writer.write_table(table, row_group_size=max(table.num_rows, 1))

    def close(self) -> None:
        """Write what waits and the end of the file."""
        if self.waiting:
            self._write()
        if self.writer is not None:
            self.writer.close()


@contextmanager
def parquet(path: Path) -> Iterator[ParquetStream]:
    """A Parquet file that appears whole or not at all; raises CannotWrite."""
    with replacing(path) as temporary:
        stream = ParquetStream(temporary)
        try:
            yield stream
        finally:
            stream.close()


def write_parquet(path: Path, table: pa.Table) -> None:
    """One table as a Parquet file of one row group, not yet forced to the disk; raises CannotWrite."""
    with writing(path):
        pq.write_table(table, path, compression="zstd", row_group_size=max(table.num_rows, 1))


def write_csv(path: Path, frame: pd.DataFrame, keys: Sequence[str]) -> None:
    """UTF-8, LF, every digit of a number, sorted by the keys; raises CannotWrite."""
    text = {name: frame[name].astype(str) for name in keys if not pd.api.types.is_numeric_dtype(frame[name])}
    ordered = frame.assign(**text).sort_values(list(keys), kind="stable")
    with replacing(path) as temporary:
        ordered.to_csv(temporary, index=False, float_format="%.17g", lineterminator="\n", encoding="utf-8")


def read_words_as_categories(path: Path, columns: Sequence[str] | None = None, where: object = None) -> pd.DataFrame:
    """A Parquet file with its words as ordered categories, so that long tables stay small.

    where: row filter as in pyarrow, e.g. [("region", "==", "Hohhot")].
    """
    words = [field.name for field in pq.read_schema(path) if field.type == TEXT]
    table = pq.read_table(path, columns=columns, filters=where, read_dictionary=words)
    frame: pd.DataFrame = table.unify_dictionaries().to_pandas()
    return worded(frame, [name for name in words if name in frame])
