"""The view model of evidence: numbers of the tables and the manifest, the report's words, both languages, its written form."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from report_fixture import Case, write_results
from test_view_models import LANGS, breaches, study_of, with_file
from web_fixture import ask, digest_of, finished, page

import sim.report
from sim.report import back
from sim.report.models import dumps, evidence_model
from sim.report.study import Study, read_study
from sim.report.view import View
from sim.store.files import read_json, sha256_of, write_json

SCHEMA = json.loads((Path(sim.report.__file__).parent / "models/evidence.schema.json").read_text("utf-8"))
KAPPA = {"net": 2.0, "person_years": 41.0}
LAST = "2023-12"  # a short window: results are written quickly
CASES = [
    Case(seeds=1, last=LAST), Case(seeds=4, last=LAST, scale=0.0), Case(seeds=4, last=LAST, calm=False),
    Case(seeds=2, last=LAST, manifest=False, futures=2),
]  # fmt: skip


def told(study: Study, lang: Any = "en") -> dict[str, Any]:
    """The model as a reader of the file gets it."""
    return json.loads(dumps(evidence_model(study, lang)))


def measured(folder: Path, case: Case) -> Study:
    """A study with diagnostics: kappa of person-years is alarming."""
    write_results(folder, case)
    rows = [(v, of, "Hohhot", "all", kappa) for v in case.variants for of, kappa in KAPPA.items()]
    columns = ["variant", "outcome", "region", "year", "kappa"]
    pd.DataFrame(rows, columns=columns).to_csv(folder / "diagnostics.csv", index=False)
    return with_file(folder, "diagnostics.csv")


@pytest.fixture(scope="module")
def roomy(tmp_path_factory: pytest.TempPathFactory) -> Study:
    return measured(tmp_path_factory.mktemp("evidence"), Case(seeds=4, futures=2, last=LAST))


@pytest.fixture(scope="module")
def found(roomy: Study) -> dict[str, Any]:
    return told(roomy)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_every_model_has_the_form_that_is_written_down(tmp_path: Path, case: Case) -> None:
    study = study_of(tmp_path, case)
    for lang in LANGS:
        model = told(study, lang)
        assert list(breaches(model, SCHEMA, schemas=SCHEMA)) == []
        for figure in model["figures"].values():
            assert all({column["key"] for column in figure["columns"]} <= set(row) for row in figure["rows"])
        parts = [part for chapter in model["chapters"] for part in chapter["parts"]]
        assert [bool(part["text"]) for part in parts] == [not part["figure"] for part in parts]
        assert {part["figure"] for part in parts} - {""} == set(model["figures"])
        assert {fact["chapter"] for fact in model["facts"]} <= {chapter["key"] for chapter in model["chapters"]}


def test_numbers_are_those_of_the_tables(roomy: Study, found: dict[str, Any]) -> None:
    e = roomy.results.effects
    e = e[(e.outcome == "net") & (e.region == "Hohhot") & (e.group == "all") & (e.partner == "") & (e.year == "all")]
    e = e.set_index("variant")
    columns = {"needed": "replicates_for_5pct", "adjusting": "martingale_gain", "sharing": "variance_reduction"}
    for row in found["figures"]["effort"]["rows"]:
        assert row["pairs"] == e.replicates[row["variant"]] == 4
        assert {key: row[key] for key in columns} == {key: e[column][row["variant"]] for key, column in columns.items()}
    for row in found["figures"]["precision"]["rows"]:
        assert [row[key] for key in ("value", "low", "high")] == list(
            e.loc[row["variant"], ["estimate", "low", "high"]]
        )
    coupled = pd.read_csv(roomy.results.folder / "coupling.csv", dtype={"year": str})
    for row in found["figures"]["coupling"]["rows"]:
        mine = coupled[(coupled.variant == row["variant"]) & (coupled.year == row["year"])]
        for key in ("differs_now", "untouched", "differs_ever", "third_place", "jobs_differ"):
            assert row[key] == pytest.approx(mine[key].mean())
        assert row["at"] == (row["year"] == LAST[:4])
    assert {row["variant"] for row in found["figures"]["coupling"]["rows"] if row["at"]} == set(roomy.names)


def test_the_manifest_is_told_whole(roomy: Study, found: dict[str, Any]) -> None:
    given = roomy.results.manifest
    rows = found["figures"]["parameters"]["rows"]
    assert [(row["name"], row["grade"]) for row in rows] == [(p["name"], p["grade"]) for p in given["parameters"]]
    judged = sum(p["grade"] == "C" for p in given["parameters"])
    assert f"{judged} of {len(rows)}" in {fact["text"] for fact in found["facts"] if fact["chapter"] == "inputs"}
    off = sorted((row["fitted"] - row["target"]) / row["width"] for row in given["fit"])
    assert sorted(row["by"] for row in found["figures"]["fit"]["rows"]) == pytest.approx(off)
    assert found["commands"] == [
        f"talentflow compare {' '.join(given['scenarios'])} --seeds 4 --futures 2 --persons-per-agent {roomy.persons_per_agent}",
        "talentflow verify DIR",
    ]


def test_sentences_are_the_reports(roomy: Study, found: dict[str, Any]) -> None:
    said = {part["text"] for chapter in found["chapters"] for part in chapter["parts"]}
    view = View(roomy, "en")
    for parts in (back.sources(view), back.fit(view), back.movers(view)):
        assert {part for part in parts if isinstance(part, str)} <= said
    assert "jobs that end and begin" in found["figures"]["kappa"]["rows"][0]["text"]


def test_kappa_is_explained_where_it_alarms_alone(roomy: Study) -> None:
    results = replace(roomy.results)
    vars(results)["diagnostics"] = roomy.results.diagnostics.assign(
        kappa=9.0
    )  # else read from the folder when asked for
    rows = told(read_study(results))["figures"]["kappa"]["rows"]
    assert [(row["net"], row["person_years"], row["text"]) for row in rows] == 3 * [(9.0, 9.0, "")]


def test_nothing_of_noise_is_told_below_four_pairs(tmp_path: Path, found: dict[str, Any]) -> None:
    few = told(measured(tmp_path, Case(seeds=3, last=LAST)))
    for name, keys in {
        "effort": ("needed", "adjusting", "sharing"),
        "precision": ("low", "high"),
        "kappa": KAPPA,
    }.items():
        for model, known in ((few, False), (found, True)):
            assert {row[key] is not None for row in model["figures"][name]["rows"] for key in keys} == {known}


def test_both_languages_have_the_same_keys_and_numbers(roomy: Study, found: dict[str, Any]) -> None:
    def bare(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: bare(inner) for key, inner in value.items()}
        return (
            [bare(inner) for inner in value] if isinstance(value, list) else None if isinstance(value, str) else value
        )

    assert bare(told(roomy, "zh")) == bare(found)


def test_the_page_hears_what_the_record_vouches_for(tmp_path: Path, found: dict[str, Any]) -> None:
    folder, study = finished(tmp_path / "one", "one"), digest_of("one")[:12]
    assert ask(page(tmp_path), f"/api/evidence/{study}/en").status == 404
    record = read_json(folder / "report-en.json") or {}
    (folder / "evidence-en.json").write_bytes(dumps(found))
    assert ask(page(tmp_path), f"/api/evidence/{study}/en").status == 404
    files = {**record["files"], "evidence-en.json": sha256_of(folder / "evidence-en.json")}
    write_json(folder / "report-en.json", {"made_of": "", "files": files})
    assert ask(page(tmp_path), f"/api/evidence/{study}/en").json == found
    lines = ask(page(tmp_path), f"/api/table/{study}/en/parameters").body.decode("utf-8-sig").splitlines()
    assert len(lines) == 1 + len(found["figures"]["parameters"]["rows"])
    assert ask(page(tmp_path), f"/api/table/{study}/zh/parameters").status == 404
