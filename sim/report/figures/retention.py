"""Do the graduates stay? Share of the place's own entrants still there one, three and five years on."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.report.figures.common import grid, head, paired
from sim.report.formats import listed, months_between, signed
from sim.report.ranking import each, leaders, order
from sim.report.study import Study
from sim.report.style import GREY, INK, SOFT, tint
from sim.report.view import View

HORIZONS = (12, 36, 60)


def table(study: Study) -> pd.DataFrame:
    """variant, horizon (months), baseline, estimate (difference), low, high, unknown_low, unknown_high: shares.

    Each horizon at the last month of the window, only where classes that graduated under the policies have reached it.
    """
    names = {f"retention_{h}": h for h in HORIZONS if _reached(study, h)}
    m = study.results.measures(list(names), [study.focus]) if names else pd.DataFrame()
    if m.empty:
        return m
    own = f"college={study.focus}"
    m = m[(m.group == (own if own in set(m.group) else "all")) & (m.month <= study.last)]
    m = m[m.month == m.groupby("measure").month.transform("max")].assign(horizon=m.measure.map(names))
    central = paired(m[m.future == 0], study, ["horizon"])
    futures = [paired(g, study, ["horizon"]) for _, g in m[m.future > 0].groupby("future")]
    span = pd.concat(futures) if futures else central.assign(estimate=np.nan)
    ends = span.groupby(["variant", "horizon"]).estimate.agg(unknown_low="min", unknown_high="max").reset_index()
    return central.merge(ends, on=["variant", "horizon"], how="left")


def _reached(study: Study, horizon: int) -> bool:
    """True when a class that graduated in or after the first July of the window has been out for `horizon` months."""
    year, month = map(int, study.first.split("-"))
    july = f"{year + (month > 7)}-07"
    return july <= study.last and months_between(july, study.last) > horizon


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


def says(table: pd.DataFrame, view: View) -> str:
    """The differences at the last horizon and their order, whether gains fade before it, and where none can be shown."""
    last = int(table.horizon.max())
    ends = table[table.horizon == last]
    numbers = each(ends, view, lambda x: signed(100 * x, 1))
    parts = [view.w("says.retention", h=last, each=numbers), order(ends, view)]
    peak = {name: leaders(rows, by="horizon") for name, rows in table.groupby("variant", sort=False)}
    fades = [name for name in ends.variant if len(peak[name]) == 1 and peak[name][0] < last]
    if fades:
        horizons = sorted({peak[name][0] for name in fades})
        parts.append(
            view.w("says.retention_fades", names=view.all_named(fades), h=listed([str(h) for h in horizons], view.lang))
        )
    none = list(ends.variant[(ends.low <= 0) & (ends.high >= 0)])
    if none:
        parts.append(view.w("says.retention_none", names=view.all_named(none), h=last))
    return view.w("page.gap").join(filter(None, parts))
