"""Where do the flows bend? Arcs of the changes on longitude and latitude: a light graticule, no outline of a land."""

from __future__ import annotations

import pandas as pd

from sim.report.figures import flows
from sim.report.study import Study
from sim.report.view import View

MOST = 18  # arcs
#: The mean point of the North-East's other cities lies 25 km from Changchun; it is drawn apart, and the note says so.
DRAWN_AT = {"North-East rest": (129.0, 43.1)}


def drawn_at(study: Study) -> dict[str, tuple[float, float]]:
    """Longitude and latitude at which each region is drawn; none where the regions have no coordinates."""
    if not {"longitude", "latitude"} <= set(study.regions.columns):
        return {}
    return {r.name: DRAWN_AT.get(r.name, (r.longitude, r.latitude)) for r in study.regions.itertuples(index=False)}


def table(study: Study) -> pd.DataFrame:
    """The largest sure changes among figures.flows.table; empty where the regions have no coordinates."""
    if not drawn_at(study):
        return pd.DataFrame()
    t = flows.table(study)
    return t[t.sure].head(MOST) if len(t) and t.sure.any() else t.head(0)


def says(table: pd.DataFrame, view: View) -> str:
    """The largest increases and decreases."""
    return flows.says_changes(table, view)
