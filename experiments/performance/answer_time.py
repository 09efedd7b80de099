"""How much computing a trustworthy answer takes: seconds until the interval of an effect is within 5 % of it."""

from __future__ import annotations

import time
from collections.abc import Mapping

import pandas as pd

from sim import simulate
from sim.appraisal import appraise_pair, effects
from sim.scenario import Scenario, load_scenario

REGION = "Hohhot"
OUTCOMES = ("net", "person_years")


def answer(variant: str, seeds: int, overrides: Mapping[str, object], months: int | None = None) -> dict[str, object]:
    """CPU seconds to a 95 % interval of +-5 %, with independent seeds, paired, and paired with the martingale.

    From a pilot of `seeds` pairs of the baseline and a variant; `size` of the policy beside it: the effect itself.
    """
    base, other = (load_scenario(name, overrides) for name in ("baseline", variant))
    tables, pair_s = [], 0.0
    for seed in range(1, seeds + 1):
        begin = time.process_time()
        pair = simulate.paired(base, [other], seed, months=months)
        pair_s += (time.process_time() - begin) / seeds
        values = appraise_pair(pair.runs[0], pair.runs[1], pair).values
        tables.append(values.assign(variant=variant, replicate=seed))
    world_s = _seconds_alone(other, months)
    table = effects(pd.concat(tables, ignore_index=True))
    headline = table[(table.region == REGION) & (table.year == "all") & (table.group == "all") & (table.partner == "")]
    rows = {row.outcome: row._asdict() for row in headline.itertuples(index=False) if row.outcome in OUTCOMES}
    return {
        "variant": variant,
        "seeds": seeds,
        "persons_per_agent": base.persons_per_agent,
        "cpu_s_world": world_s,
        "cpu_s_pair": pair_s,
        **{name: _outcome(row, world_s, pair_s) for name, row in rows.items()},
    }


def _seconds_alone(scenario: Scenario, months: int | None) -> float:
    begin = time.process_time()
    simulate.run(scenario, seed=1, months=months)
    return time.process_time() - begin


def _outcome(row: Mapping[str, float], world_s: float, pair_s: float) -> dict[str, float]:
    """Pairs and CPU seconds needed under each way to compare."""
    best = float(row["replicates_for_5pct"])
    gain = float(row["martingale_gain"]) if row["martingale_gain"] > 0 else 1.0
    needed = {"with_martingale": best, "paired": best * gain, "unpaired": best * float(row["variance_reduction"])}
    cost = {"with_martingale": pair_s, "paired": pair_s, "unpaired": 2 * world_s}
    low, high = float(row["low"]), float(row["high"])
    result = {"effect": float(row["estimate"]), "half_width": (high - low) / 2, "told_apart": float(low * high > 0)}
    result |= {f"pairs_{name}": pairs for name, pairs in needed.items()}
    result |= {f"cpu_s_{name}": pairs * cost[name] for name, pairs in needed.items()}
    return result | {"unpaired_over_martingale": result["cpu_s_unpaired"] / result["cpu_s_with_martingale"]}
