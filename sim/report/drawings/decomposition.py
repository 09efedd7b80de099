"""Who stands behind each variant? Left: 100 supported people; right: gained, with the market ripple."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.report.drawings.common import WIDTH, name_rows, plain_number
from sim.report.formats import known
from sim.report.look import GREY, INK, PALE, tint
from sim.report.style import HALO
from sim.report.view import View


def draw(table: pd.DataFrame, view: View) -> Figure:
    """Two panels with one row a variant."""
    height = 1.0 + 0.34 * len(table)
    fig, (left, right) = plt.subplots(1, 2, figsize=(WIDTH, height), width_ratios=(1, 1.5), sharey=True)
    y = name_rows(left, list(table.variant), view)
    name_rows(right, list(table.variant), view)
    for yi, row in zip(y, table.itertuples(), strict=True):
        _of_hundred(left, yi, row, view)
        _changes(right, yi, row, view)
    left.set_xlim(0, 100)
    left.set_title(view.w("fig.per100", region=view.focus))
    right.set_title(view.w("fig.change"))
    right.axvline(0, color=GREY, lw=0.9)
    low, high = right.get_xlim()
    right.set_xlim(low, high + 0.14 * (high - low))
    right.xaxis.set_major_locator(plt.MaxNLocator(6))
    right.xaxis.set_major_formatter(plain_number)
    _key(fig, view)
    return fig


def _of_hundred(ax: Axes, y: float, row: Any, view: View) -> None:
    if not known(row.due):
        few = row.additional + row.deadweight > 0
        ax.annotate(view.w("fig.few") if few else "–", (2, y), va="center", fontsize=8, color=GREY)
        return
    due = 100 * row.due
    ax.barh(y, due, 0.56, color=view.look(row.variant).colour)
    ax.barh(y, 100 - due, 0.56, due, color="white", hatch="////", edgecolor=PALE, lw=0.6)
    place = {"textcoords": "offset points", "va": "center", "fontsize": 8, "path_effects": HALO}
    at, ha = ((4, 0), "left") if due < 88 else ((-4, 0), "right")
    ax.annotate(f"{due:.0f}", (due, y), at, ha=ha, color=INK, **place)


def _changes(ax: Axes, y: float, row: Any, view: View) -> None:
    colour = view.look(row.variant).colour
    ax.barh(y, row.additional, 0.56, color=colour)
    if row.market_ripple >= 0:
        ax.barh(y, row.market_ripple, 0.56, row.additional, color=tint(colour, 0.45))
    else:
        ax.barh(
            y, row.market_ripple, 0.3, row.additional, color="white", hatch="xxxx", edgecolor=tint(colour, 0.7), lw=0.6
        )
    if known(row.low, row.high):
        ax.plot([row.low, row.high], [y + 0.4, y + 0.4], color=INK, lw=1.1)
    ax.plot(row.net, y + 0.4, "d", color=INK, ms=4)
    end = row.additional + max(0, row.market_ripple)
    at = max(v for v in (end, row.high, row.net) if known(v))
    text = view.persons(row.net, row.low, row.high, sign=True)
    ax.annotate(text, (at, y), (6, 0), textcoords="offset points", va="center", fontsize=8)


def _key(fig: Figure, view: View) -> None:
    def box(**look: object) -> plt.Rectangle:
        return plt.Rectangle((0, 0), 1, 1, **look)

    keys = [
        box(fc=GREY), box(fc="white", ec=GREY, hatch="////", lw=0.6), box(fc=tint(GREY, 0.45)),
        box(fc="white", ec=GREY, hatch="xxxx", lw=0.6), plt.Line2D([], [], color=INK, lw=1.1, marker="d", ms=4),
    ]  # fmt: skip
    names = ("additional1", "deadweight1", "ripple_more", "ripple_less", "net1")
    columns = 5 if view.lang == "zh" else 3
    fig.legend(keys, [view.w(f"fig.{k}") for k in names], loc="outside upper left", ncols=columns, columnspacing=1.4)
