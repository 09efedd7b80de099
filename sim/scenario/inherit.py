"""Scenario files that extend others: one merged tree of nodes, policies by id."""

from __future__ import annotations

from pathlib import Path
from typing import NoReturn

from sim.given import NAME_RULE, is_name, path_of, refused
from sim.scenario.document import Node, parse
from sim.scenario.folders import SCENARIOS, files, find, folders
from sim.scenario.places import Places
from sim.scenario.problems import Problem, ScenarioError, nearest, shown

DEEPEST = 8  # files that extend one another below the first
OWN_KEYS = ("extends", "title", "purpose", "source", "drop")  # of one file, not handed down


def locate(path_or_name: str | Path) -> Path:
    """File of a scenario given as a path, or as a bare name in a folder of scenarios; Refused for what is neither."""
    return named_or_at(SCENARIOS, path_or_name)


def named_or_at(kind: str, path_or_name: str | Path) -> Path:
    """The same for any kind of file."""
    if not isinstance(path_or_name, str | Path):
        raise refused(kind.removesuffix("s"), path_or_name, "a name or a path")
    text = str(path_or_name)
    if is_name(text) and not Path(text).is_file():
        return shorter(find(kind, text))
    return path_of(text, kind.removesuffix("s"))


def shorter(path: Path) -> Path:
    """The path as seen from the working folder where that is shorter: error lines stay readable."""
    try:
        return path.relative_to(Path.cwd())
    except ValueError:
        return path


def names_in(folder: Path) -> tuple[str, ...]:
    """Names of the scenarios in a folder."""
    return tuple(sorted(p.stem for p in folder.glob("*.toml")))


def inherited(path: Path, places: Places) -> tuple[Node, dict[str, Node]]:
    """The merged tree of a file and all it extends, without policies; and the policies by id.

    Raises ScenarioError when a file cannot be read, extends nothing that exists, goes in a circle or too deep.
    """
    problems: list[Problem] = []
    chain = _chain(path)
    tree, policies = Node({}, str(path), 1), dict[str, Node]()
    for document in reversed(chain):
        tree = merge(
            tree, _without(document, ("policy", *(OWN_KEYS if document is not chain[0] else ("extends", "drop"))))
        )
        _drop(document, policies, problems)
        for name, policy in _own_policies(document, places, problems).items():
            policies[name] = _merge_policy(policies.get(name), policy)
    if problems:
        raise PartlyRead(problems, tree, policies)
    return tree, policies


class PartlyRead(ScenarioError):
    """Faults found while merging; what could be merged is kept so that its own faults are found too."""

    def __init__(self, errors: list[Problem], tree: Node, policies: dict[str, Node]) -> None:
        super().__init__(errors)
        self.tree, self.policies = tree, policies


def _chain(path: Path) -> list[Node]:
    """The file, the one it extends, and so on."""
    chain = [parse(path)]
    seen = [path.resolve()]
    while (extends := chain[-1].table.get("extends")) is not None:
        parent = _parent(extends, seen[-1].parent, path.parent)
        if parent.resolve() in seen:
            _refuse(extends, "a chain of files that ends: this one is already part of it")
        if len(chain) > DEEPEST:
            _refuse(extends, f"at most {DEEPEST} files that extend one another")
        seen.append(parent.resolve())
        chain.append(parse(parent))
    return chain


def _parent(extends: Node, folder: Path, shown_folder: Path) -> Path:
    """File of the extended scenario: in the folder of the file, else in one's own or among the shipped ones.

    A file that extends its own name means the next of that name, so that one's own baseline may extend the shipped one.
    """
    name = extends.value
    allowed = f"the name of a scenario of the same folder, without .toml ({NAME_RULE})"
    if not isinstance(name, str) or not is_name(name):
        _refuse(extends, allowed)
    places = (shown_folder, folder, *map(shorter, folders(SCENARIOS)))
    found = [file for place in places if (file := place / f"{name}.toml").is_file()]
    if not found:
        _refuse(extends, allowed, nearest(str(name), (*names_in(folder), *files(SCENARIOS))))
    this = folder / Path(extends.file).name
    return next((file for file in found if file.resolve() != this.resolve()), found[0])


def _refuse(node: Node, allowed: str, suggestion: str = "") -> NoReturn:
    raise ScenarioError([Problem(node.file, node.line, "extends", shown(node.plain()), allowed, suggestion)])


def merge(older: Node, newer: Node) -> Node:
    """Tables merge by key, everything else is replaced."""
    if not isinstance(older.value, dict) or not isinstance(newer.value, dict):
        return newer
    entries = dict(older.value)
    for key, node in newer.value.items():
        entries[key] = merge(entries[key], node) if key in entries else node
    return Node(entries, newer.file, newer.line)


def _without(document: Node, keys: tuple[str, ...]) -> Node:
    return Node({k: v for k, v in document.table.items() if k not in keys}, document.file, document.line)


def _merge_policy(older: Node | None, newer: Node) -> Node:
    kind = newer.table.get("kind")
    another_kind = older is not None and kind is not None and kind.value != older.table["kind"].value
    return newer if older is None or another_kind else merge(older, newer)


def _drop(document: Node, policies: dict[str, Node], problems: list[Problem]) -> None:
    node = document.table.get("drop", Node([], document.file, document.line))
    if not isinstance(node.value, list):
        problems.append(Problem(node.file, node.line, "drop", shown(node.plain()), "a list of ids of policies"))
    for item in node.items:
        if isinstance(item.value, str) and item.value in policies:
            del policies[item.value]
        else:
            hint = nearest(str(item.value), policies)
            problems.append(
                Problem(item.file, item.line, "drop", shown(item.plain()), "the id of an inherited policy", hint)
            )


def _own_policies(document: Node, places: Places, problems: list[Problem]) -> dict[str, Node]:
    """Policies of one file by id; a missing id is made of kind and region."""
    node = document.table.get("policy", Node([], document.file, document.line))
    if not isinstance(node.value, list) or not all(isinstance(item.value, dict) for item in node.items):
        problems.append(Problem(node.file, node.line, "policy", shown(node.plain()), "[[policy]], one table a policy"))
        return {}
    own: dict[str, Node] = {}
    for item in node.items:
        given = item.table.get("id")
        name = given.plain() if given is not None else _made_id(item, places)
        place = given or item
        if not isinstance(name, str) or not is_name(name):
            problems.append(Problem(place.file, place.line, "policy.id", shown(name), NAME_RULE))
        elif name in own:
            problems.append(
                Problem(place.file, place.line, "policy.id", f'"{name}" again', "an id used once in a file")
            )
        else:
            own[name] = Node({**item.table, "id": Node(name, place.file, place.line)}, item.file, item.line)
    return own


def _made_id(policy: Node, places: Places) -> str:
    kind, region = (policy.table.get(key) for key in ("kind", "region"))
    names = [n.value for n in region.items or [region]] if region else []
    found = tuple(r for name in names if isinstance(name, str) for r in places.resolve(name))
    return "_".join(part for part in (str(kind.value) if kind else "policy", places.slug(found)) if part).lower()
