"""Values set in a resolved scenario, by path: the same world as the scenario's file read with these values."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from typing import Any

from sim.policies import KINDS
from sim.records import DEGREES
from sim.scenario import Scenario, from_document, has_path
from sim.scenario.coherence import Conflict, conflicts
from sim.scenario.fit import GAMMA, read_fit
from sim.scenario.places import read_places
from sim.scenario.policies import as_document
from sim.scenario.structure import default_nests

Document = dict[str, Any]
PARAMETERS = "parameters."  # how their paths begin


def patched(scenario: Scenario, values: Mapping[str, Any]) -> Scenario:
    """The scenario with the values of those paths that it has, and with what follows from them as when a file is read.

    KeyError where a path leads to nothing that holds a value.
    """
    return Patches(scenario).at(values)


class Patches:
    """A scenario at many points: what all of them need is made once."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario

    def at(self, values: Mapping[str, Any]) -> Scenario:
        """As `patched`."""
        mine = {path: value for path, value in values.items() if has_path(self.scenario, path)}
        if not mine:
            return self.scenario
        mine = {**self._following(mine), **mine}
        if all(path.startswith(PARAMETERS) for path in mine):
            changed = {path.removeprefix(PARAMETERS): value for path, value in mine.items()}
            return replace(self.scenario, parameters={**self.scenario.parameters, **changed})
        document = json.loads(self._document)
        for path, value in mine.items():
            _set(document, path, value)
        return from_document(document)

    @cached_property
    def _document(self) -> str:
        return json.dumps(self.scenario.document())

    @cached_property
    def _gamma(self) -> float | None:
        """Decay with distance that the fit in force has found."""
        return read_fit(self.scenario.fit).modes.get(GAMMA) if self.scenario.fit else None

    def _following(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Paths whose values a file derives from others, as far as they were derived in this scenario."""
        of_parameters = _of_parameters(self.scenario, values)
        return dict((*self._of_fit(values), *of_parameters, *_of_structure(self.scenario, values)))

    def _of_fit(self, values: Mapping[str, Any]) -> Iterator[tuple[str, float]]:
        """ln_dist = -gamma / eps_w_grad, where the fit in force has found gamma."""
        parameters, wanted = self.scenario.parameters, values.get(f"{PARAMETERS}eps_w_grad")
        if wanted is None or self._gamma is None:
            return
        if parameters["ln_dist"] == -self._gamma / parameters["eps_w_grad"]:
            yield f"{PARAMETERS}ln_dist", -self._gamma / wanted


def value_at(document: Mapping[str, Any], path: str) -> Any:
    """What a scenario's document has at a path, None where it has no such place; one number where it is that of all degrees."""
    *way, last = path.split(".")
    try:
        value = _table(document, way)[last]
    except (KeyError, StopIteration):
        return None
    if isinstance(value, dict) and {*value} == {*DEGREES} and all(one == value[DEGREES[0]] for one in value.values()):
        return value[DEGREES[0]]
    return value


def refused(scenario: Scenario) -> tuple[Conflict, ...]:
    """Numbers of a scenario that do not go together, for which a file would be refused."""
    return () if scenario.limit else tuple(conflicts(scenario.parameters, scenario.structure))


def _of_parameters(scenario: Scenario, values: Mapping[str, Any]) -> Iterator[tuple[str, float]]:
    """Fields of policies whose default is a parameter; a field that holds the parameter's value is taken to be left at it."""
    for policy in scenario.policies:
        for spec in KINDS[policy.kind].fields:
            path = f"{PARAMETERS}{spec.parameter}"
            if path in values and policy.document.get(spec.name) == scenario.parameters[spec.parameter]:
                yield f"policy.{policy.id}.{spec.name}", values[path]


def _of_structure(scenario: Scenario, values: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """The nests of a nested choice, where none are given."""
    if values.get("structure.choice") == "nested" and not scenario.structure.nests:
        yield "structure.nests", [list(nest) for nest in default_nests(read_places())]


def _set(document: Document, path: str, value: Any) -> None:
    """Put one value where a path leads, as it stands in a document: a file may spell it in other ways."""
    *way, last = path.split(".")
    if way[:1] != ["policy"]:
        _table(document, way)[last] = value
        return
    policy, (field, *inner) = _table(document, way[:2]), [*way[2:], last]
    for name in reversed(inner):
        value = {name: value}
    for name, read in as_document(policy["kind"], field, value, read_places()).items():
        policy[name] = {**policy.get(name, {}), **{key: read[key] for key in inner[:1]}} if inner else read


def _table(document: Mapping[str, Any], way: list[str]) -> Any:
    """The table to which all but the last word of a path lead."""
    if not way:
        return document
    first, *rest = way
    if first == "policy":
        table = next(policy for policy in document["policies"] if policy["id"] == rest[0])
        rest = rest[1:]
    elif first == "budget":
        table = document["budgets"][rest[0]]
        rest = rest[1:]
    else:
        table = document[first]
    for word in rest:
        table = table[word]
    return table
