"""The shipped experiments: sound as files, of a size for a night, and the same runs whether tried or done in full."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.cli import main as cli
from sim.designs import load_experiment
from sim.designs.points import points
from sim.jobs.experiments import experiment_plan
from sim.scenario import PARAMETERS, ScenarioError
from sim.scenario.folders import EXPERIMENTS, shipped
from sim.scenario.paths import has_path

SIZES = {  # worlds, futures, seeds; futures that are the central one again, because a value is an end of its range
    "housing_vs_cash": (1 + 3 + 1, 33, 10, 0),
    "lines_awareness": (1 + 3, 33, 10, 0),
    "sensitivity": (4, 87, 5, 1),
    "structure": (3, 21, 20, 0),
    "systems": (1 + 19, 1, 10, 0),
    "unknowns": (4, 449, 1, 0),
}
NIGHT = 2000  # runs at 1,000 persons an agent
FINE = {"systems"}  # at 500, up to which the labour markets of all cities are as tight as in finer worlds


def test_every_shipped_experiment_is_tested() -> None:
    assert {path.stem for path in shipped(EXPERIMENTS).glob("*.toml")} == set(SIZES)


@pytest.mark.parametrize("name", SIZES)
def test_preflight_counts_the_runs(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    worlds, futures, seeds, again = SIZES[name]
    runs = worlds * (futures - again) * seeds
    assert cli.carry_out(["batch", name, "-n", "--store", str(tmp_path)]) == 0
    told = capsys.readouterr().out
    assert f"scenarios {worlds}, futures {futures} (the central one among them), seeds {seeds}\n" in told
    assert f"runs {runs}, already stored 0" in told
    assert runs < NIGHT


@pytest.mark.parametrize("name", SIZES)
def test_ranges_are_those_of_the_catalogue(name: str) -> None:
    experiment = load_experiment(name)
    assert set(experiment.title) == {"zh", "en"}
    assert experiment.title["zh"] != experiment.title["en"]
    assert {s.persons_per_agent for s in experiment.scenarios} == {500 if name in FINE else 1000}
    for path, values in experiment.uncertainties.items():
        first, _, rest = path.partition(".")
        if first == "parameters":
            known = PARAMETERS[rest]
            assert known.low <= min(values) < max(values) <= known.high
        elif first == "policy":
            ranges = [s.policy_ranges[path] for s in experiment.scenarios if has_path(s, path)]
            assert ranges == [tuple(values)]


def test_a_trial_on_the_first_futures_is_part_of_the_whole() -> None:
    experiment = load_experiment("lines_awareness", {"persons_per_agent": 20_000})
    whole, trial = (experiment_plan(experiment, 168, futures).plan for futures in (None, 2))
    assert [future.number for future in trial.futures] == [0, 1, 2]
    assert trial.worlds == whole.worlds
    assert {world.persons_per_agent for world in whole.worlds} == {20_000}
    ids = [{name for cell in plan.cells([1]) for name in plan.run_ids(cell)} for plan in (trial, whole)]
    assert ids[0] < ids[1]
    assert trial.digest != whole.digest


def test_a_scale_of_the_file_is_checked_and_yields_to_the_command_line(tmp_path: Path) -> None:
    file = tmp_path / "e.toml"
    text = 'baseline = "baseline"\nvariants = ["housing"]\npersons_per_agent = {}\nresearchers_per_agent = 70\n'
    file.write_text(text.format(700), encoding="utf-8")
    for given, expected in (({}, 700), ({"persons_per_agent": "900"}, 900)):
        experiment = load_experiment(file, given)
        assert {(s.persons_per_agent, s.researchers_per_agent) for s in experiment.scenarios} == {(expected, 70)}
    file.write_text(text.format(0), encoding="utf-8")
    with pytest.raises(ScenarioError) as refused:
        load_experiment(file)
    assert [(p.line, p.field) for p in refused.value.errors] == [(3, "persons_per_agent")]


def test_a_sampled_design_draws_among_three_numbers_or_more_alike() -> None:
    found = points("latin_hypercube", {"policy.x.units": [5, 10, 30], "parameters.a": [0.0, 1.0]}, 30)
    units = [point["policy.x.units"] for point in found]
    assert [units.count(n) for n in (5, 10, 30)] == [10, 10, 10]
    alone = points("latin_hypercube", {"policy.x.units": [5, 10, 30]}, 30)
    assert sorted(point["policy.x.units"] for point in alone) == [5, 10, 30]  # each point once
