"""Rivals that answer: other cities that do what the focal city does, as policies of their own (docs/model.md: Rivals).

Copies are made whenever a scenario is, from its own policies, so that a changed number changes them too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from sim.calendar import ANCHOR
from sim.policies import KINDS, Dated, Policy, Spec
from sim.policies.base import CHOICE, NUMBER, REGION, REGIONS, SEASON, TABLES
from sim.scenario.folders import data_folder
from sim.scenario.places import read_places
from sim.scenario.policies import Budget
from sim.scenario.problems import ScenarioError
from sim.scenario.sheet import read_sheet
from sim.scenario.structure import Structure

GROUPS = ("沈大长哈", "呼包")  # whose cities compete with it; Beijing and aggregates answer nobody
COPY = "~"  # in the id of a policy, and in the name of a budget, of a rival
YUAN, COUNT, SHARE, SAME = "yuan", "count", "share", ""  # how a field is carried over
COUNTS = ("flats", "posts", "persons")  # how the units of counts begin
SHARES = ("share", "utils", "standard deviations")
Policies = tuple[Policy, ...]
Budgets = Mapping[str, Budget]


class Size(NamedTuple):
    """How a rival's answer compares with what it answers: factors on yuan, on counts and on shares."""

    yuan: float
    heads: float
    share: float

    def of(self, how: str) -> float:
        """The factor on a field that is carried over so."""
        return {YUAN: self.yuan, COUNT: self.heads, SHARE: self.share}.get(how, 1.0)


def answered(
    policies: Policies, budgets: Budgets, structure: Structure, parameters: Mapping[str, float]
) -> tuple[Policies, dict[str, Budget]]:
    """Policies by id and budgets with those of rivals, as the structure says; earlier copies are dropped."""
    own = tuple(_as_written(policy) for policy in policies if COPY not in policy.id)
    kept = {name: budget for name, budget in budgets.items() if COPY not in name}
    if structure.rivals == "passive":
        return own, kept
    rule = _matched if structure.rivals == "match" else _coordinated
    more, changed, money = rule(own, kept, structure.rivals_of, parameters)
    mine = {policy.id: policy for policy in own} | {policy.id: policy for policy in changed}
    return tuple(sorted((*mine.values(), *more), key=lambda policy: policy.id)), {**kept, **money}


def _as_written(policy: Policy) -> Policy:
    """A policy that draws on a pool, on its own budget again."""
    if policy.budget is None or COPY not in policy.budget:
        return policy
    return replace(policy, budget=None if policy.budget_yuan_year else policy.budget.partition(COPY)[0])


Answer = tuple[list[Policy], list[Policy], dict[str, Budget]]  # copies, policies that change, budgets


def _matched(own: Policies, budgets: Budgets, focal: str, parameters: Mapping[str, float]) -> Answer:
    """Every city of the groups does the same some months later, at a share of the size, from a budget of its own."""
    reply, lag = parameters["rival_response"], round(parameters["rival_lag_months"])
    copies, money = [], {}
    for policy in _matchable(own, focal) if reply > 0.0 else ():
        for city in _cities(policy):
            size = size_of(city, focal, reply)
            made = copied(policy, city, size)
            if made is None:
                continue
            start, end = max(ANCHOR, policy.start + lag), None if policy.end is None else policy.end + lag
            part = size.yuan * size.heads / reply
            if policy.budget:
                name = f"{policy.budget}{COPY}{city}"
                shared = budgets[policy.budget]
                money[name] = replace(shared, name=name, region=city, yuan_year=times(shared.yuan_year, part))
                made = replace(made, budget=name)
            elif policy.budget_yuan_year:
                made = replace(made, budget_yuan_year=times(policy.budget_yuan_year, part))
            copies.append(replace(made, start=start, end=end))
    return copies, [], money


def _coordinated(own: Policies, budgets: Budgets, focal: str, parameters: Mapping[str, float]) -> Answer:
    """The members of the compacts with the focal city do the same at the same time, out of one purse."""
    members = coordinating(own, focal)
    copies, changed, money = [], [], {}
    for policy in _matchable(own, focal):
        made = [
            copy
            for city in sorted(members - {*policy.regions})
            if (copy := copied(policy, city, size_of(city, focal, 1.0))) is not None
        ]
        if not made:
            continue
        parts = [size_of(copy.regions[0], focal, 1.0) for copy in made]
        name, pool = pooled(policy, budgets, 1.0 + parameters["rival_response"] * sum(s.yuan * s.heads for s in parts))
        if pool:
            money[name] = pool
            made = [replace(copy, budget=name, budget_yuan_year=None) for copy in made]
            changed.append(replace(policy, budget=name))
        copies += made
    return copies, changed, money


def pooled(policy: Policy, budgets: Budgets, factor: float) -> tuple[str, Budget | None]:
    """One budget of a policy and its copies, so many times the focal city's; None where nothing limits that."""
    yuan = budgets[policy.budget].yuan_year if policy.budget else policy.budget_yuan_year
    name = f"{policy.budget or policy.id}{COPY}pool"
    return name, None if yuan is None else Budget(name, "", times(yuan, factor), policy.rationing)


def coordinating(policies: Policies, focal: str) -> set[str]:
    """The cities whose compacts hold the focal city."""
    return {region for p in policies if p.least_regions > 1 and focal in p.regions for region in p.regions}


def _matchable(own: Policies, focal: str) -> Iterator[Policy]:
    return (policy for policy in own if policy.matchable and focal in policy.regions)


def _cities(policy: Policy) -> list[str]:
    """The cities that answer a policy, in the order of the regions."""
    places = read_places()
    rivals = {city for group in GROUPS for city in places.resolve(group)}
    return [city for city in places.regions if city in rivals - {*policy.regions}]


def size_of(city: str, focal: str, reply: float) -> Size:
    """What a city answers with: yuan by its starting pay, counts by its graduates, both as a share `reply`."""
    pay, graduates = figures(data_folder())
    wage, people = pay[city] / pay[focal], graduates[city] / graduates[focal]
    return Size(reply * wage, reply * people, reply)


@lru_cache(maxsize=8)
def figures(folder: Path) -> tuple[dict[str, float], dict[str, float]]:
    """Starting pay of bachelors and graduates a year by region (facts.csv)."""
    sheet = read_sheet(folder / "facts.csv", ("region", "quantity", "value"))
    found = [
        {row["region"]: sheet.number(row, "value", 0) for row in sheet.rows if row["quantity"] == quantity}
        for quantity in ("starting_salary_bachelor", "graduates_all")
    ]
    if sheet.problems:
        raise ScenarioError(sheet.problems)
    return found[0], found[1]


def copied(policy: Policy, city: str, size: Size) -> Policy | None:
    """The policy as a city does it; None where nothing is left of it, as of a line from the city alone."""
    fields: dict[str, Any] = {}
    for spec in KINDS[policy.kind].fields:
        value = getattr(policy, spec.name)
        if spec.shape == REGIONS:
            value = tuple(region for region in value if region != city)
            if not value:
                return None
        elif value is not None and spec.shape not in (REGION, SEASON, CHOICE):
            value = _resized(value, spec, size)
        fields[spec.name] = value
    admin = policy.admin_yuan_case * size.yuan
    return replace(policy, id=f"{policy.id}{COPY}{city}", regions=(city,), admin_yuan_case=admin, **fields)


def _resized(value: Any, spec: Spec, size: Size) -> Any:
    factor = size.of(carried(spec))
    if spec.shape in TABLES:
        return tuple(times(number, factor, spec.high) for number in value)
    return times(value, factor, spec.high)


def carried(spec: Spec) -> str:
    """How a field of a policy is carried over to a rival, by its unit: money, heads, shares; all else stays the same."""
    if spec.shape not in (NUMBER, *TABLES):
        return SAME
    if spec.unit.startswith("yuan"):
        return YUAN
    if spec.unit.startswith(COUNTS):
        return COUNT if "per" not in spec.unit.split() else SAME
    return SHARE if spec.unit in SHARES else SAME


def times(dated: Dated, factor: float, high: float = float("inf")) -> Dated:
    """A dated number times a factor, within its bound."""
    return Dated(dated.months, tuple(min(high, value * factor) for value in dated.values))
