"""Where did the money go, and did it run out? Paid by instrument and year, against the cap."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.report.drawings.common import grid
from sim.report.formats import budget, percent
from sim.report.look import GREY, INK, TINTS, look_of, place_of, tint
from sim.report.policies import family
from sim.report.view import View


def draw(table: pd.DataFrame, view: View) -> Figure:
    """Small multiples; instruments of one family differ in tint; unspent is hatched up to the cap."""
    names = [n for n in view.study.names if n in set(table.variant)]
    scale = 1e8 if view.lang == "zh" else 1e6
    fig, axes = grid(len(names), 1.7)
    for ax, name in zip(axes, names, strict=True):
        _panel(ax, table[table.variant == name], scale, view)
        ax.set_title(view.short(name, 24), color=view.look(name).hue)
    totals = table.groupby(["variant", "year"]).agg(paid=("yuan", "sum"), cap=("cap", "first"))
    axes[0].set_ylim(0, 1.22 * totals.max().max() / scale or 1)
    axes[0].yaxis.set_major_locator(plt.MaxNLocator(4))
    keys, texts = [], []
    if table.cap.notna().any():
        highest = budget(table.cap.max(), view.lang)
        same = table.cap.dropna().nunique() == 1
        keys = [
            plt.Line2D([], [], color=INK, lw=0.9),
            plt.Rectangle((0, 0), 1, 1, fc="white", ec=GREY, hatch="////", lw=0),
        ]
        texts = [view.w("fig.cap", cap=highest) if same else view.w("fig.caps"), view.w("fig.unspent")]
    look = {"alignment": "left", "title_fontsize": 7.5, "loc": "outside upper left", "ncols": 2}
    fig.legend(keys, texts, title=view.w("fig.spent_axis"), **look)
    return fig


def _panel(ax: Axes, rows: pd.DataFrame, scale: float, view: View) -> None:
    paid = rows.pivot(index="policy", columns="year", values="yuan") / scale
    kinds = rows.drop_duplicates("policy").set_index("policy").kind
    x, base = np.arange(paid.shape[1]), np.zeros(paid.shape[1])
    seen: dict[str, int] = {}
    families = {policy: family(view.study.kinds[kinds[policy]]) for policy in paid.index}
    for policy in sorted(paid.index, key=lambda p: (place_of(families[p]), p)):
        nth = seen[families[policy]] = seen.get(families[policy], -1) + 1
        colour = tint(look_of(families[policy]).colour, TINTS[nth % len(TINTS)])
        ax.bar(x, paid.loc[policy], 1, base, color=colour, edgecolor="white", lw=0.7)
        if len(paid) > 1 and paid.loc[policy].mean() > 0.11 * paid.sum().max():
            _label(ax, float(x.mean()), float((base + paid.loc[policy] / 2).mean()), kinds[policy], nth, view)
        base = base + paid.loc[policy].to_numpy()
    cap = rows.groupby("year").cap.first().to_numpy() / scale
    if len(at := np.flatnonzero(np.isfinite(cap))):
        ax.bar(x[at], np.maximum(cap - base, 0)[at], 1, base[at], color="white", hatch="////", edgecolor=GREY, lw=0)
        ax.hlines(cap[at], at - 0.5, at + 0.5, color=INK, lw=0.9)
        used = view.w("fig.used", x=percent(base[at].sum() / cap[at].sum()))
        ax.text(1, 0.995, used, transform=ax.transAxes, ha="right", va="top", fontsize=7.5, color=INK)
    ends = sorted({0, len(x) - 1})
    ax.set_xticks(ends, [paid.columns[i] for i in ends])
    ax.tick_params(axis="x", length=0)


def _label(ax: Axes, x: float, y: float, kind: str, nth: int, view: View) -> None:
    hue = look_of(family(view.study.kinds[kind]))
    colour = "white" if nth == 0 and hue.dark else INK
    box = {"fc": tint(hue.colour, TINTS[nth % len(TINTS)]), "ec": "none", "pad": 1.5}
    ax.text(x, y, view.kind(kind), ha="center", va="center", fontsize=7.5, color=colour, bbox=box)
