"""Where did the money go, and did it run out? Paid by instrument and year, against the cap."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.report.figures.common import grid
from sim.report.formats import budget, percent
from sim.report.policies import caps, family, in_force
from sim.report.study import Study
from sim.report.style import GREY, INK, TINTS, look_of, place_of, tint
from sim.report.view import View


def table(study: Study) -> pd.DataFrame:
    """variant, policy, kind, year, yuan (mean over replicates, net of claw-back), cap (yuan a year, nan without or out of force).

    Policies that the baseline has not, whole years of the window only; a year in which nothing was paid is 0.
    """
    ledger = study.results.ledger()
    years = _years(study)
    rows = []
    for v in study.variants:
        kinds = {str(p["id"]): str(p.get("kind")) for p in v.policies}
        cap = caps(study.documents.get(v.name, {}), v.policies)
        capped = {y: cap if any(in_force(p, y) for p in v.policies) else None for y in years}
        own = ledger[(ledger.scenario == v.name) & ledger.policy.isin(list(kinds))]
        paid = own.groupby(["policy", "year"]).yuan.sum() / max(study.seeds, 1)
        for policy in [p for p in kinds if p in set(own.policy)]:
            rows += [(v.name, policy, kinds[policy], y, float(paid.get((policy, y), 0.0)), capped[y]) for y in years]
    return pd.DataFrame(rows, columns=["variant", "policy", "kind", "year", "yuan", "cap"]).astype({"cap": float})


def _years(study: Study) -> list[str]:
    """Years of the window, from the first to the last, without one that the window holds in part."""
    first, last = int(study.first[:4]), int(study.last[:4])
    first += study.first[5:] != "01"
    last -= study.last[5:] != "12"
    return [str(y) for y in range(first, last + 1)] or [study.last[:4]]


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


def says(table: pd.DataFrame, view: View) -> str:
    """Share of the caps used, lowest and highest, and of all caps together in the first year and in the last."""
    totals = table.groupby(["variant", "year"]).agg(paid=("yuan", "sum"), cap=("cap", "first")).reset_index()
    if totals.groupby("variant").cap.first().isna().any():  # first skips years out of force
        sums = totals.groupby("variant").paid.sum()
        low, high = budget(sums.min(), view.lang), budget(sums.max(), view.lang)
        return view.w("says.budget_paid", low=low, high=high) if low != high else view.w("says.budget_same", sum=low)
    totals = totals.dropna()
    sums = totals.groupby("variant")[["paid", "cap"]].sum()
    used = sums.paid / sums.cap
    low, high = percent(used.min()), percent(used.max())
    year = totals.groupby("year")[["paid", "cap"]].sum()
    share = year.paid / year.cap
    first = view.w("says.budget_one", x=low) if low == high else view.w("says.budget", low=low, high=high)
    if share.max() - share.min() < 0.02 or len(share) < 2:
        return first
    a, b = share.index[0], share.index[-1]
    ends = view.w("says.budget_years", a=a, x=percent(share[a]), b=b, y=percent(share[b]))
    return first + view.w("page.gap") + ends
