"""The figures: one file each with `table` (the tidy numbers, also its CSV), `draw` (a matplotlib Figure) and `says`.

`says` gives one to three sentences by rule, also the alternative text. To add a figure: write the file, name it here
and in words.toml.
"""

from __future__ import annotations

from typing import Protocol

import pandas as pd
from matplotlib.figure import Figure

from sim.report.figures import (
    budget,
    calm,
    cost,
    coupling,
    decision,
    decomposition,
    displaced,
    flow_arcs,
    flow_matrix,
    precision,
    prices,
    retention,
    waterfall,
)
from sim.report.study import Study
from sim.report.view import View


class Chart(Protocol):
    """What a figure's module offers. An empty table: the results hold nothing to draw, and the page says so."""

    def table(self, study: Study) -> pd.DataFrame: ...
    def draw(self, table: pd.DataFrame, view: View) -> Figure: ...
    def says(self, table: pd.DataFrame, view: View) -> str: ...


#: Name -> figure, in the order of the page.
CHARTS: dict[str, Chart] = {
    "decision": decision,
    "retention": retention,
    "waterfall": waterfall,
    "decomposition": decomposition,
    "displaced": displaced,
    "flow_arcs": flow_arcs,
    "flow_matrix": flow_matrix,
    "cost": cost,
    "budget": budget,
    "prices": prices,
    "calm": calm,
    "coupling": coupling,
    "precision": precision,
}
#: Parts of the evidence: id -> figures.
PARTS: dict[str, tuple[str, ...]] = {
    "stay": ("retention",),
    "who": ("waterfall", "decomposition"),
    "where": ("displaced", "flow_arcs", "flow_matrix"),
    "money": ("cost", "budget"),
    "prices": ("prices",),
    "trust": ("calm", "coupling", "precision"),
}
