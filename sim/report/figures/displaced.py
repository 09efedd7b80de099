"""Whose loss is the gain? People gained less people lost, by the place they live in otherwise, written as a change there."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sim.report.formats import listed
from sim.report.study import Study
from sim.report.view import View

FEW = 30  # agent-seeds below which no number is given


def table(study: Study) -> pd.DataFrame:
    """As `origins`; empty where nothing can be told apart from noise."""
    t = origins(study)
    return t if len(t) and t.sure.any() else t.head(0)


def origins(study: Study) -> pd.DataFrame:
    """variant, place, estimate (net persons gained from there), low, high, agents, shown: bool, sure: bool, share of what is gained.

    Cities of a group of three or more are one place: apart they are nearly always fewer than 30 agents; its noise is that of
    cities which scatter apart. sure: the noise excludes 0.
    """
    e = study.results.effects
    e = e[(e.outcome == "net_from") & (e.region == study.focus) & (e.year == "all") & (e.group == "all")]
    e = e[(e.partner != "all") & (e.partner != "") & ~e.partner.str.startswith("group:")]
    if e.empty:
        return e
    column = columns(study)
    places = [column.get(p, p) for p in e.partner]
    keys = ["variant", "place"]
    e = e.assign(place=places, half2=((e.high - e.low) / 2) ** 2)
    t = e.groupby(keys, as_index=False, sort=True)[["estimate", "half2", "agents"]].sum(min_count=1)
    half = np.sqrt(t.half2)
    t = t.assign(low=t.estimate - half, high=t.estimate + half, shown=t.agents >= FEW).drop(columns="half2")
    t = t.assign(sure=t.shown & ~((t.low <= 0) & (t.high >= 0)))
    total = t.groupby("variant").estimate.transform(lambda x: x.clip(lower=0).sum())
    t = t.assign(share=(t.estimate / total.where(total > 0)).fillna(0.0))
    rank = {n: i for i, n in enumerate(study.names)}
    return t.sort_values(
        ["variant", "estimate"], key=lambda c: c.map(rank) if c.name == "variant" else -c, kind="stable"
    )


def columns(study: Study) -> dict[str, str]:
    """Region -> its group, where a group of places stands together in one column."""
    regions = study.regions
    if "group" not in regions:
        return {}
    sizes = regions.group.value_counts()
    large = [g for g, n in sizes.items() if n >= 3 and g != "origin"]
    return {
        r: f"group:{g}" for r, g in zip(regions["name"], regions.group, strict=True) if g in large and r != study.focus
    }


def says(table: pd.DataFrame, view: View) -> str:
    """Where the gain of the first variant comes from, and that of another with another place at its head."""
    shown = table[table.sure & (table.estimate > 0)]
    if shown.empty:
        return view.w("says.displaced_few")
    heads = shown.groupby("variant", sort=False).place.first()
    first = next(n for n in view.study.names if n in heads.index)
    other = [n for n in heads.index if heads[n] != heads[first]][:1]
    return view.w("page.gap").join(
        view.w("says.displaced", name=view.named(name), places=places(shown, name, view)) for name in (first, *other)
    )


def places(shown: pd.DataFrame, name: str, view: View) -> str:
    """The two places of the largest gains of a variant, each with its share; "" where there are none."""
    rows = shown[shown.variant == name].head(2)
    texts = [
        view.w("says.displaced_from", a=view.region(r.place).replace("\n", " "), pa=f"{100 * r.share:.0f}")
        for r in rows.itertuples()
    ]
    return listed(texts, view.lang)
