"""Is a world without any programme calm? The nation's unemployment, wages of every market, rents of every region."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.report import calmness
from sim.report.figures.common import WIDTH
from sim.report.formats import listed, percent, signed
from sim.report.study import Study
from sim.report.style import GREY, INK, SOFT
from sim.report.view import View
from sim.report.words import has

SHADE = "#F0F2F4"


def table(study: Study) -> pd.DataFrame:
    """measure, region, group, replicate (-1: mean), year, value, as in calmness.Calm.series."""
    return calmness.calmness(study).series


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


def place(region: str, group: str, view: View) -> str:
    """A market in words: a region, with the degree where there is one."""
    if region == "all":
        return view.w("region.all")
    degree = f"group.{group}"
    return view.region(region) + (view.w("page.of_degree", degree=view.w(degree)) if has(degree) else "")


def breach(b: calmness.Breach, view: View) -> str:
    """One part of the rule that does not hold, in words."""
    if b.rule in ("range", "near"):
        return view.w(f"says.calm_{b.rule}", year=b.group, x=percent(b.value, 1))
    return view.w(f"says.calm_{b.rule}", place=place(b.region, b.group, view), x=signed(100 * b.value, 1))


def says(table: pd.DataFrame, view: View) -> str:
    """The verdict, with bounds that hold for all places or with what breaks the rule."""
    calm = calmness.calmness(view.study)
    if not calm.holds:
        return (
            view.w("says.calm_not") + listed([breach(b, view) for b in calm.breaches], view.lang) + view.w("page.stop")
        )
    jobs = table[(table.measure == "unemployment") & (table.replicate == -1)].value
    parts = [view.w("says.calm_jobs", low=percent(jobs.min(), 1), high=percent(jobs.max(), 1))] if len(jobs) else []
    for name in ("wage", "rent"):
        steps = calmness.drift(table[table.measure == name], name).abs()
        if len(steps):
            bound = np.ceil(1000 * steps.max()) / 10  # upwards: no place lies beyond
            parts.append(view.w(f"says.calm_{name}_holds", x=f"{bound:.1f}"))
    return view.w("says.calm_holds", n=table.year.nunique()) + view.w("page.gap") + view.w("page.gap").join(parts)
