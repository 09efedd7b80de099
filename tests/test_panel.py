"""The panel: every kind that says what one moves stands on it, and whatever is moved makes a scenario that says so."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest

from sim import load_scenario
from sim.panel.asked import Asked, Beside, question_of
from sim.panel.draft import Draft, draft
from sim.panel.levers import levers
from sim.policies import KINDS
from sim.policies.base import TABLES
from sim.scenario import ScenarioError
from sim.scenario.folders import SCENARIOS, shipped
from sim.scenario.values import value_at

COARSE = {"persons_per_agent": 100_000, "researchers_per_agent": 10_000}
EVERY = [policy for family in levers("en")["families"] for policy in family["policies"]]


def made(on: tuple[str, ...], **values: float) -> Draft:
    return draft("baseline", on, values)


def test_every_kind_with_leading_fields_is_on_the_panel() -> None:
    leading = {name for name, kind in KINDS.items() if any(spec.lead for spec in kind.fields)}
    assert len(leading) > 15
    assert {policy["kind"] for policy in EVERY} == leading


def test_what_leads_can_be_moved_within_what_is_allowed() -> None:
    for kind in KINDS.values():
        for spec in kind.fields:
            assert spec.usual or not spec.lead, (kind.name, spec.name)
            if spec.usual:
                assert spec.low <= spec.usual.low < spec.usual.high <= spec.high, (kind.name, spec.name)


@pytest.mark.parametrize("policy", EVERY, ids=lambda policy: policy["id"])
def test_a_policy_starts_on_its_sliders_and_makes_a_scenario_at_their_ends(policy: dict[str, Any]) -> None:
    resolved = load_scenario(policy["scenario"]).document()
    for field in policy["fields"]:
        steps = (field["value"] - field["low"]) / field["step"]
        assert field["low"] <= field["value"] <= field["high"], field["path"]
        assert steps == pytest.approx(round(steps)), field["path"]
        stored = value_at(resolved, field["path"])
        if isinstance(stored, (int, float)) and not field["path"].endswith("budget_yuan_year"):
            assert field["value"] == pytest.approx(stored), field["path"]
    assert any(field["lead"] for field in policy["fields"])
    for end in ("low", "high"):
        values = {field["path"]: field[end] for field in policy["fields"]}
        document = made((policy["id"],), **values).scenario(COARSE).document()
        assert {path: numbers(value_at(document, path)) for path in values} == {
            path: {value} for path, value in values.items()
        }


def numbers(found: Any) -> set[float]:
    """The numbers of a field: one, or those of all words of its table."""
    return set(found.values()) if isinstance(found, dict) else {found}


def test_levers_say_the_same_in_both_languages() -> None:
    def bare(panel: Any) -> Any:
        if isinstance(panel, dict):
            words = {"title", "label", "unit", "text", "focus", "source"}
            return {key: bare(value) for key, value in panel.items() if key not in words}
        return [bare(one) for one in panel] if isinstance(panel, list) else panel

    assert bare(levers("zh")) == bare(levers("en"))
    for lang in ("zh", "en"):
        fields = [f for family in levers(lang)["families"] for policy in family["policies"] for f in policy["fields"]]  # type: ignore[arg-type]
        assert all(field["label"] for field in fields)


def test_a_draft_changes_what_was_moved_and_nothing_else() -> None:
    plain = tomllib.loads(made(("flats", "living")).text)["policy"]
    moved = tomllib.loads(
        made(("living", "flats"), **{"policy.flats.units": 10_000, "policy.living.yuan_month.master": 1500}).text
    )
    flats, living = plain
    assert moved["policy"] == [
        {**flats, "units": 10_000},
        {**living, "yuan_month": {**living["yuan_month"], "master": 1500}},
    ]
    assert "policy.flats.units = 10_000" in moved["source"]
    assert flats in tomllib.loads((shipped(SCENARIOS) / "housing.toml").read_text("utf-8"))["policy"]


def test_the_same_moves_are_the_same_question_in_any_order_and_others_are_not() -> None:
    def plan(on: tuple[str, ...], **values: float) -> str:
        text = made(on, **values)
        return question_of(
            Asked("", text.name, text.text, Beside("baseline", tuple(COARSE.items()), 146, ""), 4, "")
        ).plan.digest

    units, discount = {"policy.flats.units": 10_000.0}, {"policy.flats.discount": 0.3}
    same = plan(("flats", "living"), **units, **discount)
    assert plan(("living", "flats"), **discount, **units) == same
    assert len({same, plan(("flats",), **units, **discount), plan(("flats", "living"), **units)}) == 3


def test_all_that_is_wrong_is_said_with_what_is_allowed() -> None:
    with pytest.raises(ScenarioError) as refused:
        made(("flat",), **{"policy.living.months": 12})
    assert [(p.field, p.found, p.suggestion) for p in refused.value.errors] == [
        ("on", "flat", "flats"), ("policy.living.months", "12", ""),
    ]  # fmt: skip
    for path, meant in (("policy.flats.unit", "units"), ("policy.living.yuan_month.mastr", "master")):
        with pytest.raises(ScenarioError) as refused:
            made((path.split(".")[1],), **{path: 1}).scenario(COARSE)
        (problem,) = refused.value.errors
        assert (problem.field, problem.suggestion) == (path, meant)


def test_tables_are_moved_word_by_word() -> None:
    paths = [field["path"] for policy in EVERY for field in policy["fields"] if field["path"].count(".") == 3]
    words = {word for table in TABLES.values() for word in table}
    assert len(paths) > 10
    assert {path.rpartition(".")[2] for path in paths} <= words
