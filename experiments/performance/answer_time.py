"""How much computing a trustworthy answer takes: CPU seconds to an interval of +-20 % of an effect, and the least effect found."""

from __future__ import annotations

import math
import time
from collections.abc import Mapping
from statistics import median

import pandas as pd

from sim import simulate
from sim.appraisal import appraise_pair, effects
from sim.appraisal.intervals import t_quantile
from sim.scenario import Scenario, load_scenario

REGION = "Hohhot"
OUTCOMES = {"net": "persons", "person_years": "person-years"}
WIDTH = 0.2  # half of the interval, as a share of the effect
SEEDS = (10, 20)
NORMAL = 1.96  # two-sided 5 %
POWER = 0.8


def answer(variant: str, pairs: int, overrides: Mapping[str, object], months: int | None = None) -> dict[str, object]:
    """What an answer about a variant takes, from a pilot of so many pairs of the baseline and it."""
    base, other = (load_scenario(name, overrides) for name in ("baseline", variant))
    tables, seconds = [], []
    for seed in range(1, pairs + 1):
        begin = time.process_time()
        pair = simulate.paired(base, [other], seed, months=months)
        values = appraise_pair(pair.runs[0], pair.runs[1], pair).values
        seconds.append(time.process_time() - begin)
        tables.append(values.assign(variant=variant, replicate=seed))
    world_s, pair_s = _seconds_alone(other, months), median(seconds)
    table = effects(pd.concat(tables, ignore_index=True))
    headline = table[(table.region == REGION) & (table.year == "all") & (table.group == "all") & (table.partner == "")]
    rows = {row.outcome: row._asdict() for row in headline.itertuples(index=False) if row.outcome in OUTCOMES}
    return {
        "variant": variant,
        "pairs": pairs,
        "persons_per_agent": base.persons_per_agent,
        "cpu_s_world": world_s,
        "cpu_s_pair": pair_s,
        **{name: _outcome(row, world_s, pair_s) for name, row in rows.items()},
    }


def _seconds_alone(scenario: Scenario, months: int | None) -> float:
    begin = time.process_time()
    simulate.run(scenario, seed=1, months=months)
    return time.process_time() - begin


def _outcome(row: Mapping[str, float], world_s: float, pair_s: float) -> dict[str, object]:
    """An effect, its spread over seeds, the CPU seconds to WIDTH of it by way of comparing, and the least effect by seeds."""
    effect, sd = float(row["estimate"]), float(row["mcse"]) * math.sqrt(row["replicates"])
    gain = float(row["martingale_gain"]) if row["martingale_gain"] > 0 else 1.0
    sds = {"with_martingale": sd, "paired": sd * math.sqrt(gain), "unpaired": sd * math.sqrt(row["variance_reduction"])}
    cost = {"with_martingale": pair_s, "paired": pair_s, "unpaired": 2 * world_s}
    return {
        "effect": effect,
        "half_width": (float(row["high"]) - float(row["low"])) / 2,
        "told_apart": bool(row["low"] * row["high"] > 0),
        "sd": sd,
        "cpu_s": {way: cost[way] * pairs_needed(sds[way], WIDTH * abs(effect)) for way in cost},
        "least_detectable": {str(seeds): least_detectable(sd, seeds) for seeds in SEEDS},
    }


def pairs_needed(sd: float, half_width: float) -> float:
    """Pairs until the 95 % interval of a mean is so wide: as by the normal law, and what Student's t asks beyond it (two)."""
    return (NORMAL * sd / half_width) ** 2 + NORMAL**2 / 2


def least_detectable(sd: float, seeds: int) -> float:
    """The effect that a two-sided test at 5 % finds with a chance of 80 %; sd: of paired differences over seeds."""
    found, power = float(t_quantile(seeds)), float(t_quantile(seeds, 2 * POWER - 1))
    return (found + power) * sd / math.sqrt(seeds)


def lines(pilot: Mapping) -> list[str]:
    """The answer about one policy as lines for people."""
    told = [
        f"an answer about `{pilot['variant']}`: {pilot['persons_per_agent']:,} persons an agent, pilot of {pilot['pairs']} pairs, "
        f"{pilot['cpu_s_pair']:.1f} CPU s a pair"
    ]
    for outcome in (name for name in OUTCOMES if name in pilot):
        told += _told(outcome, pilot[outcome])
    return told


def _told(outcome: str, row: Mapping) -> list[str]:
    unit, seconds = OUTCOMES[outcome], row["cpu_s"]
    least = ", ".join(f"{effect:,.0f} {unit} from {seeds} seeds" for seeds, effect in row["least_detectable"].items())
    told = [
        f"  {outcome:<13} effect {row['effect']:>+9,.0f} +- {row['half_width']:,.0f} {unit}, sd of a pair {row['sd']:,.0f}",
        f"  {'':<13} CPU s to +-{100 * WIDTH:.0f} %: with martingale {seconds['with_martingale']:,.0f}, paired {seconds['paired']:,.0f}, "
        f"unpaired {seconds['unpaired']:,.0f}",
        f"  {'':<13} least detectable effect (5 %, power {100 * POWER:.0f} %): {least}",
    ]
    if not row["told_apart"]:
        told.insert(
            1, f"  {'':<13} not told apart from zero by this pilot: read the ratio of the seconds, not the seconds"
        )
    return told
