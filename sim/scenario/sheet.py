"""Tidy csv files read with the line of every row."""

from __future__ import annotations

import csv
import hashlib
import io
import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sim.scenario.problems import Problem, nearest, shown

GRADES = ("A", "B", "C")  # seen in a source, remembered from a named one, judgement


class Row(dict[str, str]):
    """One line of a csv file: column -> text, with the line it stands on."""

    def __init__(self, line: int, cells: dict[str, str]) -> None:
        super().__init__(cells)
        self.line = line


@dataclass(frozen=True)
class Sheet:
    """A csv file as read: its rows, the faults found so far, the sha256 of its bytes."""

    file: str
    rows: tuple[Row, ...]
    problems: list[Problem]
    sha256: str

    def fault(self, line: int, field: str, found: object, allowed: str, suggestion: str = "") -> None:
        """Note one fault of this file."""
        text = found if isinstance(found, str) else shown(found)
        self.problems.append(Problem(self.file, line, field, text or "nothing", allowed, suggestion))

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
        text = raw.decode("utf-8")
    except OSError as error:
        return Sheet(file, (), [Problem(file, 0, "file", error.strerror or "no file", "a readable csv file")], "")
    except UnicodeDecodeError:
        return Sheet(file, (), [Problem(file, 0, "file", "bytes that are not UTF-8", "UTF-8")], "")
    sheet = Sheet(file, tuple(_rows(text)), [], hashlib.sha256(raw).hexdigest())
    header = next(csv.reader(io.StringIO(text)), [])
    for column in columns:
        if column not in header:
            sheet.fault(1, column, "no such column", "a column of this name", nearest(column, header))
    if sheet.problems or not sheet.rows:
        return Sheet(file, (), sheet.problems or [Problem(file, 1, "rows", "none", "at least one row")], sheet.sha256)
    for row in sheet.rows:
        if set(row) != set(header):
            sheet.fault(row.line, "row", f"{len(row)} cells", f"{len(header)} cells")
    whole = tuple(row for row in sheet.rows if set(row) == set(header))
    return Sheet(file, whole, sheet.problems, sheet.sha256)


def _rows(text: str) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(text))
    header = next(reader, [])
    for cells in reader:
        if cells:
            names = header + [f"extra {i}" for i in range(len(cells) - len(header))]
            yield Row(reader.line_num, dict(zip(names, cells, strict=False)))


def _interval(low: float, high: float) -> str:
    if math.isinf(low) and math.isinf(high):
        return "a finite number"
    if math.isinf(high):
        return f"a number of at least {low:g}"
    return f"a number from {low:g} to {high:g}"
