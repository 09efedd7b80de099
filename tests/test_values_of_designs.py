"""What an experiment may set: numbers, words, lists, tables and dates, in any design, among futures and among levers."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest

from sim.designs import load_experiment
from sim.designs.experiment import DESIGNS
from sim.jobs.experiments import experiment_plan
from sim.jobs.question import summaries_of
from sim.scenario import ScenarioError, load_scenario
from sim.store.merge import _of_one_type as of_one_type

VALUES = {
    "policy.flats.who": "[{native = false}, {native = true, degree = 'master'}]",
    "policy.flats.who.degree": "['master', ['master', 'doctor']]",
    "policy.flats.region": "['Hohhot', ['Hohhot', '包头'], 'Shenyang']",
    "policy.flats.discount": "[0.3, [{from = 2022-01-01, value = 0.2}, {from = 2023-01-01, value = 0.4}]]",
    "policy.flats.budget_yuan_year": "[1, [{from = 2022-01-01, value = 2}]]",
    "policy.flats.start": "[2022-01-01, 2023-01-01]",
    "policy.flats.rationing": "['first_come', 'lottery']",
    "policy.flats.units": "[1, 2.0]",
    "structure.peers": "[true, false]",
    "structure.nests": "[[['Hohhot', 'Baotou']], [['Shenyang', 'Dalian']]]",
}


def experiment(folder: Path, table: str, design: str, path: str, values: str) -> Path:
    """An experiment with one path."""
    file = folder / "e.toml"
    file.write_text(
        f'baseline = "baseline"\nvariants = ["housing"]\nseeds = 1\ndesign = "{design}"\nsamples = 4\n'
        f'[{table}]\n"{path}" = {values}\n',
        encoding="utf-8",
    )
    return file


@pytest.mark.parametrize("path", VALUES)
@pytest.mark.parametrize("table", ["uncertainties", "levers"])
def test_any_type_may_stand_in_a_design(tmp_path: Path, table: str, path: str) -> None:
    for design in DESIGNS:
        plan, _ = experiment_plan(load_experiment(experiment(tmp_path, table, design, path, VALUES[path])), None)
        summaries_of(plan)
        different = {future.digests for future in plan.futures} if table == "uncertainties" else {*plan.pairs}
        assert len(different) > 1


@pytest.mark.parametrize("path", VALUES)
def test_a_value_set_in_a_scenario_is_the_file_read_with_it(tmp_path: Path, path: str) -> None:
    values = load_experiment(experiment(tmp_path, "levers", "list", path, VALUES[path])).levers[path]
    housing = load_scenario("housing")
    for value in values:
        assert housing.at({path: value}) == load_scenario("housing", {path: value})


@pytest.mark.parametrize(
    ("path", "values", "allowed"),
    [
        ("policy.flats.units", "['a', 2]", "a number"),
        ("policy.flats.units", "[nan, 2]", "number"),
        ("policy.flats.units", "[{native = true}, 2]", "value, low and high"),
        ("parameters.eps_w_grad", "[{value = 2, low = 1, high = 3}, 3]", "one by one"),
        ("parameters.eps_w_grad", "[true, 3]", "a number"),
        ("policy.flats.who", "[1, {native = true}]", "a table"),
        ("policy.flats.start", "['2022-13-01', 2023-01-01]", "first of a month"),
    ],
)
@pytest.mark.parametrize("design", ["list", "factorial", "morris"])
def test_a_value_of_another_type_is_refused_in_its_line(
    tmp_path: Path, design: str, path: str, values: str, allowed: str
) -> None:
    file = experiment(tmp_path, "levers", design, path, values)
    with pytest.raises(ScenarioError) as refused:
        load_experiment(file)
    assert {(problem.file, problem.line) for problem in refused.value.errors} == {(str(file), 7)}
    assert allowed in str(refused.value)


@pytest.mark.parametrize(
    ("values", "kind", "kept"),
    [
        ([1, None, 0.5], pa.float64(), [1.0, None, 0.5]),
        ([2, 3], pa.float64(), [2.0, 3.0]),
        (["a", None], pa.string(), ["a", None]),
        ([True, None], pa.bool_(), [True, None]),
        ([{"native": False}, None], pa.string(), ['{"native": false}', None]),
        ([0.3, [{"from": "2022-01-01", "value": 1}]], pa.string(), ["0.3", '[{"from": "2022-01-01", "value": 1}]']),
        ([True, "a"], pa.string(), ["true", '"a"']),
        ([None], pa.float64(), [None]),
    ],
)
def test_values_of_a_path_are_one_column(values: list[object], kind: pa.DataType, kept: list[object]) -> None:
    column = of_one_type(values)
    assert (column.type, column.to_pylist()) == (kind, kept)
