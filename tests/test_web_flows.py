"""Moves as the page's server tells them: rows with their texts, the same as CSV, only what the record has; a boundary of the user's own."""

from __future__ import annotations

import csv
import io
import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from flows_invented import add_flows, study_of, told_of
from web_fixture import Answer, ask, digest_of, finished, page

from sim.cli import main as cli
from sim.given import Refused
from sim.web.app import make
from sim.web.boundary import LARGEST, read_boundary
from sim.web.desk import Desk
from sim.web.guard import Guard
from sim.web.studies import Studies

ONE = digest_of("one")[:12]
LANGS = ("zh", "en")
SHOWS = ("without", "with", "diff")


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    return told_of(study_of(tmp_path_factory.mktemp("moves")))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, told: dict[str, Any]) -> Path:
    folder = finished(tmp_path_factory.mktemp("results") / "one", "one")
    add_flows(folder, told)
    return folder


@pytest.fixture(scope="module")
def app(folder: Path) -> Guard:
    return page(folder.parent)


def moves(app: Guard, lang: str = "en", address: str = "moves/{}/{}", **query: str) -> Answer:
    asked = {"pick": "lines", "month": "2023-12"} | query
    path = f"/api/{address.format(ONE, lang)}?{'&'.join(f'{key}={value}' for key, value in asked.items())}"
    return ask(app, path)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("show", SHOWS)
@pytest.mark.parametrize("at", ["focus", "all"])
def test_csv_and_rows_are_the_same_numbers_as_in_the_view_model(
    app: Guard, told: dict[str, Any], lang: str, show: str, at: str
) -> None:
    figure = moves(app, lang, show=show, at=at).json
    rows = list(
        csv.reader(io.StringIO(moves(app, lang, "table/{}/{}/flows", show=show, at=at).body.decode("utf-8-sig")))
    )
    assert rows[0] == [column["title"] for column in figure["columns"]]
    assert rows[1:] == [[str(row[column["key"]]) for column in figure["columns"]] for row in figure["rows"]]
    lines = next(variant for variant in told["variants"] if variant["name"] == "lines")
    month = told["months"].index("2023-12")
    arcs = [row for row in figure["rows"] if row["part"] == "arc"]
    assert {row["from"] == told["focus"] or row["to"] == told["focus"] for row in arcs} == (
        {True} if at == "focus" else {True, False}
    )
    for row in arcs:
        series = told["arcs"].index([row["from"], row["to"]])
        change, half = lines["change"][series], lines["half"][series][month]
        level = told["level"][series][month] + (change[month] - change[month - 12] if show == "with" else 0)
        expected = (
            (change[month], change[month] - half, change[month] + half) if show == "diff" else (level, None, None)
        )
        assert (row["value"], row["low"], row["high"]) == expected
        assert row["sure"] == (show != "diff" or lines["sure"][series][month] == "1")


def test_the_sure_and_the_large_come_first_after_the_sums(app: Guard) -> None:
    rows = moves(app, at="all").json["rows"]
    assert [row["part"] for row in rows[:3]] == ["in", "out", "net"]
    assert rows[-1]["part"] == "other"
    order = [(not row["sure"], -abs(row["value"])) for row in rows[3:-1]]
    assert all(a <= b for a, b in pairwise(order))
    assert rows[3]["title"] == "Beijing → Hohhot"


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("show", SHOWS)
def test_each_row_says_its_number_and_no_blank_is_left(app: Guard, lang: str, show: str) -> None:
    for row in moves(app, lang, show=show).json["rows"]:
        assert row["text"].lstrip("+−") in row["says"]
        assert row["span"] in row["says"]
        assert "{" not in row["says"]


def test_a_sentence_tells_direction_noise_and_whether_the_sign_is_sure(app: Guard) -> None:
    rows = {row["title"]: row for row in moves(app).json["rows"]}
    arc = rows["Beijing → Hohhot"]
    assert arc["says"].startswith("From Beijing to Hohhot: from January 2022 to December 2023, 4,800 people more with ")
    assert arc["says"].endswith("; the sign is sure (99.9 %).")
    unsure = next(row for row in rows.values() if not row["sure"] and row["value"] < 0)
    assert " fewer with " in unsure["says"]
    assert f"(noise {unsure['span']}); the sign is not sure (99.9 %)." in unsure["says"]


def test_without_pairs_enough_the_sentence_says_why_there_is_no_range(tmp_path: Path) -> None:
    add_flows(finished(tmp_path / "r" / "one", "one"), told_of(study_of(tmp_path / "moves", 3)))
    rows = moves(page(tmp_path / "r")).json["rows"]
    assert {(row["low"], row["high"], row["span"], row["sure"]) for row in rows} == {(None, None, "", False)}
    assert "too few pairs" in rows[0]["says"]


@pytest.mark.parametrize("lang", LANGS)
def test_the_sheet_has_what_all_months_share(app: Guard, told: dict[str, Any], lang: str) -> None:
    sheet = ask(app, f"/api/flows/{ONE}/{lang}").json
    assert [month["key"] for month in sheet["months"]] == told["months"]
    assert [place["title"] for place in sheet["places"]] == [place["title"][lang] for place in told["places"]]
    net = sheet["net"]["lines"]
    for show in SHOWS:
        shown = {row["part"]: row["value"] for row in moves(app, lang, show=show).json["rows"]}
        assert net[show][-1] == shown["net"]
    arcs = [
        row
        for month in told["months"]
        for row in moves(app, lang, month=month, at="all").json["rows"]
        if row["part"] == "arc"
    ]
    assert sheet["widest"]["all"]["diff"] >= max(abs(row["value"]) for row in arcs)


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({"pick": "none"}, 404), ({"pick": "../one"}, 404), ({"month": "2024-01"}, 404), ({"month": "x"}, 422),
        ({"show": "x"}, 422), ({"at": "x"}, 422), ({"pick": "x" * 201}, 422),
    ],
)  # fmt: skip
def test_what_is_not_there_is_refused(app: Guard, query: dict[str, str], status: int) -> None:
    for address in ("moves/{}/{}", "table/{}/{}/flows"):
        assert moves(app, "en", address, **query).status == status


@pytest.mark.parametrize("text", ['{"schema": 1}', "{", ""])
def test_moves_that_are_not_as_the_report_wrote_them_are_not_told(
    tmp_path: Path, told: dict[str, Any], text: str
) -> None:
    folder = finished(tmp_path / "one", "one")
    add_flows(folder, told)
    app = page(tmp_path)
    assert ask(app, f"/api/flows/{ONE}/en").status == 200
    (folder / "flows.json").write_text(text, encoding="utf-8")
    assert {ask(app, f"/api/flows/{ONE}/en").status, moves(app).status} == {404}


SQUARE = [[110, 40], [112, 40.5], [112, 42], [110, 40]]
SHAPES = {
    "Polygon": [SQUARE],
    "MultiPolygon": [[SQUARE], [SQUARE]],
    "LineString": SQUARE,
    "MultiLineString": [SQUARE, SQUARE],
}


@pytest.mark.parametrize("kind", SHAPES)
def test_a_boundary_is_read_and_told(tmp_path: Path, kind: str) -> None:
    geometry = {"type": kind, "coordinates": SHAPES[kind]}
    feature = {"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {}, "geometry": geometry}]}
    for shape in (geometry, feature, {"type": "GeometryCollection", "geometries": [geometry]}):
        (tmp_path / "b.geojson").write_text(json.dumps(shape), encoding="utf-8")
        lines = read_boundary(tmp_path / "b.geojson")
        studies = Studies(tmp_path)
        told = ask(Guard(make(studies, Desk(studies, 0), lines)), "/api/boundary").json["lines"]
        assert told == [SQUARE] * (2 if kind.startswith("Multi") else 1)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("{", "no GeoJSON"), ("[]", "no GeoJSON"), ("{}", "no GeoJSON"), ('{"type": "Feature", "geometry": null}', "no GeoJSON"),
        ('{"type": "Point", "coordinates": [1, 2]}', "a Point"), ('{"type": "FeatureCollection", "features": []}', "no line"),
        ('{"type": "LineString", "coordinates": [[1, 2]]}', "a line of fewer"),
        ('{"type": "LineString", "coordinates": [[1, 2], [1, 91]]}', "off the earth"),
        ('{"type": "LineString", "coordinates": [[1, 2], [NaN, 1]]}', "off the earth"),
        ('{"type": "LineString", "coordinates": [[1], [2]]}', "no GeoJSON"), ("[" * 100_000, "no GeoJSON"),
        (" " * (LARGEST + 1), "2,000,001 bytes"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_boundary_is_one_line(tmp_path: Path, text: str, found: str) -> None:
    (tmp_path / "b.geojson").write_text(text, encoding="utf-8")
    with pytest.raises(Refused, match=found) as refused:
        read_boundary(tmp_path / "b.geojson")
    assert "\n" not in str(refused.value)


def test_serve_refuses_a_boundary_that_is_not_there(
    tmp_path: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    missing = tmp_path / "none"
    assert cli.carry_out(["serve", str(folder), "--no-browser", "--port", "0", "--boundary", str(missing)]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert f"--boundary: {missing}: found No such file or directory; allowed GeoJSON" in line
