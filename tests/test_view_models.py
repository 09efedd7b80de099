"""View models: the numbers of effects.csv with the report's words, in a form that is written down, without matplotlib."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from report_fixture import Case, write_results

import sim.report
from sim.jobs.replicates import replicates
from sim.report.models import dumps, view_model
from sim.report.results import read_results
from sim.report.study import Study, read_study
from sim.store.files import read_json, sha256_of, write_json
from sim.store.tables import ATTRIBUTION, to_arrow, write_parquet

SCHEMA = json.loads((Path(sim.report.__file__).parent / "models/view.schema.json").read_text("utf-8"))
KINDS = {
    "object": dict, "array": list, "string": str, "number": (int, float), "integer": int, "boolean": bool, "null": type(None),
}  # fmt: skip
LANGS = ("zh", "en")
ROOMY = Case(futures=3)
CASES = [
    ROOMY,
    Case(seeds=1),
    Case(seeds=3, futures=2),
    Case(scale=0.0),
    Case(calm=False),
    Case(manifest=False, without=("attribution",)),
]


def breaches(value: Any, schema: dict[str, Any], at: str = "", schemas: dict[str, Any] = SCHEMA) -> Iterator[str]:
    """Where a value is not of the form of a schema: the keywords that the view models' schemas use. schemas: has the $defs."""
    if "$ref" in schema:
        schema = schemas["$defs"][schema["$ref"].rsplit("/", 1)[1]]
    kinds = schema.get("type", [])
    kinds = [kinds] if isinstance(kinds, str) else kinds
    if kinds and not any(
        isinstance(value, KINDS[k]) and (k == "boolean" or not isinstance(value, bool)) for k in kinds
    ):
        yield f"{at}: {value!r} is no {kinds}"
        return
    if ("const" in schema and value != schema["const"]) or ("enum" in schema and value not in schema["enum"]):
        yield f"{at}: {value!r}"
    if isinstance(value, str):
        if len(value) < schema.get("minLength", 0) or not re.search(schema.get("pattern", ""), value):
            yield f"{at}: {value!r}"
    elif isinstance(value, dict) and "properties" not in schema:
        for key, inner in value.items():
            yield from breaches(inner, schema["additionalProperties"], f"{at}.{key}", schemas)
    elif isinstance(value, dict):
        if set(value) ^ set(schema["required"]):
            yield f"{at}: {set(value) ^ set(schema['required'])}"
        for key in set(value) & set(schema["properties"]):
            yield from breaches(value[key], schema["properties"][key], f"{at}.{key}", schemas)
    elif isinstance(value, list):
        for i, item in enumerate(value):
            yield from breaches(item, schema["items"], f"{at}[{i}]", schemas)
    elif value is not None and not schema.get("minimum", -np.inf) <= value <= schema.get("maximum", np.inf):
        yield f"{at}: {value!r}"


def study_of(folder: Path, case: Case) -> Study:
    """The study of invented results."""
    return read_study(read_results(write_results(folder, case)))


def model(study: Study, lang: Any = "en") -> dict[str, Any]:
    """A view model as a reader of the file gets it."""
    return json.loads(dumps(view_model(study, lang)))


def with_file(folder: Path, name: str) -> Study:
    """The study of a folder to which a file was added: the manifest names it."""
    manifest = read_json(folder / "manifest.json") or {}
    manifest.pop("sha256", None)
    manifest["files"][name] = sha256_of(folder / name)
    write_json(folder / "manifest.json", manifest)
    return read_study(read_results(folder))


@pytest.fixture(scope="module")
def roomy(tmp_path_factory: pytest.TempPathFactory) -> Study:
    """Several variants, seeds and futures."""
    return study_of(tmp_path_factory.mktemp("roomy"), ROOMY)


@pytest.mark.parametrize("case", CASES, ids=str)
@pytest.mark.parametrize("lang", LANGS)
def test_every_view_model_has_the_form_that_is_written_down(tmp_path: Path, case: Case, lang: str) -> None:
    found = model(study_of(tmp_path, case), lang)
    assert list(breaches(found, SCHEMA)) == []
    for chart in found["figures"].values():
        assert all({column["key"] for column in chart["columns"]} <= set(row) for row in chart["rows"])


def test_the_walk_finds_what_is_wrong(roomy: Study) -> None:
    found = model(roomy)
    del found["variants"][0]["net"]["span"]
    found["seeds"], found["variants"][0]["anyway"] = "20", 101
    found["lang"], found["figures"]["net"]["rows"][0]["more"] = "fr", 1
    assert {line.split(":")[0] for line in breaches(found, SCHEMA)} == {
        ".seeds", ".lang", ".variants[0].net", ".variants[0].anyway", ".figures.net.rows[0]",
    }  # fmt: skip


def test_numbers_are_those_of_effects(roomy: Study) -> None:
    e = roomy.results.effects
    e = e[(e.region == roomy.focus) & (e.group == "all") & (e.partner == "")].set_index(["outcome", "year", "variant"])

    def same(number: dict[str, Any], outcome: str, name: str, year: str = "all") -> None:
        row = e.loc[(outcome, year, name)]
        for key, column in {"value": "estimate", "low": "low", "high": "high"}.items():
            assert number[key] == (None if pd.isna(row[column]) else row[column]), (outcome, name, key)

    found = model(roomy)
    for variant in found["variants"]:
        for key, outcome in {
            "net": "net",
            "person_years": "person_years",
            "cost": "cost_per_additional",
            "spend": "spend",
        }.items():
            same(variant[key], outcome, variant["name"])
    for row in found["figures"]["net"]["rows"]:
        same(row, "net", row["variant"])
    for row in found["figures"]["who"]["rows"]:
        same(row, row["step"], row["variant"])
    years = found["figures"]["years"]["rows"]
    assert {row["year"] for row in years} == set(roomy.years)
    for row in (row for row in years if ("net", row["year"], row["variant"]) in e.index):
        same(row, "net", row["variant"], row["year"])


def test_both_languages_tell_the_same(roomy: Study) -> None:
    zh, en = (model(roomy, lang) for lang in LANGS)

    def bare(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: bare(inner) for key, inner in value.items()}
        return (
            [bare(inner) for inner in value] if isinstance(value, list) else None if isinstance(value, str) else value
        )

    assert bare(zh) == bare(en)
    assert not re.search("[\u4e00-\u9fff]", json.dumps(en, ensure_ascii=False))


def test_below_four_pairs_nothing_has_a_range(tmp_path: Path) -> None:
    found = model(study_of(tmp_path, Case(seeds=3, futures=2)))

    def check(value: Any) -> None:
        if isinstance(value, dict):
            assert all(value[key] is None for key in ("low", "high", "unknown_low", "unknown_high") if key in value)
            assert not value.get("span")
            assert not value.get("sure")
        for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
            check(inner)

    check(found)
    assert {variant["verdict"] for variant in found["variants"]} == {"single"}
    assert found["headline"].startswith("Too few runs")
    assert {variant["lasts"]["verdict"] for variant in found["variants"]} == {"unknown"}


def test_ranges_that_overlap_are_not_ranked(roomy: Study) -> None:
    told = roomy.results
    central = replace(told, futures=told.futures.iloc[:0], uncertainty=told.uncertainty.iloc[:0])
    apart = replace(roomy, results=central)
    effects = apart.results.effects
    net = (effects.outcome == "net") & (effects.partner == "") & (effects.year == "all")
    wide = effects.assign(low=effects.low.mask(net, 1.0), high=effects.high.mask(net, effects.estimate[net].max() + 1))
    alike = replace(apart, results=replace(apart.results, effects=wide))
    assert "Which keeps the most cannot be told" in model(alike)["headline"]
    assert "overlap" in model(alike)["figures"]["net"]["says"]
    narrow = effects.assign(
        low=effects.low.mask(net, effects.estimate - 1), high=effects.high.mask(net, effects.estimate + 1)
    )
    assert model(replace(apart, results=replace(apart.results, effects=narrow)))["headline"].startswith(
        "Most people are kept"
    )


def test_does_it_last(roomy: Study) -> None:
    name, *others = roomy.names
    year = roomy.later[max(roomy.later)] if roomy.later else "2030"
    ends = {"lasts": (10.0, 20.0), "fades": (-20.0, 10.0), "unsure": (-1e6, 1e6), "unknown": (np.nan, np.nan)}
    before = roomy.results.effects
    window = before[
        (before.outcome == "net") & (before.region == roomy.focus) & (before.variant == name) & (before.year == "all")
    ]
    for verdict, (low, high) in ends.items():
        later = window.assign(year=year, estimate=5.0, low=low, high=high)
        effects = pd.concat([before[before.year != year], later])
        found = model(replace(roomy, results=replace(roomy.results, effects=effects)))
        lasts = {variant["name"]: variant["lasts"]["verdict"] for variant in found["variants"]}
        assert lasts == {name: verdict, **dict.fromkeys(others, "unknown")}


def test_net_by_origin_is_paired(tmp_path: Path) -> None:
    """Beijing loses the same in each pair, Baotou and Beijing's re-sorting scatter and cancel."""
    study_of(tmp_path, Case(variants=("cash",), seeds=4))
    moved = {"Beijing": [4000] * 4, "Baotou": [9000, 1000, 9000, 1000], "Rest of China": [-9000, -1000, -9000, -1000]}
    rows = [
        ("cash", replicate, "Hohhot", "all", "all", "induced" if n > 0 else "crowded_out", place, abs(n))
        for place, counts in moved.items()
        for replicate, n in enumerate(counts)
    ]
    columns = ["variant", "replicate", "region", "group", "year", "class", "partner", "count"]
    frame = pd.DataFrame(rows, columns=columns)
    write_parquet(tmp_path / "attribution.parquet", to_arrow(frame, {}, ATTRIBUTION))
    beijing, other = model(with_file(tmp_path, "attribution.parquet"))["figures"]["origins"]["rows"]
    assert (beijing["place"], beijing["value"], beijing["low"], beijing["sure"]) == ("Beijing", -4000, -4000, True)
    assert (other["place"], other["value"], other["low"], other["high"]) == ("other", 0, 0, 0), (
        "they cancel in each pair"
    )


def test_gains_of_each_seed(tmp_path: Path) -> None:
    values = pd.DataFrame(
        [
            ("cash", r, "net", region, year, group, partner, 10.0 * r, adjusted)
            for r, adjusted in ((1, 7.0), (0, np.nan))
            for region, year, group, partner in (
                ("Hohhot", "all", "all", ""), ("Beijing", "all", "all", ""), ("Hohhot", "2020", "all", ""),
                ("Hohhot", "all", "degree=master", ""), ("Hohhot", "all", "all", "Beijing"),
            )
        ],
        columns=["variant", "replicate", "outcome", "region", "year", "group", "partner", "plain", "adjusted"],
    )  # fmt: skip
    found = replicates(values, "Hohhot")
    assert found.to_numpy().tolist() == [["cash", 0, "net", 0.0], ["cash", 1, "net", 7.0]], (
        "adjusted where there is one"
    )
    study = study_of(tmp_path, Case(variants=("cash",)))
    assert model(study)["variants"][0]["by_seed"] == [], "older results hold none"
    found.to_csv(tmp_path / "replicates.csv", index=False)
    assert model(with_file(tmp_path, "replicates.csv"))["variants"][0]["by_seed"] == [0.0, 7.0]


def test_it_is_written_with_the_report_and_again_when_harmed(tmp_path: Path) -> None:
    write_results(tmp_path, Case(variants=("cash",), seeds=4))
    sim.report.build(tmp_path, "en")
    file = tmp_path / "view-en.json"
    whole = file.read_bytes()
    assert list(breaches(json.loads(whole), SCHEMA)) == []
    file.write_bytes(whole[:-9])
    sim.report.build(tmp_path, "en")
    assert file.read_bytes() == whole


def test_no_matplotlib_is_needed(tmp_path: Path) -> None:
    write_results(tmp_path, Case(variants=("cash",), seeds=4))
    program = (
        "import sys; from pathlib import Path; import sim.report.models as models;"
        "from sim.report.results import read_results; from sim.report.study import read_study; import sim.report.look;"
        f"models.dumps(models.view_model(read_study(read_results(Path({str(tmp_path)!r}))), 'zh'));"
        "print([name for name in sys.modules if name.split('.')[0] == 'matplotlib'])"
    )
    found = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
