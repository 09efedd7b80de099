"""Where do the flows bend? Arcs of the changes on longitude and latitude: a light graticule, no outline of a land."""

from __future__ import annotations

import pandas as pd

from sim.report.figures import flows
from sim.report.study import Study
from sim.report.view import View

MOST = 18  # arcs


def table(study: Study) -> pd.DataFrame:
    """The largest sure changes among figures.flows.table; empty where the regions have no coordinates."""
    if not {"longitude", "latitude"} <= set(study.regions.columns):
        return pd.DataFrame()
    t = flows.table(study)
    return t[t.sure].head(MOST) if len(t) and t.sure.any() else t.head(0)


def says(table: pd.DataFrame, view: View) -> str:
    """The largest increases and decreases."""
    return flows.says_changes(table, view)
