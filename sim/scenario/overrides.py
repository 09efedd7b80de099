"""Single values set from outside a file: `parameters.X`, `structure.X`, `policy.ID.FIELD`, `persons_per_agent`."""

from __future__ import annotations

import datetime
import re
import tomllib
from collections.abc import Mapping

from sim.given import plain
from sim.scenario.document import DEEPEST, DEEPEST_ALLOWED, Node, node_of, too_deep
from sim.scenario.problems import Problem, nearest, shown

FILE = "--set"
DATE = re.compile("[0-9]{4}-(0[1-9]|1[0-2])-01")  # no other day may stand in a scenario
SINGLE = ("persons_per_agent", "researchers_per_agent", "start", "end")
TABLES = ("parameters", "structure", "budget", "limit", "world")
ALLOWED = "parameters.X, structure.X, policy.ID.FIELD, budget.NAME.FIELD, persons_per_agent"


def value_of(text: object) -> object:
    """A value as it came, or the TOML value that a text spells.

    >>> value_of("0.5"), value_of("mnl"), value_of("[1, 2]")
    (0.5, 'mnl', [1, 2])
    """
    text = plain(text)
    if not isinstance(text, str):
        return with_dates(text)
    try:
        return tomllib.loads(f"value = {text}")["value"]
    except (ValueError, RecursionError):
        return text


def with_dates(value: object) -> object:
    """A value in which texts that spell a date, inside a list or table, are dates."""
    if isinstance(value, dict):
        return {key: with_dates(child) for key, child in value.items()}
    if isinstance(value, list | tuple):
        return [with_dates(child) for child in value]
    return datetime.date.fromisoformat(value) if isinstance(value, str) and DATE.fullmatch(value) else value


def apply(
    tree: Node, policies: Mapping[str, Node], overrides: Mapping[str, object], problems: list[Problem]
) -> tuple[Node, dict[str, Node]]:
    """Tree and policies with the values set; a path that leads nowhere is a problem with its place as line."""
    changed = dict(policies)
    for place, (path, value) in enumerate(overrides.items(), start=1):
        keys, read = path.split("."), None if too_deep(value) else value_of(value)
        if len(keys) > DEEPEST or too_deep(value) or too_deep(read):
            problems.append(Problem(FILE, place, path, "a path or value too deep", DEEPEST_ALLOWED))
            continue
        node = node_of(read, FILE, place)
        if keys[0] == "policy" and len(keys) > 2 and keys[1] in changed and keys[2] != "id":
            changed[keys[1]] = _set(changed[keys[1]], keys[2:], node)
        elif keys[0] == "policy" and len(keys) > 2:
            hint = nearest(keys[1], changed)
            allowed = f"policy.ID.FIELD with ID one of {', '.join(sorted(changed)) or 'none'}"
            problems.append(Problem(FILE, place, path, shown(node.plain()), allowed, f"policy.{hint}" if hint else ""))
        elif keys in [[name] for name in SINGLE] or (keys[0] in TABLES and len(keys) > 1):
            tree = _set(tree, keys, node)
        else:
            hint = nearest(keys[0], (*SINGLE, *TABLES, "policy"))
            problems.append(Problem(FILE, place, path, shown(node.plain()), ALLOWED, hint if hint != keys[0] else ""))
    return tree, changed


def _set(node: Node, keys: list[str], value: Node) -> Node:
    """The tree with one value put in, tables made on the way."""
    if not keys:
        return value
    entries = dict(node.table)
    entries[keys[0]] = _set(entries.get(keys[0], Node({}, value.file, value.line)), keys[1:], value)
    return Node(entries, node.file, node.line)
