"""What does one more person for one more year cost? Dot and whisker (Fieller); an open arrow where not estimable."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.report.drawings.common import WIDTH, key_intervals, name_rows, two_intervals
from sim.report.formats import known, money_unit, unit_cost
from sim.report.look import tint
from sim.report.view import View


def draw(table: pd.DataFrame, view: View) -> Figure:
    """The axis ends just past the noise; a band that goes on ends in an arrow."""
    scale = money_unit(view.lang)
    ends = table[["estimate", "high"]].max().max()
    edge = 1.08 * (ends if known(ends) and ends > 0 else scale) / scale
    fig, ax = plt.subplots(figsize=(WIDTH, 0.9 + 0.34 * len(table)))
    for y, row in zip(name_rows(ax, list(table.variant), view), table.itertuples(), strict=True):
        if known(row.estimate):
            _estimated(ax, y, view, row, scale, edge)
        else:
            _not_estimable(ax, y, view, row.variant, edge)
    ax.set_xlim(0, edge)
    if not known(ends):
        ax.set_xticks([])
    ax.set_xlabel(view.w("fig.cost_axis"), loc="left")
    key_intervals(fig, view)
    return fig


def _estimated(ax: Axes, y: float, view: View, row: Any, scale: float, edge: float) -> None:
    two_intervals(ax, y, view, row, scale, edge)
    if row.unknown_high / scale > edge:
        ax.plot(edge, y, ">", color=tint(view.look(row.variant).colour, 0.35), ms=7, clip_on=False, zorder=3)
    text, at = unit_cost(row.estimate, view.lang), (row.estimate / scale, y)
    ax.annotate(text, at, (0, 6), textcoords="offset points", ha="center", fontsize=8)


def _not_estimable(ax: Axes, y: float, view: View, name: str, edge: float) -> None:
    colour = view.look(name).hue
    ax.plot([0, edge], [y, y], color=tint(colour, 0.45), lw=1, ls=(0, (2, 3)), zorder=2)
    ax.plot(edge, y, ">", color="white", mec=colour, mew=1.2, ms=7, clip_on=False, zorder=4)
    box = {"fc": "white", "ec": "none", "pad": 2}
    ax.annotate(
        view.w("fig.not_estimable"), (edge / 2, y), ha="center", va="center", fontsize=8, color=colour, bbox=box
    )
