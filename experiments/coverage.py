"""Do 95 % intervals hold the truth in 95 of 100 repetitions?  `python experiments/coverage.py RESULTS [SEEDS]`

RESULTS: a folder of `talentflow compare` with many seeds, which stand for the truth; its seeds are cut into repetitions of SEEDS (10)
each, and the truth of a repetition is the mean over all other seeds. Printed: by outcome, how many intervals of the focus' and all
other regions' effects hold it, plain and adjusted by the martingale. (The truth has noise of its own: with 200 seeds and 10 a
repetition an interval that is exact holds it in 94.5 of 100.)
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pandas as pd

from sim.appraisal.intervals import t_interval
from sim.jobs.again import read_plan
from sim.store.done import Done
from sim.store.store import Store

OUTCOMES = ("net", "additional", "person_years", "own_unemployment", "rent_change")


def effects_by_seed(folder: Path) -> pd.DataFrame:
    """Effects on everybody over the window: variant, outcome, region, replicate, plain, adjusted (plain where there is none)."""
    plan, seeds, store = read_plan(folder)
    done = Done(plan, Store(store), seeds, {})
    tables = [table.to_pandas() for pair in plan.pairs for table in done.tables("values", pair, 0)]
    found = pd.concat(
        [t[t.outcome.isin(OUTCOMES) & (t.year == "all") & (t.group == "all") & (t.partner == "")] for t in tables]
    )
    return found.assign(adjusted=found.adjusted.fillna(found.plain))


def covered(values: np.ndarray, size: int) -> list[bool]:
    """Whether the interval of each repetition of `size` seeds holds the mean of all the others.  values: float64[seeds]."""
    held = []
    for first in range(0, len(values) - size + 1, size):
        low, high = t_interval(values[first : first + size])
        truth = float(np.delete(values, np.s_[first : first + size]).mean())
        held.append(low <= truth <= high)
    return held


def main(folder: str, size: str = "10") -> None:
    found = effects_by_seed(Path(folder))
    for outcome, rows in found.groupby("outcome", observed=True):
        for name in ("plain", "adjusted"):
            cells = [
                g.sort_values("replicate")[name].to_numpy()
                for _, g in rows.groupby(["variant", "region"], observed=True)
            ]
            held = [h for values in cells if values.std() > 0 for h in covered(values, int(size))]
            print(f"{outcome:20} {name:9} {sum(held):5} of {len(held):5} = {np.mean(held):.3f}")


if __name__ == "__main__":
    main(*sys.argv[1:])
