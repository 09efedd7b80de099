"""What the constants are fitted to, and how well a number of seeds knows it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.search.worlds import Sample
from sim.world.tables import Tables

Floats = NDArray[np.float64]
FIXED = "Hohhot"  # whose constants are 0: only differences count
YOUNG = ("population_20_24", "population_25_29", "population_30_34")


def observed_shares(tables: Tables) -> Floats:
    """Shares of the nation's young people of each schooling group: census stocks scaled by the share aged 20-34, float64[R, 2]."""
    young = np.sum([tables.fact(name) for name in YOUNG], axis=0) / tables.fact("resident_population")
    stock = np.column_stack([tables.fact("stock_junior_college"), tables.fact("stock_bachelor_and_above")])
    scaled = stock * young[:, None]
    return np.asarray(scaled / scaled.sum(axis=0))


def error(sample: Sample, persons_per_agent: int) -> Floats:
    """Monte Carlo standard error of ln shares, one over the root of the agents behind each: float64[R, 2].  sample: all seeds, summed."""
    return np.asarray((sample.stock / persons_per_agent) ** -0.5)
