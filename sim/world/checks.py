"""The csv files of scenarios/data, each read with everything that is wrong with it."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

from sim.records import DEGREES
from sim.scenario.parameters import check_interval
from sim.scenario.places import ALL
from sim.scenario.problems import nearest
from sim.scenario.sheet import GRADES, Row, Sheet, read_sheet
from sim.world.quantities import DEGREE_SHARES, FIELD_SHARES, NATION, QUANTITIES, REGION, TIER_SHARES, YEARLY, Quantity

FACTS = ("region", "quantity", "value", "low", "high", "unit", "year", "source", "grade")
PROVINCES = ("province", "name_zh", "region", "residents", "unit", "year", "source", "grade")
TRAVEL = ("origin", "destination", "quantity", "value", "unit", "source", "grade")
POLICIES = (
    "region",
    "policy",
    "policy_zh",
    "instrument",
    "tier",
    "amount",
    "unit",
    "months",
    "start_year",
    "end_year",
    "source",
)
TARGETS = ("region", "pattern", "value", "low", "high", "unit", "year", "use", "computable", "width", "source", "grade")
EVIDENCE = ("finding", "value", "low", "high", "unit", "source", "grade", "compare_with")
SEED_FIGURES = ("region", "quantity", "value", "unit", "source", "grade", "note")

TRAVEL_QUANTITIES = ("great_circle", "great_circle_people", "rail_fastest", "rail_length")
TRAVEL_UNITS = {"rail_fastest": "hours"}  # all others in km
INSTRUMENTS = (
    "living subsidy",
    "rent subsidy",
    "purchase subsidy",
    "settling-in grant",
    "talent housing",
    "recruitment line",
    "hukou",
    "budget",
    "package",
    "target",
)
TOLD = (  # of every policy
    ("source", "where the figure comes from"),
    ("policy", "its name"),
    ("policy_zh", "its name in Chinese"),
    ("unit", "what the amount is counted in"),
)
ROUNDING = 0.002  # shares given to four or five places
CENSUS = 0.002  # provinces against regions, relative


def read_facts(folder: Path, regions: tuple[str, ...]) -> Sheet:
    """facts.csv: every region × quantity once, in the right unit, within bounds; shares that add up to one."""
    sheet = read_sheet(folder / "facts.csv", FACTS)
    known = {q.name: q for q in QUANTITIES}
    for row in sheet.rows:
        if row["quantity"] in known:
            _check_fact(sheet, row, known[row["quantity"]], regions)
        else:
            hint = nearest(row["quantity"], known)
            sheet.fault(row.line, "quantity", row["quantity"], "a quantity that the model reads", hint)
    _check_complete(sheet, regions)
    if not sheet.problems:
        _check_sums(sheet, (*regions, ALL))
    return sheet


def _check_fact(sheet: Sheet, row: Row, quantity: Quantity, regions: tuple[str, ...]) -> None:
    if quantity.scope == REGION:
        sheet.one_of(row, "region", regions)
    elif row["region"] != ALL:
        sheet.fault(row.line, "region", row["region"], f'"{ALL}": {quantity.name} is a figure of the nation')
    name = f"{row['region']} × {quantity.name}"
    if row["unit"] != quantity.unit:
        sheet.fault(row.line, f"{name} unit", row["unit"], quantity.unit)
    for column in ("value", "low", "high"):
        sheet.number(row, column, quantity.low, quantity.high)
    check_source(sheet, row)
    year = sheet.number(row, "year", 1990, 2040)
    if not sheet.problems or sheet.problems[-1].line != row.line:
        check_interval(sheet, row, name)
        if quantity.positive and float(row["value"]) <= 0 or year != int(year):
            sheet.fault(row.line, name, row["value"], f"a positive number of {quantity.unit}, a whole year")


def check_source(sheet: Sheet, row: Row) -> None:
    """Note a row without a grade of the scale or without a source."""
    sheet.one_of(row, "grade", GRADES)
    if not row["source"].strip():
        sheet.fault(row.line, "source", "", "where the figure comes from")


def _check_complete(sheet: Sheet, regions: tuple[str, ...]) -> None:
    lines: dict[tuple[str, str, str], int] = {}
    yearly = {q.name for q in QUANTITIES if q.scope == YEARLY}
    for row in sheet.rows:
        key = (row["region"], row["quantity"], row["year"] if row["quantity"] in yearly else "")
        if key in lines:
            sheet.fault(row.line, f"{row['region']} × {row['quantity']}", "a second row", f"one (line {lines[key]})")
        lines.setdefault(key, row.line)
    for quantity in QUANTITIES:
        for key in _needed(quantity, regions):
            if key not in lines:
                what = f"{key[0]} × {quantity.name}" + (f" × {key[2]}" if key[2] else "")
                sheet.fault(0, what, "no row", f"a row with a value in {quantity.unit}")


def _needed(quantity: Quantity, regions: tuple[str, ...]) -> list[tuple[str, str, str]]:
    if quantity.scope == REGION:
        return [(region, quantity.name, "") for region in regions]
    if quantity.scope == NATION:
        return [(ALL, quantity.name, "")]
    first, last = quantity.years
    return [(ALL, quantity.name, str(year)) for year in range(first, last + 1)]


def _check_sums(sheet: Sheet, regions: tuple[str, ...]) -> None:
    cells = {(row["region"], row["quantity"]): row for row in sheet.rows}
    for parts in (DEGREE_SHARES, FIELD_SHARES, TIER_SHARES):
        for region in regions:
            rows = [cells[region, part] for part in parts if (region, part) in cells]
            total = sum(float(row["value"]) for row in rows)
            if rows and abs(total - 1) > ROUNDING:
                sheet.fault(rows[0].line, f"{region} × {parts[0]} …", f"shares that add up to {total:.4f}", "1")


def read_provinces(folder: Path, regions: Sheet, facts: Sheet) -> Sheet:
    """provinces.csv: each province by the regions it lies in; its residents must be those of facts.csv."""
    sheet = read_sheet(folder / "provinces.csv", PROVINCES)
    names = tuple(row["region"] for row in regions.rows)
    sheet.unique("province", "region")
    total: dict[str, float] = defaultdict(float)
    for row in sheet.rows:
        sheet.one_of(row, "region", names)
        check_source(sheet, row)
        total[row["region"]] += sheet.number(row, "residents", 1)
    _check_homes(sheet, regions)
    for row in facts.rows if not facts.problems else ():
        if row["quantity"] == "resident_population" and not _close(total[row["region"]], float(row["value"])):
            sheet.fault(
                0, f"{row['region']} × residents", f"{total[row['region']]:.0f}", f"{row['value']} as in facts.csv"
            )
    return sheet


def _check_homes(sheet: Sheet, regions: Sheet) -> None:
    given = {(row["region"], row["province"]) for row in sheet.rows}
    for row in regions.rows:
        for province in (part.strip() for part in row["province"].split(";")):
            if (row["region"], province) not in given:
                sheet.fault(0, f"{province} × {row['region']}", "no row", "the residents of this part of the province")


def _close(a: float, b: float) -> bool:
    return abs(a - b) <= CENSUS * abs(b)


def read_travel(folder: Path, regions: Sheet) -> Sheet:
    """travel.csv: a distance for every pair of regions, over people wherever one side is an aggregate."""
    sheet = read_sheet(folder / "travel.csv", TRAVEL)
    names = tuple(row["region"] for row in regions.rows)
    lines: dict[tuple[frozenset[str], str], int] = {}
    for row in sheet.rows:
        sheet.one_of(row, "origin", names)
        sheet.one_of(row, "destination", names)
        sheet.one_of(row, "quantity", TRAVEL_QUANTITIES)
        sheet.number(row, "value", 1e-9, 1e5)
        check_source(sheet, row)
        if row["unit"] != TRAVEL_UNITS.get(row["quantity"], "km"):
            sheet.fault(row.line, "unit", row["unit"], TRAVEL_UNITS.get(row["quantity"], "km"))
        key = (frozenset((row["origin"], row["destination"])), row["quantity"])
        if key in lines:
            pair = f"{row['origin']} – {row['destination']}"
            sheet.fault(row.line, f"{pair} {row['quantity']}", "a second row", f"one (line {lines[key]})")
        lines.setdefault(key, row.line)
    _check_pairs(sheet, regions, set(lines))
    return sheet


def _check_pairs(sheet: Sheet, regions: Sheet, given: set[tuple[frozenset[str], str]]) -> None:
    for i, origin in enumerate(regions.rows):
        for destination in regions.rows[i:]:
            cities = origin["kind"] == destination["kind"] == "city"
            quantity = "great_circle" if cities else "great_circle_people"
            pair = frozenset((origin["region"], destination["region"]))
            if (pair, quantity) not in given and not (cities and origin is destination):
                sheet.fault(0, f"{origin['region']} – {destination['region']}", "no row", f"{quantity} in km")


def read_policies(folder: Path, regions: tuple[str, ...]) -> Sheet:
    """policies.csv: what cities pay, by tier; rows without a kind are told from the others by their instrument."""
    sheet = read_sheet(folder / "policies.csv", POLICIES)
    for row in sheet.rows:
        sheet.one_of(row, "region", regions)
        sheet.one_of(row, "instrument", INSTRUMENTS)
        for column in ("amount", "months", "start_year", "end_year"):
            if row[column]:
                sheet.number(row, column, 0)
        if row["instrument"].endswith("subsidy") and row["tier"] not in (
            *DEGREES,
            "all",
            "top",
            "leading-university master",
        ):
            sheet.fault(row.line, "tier", row["tier"], "a degree, or all", nearest(row["tier"], DEGREES))
        for column, allowed in TOLD:
            if not row[column].strip():
                sheet.fault(row.line, column, "", allowed)
    return sheet


def read_targets(folder: Path) -> Sheet:
    """targets.csv: patterns to fit or check, each with its width."""
    sheet = read_sheet(folder / "targets.csv", TARGETS)
    sheet.unique("region", "pattern", "year")
    for row in sheet.rows:
        sheet.one_of(row, "use", ("fit", "check", "context"))
        check_source(sheet, row)
        check_interval(sheet, row, row["pattern"])
        if row["use"] == "fit" and sheet.number(row, "year") > 2021:
            sheet.fault(row.line, "use", row["use"], "check: only figures up to 2021 may be fitted")
    return sheet


def read_evidence(folder: Path) -> Sheet:
    """evidence.csv: published effects with which outcomes are compared."""
    sheet = read_sheet(folder / "evidence.csv", EVIDENCE)
    sheet.unique("finding")
    for row in sheet.rows:
        check_source(sheet, row)
        check_interval(sheet, row, row["finding"])
    return sheet


def read_seed_figures(folder: Path) -> Sheet:
    """seed_figures.csv: what the source article states."""
    sheet = read_sheet(folder / "seed_figures.csv", SEED_FIGURES)
    sheet.unique("region", "quantity")
    for row in sheet.rows:
        sheet.number(row, "value", 0)
        check_source(sheet, row)
    return sheet
