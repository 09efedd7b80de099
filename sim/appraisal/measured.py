"""The change of every measure: its level with the policy less its level without, as outcome `own_MEASURE`."""

from __future__ import annotations

import numpy as np

from sim.appraisal.money import Worlds
from sim.appraisal.rows import Block
from sim.measures.outcomes import MEASURES
from sim.measures.paired import own


def measured_blocks(worlds: Worlds, shown: np.ndarray) -> list[Block]:
    """One block a measure. shown: bool[area, group], the cells wanted; those without a level in both worlds are left out.

    A stock is compared at the end of each period, a flow summed over its months, a mean averaged over those months in which
    both worlds have it. No agents are named behind a cell: what is measured may be firms or prices.
    """
    blocks = []
    for measure in MEASURES.values():
        before, after = worlds.both(measure.name)
        known = np.isfinite(before) & np.isfinite(after)
        base, variant = (_levels(worlds, measure.together, values, known)[..., None] for values in (before, after))
        told = np.isfinite(variant - base) & shown[None, :, :, None]
        if told.any():
            block = Block(own(measure).name, told, variant - base, None, level_base=base, level_variant=variant)
            blocks.append(block)
    return blocks


def _levels(worlds: Worlds, together: str, values: np.ndarray, known: np.ndarray) -> np.ndarray:
    """Monthly values [month, ...] brought together over each period [year, ...]; NaN where they are not known."""
    if together == "stock":
        return values[[period.last - worlds.months.start for period in worlds.periods]]
    if together == "flow":
        return worlds.sums(values)
    months = worlds.sums(known)
    return np.divide(
        worlds.sums(np.where(known, values, 0)), months, out=np.full(months.shape, np.nan), where=months > 0
    )
