"""The view model of moves: numbers counted again by other means, sums, signs, both languages, its written form and its size."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from flows_invented import FIRST, LAST, study_of, told_of
from report_fixture import Case, write_results
from report_invented import NAMES
from scipy import stats
from test_view_models import breaches

import sim.report
from sim.report.formats import interval
from sim.report.models import dumps, flows_model
from sim.report.models import moves as counted
from sim.report.results import read_results
from sim.report.study import Study, read_study

SCHEMA = json.loads((Path(sim.report.__file__).parent / "models/flows.schema.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    return study_of(tmp_path_factory.mktemp("moves"))


@pytest.fixture(scope="module")
def told(study: Study) -> dict[str, Any]:
    return told_of(study)


def variant(told: dict[str, Any], name: str = "lines") -> dict[str, Any]:
    return next(one for one in told["variants"] if one["name"] == name)


def by_seed(study: Study, name: str, until: str, a: str = "", b: str = "", since: str = FIRST) -> pd.Series:
    """Persons who moved from a to b (anywhere where there is none), month by month added up, of each seed."""
    f = study.results.flows
    f = f[(f.scenario == name) & (f.month >= since) & (f.month <= until) & (f.origin != f.destination)]
    f = f[(f.origin == (a or f.origin)) & (f.destination == (b or f.destination))]
    return f.groupby("replicate")["count"].sum()


@pytest.mark.parametrize("month", ["2022-01", "2023-02", "2023-12"])
@pytest.mark.parametrize(
    ("a", "b"), [("Beijing", "Hohhot"), ("Hohhot", "Rest of China"), ("", "Hohhot"), ("Hohhot", "")]
)
def test_a_change_is_the_paired_difference_since_the_window_began(
    study: Study, told: dict[str, Any], month: str, a: str, b: str
) -> None:
    series = (
        told["arcs"].index([NAMES.index(a), NAMES.index(b)])
        if a and b
        else len(told["arcs"]) + told["sums"].index("in" if b else "out")
    )
    differs = by_seed(study, "lines", month, a, b) - by_seed(study, "baseline", month, a, b)
    mean, low, high = interval(differs)
    at, mine = told["months"].index(month), variant(told)
    assert mine["change"][series][at] == round(mean)
    assert mine["half"][series][at] == pytest.approx((high - low) / 2, abs=0.51)
    sure = stats.ttest_1samp(differs, 0).pvalue < 0.001 if differs.std() else mean != 0
    assert mine["sure"][series][at] == str(int(sure))


def test_a_level_is_of_the_twelve_months_before(study: Study, told: dict[str, Any]) -> None:
    arc = told["arcs"].index([NAMES.index("Beijing"), NAMES.index("Hohhot")])
    for month, since in (("2022-01", "2021-02"), ("2023-12", "2023-01")):
        expected = by_seed(study, "baseline", month, "Beijing", "Hohhot", since).mean()
        assert told["level"][arc][told["months"].index(month)] == round(expected)


def test_only_the_change_that_was_made_is_sure(told: dict[str, Any]) -> None:
    at, mine = told["months"].index("2023-12"), variant(told)
    sure = {tuple(told["arcs"][i]) for i in range(len(told["arcs"])) if mine["sure"][i][at] == "1"}
    assert sure == {(NAMES.index("Beijing"), NAMES.index("Hohhot"))}
    net = len(told["arcs"]) + told["sums"].index("net")
    assert mine["sure"][net][at] == "1"
    assert mine["change"][net][at] > 0


def test_sums_are_of_all_moves_also_of_those_that_stand_together(study: Study, told: dict[str, Any]) -> None:
    arcs, at = told["arcs"], -1
    levels = {name: told["level"][len(arcs) + i][at] for i, name in enumerate(told["sums"])}
    own = {"in": 1, "out": 0}
    for name, end in own.items():
        single = sum(told["level"][i][at] for i, arc in enumerate(arcs) if arc[end] == told["focus"])
        assert levels[name] == pytest.approx(single, abs=len(arcs))
    assert levels["net"] == pytest.approx(levels["in"] - levels["out"], abs=1)
    everything = sum(told["level"][i][at] for i in range(len(arcs))) + levels["other"]
    assert everything == pytest.approx(by_seed(study, "baseline", LAST, since="2023-01").mean(), abs=len(arcs) + 1)
    assert levels["other"] > 0


@pytest.mark.parametrize("seeds", [1, 3])
def test_below_four_pairs_no_range_and_no_sign_is_sure(tmp_path: Path, seeds: int) -> None:
    mine = variant(told_of(study_of(tmp_path, seeds)))
    assert {half for series in mine["half"] for half in series} == {None}
    assert set("".join(mine["sure"])) == {"0"}


def test_no_level_where_less_than_a_year_is_known(tmp_path: Path) -> None:
    told = told_of(study_of(tmp_path, 4, since=FIRST))
    assert [number is None for number in told["level"][0]] == [True] * 11 + [False] * 13
    assert variant(told)["change"][0][0] is not None


def test_it_has_the_form_that_is_written_down_and_both_languages(told: dict[str, Any]) -> None:
    assert list(breaches(told, SCHEMA, schemas=SCHEMA)) == []
    assert len(told["notes"]["zh"]) == len(told["notes"]["en"]) > 4
    assert not any("{" in note for notes in told["notes"].values() for note in notes)
    series = len(told["arcs"]) + len(told["sums"])
    for mine in told["variants"]:
        assert {len(mine[key]) for key in ("change", "half", "sure")} == {series}
        assert {len(numbers) for key in ("change", "half", "sure") for numbers in mine[key]} == {len(told["months"])}


def test_its_size_is_bounded_whatever_is_compared(study: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    found = counted.moves(study)
    assert len(found.arcs) == 22 + counted.ELSEWHERE
    monkeypatch.setattr(counted, "MOST", 10_000)
    few = counted.moves(study)
    numbers = (len(few.arcs) + len(counted.SUMS)) * len(few.months) * (1 + 3 * len(study.names))
    assert 8_000 < numbers <= 10_000
    assert few.other > found.other
    assert all(few.focus in arc for arc in few.arcs[:20])


def test_nothing_is_drawn_of_results_without_moves_or_coordinates(tmp_path: Path) -> None:
    for name, case in (("moves", Case(seeds=2, without=("flows",))), ("manifest", Case(seeds=2, manifest=False))):
        told = json.loads(dumps(flows_model(read_study(read_results(write_results(tmp_path / name, case))))))
        assert (told["months"], told["places"], told["variants"]) == ([], [], [])
        assert list(breaches(told, SCHEMA, schemas=SCHEMA)) == []
