"""Are the two worlds still comparable person by person? People who differ, by year; of those, never touched."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib import pyplot as plt
from matplotlib.figure import Figure

from sim.report.drawings.common import WIDTH, spread
from sim.report.figures.coupling import first_of
from sim.report.formats import digits
from sim.report.look import INK, SOFT
from sim.report.view import View


def draw(table: pd.DataFrame, view: View) -> Figure:
    """The first variant: shares of all people (log), and the share never touched."""
    rows = first_of(table, view)
    look, x = view.look(rows.variant.iloc[0]), rows.year.astype(int).to_numpy()
    fig, (left, right) = plt.subplots(1, 2, figsize=(WIDTH, 2.7), width_ratios=(1.5, 1))
    lines = {
        "jobs_differ": (INK, "-"), "differs_ever": (SOFT, "-"), "differs_now": (look.colour, "-"),
        "third_place": (SOFT, (0, (3, 1.5))),
    }  # fmt: skip
    drawn = [k for k in lines if rows[k].max() > 0]
    floor = min(rows[k][rows[k] > 0].min() for k in drawn)
    top = max(rows[k].max() for k in drawn)
    decades = np.log10(top / floor) + 0.4
    places = 10 ** np.array(spread([float(np.log10(max(rows[k].iloc[-1], floor))) for k in drawn], 0.085 * decades))
    for k, y in zip(drawn, places, strict=True):
        colour, style = lines[k]
        left.plot(x, rows[k].where(rows[k] > 0), color=colour, ls=style, marker="o", ms=2.5)
        at = (x[-1] + 0.03 * max(x[-1] - x[0], 1), y)
        left.annotate(view.w(f"fig.{k}"), at, va="center", fontsize=7.5, color=colour, annotation_clip=False)
    left.set_yscale("log")
    left.set_ylim(floor / 1.6, top * 1.6)
    left.yaxis.set_major_formatter(lambda v, _: f"{digits(100 * v)}%")
    left.yaxis.set_minor_formatter("")
    left.set_title(view.w("fig.share_people"))
    right.plot(x, rows.untouched * 100, color=look.colour, **look.mark(5))
    right.set_ylim(0, 100)
    right.set_title(view.w("fig.touched"))
    right.yaxis.set_major_formatter("{x:.0f}%")
    for ax in (left, right):
        ax.set_xlim(x[0] - 0.2, x[-1] + 0.2)
        ax.xaxis.set_major_locator(plt.MaxNLocator(5, integer=True))
        ax.xaxis.set_major_formatter("{x:.0f}")
    return fig
