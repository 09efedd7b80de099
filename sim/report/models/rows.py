"""The rows of each chart, numbers as in effects.csv, each with its text."""

from __future__ import annotations

from typing import Any

import pandas as pd

from sim.report.figures import budget, displaced, waterfall
from sim.report.figures.common import with_unknown
from sim.report.models import numbers
from sim.report.study import once
from sim.report.view import View

Row = dict[str, Any]
STEPS = ("deadweight", "additional", "market_ripple", "net")
OTHER = "other"  # places that are too small, or of which the sign is not sure


def net(view: View) -> list[Row]:
    """Net gain of each variant with its ranges."""
    table = with_unknown(view.study, "net")
    return [_of(row, numbers.persons(view, row, sign=True)) | _unknown(view, row) for row in table.itertuples()]


def cost(view: View) -> list[Row]:
    """Yuan for one more person-year of each variant."""
    spend = view.study.effect("spend").estimate
    return [
        _of(row, numbers.cost(view, row, spend[row.variant])) | _unknown(view, row)
        for row in with_unknown(view.study, "cost_per_additional").itertuples()
    ]


def years(view: View) -> list[Row]:
    """Net gain at the end of every year that was simulated from the first of the window on."""
    found = []
    for year in view.study.years:
        effect = view.study.effect("net", year).rename_axis("variant").reset_index()
        found += [_of(row, numbers.persons(view, row, sign=True), year=year) for row in effect.itertuples()]
    order = {name: place for place, name in enumerate(view.study.names)}
    return sorted(found, key=lambda row: order[row["variant"]])


def who(view: View) -> list[Row]:
    """Of whom the gain of each variant is made."""
    return [
        {
            "variant": name,
            "step": step,
            "title": view.w(f"column.{step}"),
            **numbers.persons(view, view.study.effect(step).loc[name], sign=step in ("market_ripple", "net")),
        }
        for name in view.study.names
        for step in STEPS
    ]


def origins(view: View) -> list[Row]:
    """How many live less (minus) or more in each place because of a variant; places that cannot be told apart together."""
    table = once(displaced.origins)(view.study)
    return [row for name in view.study.names for row in _origins(view, name, table[table.variant == name])]


def _origins(view: View, name: str, table: pd.DataFrame) -> list[Row]:
    apart = table.sure if view.study.ranged else table.shown
    rows = [_origin(view, name, row.place, row, bool(row.sure)) for row in table[apart].itertuples()]
    if len(rest := table[~apart]):
        whole = displaced.together(rest)
        rows.append(_origin(view, name, OTHER, whole, not whole.low <= 0 <= whole.high))
    return rows


def _origin(view: View, name: str, place: str, gained: Any, sure: bool) -> Row:
    """A place; what is gained from there is lost there."""
    change = pd.Series({"estimate": -gained.estimate, "low": -gained.high, "high": -gained.low})
    title = view.w("view.other") if place == OTHER else view.region(place).replace("\n", " ")
    row = {"variant": name, "place": place, "title": title, **numbers.persons(view, change, sign=True)}
    return {**row, "sure": sure and view.study.ranged}


def money(view: View) -> list[Row]:
    """Yuan paid in each year of the window, all instruments of a variant together, and the budget of the year."""
    table = once(budget.table)(view.study)
    paid = table.groupby(["variant", "year"], sort=False).agg(value=("yuan", "sum"), cap=("cap", "first")).reset_index()
    return [
        {"variant": row.variant, "year": row.year, **numbers.money(view, row.value), "cap": row.cap}
        for row in paid.itertuples()
    ]


def _of(row: Any, number: numbers.Number, **more: Any) -> Row:
    return {"variant": row.variant, **more, **number}


def _unknown(view: View, row: Any) -> Row:
    """The range over the settings, where there are pairs enough for any."""
    ends = (row.unknown_low, row.unknown_high) if view.study.ranged else (float("nan"), float("nan"))
    return dict(zip(("unknown_low", "unknown_high"), ends, strict=True))
