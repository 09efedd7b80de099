"""Which variant keeps more people, and how sure is that? Net gain with noise and with what is not known."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.report.drawings.common import key_intervals, name_rows, plain_number, two_intervals
from sim.report.formats import known
from sim.report.look import GREY, SOFT
from sim.report.view import View


def draw(table: pd.DataFrame, view: View, *, narrow: bool = False) -> Figure:
    """Mark, noise and unknown of each variant beside the baseline at 0; `narrow` for telephones."""
    height = 0.75 + 0.34 * (len(table) + 1)
    fig, ax = plt.subplots(figsize=(3.4, height + 0.3) if narrow else (6.1, height + 0.45))
    y = name_rows(ax, [view.study.baseline, *table.variant], view, 16 if narrow else 22)
    ax.axvline(0, color=GREY, lw=1.4, zorder=1)
    ax.plot(0, 0, "o", color=GREY, ms=6.5, mec="white", zorder=4)
    ax.annotate(view.w("fig.zero"), (0, 0), (7, 0), textcoords="offset points", va="center", color=SOFT, fontsize=7.5)
    ends = table[["estimate", "low", "high", "unknown_low", "unknown_high"]]
    low, high = min(0.0, ends.min().min()), max(0.0, ends.max().max())
    for yi, row in zip(y[1:], table.itertuples(), strict=True):
        two_intervals(ax, yi, view, row)
        _number(ax, yi, row, view)
    room, label = high - low or 1.0, 0.26 if narrow else 0.15
    ax.set_xlim(low - (0.04 if (table.estimate >= 0).all() else label) * room, high + label * room)
    ax.xaxis.set_major_locator(plt.MaxNLocator(4 if narrow else 6))
    ax.xaxis.set_major_formatter(plain_number)
    if not narrow:
        ax.set_xlabel(view.w("fig.more"), loc="left")
        key_intervals(fig, view)
    return fig


def _number(ax: Axes, y: float, row: Any, view: View) -> None:
    """The estimate, beyond the end of its band that is farther from 0."""
    text = view.persons(row.estimate, row.low, row.high, sign=True)
    more = [v for v in (row.estimate, row.high, row.unknown_high) if known(v)]
    less = [v for v in (row.estimate, row.low, row.unknown_low) if known(v)]
    at, dx, ha = (max(more), 6, "left") if row.estimate >= 0 else (min(less), -6, "right")
    ax.annotate(text, (at, y), (dx, 0), textcoords="offset points", ha=ha, va="center", fontsize=8.5)
