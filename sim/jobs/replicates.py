"""The effects of every pair by itself: the table replicates.csv."""

from __future__ import annotations

import numpy as np
import pandas as pd

OUTCOMES = ("net", "person_years")
COLUMNS = ("variant", "replicate", "outcome", "value")


def replicates(values: pd.DataFrame, region: str) -> pd.DataFrame:
    """OUTCOMES of everybody in one region, the whole window, by replicate: their mean is the estimate of effects.csv.

    values: as for `sim.appraisal.effects`. Returns COLUMNS.
    """
    from sim.appraisal.effects import best

    whole = (values["year"] == "all") & (values["group"] == "all") & (values["partner"] == "")
    rows = values[whole & (values["region"] == region) & values["outcome"].isin(OUTCOMES)].sort_values(
        "replicate", kind="stable"
    )
    numbers = {name: rows[name].to_numpy(np.float64) for name in ("plain", "adjusted")}
    return rows.assign(value=best(numbers, "plain", "adjusted"))[list(COLUMNS)]
