"""In what two scenarios differ."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from sim.scenario.scenario import Scenario


class Difference(NamedTuple):
    """One field with the value it has in each scenario, None where it is absent."""

    field: str
    a: object
    b: object


def diff(a: Scenario, b: Scenario) -> tuple[Difference, ...]:
    """Fields whose resolved values differ, texts included, in alphabetical order; policies by `policy.ID.FIELD`."""
    left, right = (dict(_flat("", _by_id(scenario.document()))) for scenario in (a, b))
    fields = sorted({*left, *right})
    return tuple(Difference(f, left.get(f), right.get(f)) for f in fields if left.get(f) != right.get(f))


def _by_id(document: Mapping[str, object]) -> dict[str, object]:
    content = {key: value for key, value in document.items() if key not in ("name", "policies", "budgets")}
    policies: list[dict[str, object]] = document["policies"]  # type: ignore[assignment]
    named = {str(p["id"]): {k: v for k, v in p.items() if k != "id"} for p in policies}
    return content | {"policy": named, "budget": document["budgets"]}


def _flat(path: str, value: object) -> Iterator[tuple[str, object]]:
    if not isinstance(value, dict):
        yield path, value
        return
    for key, child in value.items():
        yield from _flat(f"{path}.{key}" if path else str(key), child)
