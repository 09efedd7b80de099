"""Monthly quantities of a world as arrays: measures and the ledger."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from sim.calendar import label


def measured(
    rows: pd.DataFrame, names: Sequence[str], months: range, areas: Sequence[str], groups: Sequence[str] = ("all",)
) -> dict[str, np.ndarray]:
    """Rows of measures, each by its name: float64[month, area, group] in its own unit, NaN where there is no row."""
    words = {"measure": names, "month": [label(month) for month in months], "region": areas, "group": groups}
    place = np.array([_codes(rows[column], known) for column, known in words.items()])
    wanted = (place >= 0).all(axis=0)
    values = np.full([len(known) for known in words.values()], np.nan)
    values[tuple(place[:, wanted])] = rows["value"].to_numpy(np.float64)[wanted]
    return dict(zip(names, values, strict=True))


def groups_in(measures: pd.DataFrame) -> set[str]:
    """All groups by which a measure is told."""
    return set(measures["group"].unique())


def booked(ledger: pd.DataFrame, months: range, regions: Sequence[str], gross: bool = False) -> np.ndarray:
    """Money out of the ledger by region of the policy: float64[month, region], yuan; receipts count unless `gross`."""
    rows = ledger[ledger["fen"] > 0] if gross else ledger
    month = _codes(rows["month"], [label(m) for m in months])
    region = _codes(rows["region"], regions)
    wanted = (month >= 0) & (region >= 0)
    fen = np.zeros((len(months), len(regions)), np.int64)
    np.add.at(fen, (month[wanted], region[wanted]), rows["fen"].to_numpy(np.int64)[wanted])
    return fen / 100


def _codes(column: pd.Series, words: Sequence[str]) -> np.ndarray:
    """Position of each entry among the words, -1 if it is none of them."""
    known = column.astype("category").cat
    return np.asarray(pd.Index(list(words)).get_indexer(known.categories)[known.codes.to_numpy()])
