"""The figures: one file each with `table` (the tidy numbers, also its CSV) and `says`; sim/report/drawings draws them.

`says` gives one to three sentences by rule, also the alternative text. To add a figure: write both files, name it
in sim/figures.py and in words.toml. Nothing here imports matplotlib.
"""

from __future__ import annotations

from importlib import import_module
from typing import Protocol, cast

import pandas as pd

from sim.figures import FIGURES
from sim.report.study import Study
from sim.report.view import View


class Chart(Protocol):
    """What a figure's module offers. An empty table: the results hold nothing to draw, and the page says so."""

    def table(self, study: Study) -> pd.DataFrame: ...
    def says(self, table: pd.DataFrame, view: View) -> str: ...


#: Name -> figure, in the order of the page.
CHARTS: dict[str, Chart] = {name: cast(Chart, import_module(f"{__name__}.{name}")) for name in FIGURES}
