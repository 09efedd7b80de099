"""The parts of a scenario from the resolved document that a manifest keeps, so that old results can be grown or verified."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sim.calendar import parse_month
from sim.policies import KINDS, Dated, Policy, Who
from sim.policies.base import NUMBER, TABLES, WHOLE
from sim.scenario.policies import Budget
from sim.scenario.structure import Structure


def fields_of(document: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of the scenario whose `document()` this is. ValueError for a limit world."""
    if document["limit"] is not None:
        raise ValueError("a limit world cannot be restored from its document")
    ranges = {name: (low, high) for name, (low, high) in document["ranges"].items()}
    return {
        "name": document["name"],
        "title": document["title"],
        "purpose": document["purpose"],
        "source": document["source"],
        "start": month_of(document["start"]),
        "end": month_of(document["end"]),
        "persons_per_agent": document["persons_per_agent"],
        "researchers_per_agent": document["researchers_per_agent"],
        "parameters": document["parameters"],
        "ranges": {name: pair for name, pair in ranges.items() if "." not in name},
        "fit": document["fit"],
        "constants": {region: tuple(pair) for region, pair in document["constants"].items()},
        "structure": structure_of(document["structure"]),
        "budgets": {name: budget_of(content) for name, content in document["budgets"].items()},
        "policies": tuple(policy_of(content) for content in document["policies"]),
        "limit": None,
        "policy_ranges": {name: pair for name, pair in ranges.items() if "." in name},
        "warnings": tuple(document["warnings"]),
    }


def month_of(text: str) -> int:
    """A month as a document spells it, or as the date that an experiment sets in one."""
    return parse_month(text[: len("YYYY-MM")])


def structure_of(content: Mapping[str, Any]) -> Structure:
    """The structure of a document."""
    return Structure(**{**content, "nests": tuple(tuple(nest) for nest in content["nests"])})


def budget_of(content: Mapping[str, Any]) -> Budget:
    """A budget of a document."""
    return Budget(content["name"], content["region"], _dated(content["yuan_year"]), content["rationing"])


def policy_of(content: Mapping[str, Any]) -> Policy:
    """The policy whose `document` this is."""
    kind = KINDS[content["kind"]]
    shapes = {spec.name: spec.shape for spec in kind.fields}
    values = {name: _field(name, value, shapes.get(name, "")) for name, value in content.items() if name != "kind"}
    return kind.record(**values)


def _field(name: str, value: Any, shape: str) -> Any:
    if name in ("start", "end"):
        return month_of(value)
    if name == "who":
        clauses: dict[str, Any] = {clause: tuple(v) if isinstance(v, list) else v for clause, v in value.items()}
        return Who(**clauses)
    if shape in (NUMBER, WHOLE) or name == "budget_yuan_year":
        return _dated(value)
    if shape in TABLES:
        return tuple(_dated(value[word]) for word in TABLES[shape])
    return tuple(value) if isinstance(value, list) else value


def _dated(value: Any) -> Dated:
    if isinstance(value, list):
        return Dated(tuple(month_of(v["from"]) for v in value), tuple(v["value"] for v in value))
    return Dated.always(value)
