"""Whether the pairing works and the intervals can be trusted (docs/model.md: Pairing)."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from sim.appraisal.effects import KEYS
from sim.appraisal.intervals import bootstrap_interval, f_quantile
from sim.appraisal.segments import Segments, segments

KAPPA_ALARM = 10.0
MARTINGALE_ALARM = 4.0
SKEWNESS_LIMIT = 1.0
FEWEST_AGENTS = 5.0
OUTCOMES = ("additional", "net", "person_years")


def diagnostics(values: pd.DataFrame, persons_per_agent: int) -> pd.DataFrame:
    """Health of the pairing: additional, net and person-years of everybody by variant, outcome, region, year.

    values: as for `effects`; persons_per_agent: of graduates.
    Columns (float64, NaN where not estimable):
        effect; sd_plain, sd_adjusted: of the paired effect over replicates; sd_unpaired: of a difference of independent
        worlds; variance_reduction (of the adjusted effect) with vrf_low, vrf_high (an F ratio, approximate);
        kappa = sd_plain^2/(|effect| persons_per_agent), with kappa_alarm above 10: a stream of draws is not shared;
        martingale_t: mean of the noise taken out over its standard error, with martingale_alarm beyond 4: a bug;
        skewness, with bootstrap_low, bootstrap_high where it exceeds 1 or the effect is below five agents;
        effect_agents: agents of effect in a pair (warn below 10).
    """
    everybody = values["outcome"].isin(OUTCOMES) & (values["group"] == "all")
    cells = segments(values[everybody], KEYS)
    rows = [_row(cells, k, persons_per_agent) for k in range(len(cells.start))]
    words = {key: cells.words[key] for key in ("variant", "outcome", "region", "year")}
    return pd.concat([pd.DataFrame(words), pd.DataFrame(rows)], axis=1)


def _row(cells: Segments, cell: int, persons_per_agent: int) -> dict[str, object]:
    plain, adjusted, base, variant = (
        cells.numbers[name][cells.rows(cell)] for name in ("plain", "adjusted", "level_base", "level_variant")
    )
    best = plain if np.isnan(adjusted).any() else adjusted
    effect = float(best.mean())
    spread, unpaired = _sd(plain), math.sqrt(np.square(_sd(base)) + np.square(_sd(variant)))
    vrf = _ratio(np.square(unpaired), np.square(_sd(best)))
    width = f_quantile(len(plain))
    kappa = _ratio(np.square(spread), abs(effect) * persons_per_agent)
    t = _t(plain - best)
    skew = _skewness(best)
    doubtful = len(best) > 1 and (abs(skew) > SKEWNESS_LIMIT or abs(effect) < FEWEST_AGENTS * persons_per_agent)
    low, high = bootstrap_interval(best) if doubtful else (math.nan, math.nan)
    return {
        "effect": effect,
        "sd_plain": spread,
        "sd_adjusted": _sd(best),
        "sd_unpaired": unpaired,
        "variance_reduction": vrf,
        "vrf_low": vrf / width,
        "vrf_high": vrf * width,
        "kappa": kappa,
        "kappa_alarm": kappa > KAPPA_ALARM,
        "martingale_t": t,
        "martingale_alarm": abs(t) > MARTINGALE_ALARM,
        "skewness": skew,
        "bootstrap_low": low,
        "bootstrap_high": high,
        "effect_agents": abs(effect) / persons_per_agent,
    }


def _sd(values: np.ndarray) -> float:
    """Standard deviation, exactly 0 for equal values; NaN for fewer than two."""
    return float((values - values[0]).std(ddof=1)) if len(values) > 1 else math.nan


def _skewness(values: np.ndarray) -> float:
    if not _sd(values) > 0:
        return math.nan
    off = values - values.mean()
    second = np.square(off).mean()
    return float((off * np.square(off)).mean() / (second * np.sqrt(second)))


def _t(noise: np.ndarray) -> float:
    return _ratio(float(noise.mean()), _sd(noise) / math.sqrt(len(noise)))


def _ratio(top: float, bottom: float) -> float:
    return top / bottom if bottom > 0 else math.nan
