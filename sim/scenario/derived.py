"""Values that follow from others: what a file leaves out, and what another number stands for. All of them are listed here.

A file that is read, a scenario set to other values and the search take them from here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

from sim.policies import KINDS
from sim.scenario.fit import GAMMA
from sim.scenario.places import Places, read_places
from sim.scenario.shape import Scenario

Numbers = TypeVar("Numbers")  # one, or a column
PARAMETERS = "parameters."  # how their paths begin


def ln_dist(gamma: Numbers, eps_w_grad: Numbers) -> Numbers:
    """The taste for nearness whose product with eps_w_grad is the decay with distance that a fit finds.

    >>> ln_dist(1.5, 2.0)
    -0.75
    """
    return -gamma / eps_w_grad  # type: ignore[operator, no-any-return]


def by_parameters(found: Mapping[str, float], eps_w_grad: float) -> dict[str, float]:
    """What a fit or a search has found, by names of parameters: ln_dist in the place of gamma, at this eps_w_grad or the one found."""
    values = {name: value for name, value in found.items() if name != GAMMA}
    if GAMMA in found:
        values["ln_dist"] = ln_dist(found[GAMMA], found.get("eps_w_grad", eps_w_grad))
    return values


def defaults_of(kind: str) -> dict[str, str]:
    """The fields of a kind of policy whose default is a parameter, with its name."""
    return {spec.name: spec.parameter for spec in KINDS[kind].fields if spec.parameter}


def default_nests(places: Places) -> tuple[tuple[str, ...], ...]:
    """Nests of a nested choice: groups of several regions, what people would see as one kind of place."""
    groups = dict.fromkeys(group for group in places.groups if group != "origin")
    nests = (places.resolve(group) for group in groups)
    return tuple(nest for nest in nests if len(nest) > 1)


def following(scenario: Scenario, values: Mapping[str, Any]) -> dict[str, Any]:
    """Values by path that follow from those that are set, as far as they followed in this scenario."""
    return dict(
        (
            *_of_fit(scenario, values),
            *_of_parameters(scenario, values),
            *_of_budgets(scenario, values),
            *_of_choice(scenario, values),
        )
    )


def _of_fit(scenario: Scenario, values: Mapping[str, Any]) -> Iterator[tuple[str, float]]:
    eps = values.get(f"{PARAMETERS}eps_w_grad")
    if eps is not None and scenario.gamma is not None:
        yield f"{PARAMETERS}ln_dist", ln_dist(scenario.gamma, eps)


def _of_parameters(scenario: Scenario, values: Mapping[str, Any]) -> Iterator[tuple[str, float]]:
    """A field that holds the parameter's value is taken to be left at it."""
    for policy in scenario.policies:
        for field, parameter in defaults_of(policy.kind).items():
            path = f"{PARAMETERS}{parameter}"
            if path in values and policy.document.get(field) == scenario.parameters[parameter]:
                yield f"policy.{policy.id}.{field}", values[path]


def _of_budgets(scenario: Scenario, values: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Policies of one budget are served in its order."""
    for policy in scenario.policies:
        path = f"budget.{policy.budget}.rationing"
        if path in values:
            yield f"policy.{policy.id}.rationing", values[path]


def _of_choice(scenario: Scenario, values: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    if "structure.choice" in values:
        usual = default_nests(read_places())
        if scenario.structure.nests in ((), usual):
            yield "structure.nests", usual if values["structure.choice"] == "nested" else ()
