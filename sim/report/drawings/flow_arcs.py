"""Where do the flows bend? Arcs of the changes on longitude and latitude: a light graticule, no outline of a land."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch

from sim.report.drawings.common import WIDTH
from sim.report.figures.flow_arcs import drawn_at
from sim.report.formats import digits
from sim.report.look import GREY, INK, LESS, MORE, SOFT
from sim.report.style import HALO
from sim.report.view import View

DASH = (0, (3, 1.2))
#: Offset (points) and alignment of labels where the map is crowded.
_LABEL = {
    "Beijing": (9, 6, "left"), "Shenyang": (9, -2, "left"), "Dalian": (9, -7, "left"), "Changchun": (-9, 6, "right"),
    "Harbin": (9, 2, "left"), "Hohhot": (-8, 14, "right"), "Baotou": (-9, -4, "right"),
    "Inner Mongolia rest": (-4, 11, "center"), "North-East rest": (9, 0, "left"), "Jing-Jin-Ji rest": (9, -8, "left"),
    "Yangtze delta": (10, -3, "left"), "Rest of China": (-10, -3, "right"),
}  # fmt: skip


def draw(table: pd.DataFrame, view: View) -> Figure:
    """Width = persons, dashed = fewer; circles are cities, squares many cities in one mark."""
    regions, at = view.study.regions, drawn_at(view.study)
    fig, ax = plt.subplots(figsize=(WIDTH, 5.0))
    _canvas(ax, np.array(list(at.values())))
    top = table.estimate.abs().max() or 1.0
    for row in table.itertuples():
        _arc(ax, at[row.origin], at[row.destination], row.estimate, top)
    for r in regions.itertuples(index=False):
        _place(ax, r.name, at[r.name], bool(getattr(r, "city", True)), view)
    _key(ax, top, view, table.year.iloc[0])
    return fig


def _canvas(ax: Axes, points: np.ndarray) -> None:
    (west, south), (east, north) = points.min(0), points.max(0)
    ax.set_xlim(west - 0.24 * (east - west) - 2, east + 0.2 * (east - west) + 2)
    ax.set_ylim(south - 1.5, north + 2)
    ax.set_aspect(1 / np.cos(np.radians((south + north) / 2)))
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_major_locator(plt.MultipleLocator(5))
        axis.set_major_formatter("{x:.0f}°")
    ax.grid(True, axis="both", color="#EEF0F2")
    ax.tick_params(length=0, labelcolor=GREY)
    for spine in ax.spines.values():
        spine.set_visible(False)


def _width(persons: float, top: float) -> float:
    """Line width (points) of an arc, in proportion to persons above a hairline."""
    return 0.6 + 3.6 * persons / top


def _arc(ax: Axes, start: tuple[float, float], end: tuple[float, float], change: float, top: float) -> None:
    persons = abs(change)
    look: dict[str, Any] = {"color": MORE, "ls": "-"} if change > 0 else {"color": LESS, "ls": DASH}
    ax.add_patch(
        FancyArrowPatch(
            start, end, connectionstyle="arc3,rad=0.24", arrowstyle="-|>,head_length=3.4,head_width=1.9",
            shrinkA=6, shrinkB=8, mutation_scale=1 + 0.7 * persons / top, lw=_width(persons, top), alpha=0.85,
            capstyle="butt", zorder=2, **look,
        )
    )  # fmt: skip


def _place(ax: Axes, name: str, at: tuple[float, float], city: bool, view: View) -> None:
    focus = name == view.study.focus
    dx, dy, ha = _LABEL.get(name, (8, 4, "left"))
    face, edge = (INK, INK) if city else ("white", SOFT)
    size = 9 if focus else 5.5 if city else 6.5
    ax.plot(*at, "o" if city else "s", color=face, mec=edge, mew=1, ms=size, zorder=5)
    ax.annotate(
        view.region(name), at, (dx, dy), textcoords="offset points", ha=ha, va="center",
        fontsize=10 if focus else 8.5, path_effects=HALO, zorder=6,
    )  # fmt: skip


def _key(ax: Axes, top: float, view: View, year: str) -> None:
    unit = 10.0 ** np.floor(np.log10(top / 2))
    sizes = [unit, 5 * unit] if 5 * unit <= 1.3 * top else [unit, 2 * unit]
    kinds = [("fig.flow_more", MORE, "-"), ("fig.flow_less", LESS, DASH)]
    lines = [plt.Line2D([], [], color=c, lw=_width(x, top), ls=ls) for _, c, ls in kinds for x in sizes]
    texts = [view.w(key, x=digits(x)) for key, *_ in kinds for x in sizes]
    lines.append(plt.Line2D([], [], marker="o", ls="", color=INK, ms=5.5))
    lines.append(plt.Line2D([], [], marker="s", ls="", color="white", mec=SOFT, ms=6))
    texts += [view.w("fig.city"), view.w("fig.aggregate")]
    title = view.w("fig.flow_diff", year=year)
    look: dict[str, Any] = {"alignment": "left", "title_fontsize": 8, "handlelength": 3.4}
    ax.legend(lines, texts, loc="lower right", bbox_to_anchor=(1, 0.06), title=title, **look)
