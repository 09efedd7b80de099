"""Tidy csv files read with the line of every row."""

from __future__ import annotations

import csv
import hashlib
import io
import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from sim.given import counted
from sim.scenario.problems import Problem, nearest, shown

GRADES = ("A", "B", "C")  # seen in a source, remembered from a named one, judgement


class Row(dict[str, str]):
    """One line of a csv file: column -> text, with the line it stands on."""

    def __init__(self, line: int, cells: dict[str, str]) -> None:
        super().__init__(cells)
        self.line = line


@dataclass(frozen=True)
class Sheet:
    """A csv file as read: its rows, the faults found so far, the sha256 of its text in `one_form`."""

    file: str
    rows: tuple[Row, ...]
    problems: list[Problem]
    sha256: str

    def fault(self, line: int, field: str, found: object, allowed: str, suggestion: str = "") -> None:
        """Note one fault of this file."""
        text = found if isinstance(found, str) else shown(found)
        self.problems.append(Problem(self.file, max(line, 1), field, text or "nothing", allowed, suggestion))

    def number(self, row: Row, column: str, low: float = -math.inf, high: float = math.inf) -> float:
        """The finite number in a cell, within bounds; nan after noting a fault."""
        try:
            value = float(row[column])
        except ValueError:
            value = math.nan
        if math.isfinite(value) and low <= value <= high:
            return value
        self.fault(row.line, column, row[column], _interval(low, high))
        return math.nan

    def one_of(self, row: Row, column: str, names: tuple[str, ...]) -> str:
        """The text of a cell, which must be a known name."""
        if row[column] not in names:
            listed = ", ".join(names) if len(names) <= 20 else f"one of {len(names)} known names"
            self.fault(row.line, column, row[column], listed, nearest(row[column], names))
        return row[column]

    def unique(self, *key: str) -> None:
        """Note every row whose key has stood before."""
        seen: dict[tuple[str, ...], int] = {}
        for row in self.rows:
            name = tuple(row[column] for column in key)
            if name in seen:
                self.fault(row.line, " × ".join(key), ", ".join(name), f"one row (the first is line {seen[name]})")
            seen.setdefault(name, row.line)


def read_sheet(path: Path, columns: tuple[str, ...]) -> Sheet:
    """Read a csv file that must have `columns`; faults are collected in `.problems`, never raised."""
    file = str(path)
    try:
        raw = path.read_bytes()
    except OSError as error:
        return Sheet(file, (), [Problem(file, 1, "file", error.strerror or "no file", "a readable csv file")], "")
    try:
        text = one_form(raw).decode("utf-8")
    except UnicodeDecodeError as error:
        line = one_form(raw).count(b"\n", 0, error.start) + 1
        found = f"byte 0x{error.object[error.start]:02x}"
        return Sheet(file, (), [Problem(file, line, "file", found, 'UTF-8 (Excel: "CSV UTF-8")')], "")
    sheet = Sheet(file, (), [], hashlib.sha256(one_form(raw)).hexdigest())
    lines = list(_lines(text, sheet))
    header = lines[0][1] if lines else []
    for column in columns:
        if header.count(column) != 1:
            found = "two columns" if column in header else "no such column"
            hint = nearest(column, header) if column not in header else ""
            sheet.fault(1, column, found, "one column of this name", hint)
    if sheet.problems or len(lines) < 2:
        return replace(sheet, problems=sheet.problems or [Problem(file, 1, "rows", "none", "at least one row")])
    for line, cells in lines[1:]:
        if len(cells) != len(header):
            sheet.fault(line, "row", counted(len(cells), "cell"), counted(len(header), "cell"))
    rows = tuple(
        Row(line, dict(zip(header, cells, strict=True))) for line, cells in lines[1:] if len(cells) == len(header)
    )
    return replace(sheet, rows=rows)


def one_form(raw: bytes) -> bytes:
    r"""The bytes of a text as they are without a byte order mark and with LF ends of lines, wherever it was saved.

    >>> one_form(b"\xef\xbb\xbfa\r\nb\rc")
    b'a\nb\nc'
    """
    return raw.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n").replace(b"\r", b"\n")


def _lines(text: str, sheet: Sheet) -> Iterator[tuple[int, list[str]]]:
    """The first line and the cells of every row that is not empty; what is no csv is a fault of its line."""
    reader = csv.reader(io.StringIO(text), strict=True)
    line = 1
    try:
        for cells in reader:
            if cells:
                yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        sheet.fault(line, "row", str(error), "cells between commas, with quotes closed")


def _interval(low: float, high: float) -> str:
    if math.isinf(low) and math.isinf(high):
        return "a finite number"
    if math.isinf(high):
        return f"a number of at least {low:g}"
    return f"a number from {low:g} to {high:g}"
