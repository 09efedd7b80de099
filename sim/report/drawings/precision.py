"""What do shared draws buy? Computing time until an interval is within 5 %: unpaired, paired, with the martingale."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib import pyplot as plt
from matplotlib.figure import Figure

from sim.report.drawings.common import WIDTH
from sim.report.formats import capital
from sim.report.look import GREY, INK, PALE, tint
from sim.report.view import View

MARKS = {
    1: "second1", 10: "second10", 60: "minute", 600: "minute10", 3600: "hour", 86400: "day",
    2.63e6: "month1", 3.156e7: "year1",
}  # fmt: skip
ROOM = 0.1  # of the width of the axis, for the name of a time


def draw(table: pd.DataFrame, view: View) -> Figure:
    """One row an outcome, log time."""
    colour = view.look(table.variant.iloc[0]).colour
    looks = {"unpaired": ("o", GREY), "paired": ("s", tint(colour, 0.55)), "martingale": ("D", colour)}
    outcomes = list(dict.fromkeys(table.outcome))
    fig, ax = plt.subplots(figsize=(WIDTH, 1.0 + 0.36 * len(outcomes)))
    for i, outcome in enumerate(outcomes):
        rows = table[table.outcome == outcome]
        ax.plot([rows.seconds.min(), rows.seconds.max()], [i, i], color=PALE, lw=1.2, zorder=1)
        for row in rows.itertuples():
            marker, hue = looks[row.method]
            ax.plot(row.seconds, i, marker, color=hue, ms=7, mew=0, zorder=3)
    ax.set_yticks(range(len(outcomes)), [capital(view.outcome(o)) for o in outcomes], fontsize=8, color=INK)
    ax.set_ylim(len(outcomes) - 0.5, -0.5)
    _time_axis(ax, table.seconds.min() / 2, table.seconds.max() * 2)
    ax.grid(False, axis="y")
    ax.grid(True, axis="x")
    ax.spines.left.set_visible(False)
    ax.set_xlabel(view.w("fig.cpu"), loc="left")
    used = [k for k in looks if k in set(table.method)]
    keys = [plt.Line2D([], [], ls="", marker=looks[k][0], color=looks[k][1], ms=6.5, mew=0) for k in used]
    fig.legend(keys, [view.w(f"fig.{k}") for k in used], loc="outside upper left", ncols=3)
    ticks = _apart([t for t in MARKS if ax.get_xlim()[0] <= t <= ax.get_xlim()[1]], ax.get_xlim())
    ax.set_xticks(ticks, [view.w(f"fig.{MARKS[t]}") for t in ticks])
    ax.xaxis.minorticks_off()
    return fig


def _time_axis(ax: plt.Axes, low: float, high: float) -> None:
    ax.set_xscale("log")
    ax.set_xlim(min(low, 8.0), max(high, 5000.0))


def _apart(ticks: list[float], ends: tuple[float, float]) -> list[float]:
    """Those of some times, from the longest down, whose names do not run into each other on the log axis."""
    kept = ticks[-1:]
    for tick in ticks[-2::-1]:
        if np.log(kept[0] / tick) >= ROOM * np.log(ends[1] / ends[0]):
            kept.insert(0, tick)
    return kept
