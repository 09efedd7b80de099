"""The rows of a life's two charts: what is drawn is what their tables show."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from sim.calendar import label
from sim.report.lives.said import month, place, shares
from sim.report.lives.seen import SIDES, Life
from sim.report.lives.told import PARTS
from sim.report.view import View

MOST = 5  # places told of a choice, beside the judged one


def life_rows(life: Life, view: View) -> list[dict[str, Any]]:
    """The spans of both worlds."""
    return [
        {
            "world": side,
            "world_title": view.w(f"lives.{side}"),
            "first": label(span.first),
            "last": label(span.last),
            "place": span.place,
            "place_title": place(span.place, view),
            "state": span.state,
            "state_title": view.w(f"lives.state_{span.state}"),
            "flat": span.flat,
            "home_title": view.w("lives.home_flat" if span.flat else "lives.home_other"),
            "income": int(span.income),
        }
        for side, world in life.sides.items()
        for span in world.spans
    ]


def why_rows(life: Life, focus: str, view: View) -> list[dict[str, Any]]:
    """Of each choice the places that came nearest to be chosen, and the judged one."""
    rows = []
    for m in life.months:
        found = {side: world.reviews[m] for side, world in life.sides.items() if m in world.reviews}
        total = pd.concat([np.log(rows.chance.clip(lower=1e-300)) + rows.luck for rows in found.values()])
        best = total.groupby(level=0).max().sort_values(ascending=False, kind="stable")
        told = [*best.index[:MOST], *([focus] if focus in best.index[MOST:] else [])]
        rows += [_why_row(m, name, found, name == focus, view) for name in told]
    return rows


def _chances(found: list[float], view: View) -> str:
    """The chances in both worlds, or in the one where the place was considered."""
    p, q = shares(found[0], found[-1])
    return p if p == q else view.w("lives.chance_both", p=p, q=q)


def _why_row(m: int, name: str, found: dict[str, pd.DataFrame], judged: bool, view: View) -> dict[str, Any]:
    """One place of one choice: chances and whether it is chosen in each world; parts of its worth against staying, with the
    programme where it was considered there."""
    there = {side: rows.loc[name] for side, rows in found.items() if name in rows.index}
    side = "with" if "with" in there else "without"
    here = found[side].loc[found[side].here.iloc[0]]
    return {
        "month": label(m),
        "month_title": month(m, view),
        "place": name,
        "place_title": place(name, view),
        "judged": judged,
        **{one: float(there[one].chance) if one in there else None for one in SIDES},
        "chance_text": _chances([float(rows.chance) for rows in there.values()], view),
        "luck": float(there[side].luck),
        **{part: float(there[side][part] - here[part]) for part in PARTS},
        **{f"chosen_{one}": bool(there[one].chosen) if one in there else None for one in SIDES},
    }
