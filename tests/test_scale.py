"""`talentflow scale`: the size at which a policy pays what it should, found by trying and put into its file."""

from __future__ import annotations

from pathlib import Path

import pytest

import sim
from sim.cli import main as cli
from sim.given import Refused
from sim.scenario.folders import VARIABLE
from sim.search.spending import CLOSE, Trial, aim_of, find, search

FILE = """# A note that stays.
extends = "baseline"
title = {zh = "课程", en = "Courses"}

[[policy]]
id = "courses"
kind = "training"
region = "Yangtze delta"
start = 2018-02-01
end = 2018-12-01
places_year = {bachelor = 600_000, master = 0}  # many
yuan_place = {value = 5_000, low = 2000, high = 10_000} # as judged
gain = [{from = 2018-01-01, value = 0.01}, {from = 2019-01-01, value = 0.02}]
source = "a test"
"""
COARSE = ["--persons-per-agent", "20000", "--seeds", "1", "--quiet"]


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A scenario of one's own."""
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    path = tmp_path / "courses.toml"
    path.write_text(FILE, encoding="utf-8")
    return path


def scaled(*arguments: str) -> int:
    return cli.carry_out(["scale", "courses", *arguments])


def test_the_value_found_pays_what_was_asked_for_and_only_its_number_changes(file: Path) -> None:
    assert scaled("policy.courses.yuan_place", "1.2e9", *COARSE) == 0
    text = file.read_text("utf-8")
    changed = [(a, b) for a, b in zip(FILE.splitlines(), text.splitlines(), strict=True) if a != b]
    ((before, after),) = changed
    assert before.startswith("yuan_place = {value = 5_000, ")
    assert after.startswith("yuan_place = {value = 2_1")
    assert after.endswith(", low = 2000, high = 10_000} # as judged")
    scenario = sim.load_scenario("courses", {"persons_per_agent": 20_000})
    ledger = sim.run(scenario, months=108).ledger
    assert ledger.fen[ledger.policy == "courses"].sum() / 100 / 11 * 12 == pytest.approx(1.2e9, rel=CLOSE)


def test_a_dry_run_writes_nothing(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert scaled("policy.courses.yuan_place", "1.2e9", "--dry", *COARSE) == 0
    assert file.read_text("utf-8") == FILE
    assert capsys.readouterr().out.startswith("policy.courses.yuan_place = 21")


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("policy.coarses.yuan_place", "found no such policy"),
        ("parameters.b0", "found no such policy"),
        ("policy.courses.gain", "a plain number"),
        ("policy.courses.places_year.master", "above 0"),
        ("policy.courses.source", "a plain number"),
    ],
)
def test_what_is_no_number_of_a_policy_is_refused(
    file: Path, capsys: pytest.CaptureFixture[str], path: str, said: str
) -> None:
    assert scaled(path, "1e9", *COARSE) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert said in line
    assert file.read_text("utf-8") == FILE


def test_a_default_that_the_file_does_not_give_is_not_written(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_text(FILE.replace("yuan_place = {value = 5_000, low = 2000, high = 10_000} # as judged\n", ""), "utf-8")
    assert scaled("policy.courses.yuan_place", "1.2e9", *COARSE) == 2
    assert f"{file}:1: policy.courses.yuan_place: found no plain number" in capsys.readouterr().err


def test_a_search_ends_close_to_the_answer_or_says_that_there_is_none(file: Path) -> None:
    aim = aim_of(sim.load_scenario("courses"), "policy.courses.yuan_place")
    for pays in (lambda v: 1e4 * v, lambda v: 1e7 * v**0.5, lambda v: 2e9 * v / (v + 3e3), lambda v: v**2):
        trials = list(search(lambda v, pays=pays: Trial(v, pays(v)), 5000.0, 1e9, aim))
        assert trials[-1].yuan_year == pytest.approx(1e9, rel=CLOSE)
        assert len(trials) < 20
    with pytest.raises(Refused, match="pays 900,000,000 yuan a year at most"):
        list(search(lambda v: Trial(v, min(9e8, 1e5 * v)), 5000.0, 1e9, aim))


def test_more_seeds_are_one_mean(file: Path) -> None:
    aim = aim_of(sim.load_scenario("courses", {"persons_per_agent": 20_000}), "policy.courses.yuan_place")
    one, two, both = (next(find(aim, 1e9, seeds)).yuan_year for seeds in ([1], [2], [1, 2]))
    assert both == pytest.approx((one + two) / 2)
