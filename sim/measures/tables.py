"""Counts as long tidy tables: one row a month, region, group and measure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.calendar import label
from sim.measures.areas import areas_of
from sim.measures.measure import MOVES, Floats, Measure, Ratio, words
from sim.measures.outcomes import MEASURES
from sim.records import DEGREES
from sim.world.state import World


def measures(world: World, first: int, last: int) -> pd.DataFrame:
    """measures.parquet of one world, rows of months first..last (positions in the counts), without the columns of the run."""
    areas = areas_of(world.setting.regions, world.setting.groups)
    months = [label(world.scenario.start + m) for m in range(first, last + 1)]
    blocks = [block for m in MEASURES.values() for block in _blocks(m, world, slice(first, last + 1), areas.inside)]
    kept = [(m, g, v) for m, g, v in blocks if np.isfinite(v).any()]
    shape = (len(kept), len(months), len(areas.names))
    value = np.stack([np.broadcast_to(v, shape[1:]) for _, _, v in kept]).ravel()
    frame = pd.DataFrame(
        {
            "month": repeated(months, shape, 1),
            "region": repeated(areas.names, shape, 2),
            "group": repeated([g for _, g, _ in kept], shape, 0),
            "measure": repeated([m.name for m, _, _ in kept], shape, 0),
            "value": value,
            "unit": repeated([m.unit for m, _, _ in kept], shape, 0),
        }
    )
    return frame[np.isfinite(value)].reset_index(drop=True)


def _blocks(measure: Measure, world: World, rows: slice, inside: np.ndarray) -> Iterator[tuple[Measure, str, Floats]]:
    """A measure of each group: float64[M, A]. inside: bool[A, R], the regions of each area."""
    for axis in measure.axes:
        counted = measure.count(world, rows, axis)
        if counted is None:
            continue
        if axis == "all":
            yield measure, "all", _by_area(counted, inside)
            continue
        for number, word in enumerate(words(axis, world)):
            yield measure, f"{axis}={word}", _by_area(_of_word(counted, number), inside)


def _of_word(counted: np.ndarray | Ratio, number: int) -> np.ndarray | Ratio:
    """One word of an axis."""
    if isinstance(counted, Ratio):
        return Ratio(counted.top[..., number], counted.bottom[..., number])
    return counted[..., number]


def _by_area(counted: np.ndarray | Ratio, inside: NDArray[np.bool_]) -> Floats:
    """Monthly values by region [M, R] brought together by area [M, A]; not a number where a ratio has nothing below."""
    if not isinstance(counted, Ratio):
        return summed(counted, inside)
    top, bottom = summed(counted.top, inside), counted.bottom
    bottom = summed(bottom, inside) if bottom.shape[1] == inside.shape[1] else bottom
    bottom = np.broadcast_to(bottom, top.shape)
    return np.divide(top, bottom, out=np.full(top.shape, np.nan), where=bottom > 0)


def summed(values: np.ndarray, inside: NDArray[np.bool_]) -> Floats:
    """Sums over the regions of each area, [M, R] to [M, A]: unlike a product of matrices, the same bits on every machine."""
    return np.asarray((values[:, None, :].astype(float) * inside).sum(axis=-1))


def repeated(words: Sequence[str], shape: tuple[int, ...], axis: int) -> pd.Categorical:
    """Words along one axis of a block, as a category."""
    unique = sorted(set(words))
    codes = np.array([unique.index(w) for w in words])
    view = codes.reshape([-1 if k == axis else 1 for k in range(len(shape))])
    return pd.Categorical.from_codes(np.broadcast_to(view, shape).ravel(), unique)  # type: ignore[arg-type]


def flows(world: World, first: int, last: int) -> pd.DataFrame:
    """flows.parquet of one world: moves between regions by month, kind and degree."""
    counts = world.counts.flows[first : last + 1]
    at = np.nonzero(counts)
    names = np.array(world.setting.regions, object)
    months = np.array([label(world.scenario.start + m) for m in range(first, last + 1)], object)
    return pd.DataFrame(
        {
            "month": months[at[0]],
            "origin": names[at[1]],
            "destination": names[at[2]],
            "kind": np.array(MOVES, object)[at[3]],
            "degree": np.array(DEGREES, object)[at[4]],
            "count": counts[at].astype(np.int64),
        }
    )


def ledger(world: World, first: int, last: int) -> pd.DataFrame:
    """ledger.parquet of one world: fen by month, policy, region and recipient; receipts are negative."""
    start = world.scenario.start
    rows = [r for r in world.counts.ledger if first <= r[0] - start <= last]
    names = world.setting.regions
    frame = pd.DataFrame(
        {
            "month": np.array([label(r[0]) for r in rows], object),
            "policy": np.array([r[1] for r in rows], object),
            "region": np.array([names[r[2]] for r in rows], object),
            "recipient": np.array([r[3] for r in rows], object),
            "fen": np.array([r[4] for r in rows], np.int64),
            "cases": np.array([r[5] for r in rows], np.int64),
        }
    )
    keys = ["month", "policy", "region", "recipient"]
    return frame.groupby(keys, as_index=False, sort=True)[["fen", "cases"]].sum() if len(frame) else frame


def group_map(world: World) -> Mapping[str, str]:
    """Group of each region."""
    return dict(zip(world.setting.regions, world.setting.groups, strict=True))
