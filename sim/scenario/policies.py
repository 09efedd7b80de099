"""Policies and budgets out of nodes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from sim.calendar import ANCHOR, label
from sim.given import NAME_RULE, is_name
from sim.policies import KINDS, Dated, Policy, Spec, Who
from sim.policies.base import CHOICE, NUMBER, RATIONINGS, REGION, REGIONS, SEASON, TABLES, WHOLE, YUAN, plain
from sim.records import DEGREES, FIELDS, MAX_POLICIES, TIERS, ZONES
from sim.scenario.document import Node, node_of
from sim.scenario.overrides import with_dates
from sim.scenario.places import Places
from sim.scenario.problems import nearest, shown
from sim.scenario.reader import LAST_DATED, Bounds, Reader

COMMON = (
    "id",
    "kind",
    "region",
    "start",
    "end",
    "who",
    "budget",
    "budget_yuan_year",
    "rationing",
    "minimum_stay_months",
    "clawback_share",
    "admin_yuan_case",
    "source",
)
BUDGET_KEYS = ("region", "yuan_year", "rationing")
WHO_KEYS = tuple(f.name for f in fields(Who))
MONEY = Bounds(0, 1e12, "yuan a year")
MONTHS = Bounds(0, 600, "months", whole=True)
WORDS: Mapping[str, tuple[str, ...]] = {"degree": DEGREES, "field": FIELDS, "tier": TIERS}


@dataclass(frozen=True)
class Budget:
    """Money that several policies of a region share."""

    name: str
    region: str
    yuan_year: Dated
    rationing: str = RATIONINGS[0]


def read_budgets(node: Node, reader: Reader) -> dict[str, Budget]:
    """The tables [budget.NAME]."""
    if not isinstance(node.value, dict):
        reader.fault(node, "budget", "[budget.NAME], one table a budget")
    for name, child in node.table.items():
        if not is_name(name):
            reader.fault(child, "budget", NAME_RULE, found=shown(name))
    return {name: _budget(name, child, reader) for name, child in node.table.items()}


def _budget(name: str, node: Node, reader: Reader) -> Budget:
    path = f"budget.{name}"
    given = reader.keys(node, path, BUDGET_KEYS)
    _require(node, given, path, ("region", "yuan_year"), reader)
    regions = reader.regions(given["region"], f"{path}.region") if "region" in given else ()
    if len(regions) > 1:
        reader.fault(given["region"], f"{path}.region", "one region: a budget is one city's")
    money = reader.dated(given["yuan_year"], f"{path}.yuan_year", MONEY) if "yuan_year" in given else Dated.always(0)
    rationing = _rationing(given, path, reader)
    return Budget(name, regions[0] if regions else "", money, rationing or RATIONINGS[0])


def read_policies(nodes: Mapping[str, Node], budgets: Mapping[str, Budget], reader: Reader) -> tuple[Policy, ...]:
    """The policies by id; those with faults are left out once the faults are noted."""
    made = [_policy(nodes[name], name, budgets, reader) for name in sorted(nodes)]
    if len(nodes) > MAX_POLICIES:
        last = list(nodes.values())[MAX_POLICIES]
        allowed = f"at most {MAX_POLICIES}: the width of a person's set of policies"
        reader.fault(last, "policy", allowed, found=f"{len(nodes)} policies")
    return tuple(policy for policy in made if policy is not None)


def _policy(node: Node, name: str, budgets: Mapping[str, Budget], reader: Reader) -> Policy | None:
    path = f"policy.{name}"
    before = len(reader.problems)
    kind_node = node.table.get("kind")
    if kind_node is None:
        reader.fault(node, f"{path}.kind", ", ".join(KINDS), found="no kind")
        return None
    kind = KINDS[reader.choice(kind_node, f"{path}.kind", tuple(KINDS))]
    if kind_node.value != kind.name:
        known = {key: child for key, child in node.table.items() if key in COMMON}
        _common(known, path, budgets, reader)  # the fields of every kind are checked all the same
        return None
    given = reader.keys(node, path, (*COMMON, *(spec.name for spec in kind.fields)))
    _require(node, given, path, ("region", *(spec.name for spec in kind.fields if spec.required)), reader)
    _refuse(given, path, kind.record.refuses, reader)
    common = _common(given, path, budgets, reader)
    own: dict[str, Any] = {spec.name: _own(given.get(spec.name), spec, path, reader) for spec in kind.fields}
    _zoned(given, path, kind.fields, common["regions"], reader)
    if len(reader.problems) > before:
        return None
    policy = kind.record(id=name, **common, **own)
    for field, found, allowed in policy.faults():
        reader.fault(given.get(field, node), f"{path}.{field}", allowed, found=found)
    return policy


def as_document(kind: str, field: str, value: object, places: Places) -> dict[str, Any]:
    """What one field of a policy's file is in the policy's document, by the names that it has there; the value is a checked one."""
    reader, node = Reader(places), node_of(with_dates(value), "", 0)
    specs = {spec.name: spec for spec in KINDS[kind].fields}
    if field not in specs:
        read = _common({field: node}, "", {}, reader)
        wanted = "regions" if field == "region" else field
        return {wanted: _told(wanted, read.get(wanted, value))}
    content, words = plain(_own(node, specs[field], "", reader)), TABLES.get(specs[field].shape)
    return {field: dict(zip(words, content, strict=True)) if words else content}


def _told(name: str, value: Any) -> Any:
    return label(value) if name in ("start", "end") else plain(value)


def _zoned(
    given: Mapping[str, Node], path: str, specs: tuple[Spec, ...], regions: tuple[str, ...], reader: Reader
) -> None:
    """A zone is named only where every region of the policy has zones."""
    zoned = reader.places.zoned()
    without = [region for region in regions if region not in zoned]
    for spec in specs:
        if without and spec.words == ZONES[1:] and spec.name in given:
            allowed = f"a zone only in regions that have zones: {', '.join(zoned)}"
            reader.fault(given[spec.name], f"{path}.{spec.name}", allowed, found=f"a zone of {', '.join(without)}")


def _require(node: Node, given: Mapping[str, Node], path: str, names: tuple[str, ...], reader: Reader) -> None:
    for name in names:
        if name not in given:
            reader.fault(node, f"{path}.{name}", f"a value: {path} needs {', '.join(names)}", found="nothing")


def _refuse(given: Mapping[str, Node], path: str, refuses: Mapping[str, str], reader: Reader) -> None:
    """Keys of every kind, and clauses of `who`, that this kind cannot honour."""
    who = {f"who.{name}": node for name, node in given["who"].table.items()} if "who" in given else {}
    for key, node in {**given, **who}.items():
        if key in refuses:
            reader.fault(node, f"{path}.{key}", refuses[key])


def _common(given: Mapping[str, Node], path: str, budgets: Mapping[str, Budget], reader: Reader) -> dict[str, Any]:
    regions = reader.regions(given["region"], f"{path}.region") if "region" in given else ()
    values: dict[str, Any] = {"regions": regions, **_dates(given, path, reader)}
    if "who" in given:
        values["who"] = _who(given["who"], f"{path}.who", reader)
    if "minimum_stay_months" in given:
        values["minimum_stay_months"] = reader.whole(
            given["minimum_stay_months"], f"{path}.minimum_stay_months", MONTHS
        )
    if "clawback_share" in given:
        values["clawback_share"] = reader.number(
            given["clawback_share"], f"{path}.clawback_share", Bounds(0, 1, "share")
        )
    if "admin_yuan_case" in given:
        bounds = Bounds(0, YUAN, "yuan a case")
        values["admin_yuan_case"] = reader.number(given["admin_yuan_case"], f"{path}.admin_yuan_case", bounds)
    if "source" in given:
        values["source"] = reader.text(given["source"], f"{path}.source")
    return values | _money(given, path, regions, budgets, reader)


def _dates(given: Mapping[str, Node], path: str, reader: Reader) -> dict[str, int]:
    dates = {
        key: reader.month(given[key], f"{path}.{key}", ANCHOR, LAST_DATED) for key in ("start", "end") if key in given
    }
    if dates.get("end", LAST_DATED) < dates.get("start", ANCHOR):
        reader.fault(given["end"], f"{path}.end", "the month of start or a later one")
    return dates


def _money(
    given: Mapping[str, Node], path: str, regions: tuple[str, ...], budgets: Mapping[str, Budget], reader: Reader
) -> dict[str, Any]:
    rationing = _rationing(given, path, reader)
    values: dict[str, Any] = {"rationing": rationing} if rationing else {}
    if "budget_yuan_year" in given:
        values["budget_yuan_year"] = reader.dated(given["budget_yuan_year"], f"{path}.budget_yuan_year", MONEY)
    if "budget" not in given:
        return values
    if "budget_yuan_year" in given:
        reader.fault(given["budget"], f"{path}.budget", "budget or budget_yuan_year", found="both")
    name = given["budget"].value
    if not isinstance(name, str) or name not in budgets:
        hint = nearest(str(name), budgets)
        allowed = f"a budget of this scenario: {', '.join(sorted(budgets)) or 'there is none'}"
        reader.fault(given["budget"], f"{path}.budget", allowed, hint)
        return values
    budget = budgets[str(name)]
    if rationing and rationing != budget.rationing:
        reader.fault(given["rationing"], f"{path}.rationing", f'that of budget "{budget.name}", {budget.rationing}')
    if foreign(budget, regions):
        reader.fault(given["budget"], f"{path}.budget", f"policies of {budget.region} only: the budget is that city's")
    return values | {"budget": budget.name, "rationing": budget.rationing}


def foreign(budget: Budget, regions: tuple[str, ...]) -> bool:
    """Whether a policy acts where a budget is not spent."""
    return bool(budget.region) and any(region != budget.region for region in regions)


def _rationing(given: Mapping[str, Node], path: str, reader: Reader) -> str:
    return reader.choice(given["rationing"], f"{path}.rationing", RATIONINGS) if "rationing" in given else ""


def _who(node: Node, path: str, reader: Reader) -> Who:
    given = reader.keys(node, path, WHO_KEYS)
    values: dict[str, Any] = {}
    for name, child in given.items():
        where = f"{path}.{name}"
        if name in WORDS:
            values[name] = reader.choices(child, where, WORDS[name])
        elif name == "native":
            values[name] = reader.boolean(child, where)
        elif name in ("origin", "college", "home"):
            values[name] = reader.regions(child, where)
        else:
            values[name] = reader.number(child, where, Bounds(0, 600, "years" if "years" in name else "months"))
    return Who(**values)


def _own(node: Node | None, spec: Spec, path: str, reader: Reader) -> object:
    """The value of a field that only this kind has; a default that is a parameter is left None here."""
    where = f"{path}.{spec.name}"
    if node is None:
        return spec.default
    bounds = Bounds(spec.low, spec.high, spec.unit, whole=spec.shape in (WHOLE, SEASON))
    if spec.shape in (NUMBER, WHOLE):
        return reader.dated(node, where, bounds)
    if spec.shape in TABLES:
        return _table(node, where, bounds, TABLES[spec.shape], reader)
    if spec.shape in (REGIONS, REGION):
        regions = reader.regions(node, where)
        if spec.shape == REGIONS:
            return regions
        if len(regions) > 1:
            reader.fault(node, where, "one region")
        return regions[0] if regions else ""
    if spec.shape == CHOICE:
        return reader.choice(node, where, spec.words)
    months = [reader.whole(item, where, bounds) for item in node.items or [node]]
    if isinstance(node.value, list) and (not node.items or len(set(months)) < len(months)):
        reader.fault(node, where, "months of the year (1 to 12), each once, at least one")
    return tuple(sorted(months))


def _table(node: Node, path: str, bounds: Bounds, words: tuple[str, ...], reader: Reader) -> tuple[Dated, ...]:
    """One number for all degrees or tiers, or a table by these; one left out gets nothing."""
    if not isinstance(node.value, dict) or "value" in node.value:
        return (reader.dated(node, path, bounds),) * len(words)
    given = reader.keys(node, path, words)
    if not node.table:
        reader.fault(node, path, f"a number, or a table with {', '.join(words)}")
    return tuple(reader.dated(given[w], f"{path}.{w}", bounds) if w in given else Dated.always(0) for w in words)
