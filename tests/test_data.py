"""The data of the twelve regions: what the arrays hold, and that planted faults are named with file and line."""

from __future__ import annotations

import csv
import shutil
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from sim.scenario import PARAMETERS, ScenarioError, load_scenario
from sim.scenario.folders import data_folder
from sim.world.rivals import left_out
from sim.world.tables import Tables, load_tables, table_problems

Rows = list[dict[str, str]]


@pytest.fixture(scope="module")
def tables() -> Tables:
    return load_tables()


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    shutil.copytree(data_folder(), folder)
    return folder


def edit(folder: Path, name: str, change: Callable[[Rows], Rows]) -> None:
    """Rewrite one csv file of a copied folder."""
    path = folder / f"{name}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    changed = change(rows)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(changed[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(changed)


def test_regions_and_groups(tables: Tables) -> None:
    assert len(tables.regions) == 12
    assert tables.group_of("呼包") == ("Hohhot", "Baotou")
    assert tables.group_of(["哈尔滨", "Beijing"]) == ("Beijing", "Harbin")
    assert tables.group_of("all") == tables.regions
    assert int(tables.codes[tables.regions.index("Hohhot")]) == zlib.crc32(b"Hohhot")
    with pytest.raises(KeyError):
        tables.group_of("Atlantis")


def test_distances_are_of_people_where_one_side_is_an_aggregate(tables: Tables) -> None:
    at = tables.regions.index
    assert tables.distance[at("Beijing"), at("Hohhot")] == pytest.approx(4.08)
    assert tables.distance[at("Beijing"), at("North-East rest")] == pytest.approx(8.54)
    assert np.array_equal(tables.distance, tables.distance.T)
    assert np.all(np.diag(tables.distance)[tables.is_city] == 0)
    assert np.all(np.diag(tables.distance)[~tables.is_city] > 1)


def test_provinces_are_split_over_their_regions(tables: Tables) -> None:
    assert len(tables.provinces) == 31
    assert np.allclose(tables.province_parts.sum(axis=1), 1)
    inner = tables.provinces.index("Inner Mongolia")
    assert tables.region_province[tables.regions.index("Hohhot")] == inner
    assert tables.region_province[tables.regions.index("Rest of China")] == -1
    assert np.flatnonzero(tables.province_parts[inner]).size == 3
    assert tables.province_residents.sum() == pytest.approx(tables.fact("resident_population").sum(), rel=1e-3)


def test_figures_of_the_nation(tables: Tables) -> None:
    assert tables.fact("graduates_all").sum() == 11_580_000
    assert tables.national("wage_ratio_bachelor") == 1
    index = tables.yearly("graduates_index")
    assert (min(index), max(index), index[2023]) == (1996, 2035, 1)
    assert set(tables.facts["grade"]) == {"A", "B", "C"}


def test_what_the_baseline_leaves_out_is_told(tables: Tables) -> None:
    rows = left_out(tables)
    assert {"hukou", "budget", "package", "target"} <= set(rows["instrument"])
    wuhan = rows[rows["name"] == "Rest of China: Wuhan: talent flats"]
    assert wuhan["reason"].item() == "a city inside an aggregate region"
    assert wuhan["name_zh"].item() == "其他地区：武汉：人才公寓"
    assert not rows["name"].str.startswith(("Harbin", "Shenyang", "Dalian", "Changchun")).any()
    assert not rows["name_zh"].str.contains("[A-Za-z]").any()


def test_every_row_of_a_rival_city_is_in_the_baseline(tables: Tables) -> None:
    rows = tables.frame("policies").query("region in ['Harbin', 'Shenyang', 'Dalian', 'Changchun', 'Baotou']")
    amounts = {
        dated_value
        for policy in load_scenario("baseline").policies
        for field in ("yuan_month", "yuan")
        for dated in getattr(policy, field, None) or ()
        for dated_value in dated.values
    }
    paid = rows[rows["unit"].str.startswith("yuan")]
    assert set(paid["amount"]) <= amounts


def first(rows: Rows, **cells: str) -> dict[str, str]:
    return next(row for row in rows if all(row[k] == v for k, v in cells.items()))


def set_cell(column: str, value: str, **where: str) -> Callable[[Rows], Rows]:
    def change(rows: Rows) -> Rows:
        first(rows, **where)[column] = value
        return rows

    return change


def without(**where: str) -> Callable[[Rows], Rows]:
    return lambda rows: [row for row in rows if any(row[k] != v for k, v in where.items())]


def doubled(rows: Rows) -> Rows:
    return [*rows, dict(rows[-1])]


HOHHOT = {"region": "Hohhot", "quantity": "rent"}
FAULTS = {
    "missing row": ("facts", without(**HOHHOT), "Hohhot × rent", "no row"),
    "missing year": ("facts", without(quantity="class_growth", year="2027"), "all × class_growth × 2027", "no row"),
    "double row": ("facts", doubled, "all × class_growth", "second row"),
    "wrong unit": ("facts", set_cell("unit", "yuan", **HOHHOT), "Hohhot × rent unit", "yuan"),
    "no number": ("facts", set_cell("value", "24,5", **HOHHOT), "value", "24,5"),
    "empty cell": ("facts", set_cell("low", "", **HOHHOT), "low", "nothing"),
    "value above high": ("facts", set_cell("value", "900", **HOHHOT), "Hohhot × rent", "900"),
    "zero rent": ("facts", set_cell("value", "0", **(HOHHOT | {})), "Hohhot × rent", "0"),
    "share above one": ("facts", set_cell("high", "1.2", quantity="local_students"), "high", "1.2"),
    "shares of degrees": (
        "facts",
        set_cell("value", "0.51", region="Hohhot", quantity="graduates_bachelor_share"),
        "Hohhot × graduates_college_share …",
        "add up",
    ),
    "unknown quantity": ("facts", set_cell("quantity", "rents", **HOHHOT), "quantity", "rents"),
    "unknown region": ("facts", set_cell("region", "Hohot", **HOHHOT), "region", "Hohot"),
    "grade": ("facts", set_cell("grade", "D", **HOHHOT), "grade", "D"),
    "no source": ("facts", set_cell("source", "", **HOHHOT), "source", "nothing"),
    "missing distance": (
        "travel",
        without(origin="Beijing", destination="Hohhot", quantity="great_circle"),
        "Beijing – Hohhot",
        "no row",
    ),
    "missing inner distance": (
        "travel",
        without(origin="Yangtze delta", destination="Yangtze delta"),
        "Yangtze delta – Yangtze delta",
        "no row",
    ),
    "distance in miles": ("travel", set_cell("unit", "miles", quantity="great_circle"), "unit", "miles"),
    "residents": ("provinces", set_cell("residents", "1", region="Hohhot"), "Hohhot × residents", "1"),
    "part of a province": ("provinces", without(region="Baotou"), "Inner Mongolia × Baotou", "no row"),
    "city in two provinces": (
        "regions",
        set_cell("province", "Jilin; Hebei", region="Hohhot"),
        "province",
        "Jilin; Hebei",
    ),
    "latitude": ("regions", set_cell("latitude", "95", region="Hohhot"), "latitude", "95"),
    "parameter range": ("parameters", set_cell("low", "4", parameter="eps_w_grad"), "eps_w_grad", "low 4"),
    "parameter twice": ("parameters", doubled, "parameter", "patents_project"),
    "half a month": ("parameters", set_cell("high", "12.5", parameter="search_months"), "search_months.high", "12.5"),
    "fit of a later year": ("targets", set_cell("year", "2023", use="fit"), "use", "fit"),
    "instrument": (
        "policies",
        set_cell("instrument", "rent subsidies", region="Dalian"),
        "instrument",
        "rent subsidies",
    ),
    "evidence": ("evidence", set_cell("high", "0", unit="elasticity"), "migration elasticity", "high 0"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_planted_faults_are_named(copied: Path, name: str) -> None:
    file, change, field, found = FAULTS[name]
    edit(copied, file, change)
    problems = table_problems(copied)
    mine = [
        p for p in problems if Path(p.file).name == f"{file}.csv" and p.field.startswith(field) and found in p.found
    ]
    assert mine, problems
    with pytest.raises(ScenarioError):
        load_tables(copied)


def test_a_fault_has_the_line_of_its_row(copied: Path) -> None:
    edit(copied, "facts", set_cell("unit", "yuan", **HOHHOT))
    (problem,) = table_problems(copied)
    text = (copied / "facts.csv").read_text(encoding="utf-8").splitlines()[problem.line - 1]
    assert text.startswith("Hohhot,rent,")


def test_missing_files_and_columns_are_named(copied: Path) -> None:
    (copied / "travel.csv").unlink()
    edit(copied, "evidence", lambda rows: [{k: v for k, v in row.items() if k != "unit"} for row in rows])
    found = {(Path(p.file).name, p.field) for p in table_problems(copied)}
    assert {("travel.csv", "file"), ("evidence.csv", "unit")} <= found


def test_a_thirteenth_region_is_a_data_edit(copied: Path) -> None:
    def split(rows: Rows) -> Rows:
        tianjin = first(rows, province="Tianjin")
        tianjin["region"] = "Tianjin"
        return rows

    def region(rows: Rows) -> Rows:
        row = dict(
            first(rows, region="Beijing"), region="Tianjin", code="TJ", name_zh="天津", group="天津", province="Tianjin"
        )
        first(rows, region="Jing-Jin-Ji rest")["province"] = "Hebei"
        return [*rows, row]

    def facts(rows: Rows) -> Rows:
        new = [dict(row, region="Tianjin") for row in rows if row["region"] == "Beijing"]
        for rows_of, persons in ((new, "13866009"), (rows, "74610235")):
            where = {"quantity": "resident_population"} | ({} if rows_of is new else {"region": "Jing-Jin-Ji rest"})
            first(rows_of, **where).update(value=persons, low=persons, high=persons)
        return [*rows, *new]

    def travel(rows: Rows) -> Rows:
        names = {row["origin"] for row in rows} | {row["destination"] for row in rows}
        quantities = ("great_circle", "great_circle_people")
        new = [
            dict(rows[0], origin="Tianjin", destination=n, quantity=q, value="300", unit="km")
            for n in names
            for q in quantities
        ]
        return [*rows, *new]

    for name, change in (("regions", region), ("provinces", split), ("facts", facts), ("travel", travel)):
        edit(copied, name, change)
    tables = load_tables(copied)
    assert tables.regions[-1] == "Tianjin"
    assert tables.distance.shape == (13, 13)
    assert tables.provinces[tables.region_province[-1]] == "Tianjin"
    edit(
        copied,
        "regions",
        lambda rows: rows + [dict(rows[0], region=f"R{i}", code=f"R{i}", name_zh=f"R{i}") for i in range(4)],
    )
    assert "at most 16" in table_problems(copied)[0].allowed


def test_parameters_are_complete_and_in_both_languages() -> None:
    for parameter in PARAMETERS.values():
        assert parameter.low <= parameter.value <= parameter.high
        assert parameter.meaning
        assert parameter.meaning_zh
        assert parameter.unit
        assert parameter.source
