"""`talentflow trace`: whom it follows, what it writes beside results, what it says of a life, and what it refuses."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from shutil import copytree
from typing import Any

import pandas as pd
import pytest
from test_view_models import breaches

import sim
import sim.report
from sim.cli import main as cli
from sim.jobs import lives as jobs
from sim.jobs.compare import compare_worlds
from sim.jobs.job import Settings
from sim.jobs.typical import EACH
from sim.report.lives.read import followed
from sim.report.results import read_results
from sim.report.study import read_study
from sim.store.files import harmed, read_json, sha256_of, write_json
from sim.store.results import load_results
from sim.web import lives as web
from sim.web.studies import read_study as read_stored

SIZE = {"persons_per_agent": 10_000, "researchers_per_agent": 1_000}
MONTHS = 132  # to 2020-12
DATES = {"start": "2018-02-01", "end": "2019-12-01"}
LANGS = ("zh", "en")
SCHEMA = json.loads((Path(sim.report.__file__).parent / "models/lives.schema.json").read_text("utf-8"))


def scenario(name: str, **changes: object) -> sim.Scenario:
    return sim.load_scenario(name, {**SIZE, **{path.replace("__", "."): value for path, value in changes.items()}})


def of(policy: str, **fields: object) -> dict[str, object]:
    """Fields of a policy as overrides: early, and large enough to move somebody at this scale."""
    return {f"policy__{policy}__{name}": value for name, value in {**DATES, **fields}.items()}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Results of large programmes of flats and of lines beside the baseline, one seed, and its people followed."""
    folder = tmp_path_factory.mktemp("lives")
    flats = scenario("housing", policy__flats__units=400_000, **of("flats", budget_yuan_year=2e9, discount=0.9))
    lines = scenario("lines", **of("lines", contacts_year=3_000_000, budget_yuan_year=2e9))
    settings = Settings((3,), 1, MONTHS, folder / "results", folder / "store")
    compare_worlds(scenario("baseline"), [flats, lines], settings)
    assert cli.carry_out(["trace", str(folder / "results"), "--quiet"]) == 0
    return folder / "results"


def model(folder: Path, lang: str = "en") -> dict[str, Any]:
    return json.loads((folder / f"lives-{lang}.json").read_text("utf-8"))


def people(folder: Path, lang: str = "en") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = model(folder, lang)["people"]
    assert len(found) > 4
    return found


@pytest.mark.parametrize("lang", LANGS)
def test_the_view_model_has_the_form_that_is_written_down(made: Path, lang: str) -> None:
    assert list(breaches(model(made, lang), SCHEMA)) == []


def test_both_languages_tell_the_same_people(made: Path) -> None:
    zh, en = (people(made, lang) for lang in LANGS)
    for one, other in zip(zh, en, strict=True):
        for key in ("key", "variant", "kind", "parted", "opened", "graduates"):
            assert one[key] == other[key]
        assert len(one["story"]) == len(other["story"]) > 0
        assert one["who"] != other["who"]
        for rows in ("life", "why"):
            assert len(one["rows"][rows]) == len(other["rows"][rows])


def test_the_record_vouches_for_the_models_and_no_result_is_harmed(made: Path) -> None:
    record, manifest = read_json(made / "lives.json"), read_json(made / "manifest.json")
    assert record
    assert manifest
    assert record["files"] == {f"lives-{lang}.json": sha256_of(made / f"lives-{lang}.json") for lang in LANGS}
    assert record["digest"] == manifest["digest"]
    assert harmed(made, manifest["files"]) == []


def test_typical_people_are_the_first_of_the_middle_of_their_class(made: Path) -> None:
    results = load_results(made)
    run = dict(zip(results.runs.scenario, results.runs.run_id, strict=True))
    end = results.manifest["window"][1]
    base, variant = (results.marks(run[name]).set_index("id") for name in ("baseline", "housing"))
    hohhot = [region["name"] for region in results.manifest["regions"]].index("Hohhot")
    bit = [p["id"] for p in results.manifest["scenarios"][1]["document"]["policies"]].index("flats")
    there = (base[f"region_{end}"] == hohhot) & (variant[f"region_{end}"] == hohhot) & (base.population == 0)
    touched = (variant[f"touched_{end}"].to_numpy() & (1 << bit)) != 0
    held = base[there & touched]
    held = held[held.degree == held.degree.mode()[0]]
    middle = held[held.grad_year == held.grad_year.quantile(0.5, interpolation="lower")]
    told = [p["id"] for p in people(made) if (p["variant"], p["kind"]) == ("housing", "deadweight")]
    assert told == [str(one) for one in sorted(middle.index)[:EACH]]
    assert len(told) == EACH


def test_what_is_told_is_what_was_seen(made: Path) -> None:
    for pair in followed(read_study(read_results(made))):
        for life in pair.lives:
            told = next(p for p in people(made) if p["key"] == life.key)
            before = [side.lives[["region", "status"]] for side in life.sides.values()]
            if life.parted is None:
                pd.testing.assert_frame_equal(*before)
                assert told["parted"] == ""
            else:
                pd.testing.assert_frame_equal(*(rows[rows.index < life.parted] for rows in before))
                assert not before[0].loc[[life.parted]].equals(before[1].loc[[life.parted]])
            for month in life.both:
                one, two = (side.reviews[month].luck for side in life.sides.values())
                both = one.index.intersection(two.index)
                assert (one[both] == two[both]).all()


def test_every_choice_shows_the_place_chosen_in_each_world(made: Path) -> None:
    for person in people(made):
        for choice in person["choices"]:
            rows = [row for row in person["rows"]["why"] if row["month"] == choice["month"]]
            for side in ("without", "with"):
                reviewed = any(row[side] is not None for row in rows)
                assert sum(row[f"chosen_{side}"] is True for row in rows) == reviewed
            assert sum(row["judged"] for row in rows) <= 1
        assert not person["opened"] or person["opened"] in [choice["month"] for choice in person["choices"]]
        assert [c["month"] for c in person["choices"] if c["parts"]] in ([], [person["opened"]])


def test_what_stands_is_not_simulated_again(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = {file.name: file.read_bytes() for file in (*made.glob("lives*"), *made.glob("lives/*")) if file.is_file()}
    monkeypatch.setattr(jobs, "history_of", None)
    assert cli.carry_out(["trace", str(made), "--quiet"]) == 0
    after = {file.name: file.read_bytes() for file in (*made.glob("lives*"), *made.glob("lives/*")) if file.is_file()}
    assert after == before


def test_what_is_harmed_is_made_again_and_the_rest_stays(made: Path, tmp_path: Path) -> None:
    copy = copytree(made, tmp_path / "results")
    held = {name: (copy / f"lives/{name}.json") for name in ("housing", "lines")}
    whole, kept = held["housing"].read_bytes(), held["lines"].stat().st_mtime_ns
    held["housing"].write_bytes(whole[:-30])
    assert cli.carry_out(["trace", str(copy), "--quiet"]) == 0
    assert held["housing"].read_bytes() == whole
    assert held["lines"].stat().st_mtime_ns == kept


def test_one_asked_for_by_number_is_followed(made: Path, tmp_path: Path) -> None:
    copy = copytree(made, tmp_path / "results")
    marks = load_results(copy).marks(str(load_results(copy).runs.run_id[0]))
    someone = int(marks.id[marks["region_2019-12"] >= 0].iloc[100])
    assert cli.carry_out(["trace", str(copy), "--quiet", "--variant", "lines", "--who", str(someone)]) == 0
    told = model(copy)
    assert [p["id"] for p in told["people"] if p["variant"] == "lines"] == [str(someone)]
    rule = {variant["name"]: variant["rule"] for variant in told["variants"]}
    assert rule["lines"] != rule["housing"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--variant", "line"], "--variant: found 'line'; allowed housing, lines; did you mean lines?"),
        (["--seed", "4"], "--seed: found 4; allowed a seed of"),
        (["--who", "7"], "--who: found 7; allowed the id of an agent"),
    ],
)
def test_what_cannot_be_followed_is_refused_in_one_line(
    made: Path, capsys: pytest.CaptureFixture[str], arguments: Sequence[str], said: str
) -> None:
    assert cli.carry_out(["trace", str(made), *arguments]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert len(err.splitlines()) == 1
    assert said in err


def test_a_folder_without_results_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.carry_out(["trace", str(tmp_path)]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_a_world_that_is_another_than_the_one_stored_is_refused(
    made: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copy = copytree(made, tmp_path / "results")
    (copy / "lives/lines.json").unlink()
    lines = (copy / "digests.csv").read_text().splitlines()
    (copy / "digests.csv").write_text("\n".join([lines[0], *(f"{line[:-4]}beef" for line in lines[1:])]) + "\n")
    assert cli.carry_out(["trace", str(copy), "--quiet"]) == 2
    assert "another world" in capsys.readouterr().err


def test_traces_of_other_results_are_not_told(made: Path, tmp_path: Path) -> None:
    copy = copytree(made, tmp_path / "results")
    held = read_json(copy / "lives/lines.json") or {}
    write_json(copy / "lives/lines.json", {**held, "plan": "0" * 64})
    assert [pair.variant for pair in followed(read_study(read_results(copy)))] == ["housing"]


def test_the_page_shows_what_the_record_vouches_for_alone(made: Path, tmp_path: Path) -> None:
    copy = copytree(made, tmp_path / "results").resolve()
    study = read_stored(copy)
    assert study is not None
    told = web.told(study, "en")
    assert told == model(made)
    figures = web.figures(told)
    assert set(figures) == {f"{name}-{p['key']}" for p in told["people"] for name in ("life", "why")}
    assert all(
        {c["key"] for c in figure["columns"]} <= set(figure["rows"][0]) for figure in figures.values() if figure["rows"]
    )
    (copy / "lives-en.json").write_text(json.dumps({**told, "people": []}), encoding="utf-8")
    assert web.told(study, "en") == {}
    (copy / "lives.json").unlink()
    assert web.told(study, "zh") == web.figures({}) == {}
