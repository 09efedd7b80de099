"""Do the graduates stay? Share of the place's own entrants still there one, three and five years on."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.report.drawings.common import grid, head
from sim.report.formats import signed
from sim.report.look import GREY, INK, SOFT, tint
from sim.report.view import View


def draw(table: pd.DataFrame, view: View) -> Figure:
    """Small multiples, baseline grey in each; the band is that of the paired difference, laid at the variant."""
    names = [n for n in view.study.names if n in set(table.variant)]
    fig, axes = grid(len(names), 1.75)
    for ax, name in zip(axes, names, strict=True):
        _panel(ax, table[table.variant == name].set_index("horizon"), name, view)
    first, level = axes[0], table.groupby("horizon").baseline.first()
    key = plt.Line2D([], [], color=GREY, marker="o", ms=3.5)
    first.legend([key], [view.w("fig.baseline")], loc="lower left", labelcolor=SOFT, fontsize=7.5, borderaxespad=0.1)
    first.set_xlim(6, level.index.max() + 6)
    first.set_xticks(level.index)
    ends = pd.concat([table.baseline + table[c] for c in ("estimate", "low", "high", "unknown_low", "unknown_high")])
    low, high = min(ends.min(), level.min()), max(ends.max(), level.max())
    low, high = np.floor((low - 0.06) * 20) / 20, np.ceil((high + 0.05) * 20) / 20
    first.set_ylim(max(low, 0.0), min(high, 1.0))  # shares: noise may reach beyond
    first.yaxis.set_major_locator(plt.MaxNLocator(5))
    first.yaxis.set_major_formatter(lambda v, _: f"{v:.0%}")
    fig.supxlabel(view.w("fig.after"), fontsize=8, color=SOFT)
    head(fig, view.w("fig.retention", region=view.focus))
    return fig


def _panel(ax: Axes, rows: pd.DataFrame, name: str, view: View) -> None:
    look, x, level = view.look(name), rows.index, rows.baseline
    for low, high, keep in (("unknown_low", "unknown_high", 0.22), ("low", "high", 0.6)):
        if rows[[low, high]].notna().all(axis=None):
            ax.fill_between(x, level + rows[low], level + rows[high], color=tint(look.colour, keep))
    ax.plot(x, level, color=GREY, marker="o", ms=3.5)
    ax.plot(x, level + rows.estimate, color=look.colour, **look.mark(5))
    ax.set_title(view.short(name, 24), color=look.hue)
    gain = view.w("fig.pp", d=signed(100 * rows.estimate.iloc[-1], 1))
    ax.text(1, 0.99, gain, transform=ax.transAxes, ha="right", va="top", fontsize=7.5, color=INK)
