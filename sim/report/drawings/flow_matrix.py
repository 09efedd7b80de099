"""Which moves between the regions change? Rows from, columns to; a dot where noise hides the sign."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib import pyplot as plt
from matplotlib.figure import Figure

from sim.report.drawings.common import WIDTH, cells
from sim.report.look import SOFT
from sim.report.view import View


def draw(table: pd.DataFrame, view: View) -> Figure:
    """Every cell with its signed number; the judged region is framed."""
    there = set(table.origin) | set(table.destination)
    names = [r for r in view.study.regions["name"] if r in there]
    wide = table.pivot(index="origin", columns="destination").reindex(index=names)
    values = wide["estimate"].reindex(columns=names).fillna(0.0).to_numpy()
    sure = wide["sure"].reindex(columns=names).eq(True).to_numpy()
    fig, ax = plt.subplots(figsize=(WIDTH, 0.9 + 0.29 * len(names)))
    limit = np.quantile(np.abs(values[sure]), 0.97) if sure.any() else 1.0
    cells(ax, np.round(values, -1 if np.abs(values).max() >= 100 else 0), sure, limit)
    ticks = [view.region(r) for r in names]
    turn = {"rotation": 35, "ha": "left"} if view.lang == "en" else {"rotation": 0, "ha": "center"}
    ax.set_xticks(range(len(ticks)), ticks, rotation_mode="anchor", fontsize=7.5, **turn)
    ax.xaxis.tick_top()
    ax.set_yticks(range(len(ticks)), ticks)
    place = {"xycoords": "axes fraction", "textcoords": "offset points", "ha": "right", "va": "bottom"}
    ax.annotate(view.w("fig.corner"), (0, 1), (-6, 5), fontsize=7.5, color=SOFT, **place)
    if view.study.focus in names:
        _frame(ax, names.index(view.study.focus), len(names))
    return fig


def _frame(ax: plt.Axes, at: int, size: int) -> None:
    for corner, width, height in (((at - 0.5, -0.5), 1, size), ((-0.5, at - 0.5), size, 1)):
        ax.add_patch(plt.Rectangle(corner, width, height, fill=False, ec=SOFT, lw=0.9, zorder=3))
