"""Words in long tables: ordered categories, the same in memory and read from disk, with rows and without.

They take a byte or two a row, and compare, sort and filter as the words do: all in order of the alphabet, which for months is
the order of time. Months may be compared with any month that a world may have, also with one that the table does not name.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from sim.calendar import label, month_index

MONTH = "month"
MONTHS = tuple(label(month) for month in range(month_index(2035, 12) + 1))


def worded(frame: pd.DataFrame, words: Iterable[str] | None = None) -> pd.DataFrame:
    """The frame with columns of words as categories; words: their names, None = all that hold neither numbers nor truth."""
    names = [n for n in frame if not pd.api.types.is_numeric_dtype(frame[n])] if words is None else list(words)
    return frame.assign(**{name: _categories(frame[name]) for name in names})


def _categories(column: pd.Series) -> pd.Series:
    """A column of words as ordered categories."""
    found = column.astype("category").cat
    codes, words = found.codes.to_numpy(), np.array(found.categories.astype(str), object)
    used = np.zeros(len(words) + 1, bool)
    used[pd.unique(codes)] = True  # the last: nothing stands there
    known = set(words[used[:-1]].tolist())
    ordered = pd.Index(sorted(known.union(MONTHS) if column.name == MONTH else known), dtype=str)
    kind = pd.CategoricalDtype(ordered, ordered=True)
    place = np.append(ordered.get_indexer(words), -1)
    return pd.Series(pd.Categorical.from_codes(place[codes], dtype=kind), column.index)  # type: ignore[arg-type]
