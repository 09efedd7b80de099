"""Who stands behind each variant? Left: 100 supported people; right: gained, with the market ripple."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.report.figures.common import WIDTH, name_rows, plain_number
from sim.report.figures.displaced import FEW
from sim.report.formats import known
from sim.report.ranking import each, order
from sim.report.study import Study, pick
from sim.report.style import GREY, HALO, INK, PALE, tint
from sim.report.view import View

RANGES = ("estimate", "low", "high", "unknown_low", "unknown_high")


def table(study: Study) -> pd.DataFrame:
    """variant, additional, deadweight, market_ripple, net, low, high (persons), due and its ranges (share of FEW supported or more)."""
    columns = ("additional", "deadweight", "market_ripple")
    t = pd.DataFrame({c: study.effect(c).estimate for c in columns})
    net = study.effect("net")
    names = {c: "due" if c == "estimate" else f"due_{c}" for c in RANGES}
    due = shares(study).set_index("variant")
    due = due[list(RANGES)].where(due.agents >= FEW).rename(columns=names)
    t = t.assign(net=net.estimate, low=net.low, high=net.high).join(due)
    return t.rename_axis("variant").reset_index().dropna(subset=["additional", "deadweight", "net"])


def shares(study: Study) -> pd.DataFrame:
    """variant, RANGES of the share of the supported who are here because of support (nan where nobody is), agents behind it.

    low, high: as far as the noise of both counts reaches at once, which is wider than the noise of the share.
    """
    due, dead = study.effect("additional"), study.effect("deadweight")
    found = {
        "estimate": _share(due.estimate, dead.estimate),
        "low": _share(due.low, dead.high),
        "high": _share(due.high, dead.low),
        "agents": due.agents + dead.agents,
    }
    due, dead = (
        pick(study.results.futures, of, study.focus).set_index("future", append=True).estimate
        for of in ("additional", "deadweight")
    )
    unknown = study.over_settings(_share(due, dead).dropna()).add_prefix("unknown_")
    return pd.DataFrame(found).join(unknown).rename_axis("variant").reset_index()


def _share(due: pd.Series, dead: pd.Series) -> pd.Series:
    due, dead = due.clip(lower=0), dead.clip(lower=0)
    gross = due + dead
    return due / gross.where(gross > 0)


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


def says(table: pd.DataFrame, view: View) -> str:
    """The share due to support of each, and in which order as far as there is one."""
    names = {"due" if c == "estimate" else f"due_{c}": c for c in RANGES}
    t = table[["variant", *names]].rename(columns=names).dropna(subset="estimate")
    if t.empty:
        nobody = (table.additional + table.deadweight <= 0).all()
        return view.w("says.decomposition_nobody" if nobody else "says.decomposition_few", region=view.focus)
    told = view.w("says.decomposition", region=view.focus, each=each(t, view, lambda x: f"{100 * x:.0f}"))
    return view.w("page.gap").join(filter(None, (told, order(t, view))))
