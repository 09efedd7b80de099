"""Plans of experiments: which worlds, pairs and futures; and values set by path against files read with them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sim.designs import load_experiment
from sim.jobs.experiments import experiment_plan
from sim.jobs.question import Question, points_of
from sim.scenario import load_scenario
from sim.store.errors import Refused
from sim.store.plan import plan_of

Planner = Callable[[str], Question]


@pytest.fixture
def planned(tmp_path: Path) -> Planner:
    """The plan of an experiment whose file has this text after its scenarios and seeds."""

    def make(text: str) -> Question:
        file = tmp_path / "trial.toml"
        file.write_text(f'baseline = "baseline"\nvariants = ["housing", "cash"]\nseeds = 2\n{text}', encoding="utf-8")
        return experiment_plan(load_experiment(file), 24)

    return make


@pytest.mark.parametrize(
    ("scenario", "values"),
    [
        ("baseline", {"parameters.eps_w_grad": 3.5}),
        ("baseline", {"parameters.eps_w_grad": 3.5, "parameters.ln_dist": -0.7}),
        ("housing", {"parameters.net_addition_per_flat": 0.35}),
        ("housing", {"policy.flats.units": 5000.0, "policy.flats.max_stay_months": 24}),
        ("housing", {"policy.flats.start": "2023-01-01"}),
        ("cash", {"policy.living.yuan_month": 700.0}),
        ("cash", {"policy.living.budget_yuan_year": 5e7}),
        ("reported", {"budget.city.yuan_year": 5e7}),
        ("reported", {"budget.city.rationing": "lottery"}),
        ("baseline", {"structure.choice": "nested"}),
        ("baseline", {"structure.peers": False}),
        ("baseline", {"parameters.network_J": 2.0}),
        ("baseline", {"structure.vacancies": "free_entry", "persons_per_agent": 400}),
    ],
)
def test_a_scenario_with_values_set_is_the_file_read_with_them(scenario: str, values: dict[str, object]) -> None:
    assert load_scenario(scenario).at(values) == load_scenario(scenario, values)
    assert load_scenario(scenario).at(values).digest != load_scenario(scenario).digest


def test_each_variant_is_compared_with_the_baseline_at_the_same_lever_point(planned: Planner) -> None:
    plan, scenarios = planned(
        'design = "factorial"\n[levers]\n"policy.flats.units" = [5000, 15000]\n"parameters.b0" = [0.2, 0.4]\n'
    )
    names = [world.name for world in plan.worlds]
    assert names[:2] == ["baseline[parameters.b0=0.2]", "baseline[parameters.b0=0.4]"]
    assert len(names) == len(set(names)) == 2 + 4 + 2  # cash has one of the two levers
    assert [s.digest for s in scenarios] == [w.digest for w in plan.worlds]
    assert [s.name for s in scenarios] == names
    for base, variant in plan.pairs:
        assert plan.worlds[base].point["parameters.b0"] == plan.worlds[variant].point["parameters.b0"]
    assert len(plan.pairs) == 4 + 2
    assert {v for _, v in plan.pairs} == set(range(2, 8))


def test_levers_that_a_scenario_lacks_make_no_copies_of_it(planned: Planner) -> None:
    plan, _ = planned('design = "list"\n[levers]\n"policy.flats.units" = [5000, 10000, 15000]\n')
    assert [w.name for w in plan.worlds] == [
        "baseline", *(f"housing[policy.flats.units={n}]" for n in (5000, 10000, 15000)), "cash"
    ]  # fmt: skip
    assert plan.worlds[0].point == {}
    assert plan.pairs == ((0, 1), (0, 2), (0, 3), (0, 4))


def test_the_central_future_comes_first_and_the_design_after_it(planned: Planner) -> None:
    plan, _ = planned(
        'design = "one_at_a_time"\n[uncertainties]\n"parameters.b0" = [0.2, 0.4]\n"structure.choice" = ["nested"]\n'
    )
    assert [(f.number, f.values) for f in plan.futures] == [
        (0, {}), (1, {"parameters.b0": 0.2}), (2, {"parameters.b0": 0.4}), (3, {"structure.choice": "nested"}),
    ]  # fmt: skip
    assert len({future.digests for future in plan.futures}) == 4


def test_points_of_futures_tell_the_values_that_the_scenarios_have(planned: Planner) -> None:
    plan, scenarios = planned(
        'design = "one_at_a_time"\n[uncertainties]\n"parameters.b0" = [0.2]\n"policy.flats.units" = [5000]\n'
        '"structure.choice" = ["nested"]\n'
    )
    central = {"parameters.b0": scenarios[0].parameters["b0"], "policy.flats.units": 30_000, "structure.choice": "mnl"}
    changes = [{}, {"parameters.b0": 0.2}, {"policy.flats.units": 5000}, {"structure.choice": "nested"}]
    assert points_of(plan) == [{**central, **change} for change in changes]


def test_levers_and_futures_are_crossed(planned: Planner) -> None:
    plan, _ = planned(
        'design = "latin_hypercube"\nsamples = 3\n[uncertainties]\n"parameters.b0" = [0.2, 0.4]\n'
        '[levers]\n"policy.flats.units" = [5000, 15000]\n'
    )
    assert len(plan.worlds) == 1 + 3 + 1
    assert [f.number for f in plan.futures] == [0, 1, 2, 3]
    assert len(plan.cells([1, 2])) == 8


def test_a_plan_is_restored_from_its_manifest(planned: Planner) -> None:
    plan, _ = planned(
        'record = ["people"]\ndesign = "list"\n[uncertainties]\n"parameters.b0" = [0.2, 0.4]\n'
        '[levers]\n"policy.flats.start" = [2019-01-01, 2020-01-01]\n'
    )
    restored = plan_of(plan.content())
    assert restored.digest == plan.digest
    assert restored.name == "trial"
    assert restored.worlds == plan.worlds
    assert plan.record
    assert plan.record[-1] == "2011-12"


def test_values_that_cannot_stand_together_are_refused_with_their_future(planned: Planner) -> None:
    with pytest.raises(Refused, match="future 2.*vacancy_rate"):
        planned(
            'design = "list"\n[uncertainties]\n"parameters.vacancy_rate" = [0.05, 0.042]\n"parameters.separation_q" = [0.05, 0.08]\n'
        )


def test_levers_that_cannot_stand_together_are_refused_with_their_scenario(planned: Planner) -> None:
    with pytest.raises(Refused, match=r"housing: policy\.flats\.end: found an end before the start"):
        planned('design = "list"\n[levers]\n"policy.flats.start" = [2024-01-01]\n"policy.flats.end" = [2023-12-01]\n')


def test_a_value_that_was_a_range_is_one_no_more() -> None:
    uncertain = load_scenario("baseline", {"parameters.b0": {"value": 0.3, "low": 0.2, "high": 0.4}})
    assert "b0" in uncertain.ranges
    assert uncertain.at({"parameters.b0": 0.25}) == load_scenario("baseline", {"parameters.b0": 0.25})


def test_a_limit_world_takes_values_but_no_other_months(tmp_path: Path) -> None:
    file = tmp_path / "two.toml"
    file.write_text('world = {kind = "limit", regions = ["a", "b"], persons = 10}\nlimit = {utility = [1, 0]}')
    limit = load_scenario(file)
    assert limit.at({"parameters.b0": 0.2, "structure.wages": "fixed"}).structure.wages == "fixed"
    assert limit.at({"persons_per_agent": 500}) == limit
    with pytest.raises(Refused, match="start, end"):
        limit.at({"end": "2030-01-01"})
