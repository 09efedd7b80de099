"""May one variant be named before the others? Only where its whole range lies apart from theirs: the one rule of every sentence."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from sim.report.formats import between, listed
from sim.report.view import MANY, View


def leaders(table: pd.DataFrame, *, lowest: bool = False, by: str = "variant") -> list[Any]:
    """Variants of which none can be said to lead, the first by estimate at the head; one name: it leads.

    table: variant (or `by`), estimate, low, high (noise) and, where futures were run, unknown_low, unknown_high: all in one unit. The
    range of a variant holds all of these; it may lie anywhere where its estimate or its noise is not known. lowest: the
    smallest leads, not the largest.
    """
    ends = _whole(table, by).sort_values("estimate", ascending=lowest, kind="stable")
    if ends.empty:
        return []
    first = ends.iloc[0]
    reach = ends.low <= first.high if lowest else ends.high >= first.low
    return list(ends.index[reach])


def _whole(table: pd.DataFrame, by: str) -> pd.DataFrame:
    """estimate, low, high of the whole range, in the unit of `table`."""
    t = table.set_index(by).reindex(columns=["estimate", "low", "high", "unknown_low", "unknown_high"])
    told = t[["estimate", "low", "high"]].notna().all(axis=1)
    low = t[["estimate", "low", "unknown_low"]].min(axis=1).where(told, -np.inf)
    high = t[["estimate", "high", "unknown_high"]].max(axis=1).where(told, np.inf)
    return pd.DataFrame({"estimate": t.estimate, "low": low, "high": high})


def order(table: pd.DataFrame, view: View) -> str:
    """Who lies above all others and who below, or that the order is not established; nothing of one variant."""
    if len(table) < 2:
        return ""
    above, below = leaders(table), leaders(table, lowest=True)
    parts = [view.w("says.above", name=view.named(above[0]))] if len(above) == 1 else []
    if len(below) == 1 and len(table) > 2:  # of two the one lies below where the other lies above
        parts.append(view.w("says.below", name=view.named(below[0])))
    return view.w("page.gap").join(parts) or unranked(view)


def unranked(view: View) -> str:
    """That the order is not established, and why."""
    if not view.study.ranged:
        return view.w("says.unranked_single")
    return view.w("says.unranked_settings" if view.study.settings else "says.unranked")


def each(table: pd.DataFrame, view: View, number: Callable[[float], str]) -> str:
    """Every variant with its estimate and, where there is one, its range of noise; of many the two ends. number: how a value is written."""
    if len(table) > MANY:
        ends = table.sort_values("estimate", kind="stable").iloc[[0, -1]]
        low, high = (_one(row, view, number) for row in ends.itertuples())
        return view.w("says.each_many", n=len(table), low=low, high=high)
    return listed([_one(row, view, number) for row in table.itertuples()], view.lang)


def _one(row: Any, view: View, number: Callable[[float], str]) -> str:
    fill = {"name": view.named(row.variant), "x": number(row.estimate)}
    if pd.isna(row.low) or pd.isna(row.high):
        return view.w("says.each_alone", **fill)
    return view.w("says.each", range=between(number(row.low), number(row.high), view.lang), **fill)
