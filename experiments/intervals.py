"""Do 95 % intervals hold the truth in 95 of 100 repetitions?  `python experiments/intervals.py RESULTS [SEEDS]`

RESULTS: a folder of `talentflow compare`. SEEDS (6) of its seeds, drawn at random again and again, are a repetition; the mean over all
other seeds stands for the truth. That has noise of its own, so that an interval that is exact holds it less often than 95 of 100:
`exact` says how often, were the effects normal. Printed by outcome and region, plain and adjusted by the martingale: the share of
intervals that hold it. In very coarse worlds, where an effect is less than an agent, few do: look at the scale that is used.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import stats

from sim.appraisal.intervals import t_interval
from sim.jobs.again import read_plan
from sim.store.done import Done
from sim.store.store import Store

OUTCOMES = ("net", "additional", "person_years", "own_unemployment", "rent_change")
REPETITIONS = 200  # of each effect


def effects_by_seed(folder: Path) -> pd.DataFrame:
    """Effects on everybody over the window: variant, outcome, region, replicate, plain, adjusted (plain where there is none)."""
    plan, seeds, store = read_plan(folder)
    done = Done(plan, Store(store), seeds, {})
    tables = [table.to_pandas() for pair in plan.pairs for table in done.tables("values", pair, 0)]
    found = pd.concat(
        [t[t.outcome.isin(OUTCOMES) & (t.year == "all") & (t.group == "all") & (t.partner == "")] for t in tables]
    )
    return found.assign(adjusted=found.adjusted.fillna(found.plain))


def held(values: np.ndarray, size: int, rng: np.random.Generator) -> list[bool]:
    """Whether the interval of each repetition of `size` seeds holds the mean of all the others.  values: float64[seeds]."""
    found = []
    for _ in range(REPETITIONS):
        order = rng.permutation(values)
        low, high = t_interval(order[:size])
        found.append(low <= order[size:].mean() <= high)
    return found


def exact(size: int, others: int) -> float:
    """Share of normal repetitions that hold the mean of `others` further seeds."""
    wider = np.sqrt(others / (size + others))
    return float(1.0 - 2.0 * stats.t.sf(stats.t.ppf(0.975, size - 1) * wider, size - 1))


def main(folder: str, size: str = "6") -> None:
    found, seeds, rng = effects_by_seed(Path(folder)), int(size), np.random.default_rng(1)
    print(f"exact: {exact(seeds, found.replicate.nunique() - seeds):.3f}")
    for outcome, rows in found.groupby("outcome", observed=True):
        for name in ("plain", "adjusted"):
            cells = {
                key: g.sort_values("replicate")[name].to_numpy()
                for key, g in rows.groupby(["region", "variant"], observed=True)
            }
            hits = {key: np.mean(held(v, seeds, rng)) for key, v in cells.items() if v.std() > 0}
            by_region = pd.Series(hits).groupby(level=0).mean()
            shown = ", ".join(f"{region} {share:.3f}" for region, share in by_region.items())
            print(f"{outcome:18} {name:9} all {np.mean(list(hits.values())):.3f}: {shown}")


if __name__ == "__main__":
    main(*sys.argv[1:])
