"""Values set in a resolved scenario, by path."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sim.scenario import Scenario, from_document, has_path


def patched(scenario: Scenario, values: Mapping[str, Any]) -> Scenario:
    """The scenario with the values of those paths that it has; KeyError where a path leads to nothing that holds a value."""
    mine = {path: value for path, value in values.items() if has_path(scenario, path)}
    if not mine:
        return scenario
    document = scenario.document()
    for path, value in mine.items():
        *way, last = path.split(".")
        _table(document, way)[last] = value
    return from_document(document)


def _table(document: dict[str, Any], way: list[str]) -> dict[str, Any]:
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
