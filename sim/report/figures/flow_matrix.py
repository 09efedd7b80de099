"""Which moves between the regions change? Rows from, columns to; a dot where noise hides the sign."""

from __future__ import annotations

import pandas as pd

from sim.report.figures import flows
from sim.report.study import Study
from sim.report.view import View


def table(study: Study) -> pd.DataFrame:
    """As figures.flows.table; empty where no move changes with a sure sign."""
    t = flows.table(study)
    return t if len(t) and t.sure.any() else t.head(0)


def says(table: pd.DataFrame, view: View) -> str:
    """How many cells are sure, and where they lie."""
    return flows.says_cells(table, view)
