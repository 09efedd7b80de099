"""Rivals that answer: what other cities put up, from which purse, when; and what a scenario shares with that of passive ones."""

from __future__ import annotations

from pathlib import Path

import pytest

import sim
from sim.policies import KINDS
from sim.scenario import ScenarioError
from sim.scenario.folders import data_folder
from sim.scenario.kinship import families_of
from sim.scenario.restore import fields_of
from sim.scenario.rivals import COPY, COUNT, SAME, SHARE, YUAN, carried, figures
from sim.scenario.values import at

COARSE = {"persons_per_agent": 40_000, "researchers_per_agent": 4_000}
NORTH_EAST = {"Shenyang", "Dalian", "Changchun", "Harbin"}


def copies(scenario: sim.Scenario, policy: str) -> dict[str, object]:
    """Copies of a policy by city."""
    return {p.regions[0]: p for p in scenario.policies if p.id.startswith(policy + COPY)}


@pytest.fixture(scope="module")
def match() -> sim.Scenario:
    return sim.load_scenario("package_match", COARSE)


def test_rivals_answer_what_a_city_can_match_and_nothing_else(match: sim.Scenario) -> None:
    assert {p.id.partition(COPY)[0] for p in match.policies if COPY in p.id} == {"flats", "services", "lines", "campus"}
    assert {*copies(match, "flats")} == NORTH_EAST | {"Baotou"}
    passive = sim.load_scenario("package", COARSE)
    assert [p for p in match.policies if COPY not in p.id] == list(passive.policies)


def test_an_answer_comes_later_smaller_and_at_local_pay(match: sim.Scenario) -> None:
    pay, graduates = figures(data_folder())
    (flats,) = (p for p in match.policies if p.id == "flats")
    harbin = copies(match, "flats")["Harbin"]
    assert (harbin.start, harbin.end) == (flats.start + 12, flats.end + 12)
    assert harbin.units.at(200) == pytest.approx(0.5 * 30_000 * graduates["Harbin"] / graduates["Hohhot"])
    assert harbin.discount.at(200) == pytest.approx(0.5 * 0.4)
    assert harbin.max_stay_months == flats.max_stay_months
    assert harbin.net_addition == flats.net_addition
    part = 0.5 * graduates["Harbin"] / graduates["Hohhot"] * pay["Harbin"] / pay["Hohhot"]
    assert harbin.budget_yuan_year.at(200) == pytest.approx(41_000_000 * part)
    lines = copies(match, "lines")["Harbin"]
    assert lines.yuan_contact.at(200) == pytest.approx(0.5 * 400 * pay["Harbin"] / pay["Hohhot"])
    assert "Harbin" not in lines.origins
    assert copies(match, "services")["Baotou"].spouse_job.at(200) == pytest.approx(0.15)


def test_no_reply_is_no_copy_and_a_changed_number_changes_the_copies(match: sim.Scenario) -> None:
    none = at(match, {"parameters.rival_response": 0.0})
    assert none.policies == sim.load_scenario("package", COARSE).policies
    again = at(none, {"parameters.rival_response": 0.5})
    assert again.policies == match.policies
    whole = at(match, {"parameters.rival_response": 1.0, "parameters.rival_lag_months": 6, "policy.flats.units": 100})
    harbin = copies(whole, "flats")["Harbin"]
    assert harbin.units.at(200) == pytest.approx(100 * 185_000 / 80_000)
    assert harbin.start == copies(match, "flats")["Harbin"].start - 6
    assert at(match, {"structure.rivals": "passive"}).policies == none.policies


def test_cities_of_a_compact_do_the_same_at_once_out_of_one_purse() -> None:
    pool, pay, graduates = sim.load_scenario("package_pool", COARSE), *figures(data_folder())
    (flats,) = (p for p in pool.policies if p.id == "flats")
    mine = copies(pool, "flats")
    assert {*mine} == NORTH_EAST
    assert {p.start for p in mine.values()} == {flats.start}
    assert {p.budget for p in (flats, *mine.values())} == {f"flats{COPY}pool"}
    part = sum(pay[c] / pay["Hohhot"] * graduates[c] / graduates["Hohhot"] for c in NORTH_EAST)
    assert pool.budgets[flats.budget].yuan_year.at(200) == pytest.approx(41_000_000 * (1 + 0.5 * part))
    assert at(pool, {"structure.rivals": "coordinate"}).policies == pool.policies
    assert at(pool, {"structure.rivals": "passive"}).budgets == sim.load_scenario("package", COARSE).budgets


def test_a_document_of_answers_is_the_scenario_again(match: sim.Scenario) -> None:
    for scenario in (match, sim.load_scenario("package_pool", COARSE)):
        fields = fields_of(scenario.document())
        assert fields["policies"] == scenario.policies
        assert fields["budgets"] == scenario.budgets


def test_worlds_share_their_history_until_somebody_answers(match: sim.Scenario) -> None:
    (family,) = families_of([sim.load_scenario("baseline", COARSE), sim.load_scenario("package", COARSE), match])
    assert family.members == (0, 1, 2)


def test_the_money_of_answers_is_the_rivals_and_holds() -> None:
    match = sim.load_scenario("package_match", COARSE | {"persons_per_agent": 10_000})
    ledger = sim.run(match, months=168).ledger  # to the end of 2023
    answers = ledger[ledger.policy.str.contains(COPY)]
    assert {*answers.region} <= NORTH_EAST | {"Baotou"}
    assert not (answers.month < "2023-01").any()
    budgets = {p.id: p.budget_yuan_year for p in match.policies if COPY in p.id}
    paid = answers.groupby("policy").fen.sum()
    assert len(paid) > 2
    assert all(paid[name] <= budgets[name].at(166) * 100 for name in paid.index)


def test_every_field_of_what_can_be_matched_is_carried_over_as_its_unit_says() -> None:
    how = {
        f"{kind.name}.{spec.name}": carried(spec)
        for kind in KINDS.values()
        if kind.record.matchable
        for spec in kind.fields
    }
    assert {name for name, rule in how.items() if rule == COUNT} == {
        "talent_housing.units", "recruitment_line.contacts_year", "public_posts.posts_year", "campus_agreement.students_year",
    }  # fmt: skip
    assert {name for name, rule in how.items() if rule == SAME} == {
        "talent_housing.max_stay_months", "talent_housing.net_addition", "living_subsidy.months", "rent_subsidy.months",
        "recruitment_line.origins", "recruitment_line.season", "public_posts.lock_in_months", "campus_agreement.colleges",
        "campus_agreement.season", "talent_services.months", "hiring_subsidy.months", "hiring_subsidy.firms",
    }  # fmt: skip
    assert {name for name, rule in how.items() if rule == SHARE} == {
        "talent_housing.discount", "rent_subsidy.share", "recruitment_line.remote_search", "campus_agreement.remote_search",
        "talent_services.spouse_job", "talent_services.school", "talent_services.amenity",
    }  # fmt: skip
    assert YUAN in how.values()


@pytest.mark.parametrize(
    ("text", "line", "field", "said"),
    [
        ('[structure]\nrivals = "coordinate"', 3, "structure.rivals", "compact"),
        ('[structure]\nrivals_of = "Hohhot"', 3, "structure.rivals_of", "beside rivals"),
        ('[structure]\nrivals = "match"\nrivals_of = "沈大长哈"', 4, "structure.rivals_of", "one region"),
    ],
)
def test_what_cannot_be_answered_is_refused(tmp_path: Path, text: str, line: int, field: str, said: str) -> None:
    path = tmp_path / "x.toml"
    path.write_text(f'extends = "baseline"\n{text}\n', encoding="utf-8")
    with pytest.raises(ScenarioError) as refused:
        sim.load_scenario(path)
    (problem,) = refused.value.errors
    assert (problem.line, problem.field) == (line, field)
    assert said in problem.allowed
