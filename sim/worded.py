"""Words in long tables: ordered categories, the same in memory and read from disk, with rows and without.

They take a byte or two a row, and compare, sort and filter as the words do: all in order of the alphabet, which for months is
the order of time. Months may be compared with any month that a world may have, also with one that the table does not name.
"""

from __future__ import annotations

from collections.abc import Iterable

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
    found = column.astype("category").cat.remove_unused_categories().cat
    known = {str(word) for word in found.categories}
    ordered = pd.Index(sorted(known.union(MONTHS) if column.name == MONTH else known), dtype=str)
    codes = found.set_categories(ordered).cat.codes
    words = pd.Categorical.from_codes(codes, dtype=pd.CategoricalDtype(ordered, ordered=True))  # type: ignore[arg-type]
    return pd.Series(
        words, column.index
    )  # from codes: pandas keeps those of an empty column too narrow for its categories
