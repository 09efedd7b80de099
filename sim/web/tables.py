"""Tables of a view model as CSV that spreadsheets open: UTF-8 with its mark, no cell a formula."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from typing import Any

FORMULA = ("=", "+", "-", "@", "\t", "\r")
NUMBER = re.compile(r"[+-]?\d[\d,]*(\.\d+)?(e[+-]?\d+)?%?")


def csv_of(figure: Mapping[str, Any]) -> bytes:
    """The columns of a figure's rows, with their titles."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(cell(column["title"]) for column in figure["columns"])
    for row in figure["rows"]:
        writer.writerow(cell(row.get(column["key"])) for column in figure["columns"])
    return text.getvalue().encode("utf-8-sig")


def cell(value: object) -> str:
    """A value as a cell; a text that a spreadsheet would calculate is quoted.

    >>> cell(None), cell(-1.5), cell("-1,500"), cell("=1+1"), cell("@sum")
    ('', '-1.5', '-1,500', "'=1+1", "'@sum")
    """
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULA) and not NUMBER.fullmatch(text) else text
