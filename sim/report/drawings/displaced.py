"""Whose loss is the gain? People gained less people lost, by the place they live in otherwise, written as a change there."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib import pyplot as plt
from matplotlib.figure import Figure

from sim.report.drawings.common import WIDTH, cells
from sim.report.look import INK
from sim.report.view import View


def draw(table: pd.DataFrame, view: View) -> Figure:
    """Cells with numbers; those with too few agents behind them, and those that noise alone may have made, carry none."""
    names = [n for n in view.study.names if n in set(table.variant)]
    places = list(table.groupby("place").estimate.sum().sort_values(ascending=False, kind="stable").index)
    wide = table.pivot(index="variant", columns="place").reindex(names)
    values = -wide["estimate"].reindex(columns=places).fillna(0.0).to_numpy()
    shown = wide["sure"].reindex(columns=places).fillna(False).to_numpy(dtype=bool)
    fig, ax = plt.subplots(figsize=(WIDTH, 0.75 + 0.31 * len(names)))
    cells(ax, np.round(values, -1), shown, max(np.abs(values).max(), 1.0))
    ax.set_xticks(range(len(places)), [_two_lines(view.region(p)) for p in places], fontsize=7.5)
    ax.xaxis.tick_top()
    ax.set_yticks(range(len(names)), [view.short(n, 22) for n in names], fontsize=8, color=INK)
    return fig


def _two_lines(name: str) -> str:
    return name.replace(", ", ",\n").replace(" delta", "\ndelta").replace(" of ", "\nof ")
