"""Every parameter of the catalogue is read by the model, and what it says changes the world."""

from __future__ import annotations

import ast
import dataclasses
import datetime
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest

import sim
from sim.engine.firms import FirmRules
from sim.policies import KINDS
from sim.policies.base import Policy
from sim.rules.home import Purchase
from sim.rules.parameters import Behaviour
from sim.rules.research import Research
from sim.scenario import PARAMETERS, Scenario, ScenarioError, load_scenario

PLENTY = {"bachelor": 900_000, "master": 300_000, "doctor": 100_000}  # public posts that show among coarse agents
FRAME = {  # coarse and short, with many reviews and moves, so that everything happens to somebody
    "persons_per_agent": 20_000,
    "researchers_per_agent": 100,
    "start": datetime.date(2017, 6, 1),
    "end": datetime.date(2019, 5, 1),
    "parameters.attention_review": 1.0,
    "parameters.move_cost_sunk": 0.8,
    "parameters.researcher_hazard": 0.06,
    "policy.flats.start": datetime.date(2018, 2, 1),
    "policy.flats.units": 200_000,
    "budget.city.yuan_year": 10_000_000_000,
    "policy.institutions.lock_in_months": 3,  # so that some who hold a public post think of other places in this time
    **{f"policy.institutions.posts_year.{degree}": posts for degree, posts in PLENTY.items()},
}
STRUCTURES = (  # between them, every alternative that reads a number of its own
    {"horizon": "forward", "choice": "nested"},
    {"wages": "nash", "rents": "static", "vacancies": "free_entry"},
)
DEFAULTS_OF_POLICIES = {spec.parameter for kind in KINDS.values() for spec in kind.fields} - {""}  # read with the file


class Recording(Mapping[str, float]):
    """Parameters that remember which of them were read, one by one."""

    def __init__(self, values: Mapping[str, float]) -> None:
        self.held, self.read = dict(values), set[str]()

    def __getitem__(self, name: str) -> float:
        self.read.add(name)
        return self.held[name]

    def __iter__(self) -> Iterator[str]:
        raise AssertionError("a world that copies all parameters does not tell which it reads")

    def __len__(self) -> int:
        return len(self.held)


def world_of(**changes: object) -> Scenario:
    """A short coarse world with a policy of every kind: the first of those reported, or an example; constants are held."""
    reported = load_scenario("reported", FRAME | changes)
    held = load_scenario("reported", FRAME).constants
    known: dict[str, Policy] = {}
    for policy in reported.policies:
        if policy.start <= reported.end:
            known.setdefault(policy.kind, policy)
    records = [KINDS[kind].record for kind in sorted(KINDS.keys() - known.keys())]
    examples = [r.of(r.examples[0], id=f"example {r.kind}", regions=("Hohhot",), start=reported.start) for r in records]
    return dataclasses.replace(reported, constants=held, policies=(*known.values(), *examples))


def test_every_parameter_is_read() -> None:
    read = set(DEFAULTS_OF_POLICIES)
    for structure in STRUCTURES:
        scenario = world_of(**{f"structure.{key}": value for key, value in structure.items()})
        recording = Recording(scenario.parameters)
        sim.run(dataclasses.replace(scenario, parameters=recording))
        read |= recording.read
    assert PARAMETERS.keys() - read == {
        "rival_response",
        "rival_lag_months",
    }  # read with the file: tests/test_rivals.py


@pytest.mark.parametrize("record", [Behaviour, Research, Purchase, FirmRules])
def test_every_number_of_a_record_is_used_by_a_rule_or_a_loop(record: type) -> None:
    root = Path(sim.__file__).parent
    trees = [ast.parse(file.read_text("utf-8")) for part in ("rules", "engine") for file in (root / part).glob("*.py")]
    used = {node.attr for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    assert set(record._fields) - used == set()  # type: ignore[attr-defined]


@cache
def unchanged(seed: int) -> str:
    return sim.run(world_of(), seed=seed).digest


@pytest.mark.parametrize(
    "name",
    [
        "affordability_months",
        "awareness_base",
        "city_size_unit",
        "flat_m2",
        "net_addition_per_flat",
        "firm_small_share",
        "firm_young_months",
        "leaving_age_bachelor",
        "leaving_age_master",
        "memory_months",
        "public_amenity",
        "school_age",
        "support_elasticity",
        "zone_share_north",
    ],
)
def test_another_value_is_another_world(name: str) -> None:
    other = world_of(**{f"parameters.{name}": PARAMETERS[name].high})
    assert any(sim.run(other, seed=seed).digest != unchanged(seed) for seed in (1, 2))


def test_parameters_that_count_refuse_fractions() -> None:
    counted = [p for p in PARAMETERS.values() if p.whole]
    assert {"memory_months", "school_age", "career_years"} <= {p.name for p in counted}
    for p in counted:
        with pytest.raises(ScenarioError, match="whole number"):
            load_scenario("baseline", {f"parameters.{p.name}": p.value + 0.5})
