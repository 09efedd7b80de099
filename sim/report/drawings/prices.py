"""Do rents and wages move? Paired difference to the baseline in %, band = noise, by month."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.report.drawings.common import WIDTH, head, spread
from sim.report.figures.prices import MEASURES
from sim.report.formats import capital, digits, known, signed
from sim.report.look import GREY, INK, SOFT
from sim.report.view import MANY, View

LEAST = 0.25  # years shown, also of one month


def draw(table: pd.DataFrame, view: View) -> Figure:
    """One panel a price; lines end in their names."""
    there = [name for name in MEASURES if name in set(table.measure)]
    fig, axes = plt.subplots(1, 2, figsize=(WIDTH, 3.0), sharex=True)
    for ax in axes[len(there) :]:
        ax.set_visible(False)
    for ax, name in zip(axes, there, strict=False):
        _panel(ax, table[table.measure == name], name, view)
    head(fig, view.w("fig.diff_pct"))
    return fig


def _panel(ax: Axes, rows: pd.DataFrame, name: str, view: View) -> None:
    rows = rows.assign(x=rows.month.str[:4].astype(int) + (rows.month.str[5:].astype(int) - 1) / 12)
    ends = {view.study.baseline: 0.0}
    ax.axhline(0, color=GREY, lw=1.5)
    for variant in [n for n in view.study.names if n in set(rows.variant)]:
        g, look = rows[rows.variant == variant], view.look(variant)
        if known(g.low.iloc[-1]):
            ax.fill_between(g.x, g.low, g.high, color=look.colour, alpha=0.18, lw=0)
        every = max(len(g) // 6, 1)
        ax.plot(g.x, g.estimate, color=look.colour, lw=1.3, markevery=(every // 2, every), **look.mark(4))
        ends[variant] = float(g.estimate.iloc[-1])
    _months(ax, rows)
    _labels(ax, ends, float(rows.x.max()), view)
    level = digits(rows.baseline.mean())
    ax.set_title(f"{capital(view.outcome(f'own_{name}'))}\n{view.w(f'fig.{name}_level', x=level)}", linespacing=1.4)
    ax.yaxis.set_major_locator(plt.MaxNLocator(8, steps=[1, 2, 5, 10]))  # no tick that one place would round
    low, high = ax.get_ylim()
    places = 1 if high - low > 0.4 else 2
    ax.yaxis.set_major_formatter(lambda v, _: signed(v, places) if abs(v) > 1e-9 else "0")


def _months(ax: Axes, rows: pd.DataFrame) -> None:
    """Years as ticks; one or a few months have no year's beginning among them and are named."""
    first, last = rows.x.min(), rows.x.max()
    ax.set_xlim(first, max(last, first + LEAST))
    if np.floor(last) >= first:
        ax.xaxis.set_major_locator(plt.MaxNLocator(5, integer=True))
        ax.xaxis.set_major_formatter("{x:.0f}")
    else:
        ax.set_xticks([first], [rows.month.min()])


def _labels(ax: Axes, ends: dict[str, float], right: float, view: View) -> None:
    """Names at the ends of the lines, apart from each other; of many lines at the ends of those farthest from the baseline."""
    far = sorted(ends, key=lambda name: -abs(ends[name]))[:MANY]
    ends = {name: y for name, y in ends.items() if name in (view.study.baseline, *far)}
    low, high = ax.get_ylim()
    low, high = (low, high) if high - low > 0.02 else (-0.1, 0.1)
    ax.set_ylim(low - 0.08 * (high - low), high + 0.1 * (high - low))
    start, reach = ax.get_xlim()[0], ax.get_xlim()[1]
    step = (reach - start) / 24
    for name, y in zip(ends, spread(list(ends.values()), (high - low) * 0.085), strict=True):
        base = name == view.study.baseline
        ax.plot([right, right + step], [ends[name], y], color=view.look(name).colour, lw=0.6, clip_on=False)
        text, most = view.w("fig.baseline") if base else view.title(name), 12 if view.lang == "zh" else 26
        text = text if len(text) <= most else text[: most - 1] + "…"
        ax.text(right + 1.2 * step, y, text, va="center", fontsize=7.5, color=SOFT if base else INK)
