"""How do many supported people become a small gain? The first variant, from gross to net."""

from __future__ import annotations

import pandas as pd
from matplotlib import pyplot as plt
from matplotlib.figure import Figure

from sim.report.figures.common import WIDTH, unit_above
from sim.report.formats import count, known
from sim.report.study import Study
from sim.report.style import GREY, PALE, tint
from sim.report.view import View

STEPS = ("supported", "deadweight", "additional", "market_ripple", "net")


def table(study: Study) -> pd.DataFrame:
    """`steps` of the variant with the largest net gain."""
    return steps(study, study.names[0]) if study.names else pd.DataFrame()


def steps(study: Study, name: str) -> pd.DataFrame:
    """variant, step, estimate, low, high (persons) of a variant; empty where a step is not known."""
    rows = {step: study.effect(step).loc[name] for step in STEPS[1:]}
    if not known(*(r.estimate for r in rows.values())):
        return pd.DataFrame()
    nan = float("nan")
    gross = rows["deadweight"].estimate + rows["additional"].estimate
    cells = [("supported", gross, nan, nan)] + [(s, r.estimate, r.low, r.high) for s, r in rows.items()]
    return pd.DataFrame(cells, columns=["step", "estimate", "low", "high"]).assign(variant=name)


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


def noise(table: pd.DataFrame) -> pd.DataFrame:
    """low, high by step; for the sum of supported people, which has none of its own, those of its part with the wider noise."""
    ends = table.set_index("step")[["low", "high"]]
    width = (ends.high - ends.low)[["deadweight", "additional"]]
    ends.loc["supported"] = ends.loc[width.idxmax() if width.notna().all() else "deadweight"]
    return ends


def says(table: pd.DataFrame, view: View) -> str:
    """Supported, here anyway, net."""
    estimate, wide = table.set_index("step").estimate, noise(table)
    n = {s: view.persons(estimate[s], *wide.loc[s]) for s in ("supported", "deadweight", "net")}
    return view.w("says.waterfall", name=view.named(table.variant.iloc[0]), region=view.focus, **n)
