"""Numbers of a view model: value and range, and both as the reader sees them; JSON without nan."""

from __future__ import annotations

import json
from typing import Any

import numpy as np

from sim.report import formats
from sim.report.formats import known
from sim.report.view import View

Number = dict[str, Any]


def number(value: float, low: float | None = None, high: float | None = None, *, text: str, span: str = "") -> Number:
    """A number of the view model; one end of a range is none."""
    low, high = (low, high) if known(low, high) else (None, None)
    return {"value": value, "low": low, "high": high, "text": text, "span": span}


def persons(view: View, row: Any, *, sign: bool = False) -> Number:
    """Persons, or person-years. row: estimate, low, high."""
    ends = (row.low, row.high)
    text = view.persons(row.estimate, *ends, sign=sign) if known(row.estimate) else view.w("view.unknown")
    span = formats.span(*ends, view.lang) if known(*ends) else ""
    return number(row.estimate, *ends, text=text, span=span)


def money(view: View, value: float, *ends: float) -> Number:
    """Yuan; ends: low and high, where there is a range."""
    text = formats.yuan(value, view.lang) if known(value) else view.w("view.unknown")
    ranged = bool(ends) and known(*ends)
    low, high = (formats.yuan(end, view.lang) for end in ends) if ranged else ("", "")
    span = formats.between(low, high, view.lang)
    return number(value, *ends, text=text, span=span)


def cost(view: View, row: Any, spend: float) -> Number:
    """Yuan for one more person-year; not estimable where money was spent and nobody gained for sure. row: estimate, low, high."""
    found = money(view, row.estimate, row.low, row.high)
    if not known(row.estimate) and known(spend) and spend != 0:
        found["text"] = view.w("page.not_estimable")
    return found


def dumps(model: dict[str, Any]) -> bytes:
    """A view model as compact JSON: nan and infinite become null."""
    return json.dumps(_plain(model), ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    if isinstance(value, np.generic):
        value = value.item()
    return None if isinstance(value, float) and not known(value) else value
