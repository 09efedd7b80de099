"""Is a world without any programme calm? The nation's unemployment, wages of every market, rents of every region."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.report import calmness
from sim.report.drawings.common import WIDTH
from sim.report.look import GREY, INK, SOFT
from sim.report.view import View

SHADE = "#F0F2F4"


def draw(table: pd.DataFrame, view: View) -> Figure:
    """Thin lines: replicates (unemployment) or markets (prices); black: mean or nation; shading: allowed."""
    fig, axes = plt.subplots(1, 3, figsize=(WIDTH, 2.35))
    years = table.year.to_numpy()
    for ax, name in zip(axes, ("unemployment", "wage", "rent"), strict=True):
        rows = table[table.measure == name]
        if rows.empty:
            ax.set_visible(False)
            continue
        _unemployment(ax, rows, view) if name == "unemployment" else _price(ax, rows, name)
        ax.set_title(view.w(f"fig.calm_{name}", year=rows.year.min()))
        ax.set_xlim(years.min() - 0.3, max(years.max(), years.min() + 1) + 0.3)
        ax.xaxis.set_major_locator(plt.MaxNLocator(4, integer=True))
        ax.xaxis.set_major_formatter("{x:.0f}")
    place = {"xycoords": "axes fraction", "fontsize": 7, "color": SOFT, "va": "top"}
    axes[0].annotate(view.w("fig.allowed"), (0.03, 0.97), **place)
    return fig


def _unemployment(ax: Axes, rows: pd.DataFrame, view: View) -> None:
    rows = rows.assign(value=100 * rows.value)
    mean = rows[rows.replicate == -1].set_index("year").value
    low, high = (100 * x for x in calmness.RANGE)
    if 2019 in mean.index:
        near = 100 * calmness.NEAR
        low, high = max(low, mean[2019] - near), min(high, mean[2019] + near)
    ax.axhspan(low, high, color=SHADE, zorder=0)
    for _, g in rows[rows.replicate >= 0].groupby("replicate"):
        ax.plot(g.year, g.value, color=GREY, lw=0.5, alpha=0.6)
    ax.plot(mean.index, mean, color=INK, lw=1.6, marker="o", ms=2)
    pad = 0.3 * (high - low)
    ax.set_ylim(min(low - pad, rows.value.min()), max(high + pad, rows.value.max()))


def _price(ax: Axes, rows: pd.DataFrame, name: str) -> None:
    years = np.arange(rows.year.min(), rows.year.max() + 1)
    reach = 100 * (1 + calmness.DRIFT) ** (years - years[0])
    ax.fill_between(years, 1e4 / reach, reach, color=SHADE, zorder=0)
    for _, g in calmness.markets(rows, name).groupby(["region", "group"]):
        ax.plot(g.year, g.value, color=GREY, lw=0.5, alpha=0.7)
    nation = rows[(rows.region == "all") & (rows.group == "all")]
    if len(nation):
        ax.plot(nation.year, nation.value, color=INK, lw=1.6, marker="o", ms=2)
    low, high = min(rows.value.min(), 94.0), max(rows.value.max(), 106.0)
    pad = 0.12 * (high - low)
    ax.set_ylim(low - pad, high + pad)
