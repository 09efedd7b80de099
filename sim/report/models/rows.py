"""The rows of each chart, numbers as in effects.csv, each with its text."""

from __future__ import annotations

from typing import Any

from sim.report.figures import budget
from sim.report.figures.common import with_unknown
from sim.report.models import numbers
from sim.report.study import once
from sim.report.view import View

Row = dict[str, Any]
STEPS = ("deadweight", "additional", "market_ripple", "net")


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
