"""The sentences of a life: each says what the two worlds hold, by a rule, in both languages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
import pytest
from report_fixture import Case, write_results

from sim.report.lives.seen import Life, Side
from sim.report.lives.told import PARTS, Teller
from sim.report.results import read_results
from sim.report.study import Study, read_study
from sim.report.view import View

FIRST = 144  # 2022-01
AWAY, FOCUS = "Beijing", "Hohhot"
LANGS = ("zh", "en")
Months = Sequence[tuple[str, str]]  # region and status, month by month


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    return read_study(read_results(write_results(tmp_path_factory.mktemp("told"), Case())))


def side(months: Months, choices: dict[int, dict[str, tuple[float, float]]], **more: Any) -> Side:
    """A world of a person. choices: month -> place -> what money is worth there, and luck; the chance is told beside."""
    lives = pd.DataFrame(months, columns=["region", "status"], index=range(FIRST, FIRST + len(months)))
    flat, met, reached = (more.get(key, len(months)) for key in ("flat", "met", "reached"))
    fixed = {
        "degree": "bachelor",
        "field": "other",
        "home": AWAY,
        "college": AWAY,
        "grad_month": FIRST + 1,
        "income": 5000,
    }
    lives = lives.assign(
        **fixed,
        housing=["flat" if n >= flat else "market" for n in range(len(months))],
        met_by=[[FOCUS] if n >= met else [] for n in range(len(months))],
        reached_by=[more["policies"] if n >= reached else [] for n in range(len(months))],
    )
    rows = [
        {"month": FIRST + m, "region": place, "here": months[m][0], "chance": 0.3 + money, "luck": luck, "money": money}
        | dict.fromkeys(PARTS[1:], 0.0)
        for m, places in choices.items()
        for place, (money, luck) in places.items()
    ]
    table = pd.DataFrame(rows, columns=["month", "region", "here", "chance", "luck", *PARTS])
    total = table[[*PARTS, "luck"]].sum(axis=1)
    return Side(lives, table.assign(chosen=total == total.groupby(table.month).transform("max")))


def told(study: Study, lang: Any, without: Side, with_: Side, kind: str = "additional") -> list[str]:
    life = Life("7", "7", kind, study.names[0], {"bachelor": 22.0}, without, with_)
    return Teller(life, FOCUS, View(study, lang)).story()


WORKS, LOOKS = "employed", "searching"
STAYS = [(AWAY, WORKS)] * 6
GOES = [(AWAY, WORKS)] * 2 + [(FOCUS, WORKS)] * 4


@pytest.mark.parametrize("lang", LANGS)
def test_a_choice_that_the_programme_turns(study: Study, lang: str) -> None:
    without = side(STAYS, {1: {AWAY: (0.0, 0.0), FOCUS: (0.10, -0.12)}})
    with_ = side(GOES, {1: {AWAY: (0.0, 0.0), FOCUS: (0.15, -0.12)}})
    text = told(study, lang, without, with_)
    view = View(study, lang)
    assert all(share in text[0] for share in ("40%", "45%", view.w("lives.part_money")))
    assert view.w("lives.end_near", without=view.region(AWAY), **{"with": view.region(FOCUS)}) in text[0]
    assert "2022" in text[0]
    assert len(text) == 2  # and that the person is still there


@pytest.mark.parametrize("lang", LANGS)
def test_a_place_that_only_a_line_has_told_of(study: Study, lang: str) -> None:
    without = side(STAYS, {1: {AWAY: (0.0, 0.0)}})
    with_ = side(GOES, {1: {AWAY: (0.0, 0.0), FOCUS: (0.2, 3.0)}}, met=0)
    text, view = told(study, lang, without, with_), View(study, lang)
    month = "2022年1月" if lang == "zh" else "January 2022"
    assert view.w("lives.met", month=month) in text[0]
    assert view.w("lives.end_differ", without=view.region(AWAY), **{"with": view.region(FOCUS)}) in text[0]


@pytest.mark.parametrize("lang", LANGS)
def test_lives_that_the_market_parts(study: Study, lang: str) -> None:
    same = {1: {AWAY: (0.0, 0.0), FOCUS: (0.1, 1.0)}}
    text = told(study, lang, side([(AWAY, LOOKS)] * 6, same), side([(AWAY, LOOKS)] * 2 + [(FOCUS, WORKS)] * 4, same))
    view = View(study, lang)
    for key, place in (("does_looks", AWAY), ("does_works", FOCUS)):
        assert view.w(f"lives.{key}", place=view.region(place)) in text[0]


@pytest.mark.parametrize("lang", LANGS)
def test_the_same_life_twice_and_the_flat(study: Study, lang: str) -> None:
    view = View(study, lang)
    text = told(study, lang, side(GOES, {}), side(GOES, {}, flat=3), "deadweight")
    april = "2022年4月" if lang == "zh" else "April 2022"
    assert text[:2] == [view.w("lives.same"), view.w("lives.flat", month=april)]


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize(("after", "late"), [(3, True), (30, False)])
def test_who_leaves_soon_after_the_end_is_said_to(study: Study, lang: str, after: int, late: bool) -> None:
    end = (int(study.last[:4]) - 2022) * 12 + int(
        study.last[5:]
    )  # months from FIRST to the first without the programme
    months = [(FOCUS, WORKS)] * (end - 1 + after) + [(AWAY, WORKS)] * 3
    last = told(study, lang, side([(AWAY, WORKS)] * len(months), {}), side(months, {}))[-1]
    view = View(study, lang)
    said = view.w("lives.late", time="3个月" if lang == "zh" else "3 months")
    assert last.endswith(said) == late
    assert view.region(AWAY) in last


@pytest.mark.parametrize("lang", LANGS)
def test_a_choice_after_the_lives_have_parted_is_not_told_as_the_same(study: Study, lang: str) -> None:
    both = {1: {AWAY: (0.0, 0.0), FOCUS: (0.1, 1.0)}, 4: {AWAY: (0.0, 0.0), FOCUS: (0.1, 1.0)}}
    life = Life("7", "7", "additional", study.names[0], {"bachelor": 22.0}, side(STAYS, both), side(GOES, both))
    view = View(study, lang)
    month = "2022年5月" if lang == "zh" else "May 2022"
    places = {"without": view.region(AWAY), "with": view.region(FOCUS)}
    assert Teller(life, FOCUS, view).choice(FIRST + 4).startswith(view.w("lives.already", month=month, **places))
