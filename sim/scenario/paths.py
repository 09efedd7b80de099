"""Paths into a scenario, as `--set` and experiments name its values."""

from __future__ import annotations

from collections.abc import Sequence

from sim.policies import KINDS
from sim.policies.base import WHOLE
from sim.scenario.overrides import SINGLE
from sim.scenario.parameters import PARAMETERS
from sim.scenario.policies import COMMON
from sim.scenario.shape import Scenario
from sim.scenario.structure import KEYS as STRUCTURE_KEYS

MONTHS = ("start", "end")


def has_path(scenario: Scenario, path: str) -> bool:
    """Whether a scenario has `parameters.X`, `structure.X`, `policy.ID.FIELD`, `budget.NAME.FIELD`, or a scale."""
    first, _, rest = path.partition(".")
    if first == "parameters":
        return rest in PARAMETERS
    if first == "structure":
        return rest in STRUCTURE_KEYS
    if first == "budget":
        return rest.partition(".")[0] in scenario.budgets
    if first == "policy":
        name, _, field = rest.partition(".")
        kinds = [p.kind for p in scenario.policies if p.id == name]
        return bool(kinds) and field.split(".")[0] in (*COMMON, *(spec.name for spec in KINDS[kinds[0]].fields))
    return path in (MONTHS if scenario.limit else SINGLE)  # in limit worlds an agent is a person


def known_paths(scenarios: Sequence[Scenario]) -> list[str]:
    """Paths that the scenarios have, for the nearest name."""
    policies = [
        f"policy.{p.id}.{name}"
        for scenario in scenarios
        for p in scenario.policies
        for name in (*(spec.name for spec in KINDS[p.kind].fields), *COMMON)
    ]
    return [*(f"parameters.{n}" for n in PARAMETERS), *(f"structure.{k}" for k in STRUCTURE_KEYS), *policies, *SINGLE]


def takes_whole_numbers(path: str, scenarios: Sequence[Scenario]) -> bool:
    """Whether numbers drawn for a path are rounded: counts, and parameters in whole months, years or firms."""
    parts = path.split(".")
    if parts[0] == "parameters":
        return PARAMETERS[parts[1]].whole
    if parts[0] != "policy":
        return parts[0] in SINGLE
    kinds = {p.kind for scenario in scenarios for p in scenario.policies if p.id == parts[1]}
    whole = {spec.name for kind in kinds for spec in KINDS[kind].fields if spec.shape == WHOLE}
    return parts[2] in whole or parts[2] == "minimum_stay_months"
