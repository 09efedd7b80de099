"""Outcomes by name: in the judged region the change of each, with its noise, by variant. Labels travel in the manifest."""

from __future__ import annotations

import pandas as pd
from markupsafe import Markup

from sim.report.formats import between, capital, digits, known, rounded
from sim.report.study import Study
from sim.report.tables import listing
from sim.report.view import View
from sim.report.words import has, row

POINTS = 100  # a change of a share is told in points
ALL_DIGITS = 12  # those that rounding has left


def outcomes(view: View) -> Markup:
    """A row an outcome: those asked for, or the change of every measure; nothing where the results hold none of them."""
    study = view.study
    found = {
        name: effects for name in _wanted(study) if len(effects := _effects(study, name).dropna(subset="estimate"))
    }
    rows = [(_label(view, name, effects.unit.iloc[0]), *_cells(view, effects)) for name, effects in found.items()]
    head = [*row("table.outcomes", view.lang), *(view.title(name) for name in study.names)]
    return listing(head, rows, "numbers") if rows else Markup()


def _wanted(study: Study) -> list[str]:
    return list(study.asked.get("outcomes") or [name for name in study.outcomes if name.startswith("own_")])


def _effects(study: Study, name: str) -> pd.DataFrame:
    """Over the window, a row a variant; of the region's own college where an outcome is told by college only."""
    e = study.results.effects
    mine = e[(e.outcome == name) & (e.region == study.focus) & (e.year == "all") & (e.partner == "")]
    group = "all" if (mine.group == "all").any() else f"college={study.focus}"
    return mine[mine.group == group].set_index("variant").reindex(study.names)


def _label(view: View, name: str, unit: str) -> str:
    unit = view.w(f"unit.{unit}") if has(f"unit.{unit}") else unit
    return view.w("page.with_unit", name=capital(view.outcome(name)), unit=unit)


def _cells(view: View, effects: pd.DataFrame) -> list[str]:
    return [_cell(view, effects.loc[name]) if name in effects.index else "–" for name in view.study.names]


def _cell(view: View, effect: pd.Series) -> str:
    """A change, and below it its range where there is one: what every seed tells alike has none."""
    factor = POINTS if effect.unit == "share" else 1
    estimate, low, high = (factor * float(effect[name]) for name in ("estimate", "low", "high"))
    half = (high - low) / 2
    told = _number(estimate, half)
    if not known(low, high) or low == high:
        return told
    return Markup("{}<small>{}</small>").format(told, between(_number(low, half), _number(high, half), view.lang))


def _number(x: float, half: float) -> str:
    told = rounded(x, half) if half > 0 else x
    return ("+" if told > 0 else "") + digits(told, ALL_DIGITS if half > 0 else 3)
