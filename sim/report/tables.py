"""Small tables of the page: the numbers behind a figure, and lists in words; cells are escaped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import Any, NamedTuple

import pandas as pd
from markupsafe import Markup

from sim.report.formats import digits
from sim.report.view import View
from sim.report.words import has, table

MOST_ROWS = 60  # a longer table is cut in the page; its CSV is whole
_PLACES = {"region", "place", "origin", "destination"}
_PLAIN = {"year", "month", "replicate", "horizon", "replicates"}


class Table(NamedTuple):
    """Rows of words by a name; css: how the page of the report sets them."""

    name: str
    head: Sequence[str]
    rows: Sequence[Sequence[object]]
    css: str = "plainlist"


Parts = list[str | Table]  # of a chapter: sentences and tables, in their order


def marked(parts: Parts) -> Markup:
    """Sentences as paragraphs, tables as tables."""
    return Markup("").join(
        Markup("<p>{}</p>").format(part) if isinstance(part, str) else listing(part.head, part.rows, part.css)
        for part in parts
    )


def listing(head: Sequence[str], rows: Iterable[Sequence[object]], css: str = "plainlist") -> Markup:
    """A table of words; a cell that is marked up already is taken as it is."""
    top = "".join(f'<th scope="col">{escape(h)}</th>' for h in head)
    body = "".join(
        "<tr>" + "".join(f"<td>{c if isinstance(c, Markup) else escape(str(c))}</td>" for c in row) + "</tr>"
        for row in rows
    )
    return Markup(f'<table class="{css}"><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>')


def numbers(frame: pd.DataFrame, view: View) -> Markup:
    """The numbers behind a figure with heads and names in the reader's language, cut after MOST_ROWS rows."""
    shown = frame.head(MOST_ROWS)
    head = [view.w(f"column.{c}") if has(f"column.{c}") else str(c) for c in frame.columns]
    rows = (
        [_cell(c, v, view) for c, v in zip(frame.columns, row, strict=True)] for row in shown.itertuples(index=False)
    )
    note = ""
    if len(frame) > MOST_ROWS:
        note = f'<p class="small">{escape(view.w("page.data_first", n=MOST_ROWS, all=len(frame)))}</p>'
    return listing(head, rows, "numbers") + Markup(note)


def _cell(column: str, value: Any, view: View) -> str:
    if isinstance(value, str):
        return _word(column, value, view)
    if isinstance(value, bool) or type(value).__name__ == "bool":
        return view.w("table.yes" if value else "table.no")
    if pd.isna(value) or (column == "replicate" and value < 0):
        return ""
    return str(int(value)) if column in _PLAIN else digits(float(value), 4)


def _word(column: str, text: str, view: View) -> str:
    if column == "variant":
        return view.title(text)
    if column in ("outcome", "measure"):
        return view.outcome(text if column == "outcome" else f"own_{text}")
    if column in _PLACES:
        return view.region(text).replace("\n", " ")
    if column == "kind":
        return view.kind(text)
    for section in ("term", "group"):
        if text in table()[section]:
            return view.w(f"{section}.{text}")
    return text
