"""The figures as matplotlib draws them: a file each with `draw`, of the table in the file of the same name in sim/report/figures."""

from __future__ import annotations

from importlib import import_module
from typing import Protocol, cast

import pandas as pd
from matplotlib.figure import Figure

from sim.figures import FIGURES
from sim.report.view import View


class Drawing(Protocol):
    """What a drawing's module offers."""

    def draw(self, table: pd.DataFrame, view: View) -> Figure: ...


#: Name -> drawing.
DRAWINGS: dict[str, Drawing] = {name: cast(Drawing, import_module(f"{__name__}.{name}")) for name in FIGURES}
