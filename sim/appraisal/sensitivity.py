"""Which uncertain numbers move an effect: elementary effects (Morris 1991, mu* of Campolongo et al. 2007). The table sensitivity.csv."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.appraisal.effects import KEYS
from sim.appraisal.intervals import t_quantile
from sim.appraisal.segments import segments
from sim.appraisal.uncertainty import by_future, whole_futures

COLUMNS = (*KEYS, "path", "steps", "mu", "low", "high", "mu_star", "sigma")
Floats = NDArray[np.float64]


class Step(NamedTuple):
    """Two futures that differ in one number alone, by number; share: of the number's range in the design that lies between."""

    low: int
    high: int
    share: float


def sensitivity(values: pd.DataFrame, steps: Mapping[str, Sequence[Step]]) -> pd.DataFrame:
    """COLUMNS for every cell and path, sorted by KEYS and path; NaN where a number is not estimable.

    values: as for `effects.futures`; a future of which a replicate is missing is left out. steps: by path, of `steps_of`.
    The elementary effect of a step is the change of the effect from the lower to the higher value, taken on to the whole range
    that the design spans, in the unit of the effect. mu, mu_star: mean of the steps' effects and of their sizes; sigma: their
    standard deviation, which tells of bends and of what paths do together. low, high: the 95 % interval of mu over replicates.
    """
    found = whole_futures(values)
    place = {int(number): position for position, number in enumerate(np.unique(found["future"]))}
    cells = segments(found.sort_values("future", kind="stable"), KEYS)
    y = by_future(cells, len(place))
    words = {key: cells.words[key] for key in KEYS}
    tables = []
    for path, ends in steps.items():
        there = [Step(place[s.low], place[s.high], s.share) for s in ends if s.low in place and s.high in place]
        if there:
            tables.append(pd.DataFrame({**words, "path": path, "steps": np.int32(len(there)), **_columns(y, there)}))
    table = pd.concat(tables) if tables else pd.DataFrame(columns=list(COLUMNS))
    return table.sort_values([*KEYS, "path"], kind="stable", ignore_index=True)[list(COLUMNS)]


def steps_of(points: Sequence[Mapping[str, Any]]) -> dict[str, list[Step]]:
    """By path, in order of the alphabet, the steps between points; those between words are none.

    >>> steps_of([{"a": 1, "b": 5}, {"a": 3, "b": 5}, {"a": 3, "b": 9}])
    {'a': [Step(low=0, high=1, share=1.0)], 'b': [Step(low=1, high=2, share=1.0)]}
    """
    paths = sorted({path for point in points for path in point})
    rows = [tuple(_comparable(point.get(path)) for path in paths) for point in points]
    return {path: found for column, path in enumerate(paths) if (found := _steps(rows, column))}


def _comparable(value: Any) -> Any:
    """Numbers as floats, whatever else as text."""
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if number else str(value)


def _steps(rows: Sequence[tuple[Any, ...]], column: int) -> list[Step]:
    """Steps between rows that differ in a column alone."""
    alike: defaultdict[tuple[Any, ...], list[int]] = defaultdict(list)
    for number, row in enumerate(rows):
        if isinstance(row[column], float):
            alike[row[:column] + row[column + 1 :]].append(number)
    numbers = [row[column] for row in rows if isinstance(row[column], float)]
    steps = []
    for group in alike.values():
        for low, high in combinations(sorted(group, key=lambda number: rows[number][column]), 2):
            step = rows[high][column] - rows[low][column]
            if step > 0:
                steps.append(Step(low, high, step / (max(numbers) - min(numbers))))
    return steps


def _columns(y: Floats, steps: Sequence[Step]) -> dict[str, Floats]:
    """Columns of one path.  y: float64[K, futures, replicates]; steps: by position among the futures."""
    low, high = [step.low for step in steps], [step.high for step in steps]
    each = (y[:, high] - y[:, low]) / np.array([step.share for step in steps])[:, None]  # float64[K, steps, replicates]
    replicates = y.shape[2]
    means, mu, nan = each.mean(2), each.mean((1, 2)), np.full(len(y), np.nan)
    half = t_quantile(replicates) * each.mean(1).std(1, ddof=1) / np.sqrt(replicates) if replicates > 1 else nan
    return {
        "mu": mu,
        "low": mu - half,
        "high": mu + half,
        "mu_star": np.abs(means).mean(1),
        "sigma": means.std(1, ddof=1) if len(steps) > 1 else nan,
    }
