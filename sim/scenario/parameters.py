"""The catalogue of parameters: every number of the model with its range, unit, grade and source (parameters.csv)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from sim.scenario.folders import data_folder
from sim.scenario.problems import ScenarioError
from sim.scenario.sheet import GRADES, Row, Sheet, read_sheet

COLUMNS = ("parameter", "meaning", "meaning_zh", "value", "low", "high", "unit", "grade", "source")
NORMAL_95 = 1.96  # a range is the central 95 % of a normal law: so many standard deviations to each end


class Parameter(NamedTuple):
    """One number of the model: value in `unit`, plausible from `low` to `high` (which are also its bounds)."""

    name: str
    meaning: str
    meaning_zh: str
    value: float
    low: float
    high: float
    unit: str
    grade: str
    source: str

    @property
    def whole(self) -> bool:
        """Whether only whole numbers make sense: the unit says so ("whole months")."""
        return is_whole(self.unit)


def is_whole(unit: str) -> bool:
    """Whether a unit counts.

    >>> is_whole("whole months"), is_whole("months")
    (True, False)
    """
    return unit.startswith("whole ")


def read_parameters(folder: Path) -> Sheet:
    """parameters.csv, checked."""
    sheet = read_sheet(folder / "parameters.csv", COLUMNS)
    sheet.unique("parameter")
    for row in sheet.rows:
        _check(sheet, row)
    return sheet


def _check(sheet: Sheet, row: Row) -> None:
    if not row["parameter"].isidentifier():
        sheet.fault(row.line, "parameter", row["parameter"], "letters, digits and _")
    for column in ("meaning", "meaning_zh", "unit", "source"):
        if not row[column].strip():
            sheet.fault(row.line, f"{row['parameter']}.{column}", "", "a text")
    sheet.one_of(row, "grade", GRADES)
    check_interval(sheet, row, row["parameter"])
    if is_whole(row["unit"]):
        _check_whole(sheet, row)


def _check_whole(sheet: Sheet, row: Row) -> None:
    """Note every cell of a counted parameter that holds a fraction."""
    for column in ("value", "low", "high"):
        if not row[column].strip().isdecimal():
            sheet.fault(row.line, f"{row['parameter']}.{column}", row[column], "a whole number")


def check_interval(sheet: Sheet, row: Row, name: str) -> None:
    """Note a row whose low, value and high are not finite numbers in ascending order."""
    value, low, high = (sheet.number(row, column) for column in ("value", "low", "high"))
    if not low <= value <= high and value == value and low == low and high == high:
        sheet.fault(row.line, name, f"low {low:g}, value {value:g}, high {high:g}", "low <= value <= high")


@lru_cache(maxsize=8)
def _parameters(folder: Path) -> dict[str, Parameter]:
    sheet = read_parameters(folder)
    if sheet.problems:
        raise ScenarioError(sheet.problems)
    return {row["parameter"]: _record(row) for row in sheet.rows}


def _record(row: Row) -> Parameter:
    value, low, high = (float(row[column]) for column in ("value", "low", "high"))
    texts = (row["parameter"], row["meaning"], row["meaning_zh"])
    return Parameter(*texts, value, low, high, row["unit"], row["grade"], row["source"])


class Catalogue(Mapping[str, Parameter]):
    """Parameters by name; the file is read when first looked at, so that importing never fails."""

    def __getitem__(self, name: str) -> Parameter:
        return _parameters(data_folder())[name]

    def __iter__(self) -> Iterator[str]:
        return iter(_parameters(data_folder()))

    def __len__(self) -> int:
        return len(_parameters(data_folder()))


PARAMETERS: Mapping[str, Parameter] = Catalogue()
