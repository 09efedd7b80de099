"""One broken file for every error message: where it is, what was found, what is allowed, what may have been meant."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from broken_scenarios import CASES, HEAD

from sim import validate
from sim.designs import load_experiment
from sim.policies import KINDS
from sim.policies.base import NUMBER, TABLES, WHOLE
from sim.scenario import Problem, ScenarioError, load_scenario


def problems_of(path: Path) -> tuple[Problem, ...]:
    with pytest.raises(ScenarioError) as refused:
        load_scenario(path)
    return refused.value.errors


@pytest.mark.parametrize("name", CASES)
def test_every_fault_has_its_message(tmp_path: Path, name: str) -> None:
    text, line, field, found, allowed, suggestion = CASES[name]
    path = tmp_path / "case.toml"
    path.write_text(text, encoding="utf-8")
    problem = next((p for p in problems_of(path) if p.field == field), None)
    assert problem is not None, problems_of(path)
    assert (problem.file, problem.line, problem.suggestion) == (str(path), line, suggestion)
    assert found in problem.found
    assert allowed in problem.allowed


def test_the_line_of_an_error(tmp_path: Path) -> None:
    path = tmp_path / "x.toml"
    path.write_text(HEAD + '[structure]\nchoice = "nestd"', encoding="utf-8")
    (problem,) = validate(path)
    assert str(problem) == f'{path}:3: structure.choice: found "nestd"; allowed mnl, nested; did you mean nested?'


def test_all_faults_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "parent.toml").write_text("persons_per_agent = 0\n[parameters]\nb0 = 7", encoding="utf-8")
    child = tmp_path / "child.toml"
    child.write_text('extends = "parent"\n[structure]\npeers = 1\nwages = "x"\ndrop = 1', encoding="utf-8")
    other = tmp_path / "other.toml"
    other.write_text("end = 1", encoding="utf-8")
    found = {(Path(p.file).name, p.field) for p in validate(child, other, tmp_path / "none.toml")}
    assert found == {
        ("parent.toml", "persons_per_agent"),
        ("parent.toml", "parameters.b0"),
        ("child.toml", "structure.peers"),
        ("child.toml", "structure.wages"),
        ("child.toml", "structure.drop"),
        ("other.toml", "end"),
        ("none.toml", "file"),
    }


@pytest.mark.parametrize(
    ("raw", "line", "found"),
    [(b"\xef\xbb\xbfend = 1", 1, "a byte order mark"), (b"end = 2030-01-01\n\xff", 2, "byte 0xff")],
)
def test_bytes_that_are_not_plain_utf8(tmp_path: Path, raw: bytes, line: int, found: str) -> None:
    path = tmp_path / "case.toml"
    path.write_bytes(raw)
    (problem,) = problems_of(path)
    assert (problem.line, problem.found) == (line, found)


def test_extends_may_be_eight_deep_and_not_nine(tmp_path: Path) -> None:
    (tmp_path / "s0.toml").write_text("persons_per_agent = 7", encoding="utf-8")
    for i in range(1, 10):
        (tmp_path / f"s{i}.toml").write_text(f'extends = "s{i - 1}"', encoding="utf-8")
    assert load_scenario(tmp_path / "s8.toml").persons_per_agent == 7
    (problem,) = problems_of(tmp_path / "s9.toml")
    assert problem.field == "extends"
    assert "at most 8" in problem.allowed


def test_a_circle_of_two_files(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text('extends = "b"', encoding="utf-8")
    (tmp_path / "b.toml").write_text('extends = "a"', encoding="utf-8")
    (problem,) = problems_of(tmp_path / "a.toml")
    assert (Path(problem.file).name, problem.field) == ("b.toml", "extends")


def test_at_most_64_policies(tmp_path: Path) -> None:
    one = '[[policy]]\nid = "p{}"\nkind = "neutral"\nregion = "Hohhot"\n'
    path = tmp_path / "many.toml"
    path.write_text("".join(one.format(i) for i in range(64)), encoding="utf-8")
    assert len(load_scenario(path).policies) == 64
    path.write_text("".join(one.format(i) for i in range(65)), encoding="utf-8")
    (problem,) = problems_of(path)
    assert (problem.found, problem.line) == ("65 policies", 257)


def test_overrides_are_told_by_their_place() -> None:
    changes = {
        "policy.flat.units": 1,
        "parameters.eps": 3,
        "structure.choice": "nest",
        "persons_per_agent": 0,
        "policy.flats.unit": 1,
        "foo": 1,
        "policy.flats.discount": "2",
    }
    with pytest.raises(ScenarioError) as refused:
        load_scenario("housing", changes)
    errors = refused.value.errors
    assert {p.file for p in errors} == {"--set"}
    assert [p.line for p in errors] == [1, 2, 3, 4, 5, 6, 7]
    assert [p.suggestion for p in errors] == ["policy.flats", "eps_w_grad", "nested", "", "units", "", ""]


EXPERIMENT = """\
baseline = "baselin"
variants = ["housing", "housing"]
seeds = [1, 1]
design = "sobl"
outcomes = ["additinal"]
wat = 1
[uncertainties]
"parameters.eps_w_grad" = [0.5, 50]
"parameters.awarenes" = [0.05, 0.5]
[levers]
"policy.flat.units" = [5000, 15000]
"""


def test_experiments_are_checked_before_anything_runs(tmp_path: Path) -> None:
    path = tmp_path / "e.toml"
    path.write_text(EXPERIMENT, encoding="utf-8")
    found = {p.field: p.suggestion for p in validate(path)}
    assert found == {
        "baseline": "baseline",
        "variants[1]": "",
        "seeds": "",
        "design": "sobol",
        "outcomes": "additional",
        "wat": "",
        "uncertainties.parameters.eps_w_grad": "",
        "uncertainties.parameters.awarenes": "parameters.awareness_base",
        "levers.policy.flat.units": "policy.flats.units",
    }


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ('design = "sobol"\n[levers]\n"policy.flats.units" = [1, 2]', "samples"),
        ('design = "sobol"\nsamples = 4\n[levers]\n"policy.flats.units" = [2, 1]', "levers.policy.flats.units"),
        ('[levers]\n"policy.flats.units" = [1]\n"policy.flats.discount" = [0.1, 0.2]', "levers"),
        ('[levers]\n"policy.flats.units" = 3', "levers.policy.flats.units"),
        ('[levers]\n"policy.flats.discount" = [0.5, 1.5]', "levers.policy.flats.discount"),
        ('[levers]\n"parameters.b0" = [0.2]\n[uncertainties]\n"parameters.b0" = [0.2]', "levers.parameters.b0"),
        ("seeds = 0", "seeds"),
        ('record = ["firms"]', "record"),
    ],
)
def test_designs_that_cannot_be_run(tmp_path: Path, body: str, field: str) -> None:
    path = tmp_path / "e.toml"
    path.write_text(f'baseline = "baseline"\nvariants = ["housing"]\n{body}', encoding="utf-8")
    with pytest.raises(ScenarioError) as refused:
        load_experiment(path)
    assert [p.field for p in refused.value.errors] == [field]


NUMBERS = [
    (kind.name, spec.name) for kind in KINDS.values() for spec in kind.fields if spec.shape in (NUMBER, WHOLE, *TABLES)
]


@pytest.mark.parametrize(("kind", "field"), NUMBERS)
@pytest.mark.parametrize("wrong", ["low", "high", "text"])
def test_every_number_of_every_kind_is_held_to_its_bounds(tmp_path: Path, kind: str, field: str, wrong: str) -> None:
    """One line with the place of the number, what was found and what is allowed; nothing else is wrong with the file."""
    record = KINDS[kind].record
    (spec,) = (spec for spec in record.specs() if spec.name == field)
    value = {"low": spec.low - 1, "high": 2 * spec.high + 1, "text": '"many"'}[wrong]
    regions = '["Hohhot", "Baotou"]' if record.least_regions > 1 else '"Hohhot"'
    example = {name: v for name, v in record.examples[0].items() if name != field}
    lines = [HEAD.strip(), "[[policy]]", 'id = "p"', f'kind = "{kind}"', f"region = {regions}", f"{field} = {value}"]
    path = tmp_path / "x.toml"
    path.write_text("\n".join([*lines, *(f"{name} = {spelt(v)}" for name, v in example.items())]), encoding="utf-8")
    (problem,) = problems_of(path)
    assert (problem.line, problem.field.partition("[")[0]) == (6, f"policy.p.{field}")
    assert problem.found
    assert " to " in problem.allowed or "number" in problem.allowed


def spelt(value: object) -> str:
    """A plain value as TOML."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{name} = {spelt(v)}" for name, v in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(spelt, value)) + "]"
    return f'"{value}"' if isinstance(value, str) else str(value)
