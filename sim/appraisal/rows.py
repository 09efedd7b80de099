"""The table of one pair: blocks of an outcome over year, area, group and partner, written as rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd

from sim.measures.paired import outcomes

VALUES = ("plain", "adjusted", "plain_per", "adjusted_per", "level_base", "level_variant", "agents")
COLUMNS = ("outcome", "region", "year", "group", "partner", "unit", *VALUES)


class Labels(NamedTuple):
    """Words along the four axes of a block."""

    years: tuple[str, ...]
    areas: tuple[str, ...]
    groups: tuple[str, ...]
    partners: tuple[str, ...]  # "" first: none


@dataclass(frozen=True)
class Block:
    """One outcome of one pair; arrays broadcast to the shape of `shown`, None where a quantity does not apply.

    shown: bool[year, area, group, partner], the cells that become rows.
    plain: the effect, or the numerator of a ratio; adjusted: the same less the noise of known mean zero.
    plain_per, adjusted_per: the denominator, only of a ratio.
    level_base, level_variant: the level in each world of which the effect is the difference.
    agents: behind the cell, None where it counts no people.
    """

    outcome: str
    shown: np.ndarray
    plain: np.ndarray
    agents: np.ndarray | None
    adjusted: np.ndarray | None = None
    plain_per: np.ndarray | None = None
    adjusted_per: np.ndarray | None = None
    level_base: np.ndarray | None = None
    level_variant: np.ndarray | None = None


def frame(labels: Labels, blocks: Sequence[Block]) -> pd.DataFrame:
    """All blocks as one table with COLUMNS; words as categories, numbers float64, NaN where they do not apply."""
    cells = [np.nonzero(block.shown) for block in blocks]
    sizes = [len(cell[0]) for cell in cells]
    columns: dict[str, object] = {"outcome": _repeated([block.outcome for block in blocks], sizes)}
    for name, axis, words in (
        ("region", 1, labels.areas),
        ("year", 0, labels.years),
        ("group", 2, labels.groups),
        ("partner", 3, labels.partners),
    ):
        columns[name] = categories(np.concatenate([cell[axis] for cell in cells]), words)
    units = outcomes()
    columns["unit"] = _repeated([units[block.outcome].unit for block in blocks], sizes)
    for name in VALUES:
        columns[name] = np.concatenate([_cells(getattr(block, name), block.shown) for block in blocks])
    return pd.DataFrame(columns)


def _repeated(words: list[str], sizes: list[int]) -> pd.Categorical[str]:
    names = sorted(set(words))
    return categories(np.repeat([names.index(word) for word in words], sizes), names)


def _cells(values: np.ndarray | None, shown: np.ndarray) -> np.ndarray:
    if values is None:
        return np.full(int(shown.sum()), np.nan)
    return np.asarray(np.broadcast_to(values, shown.shape)[shown], np.float64)


def categories(codes: np.ndarray, words: Sequence[str]) -> pd.Categorical[str]:
    """Words by their codes, int[n] from 0, as categories in the order of the words."""
    return pd.Categorical.from_codes(codes.astype(np.int64), pd.Index(list(words)))
