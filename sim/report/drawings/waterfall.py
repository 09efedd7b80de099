"""How do many supported people become a small gain? The first variant, from gross to net."""

from __future__ import annotations

import pandas as pd
from matplotlib import pyplot as plt
from matplotlib.figure import Figure

from sim.report.drawings.common import WIDTH, unit_above
from sim.report.figures.waterfall import STEPS, noise
from sim.report.formats import count
from sim.report.look import GREY, PALE, tint
from sim.report.view import View


def draw(table: pd.DataFrame, view: View) -> Figure:
    """Bars from gross to net; hatched what is not due to the programme or lost."""
    v = table.set_index("step").estimate
    colour = view.look(table.variant.iloc[0]).colour
    gains = v.market_ripple >= 0
    bars = [
        (0, v.supported, PALE, ""), (v.additional, v.supported, "white", "////"), (0, v.additional, colour, ""),
        (v.additional, v.net, tint(colour, 0.5) if gains else "white", "" if gains else "xxxx"), (0, v.net, colour, ""),
    ]  # fmt: skip
    shown = [v.supported, -v.deadweight, v.additional, v.market_ripple, v.net]
    wide = noise(table)
    levels = [v.supported, v.additional, v.additional, v.net]
    fig, ax = plt.subplots(figsize=(WIDTH, 3.0))
    for i, ((low, high, fill, hatch), value) in enumerate(zip(bars, shown, strict=True)):
        ax.bar(i, high - low, 0.62, low, color=fill, hatch=hatch, edgecolor=GREY if hatch else fill, lw=0.8)
        text = view.persons(value, *wide.loc[STEPS[i]], sign=STEPS[i] in ("deadweight", "market_ripple"))
        ax.annotate(text, (i, max(low, high)), (0, 4), textcoords="offset points", ha="center", fontsize=9)
        if i < len(levels):
            ax.plot([i + 0.31, i + 0.69], [levels[i]] * 2, color=GREY, lw=0.7)
    ax.set_xticks(range(len(STEPS)), [view.w(f"fig.{s}", region=view.focus) for s in STEPS], fontsize=8)
    ax.tick_params(axis="x", length=0)
    ax.yaxis.set_major_formatter(lambda x, _: count(x, view.lang))
    ax.axhline(0, color=GREY, lw=0.6)
    ax.set_ylim(min(0.0, *(1.1 * min(a, b) for a, b, *_ in bars)), 1.1 * max(max(a, b) for a, b, *_ in bars) or 1.0)
    unit_above(ax, view.w("fig.persons"))
    return fig
