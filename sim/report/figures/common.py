"""What several figures share: the paired difference, an effect with both its ranges."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from sim.report.study import Study


def paired(
    frame: pd.DataFrame, study: Study, keys: Sequence[str], *, percent: bool = False, level: float = 0.95
) -> pd.DataFrame:
    """t interval over replicates of variant minus baseline, same replicate.

    frame: scenario, replicate, `keys` and value, central runs only. Returns variant, `keys`, baseline (mean level),
    estimate, low, high in the unit of value, or in % of the baseline; low and high are nan for one replicate.
    """
    wide = frame.pivot_table(index=[*keys, "replicate"], columns="scenario", values="value", aggfunc="sum", sort=True)
    if study.baseline not in wide:
        return pd.DataFrame(columns=["variant", *keys, "baseline", "estimate", "low", "high"])
    base = wide[study.baseline]
    parts = []
    for name in [n for n in study.names if n in wide]:
        diff = wide[name] - base
        diff = diff / base * 100 if percent else diff
        stat = diff.dropna().groupby(level=list(keys), sort=True).agg(["mean", "std", "count"])
        half = stdtrit(stat["count"].clip(lower=2) - 1, (1 + level) / 2) * stat["std"] / np.sqrt(stat["count"])
        cells = {"baseline": base.groupby(level=list(keys)).mean(), "estimate": stat["mean"]}
        cells |= {"low": stat["mean"] - half, "high": stat["mean"] + half}
        parts.append(pd.DataFrame(cells).dropna(subset="estimate").reset_index().assign(variant=name))
    columns = ["variant", *keys, "baseline", "estimate", "low", "high"]
    return pd.concat(parts, ignore_index=True)[columns] if parts else pd.DataFrame(columns=columns)


def with_unknown(study: Study, outcome: str) -> pd.DataFrame:
    """variant, estimate, low, high (noise), unknown_low, unknown_high (futures, nan without), agents, replicates."""
    effect = study.effect(outcome)[["estimate", "low", "high", "agents", "replicates"]]
    unknown = study.unknown(outcome).add_prefix("unknown_")
    table = pd.concat([effect, unknown], axis=1).rename_axis("variant").reset_index()
    return table[["variant", "estimate", "low", "high", "unknown_low", "unknown_high", "agents", "replicates"]]
