"""The figures: one file each with `table` (the tidy numbers, also its CSV), `draw` (a matplotlib Figure) and `says`.

`says` gives one to three sentences by rule, also the alternative text. To add a figure: write the file, name it in
sim/figures.py and in words.toml.
"""

from __future__ import annotations

from importlib import import_module
from typing import Protocol, cast

import pandas as pd
from matplotlib.figure import Figure

from sim.figures import FIGURES
from sim.report.study import Study
from sim.report.view import View


class Chart(Protocol):
    """What a figure's module offers. An empty table: the results hold nothing to draw, and the page says so."""

    def table(self, study: Study) -> pd.DataFrame: ...
    def draw(self, table: pd.DataFrame, view: View) -> Figure: ...
    def says(self, table: pd.DataFrame, view: View) -> str: ...


#: Name -> figure, in the order of the page.
CHARTS: dict[str, Chart] = {name: cast(Chart, import_module(f"{__name__}.{name}")) for name in FIGURES}
