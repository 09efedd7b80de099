"""Values set in a scenario by path, with what follows from them: the same world as its file read with these values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from sim.given import refused
from sim.policies import Policy
from sim.policies.base import TABLES, plain
from sim.scenario.coherence import cautions, conflicts
from sim.scenario.constants import constants_at
from sim.scenario.derived import PARAMETERS, following
from sim.scenario.fit_files import read_fit
from sim.scenario.paths import has_path
from sim.scenario.places import read_places
from sim.scenario.policies import as_document, foreign
from sim.scenario.restore import budget_of, month_of, policy_of, structure_of
from sim.scenario.rivals import answered
from sim.scenario.shape import Scenario


def at(scenario: Scenario, values: Mapping[str, Any]) -> Scenario:
    """The scenario with the values of those paths that it has, and with what follows from them; the values are checked ones.

    values: as JSON spells them. Raises Refused for the months of a limit world.
    """
    mine = {path: value for path, value in values.items() if has_path(scenario, path)}
    if not mine:
        return scenario
    if scenario.limit and not {"start", "end"}.isdisjoint(mine):
        raise refused(f"{scenario.name}: start, end", mine, "the months that a limit world's own file gives")
    mine = {**following(scenario, mine), **mine}
    parameters = {**scenario.parameters, **_below(PARAMETERS, mine)}
    structure = structure_of({**vars(scenario.structure), **_below("structure.", mine)})
    persons = mine.get("persons_per_agent", scenario.persons_per_agent)
    budgets = {
        name: budget_of({**plain(budget), **_below(f"budget.{name}.", mine)})
        for name, budget in scenario.budgets.items()
    }
    policies = tuple(_policy_at(policy, _below(f"policy.{policy.id}.", mine)) for policy in scenario.policies)
    policies, budgets = answered(policies, budgets, structure, parameters)
    return replace(
        scenario,
        start=month_of(mine["start"]) if "start" in mine else scenario.start,
        end=month_of(mine["end"]) if "end" in mine else scenario.end,
        persons_per_agent=persons,
        researchers_per_agent=mine.get("researchers_per_agent", scenario.researchers_per_agent),
        parameters=parameters,
        constants=_constants(scenario, parameters),
        structure=structure,
        budgets=budgets,
        policies=policies,
        ranges={n: r for n, r in scenario.ranges.items() if f"{PARAMETERS}{n}" not in mine},
        policy_ranges={path: r for path, r in scenario.policy_ranges.items() if not _is_set(path, mine)},
        warnings=() if scenario.limit else tuple(cautions(parameters, structure, persons)),
    )


def _constants(scenario: Scenario, parameters: Mapping[str, float]) -> Mapping[str, tuple[float, ...]]:
    """Those of the scenario, found again where its parameters are no longer the same."""
    same = scenario.fit is None or parameters == scenario.parameters
    return scenario.constants if same else constants_at(read_fit(scenario.fit), parameters)


def _below(start: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """Values whose paths begin so, by what follows."""
    return {path.removeprefix(start): value for path, value in values.items() if path.startswith(start)}


def _is_set(path: str, values: Mapping[str, Any]) -> bool:
    """Whether a value at, above or below a path is among those set."""
    return any(f"{path}.".startswith(f"{other}.") or other.startswith(f"{path}.") for other in values)


def _policy_at(policy: Policy, values: Mapping[str, Any]) -> Policy:
    """A policy with some of its fields, or parts of them, at values as a file may spell them."""
    if not values:
        return policy
    document = dict(policy.document)
    for path, value in values.items():
        field, *inner = path.split(".")
        for name in reversed(inner):
            value = {name: value}
        for name, read in as_document(policy.kind, field, value, read_places()).items():
            document[name] = {**document.get(name, {}), **{key: read[key] for key in inner[:1]}} if inner else read
    return policy_of(document)


def contradictions(scenario: Scenario) -> Iterator[tuple[str, str, str]]:
    """Values that each may stand but not together, for which a file would be refused: path, what was found, what is allowed."""
    if not scenario.limit:
        for conflict in conflicts(scenario.parameters, scenario.structure):
            yield f"{PARAMETERS}{conflict.parameter}", conflict.found, conflict.allowed
    if scenario.end < scenario.start:
        yield "end", "an end before the start", "the month of start or a later one"
    for policy in scenario.policies:
        for field, found, allowed in _at_odds(policy, scenario):
            yield f"policy.{policy.id}.{field}", found, allowed


def _at_odds(policy: Policy, scenario: Scenario) -> Iterator[tuple[str, str, str]]:
    yield from policy.faults()
    if policy.end is not None and policy.end < policy.start:
        yield "end", "an end before the start", "the month of start or a later one"
    if policy.budget is not None and foreign(scenario.budgets[policy.budget], policy.regions):
        yield "budget", f"the budget of {scenario.budgets[policy.budget].region}", "a budget of the policy's own region"


def value_at(document: Mapping[str, Any], path: str) -> Any:
    """What a scenario's document has at a path, None where it has no such place; one number where it is that of all degrees or tiers."""
    try:
        value = _found(document, path.split("."))
    except (KeyError, StopIteration):
        return None
    if isinstance(value, dict) and any({*value} == {*words} for words in TABLES.values()):
        first, *rest = value.values()
        return first if all(one == first for one in rest) else value
    return value


def _found(document: Mapping[str, Any], way: list[str]) -> Any:
    first, *rest = way
    if first == "policy":
        place: Any = next(policy for policy in document["policies"] if policy["id"] == rest[0])
        rest = rest[1:]
    else:
        place = document["budgets" if first == "budget" else first]
    for word in rest:
        place = place[word]
    return place
