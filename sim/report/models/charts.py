"""The charts of a view model: what they ask and say, the rows that are drawn, the columns of their table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from sim.report.figures import budget, cost, decision, decomposition, displaced
from sim.report.formats import capital
from sim.report.models import rows
from sim.report.models.origins import origins
from sim.report.models.rows import Row
from sim.report.story import Story
from sim.report.study import once
from sim.report.view import View

_RANGE = {"value": "estimate", "low": "low", "high": "high"}
_UNKNOWN = {"unknown_low": "unknown_low", "unknown_high": "unknown_high"}
_OF = {"variant": "variant"}


class Chart(NamedTuple):
    """One chart. question: of section q; heads: key of a row -> its head in section column."""

    question: str
    heads: Mapping[str, str]
    rows: Callable[[View], list[Row]]
    says: Callable[[Story], str]


def _said(figure: Any) -> Callable[[Story], str]:
    """What a figure of the report says, nothing where it has nothing to draw."""

    def says(story: Story) -> str:
        table = once(figure.table)(story.study)
        return "" if table.empty else figure.says(table, story.view)

    return says


CHARTS = {
    "net": Chart("decision", _OF | _RANGE | _UNKNOWN, rows.net, _said(decision)),
    "years": Chart("years", _OF | {"year": "year"} | _RANGE, rows.years, lambda story: story.lasting()),
    "who": Chart("decomposition", _OF | {"title": "step"} | _RANGE, rows.who, _said(decomposition)),
    "cost": Chart("cost", _OF | _RANGE | _UNKNOWN, rows.cost, _said(cost)),
    "origins": Chart("displaced", _OF | {"title": "place"} | _RANGE | {"sure": "sure"}, origins, _said(displaced)),
    "money": Chart("budget", _OF | {"year": "year", "value": "yuan", "cap": "cap"}, rows.money, _said(budget)),
}


def charts(story: Story) -> dict[str, dict[str, Any]]:
    """All charts by name."""
    return {name: _chart(name, chart, story) for name, chart in CHARTS.items()}


def _chart(name: str, chart: Chart, story: Story) -> dict[str, Any]:
    view = story.view
    return {
        "question": view.w(f"q.{chart.question}", region=view.focus),
        "says": chart.says(story) or capital(view.w(f"absent.{chart.question}")),
        "note": story.note() if name == "net" else view.w(f"view.note_{name}", region=view.focus, end=view.end),
        "columns": [{"key": key, "title": view.w(f"column.{head}")} for key, head in chart.heads.items()],
        "rows": chart.rows(view),
    }
