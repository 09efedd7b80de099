"""Digests of tables by their content, whatever file format or library version wrote them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

import numpy as np
import pyarrow as pa


def digest_of(tables: Mapping[str, pa.Table]) -> str:
    """sha256 (hex) of named tables: columns, rows in order, every bit of a number; `run_id`, a name only, is left out."""
    sha = hashlib.sha256()
    for name, table in sorted(tables.items()):
        for column in sorted(set(table.column_names) - {"run_id"}):
            sha.update(f"{name}.{column}\0{table.num_rows}\0".encode())
            sha.update(_content(table[column].combine_chunks()))
    return sha.hexdigest()


def _content(column: pa.Array) -> bytes:
    """Values as bytes in one form: words as their list in the order of appearance and their places in it, numbers as they lie in memory."""
    if pa.types.is_string(column.type) or pa.types.is_dictionary(column.type):
        words = column.cast(pa.string()).dictionary_encode()
        names = json.dumps(words.dictionary.to_pylist()).encode()
        return names + words.indices.to_numpy(zero_copy_only=False).astype("<i4").tobytes()
    return np.ascontiguousarray(column.to_numpy(zero_copy_only=False)).tobytes()
