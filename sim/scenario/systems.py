"""The systems of the source document, row by row: by which kinds, scenarios and outcomes each is shown (scenarios/data/systems.csv)."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from sim.policies import KINDS
from sim.scenario.folders import SCENARIOS, files
from sim.scenario.problems import nearest
from sim.scenario.sheet import Row, Sheet, read_sheet

SYSTEMS = (
    "id",
    "system_zh",
    "system_en",
    "kinds",
    "scenarios",
    "outcomes",
    "tests",
    "evidence",
    "caveat_zh",
    "caveat_en",
)
NEEDED = ("id", "system_zh", "system_en", "kinds", "scenarios", "outcomes", "tests")


def parts(text: str) -> tuple[str, ...]:
    """The entries of a cell that holds several.

    >>> parts("zones; low_cost")
    ('zones', 'low_cost')
    """
    return tuple(part.strip() for part in text.split(";") if part.strip())


def outcome_of(text: str) -> tuple[str, str]:
    """Measure and group of an outcome, the group "all" where none is named.

    >>> outcome_of("technology_share|zone=centre"), outcome_of("patents")
    (('technology_share', 'zone=centre'), ('patents', 'all'))
    """
    measure, _, group = text.partition("|")
    return measure, group or "all"


def read_systems(folder: Path, evidence: Sheet, axes: Mapping[str, tuple[str, ...]]) -> Sheet:
    """systems.csv of a folder of data, with all that is wrong with it.

    evidence: evidence.csv; where nothing of it can be read, nothing is said of what is set beside it. axes: groups by measure.
    """
    sheet = read_sheet(folder / "systems.csv", SYSTEMS)
    sheet.unique("id")
    known = {"kinds": (*KINDS,), "scenarios": (*files(SCENARIOS),)}
    if evidence.rows:
        known["evidence"] = tuple(row["finding"] for row in evidence.rows)
    for row in sheet.rows:
        for column in NEEDED:
            if not parts(row[column]):
                sheet.fault(row.line, column, "", "at least one word")
        for column, names in known.items():
            for name in parts(row[column]):
                _known(sheet, row, column, name, names)
        for text in parts(row["outcomes"]):
            _check_outcome(sheet, row, text, axes)
        if bool(row["caveat_zh"].strip()) != bool(row["caveat_en"].strip()):
            sheet.fault(row.line, "caveat_zh, caveat_en", "one language", "both or none")
    return sheet


def _known(sheet: Sheet, row: Row, column: str, name: str, names: tuple[str, ...]) -> bool:
    """Whether a name is among the known ones, noted as a fault where it is not."""
    if name in names:
        return True
    listed = ", ".join(names) if len(names) <= 20 else f"one of {len(names)} known names"
    sheet.fault(row.line, column, name, listed, nearest(name, names))
    return False


def _check_outcome(sheet: Sheet, row: Row, text: str, axes: Mapping[str, tuple[str, ...]]) -> None:
    measure, group = outcome_of(text)
    if _known(sheet, row, "outcomes", measure, (*axes,)):
        _known(sheet, row, f"outcomes: {measure}", group.partition("=")[0], ("all", *axes[measure]))
