"""What a results folder holds, said beforehand: scenarios, code, data and versions, and the digests made of them."""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

from sim.store.files import sha256_json

SCHEMA = 1
LIBRARIES = ("numpy", "numba", "llvmlite", "scipy", "pandas", "pyarrow")  # those that can move a number or a byte
FACES = ("cli.py", "report", "web")  # parts of the package that no stored number passes through


@dataclass(frozen=True)
class World:
    """One scenario of a plan.

    digest: of everything resolved. document: the resolved content, JSON-able.
    """

    name: str
    digest: str
    title: dict[str, str]
    persons_per_agent: int
    researchers_per_agent: int
    document: dict[str, Any]


@dataclass(frozen=True)
class Plan:
    """A job without its seeds: two jobs of equal digest can share one folder.

    verb: run or compare. worlds: baseline first. months: simulated from the start, None for all.
    code, data: sha256 of the sources and of the csv files. versions: of Python and the libraries that matter.
    regions: name of each region in order and, where they are real, what a reader needs to find it on a map.
    """

    verb: str
    worlds: tuple[World, ...]
    months: int | None
    code: str
    data: str
    versions: dict[str, str]
    regions: tuple[dict[str, Any], ...] = ()
    inputs: dict[str, Any] = field(default_factory=dict)  # what the report names beside the numbers; part of no digest

    @property
    def name(self) -> str:
        """Scenario names joined, short enough for a folder."""
        return "-".join(world.name for world in self.worlds)[:100]

    @property
    def policies(self) -> tuple[str, ...]:
        """Ids of all policies, those of the baseline first: the bits of `touched` in stored marks, lowest first."""
        ids = [policy["id"] for world in self.worlds for policy in world.document["policies"]]
        return tuple(dict.fromkeys(ids))

    @property
    def digest(self) -> str:
        """sha256 of what decides the numbers and their names, hex."""
        return sha256_json(
            {**self._common(), "verb": self.verb, "worlds": [(world.name, world.digest) for world in self.worlds]}
        )

    def run_id(self, world: World, seed: int) -> str:
        """16 hex digits that name one world of one seed, whatever it is compared with."""
        resolution = (world.persons_per_agent, world.researchers_per_agent)
        return sha256_json({**self._common(), "scenario": world.digest, "resolution": resolution, "seed": seed})[:16]

    def _common(self) -> dict[str, object]:
        return {
            "schema": SCHEMA,
            "code": self.code,
            "data": self.data,
            "versions": self.versions,
            "months": self.months,
        }

    def content(self) -> dict[str, Any]:
        """The plan as JSON-able content, its digest included; the baseline is the first of the scenarios."""
        return {
            **self._common(),
            "digest": self.digest,
            "verb": self.verb,
            "baseline": self.worlds[0].name,
            "scenarios": [asdict(world) for world in self.worlds],
            "regions": list(self.regions),
            "policies": list(self.policies),
            **self.inputs,
        }


def code_digest() -> str:
    """sha256 of all sources that can move a stored number, the same for both kinds of line ends."""
    package = Path(__file__).parents[1]
    sha = hashlib.sha256()
    for file in sorted(package.rglob("*.py")):
        name = file.relative_to(package)
        if name.parts[0] not in FACES:
            sha.update(name.as_posix().encode() + b"\0" + file.read_bytes().replace(b"\r\n", b"\n") + b"\0")
    return sha.hexdigest()


def versions() -> dict[str, str]:
    """Versions of Python (without its last number) and of the libraries that can move a number or a byte."""
    python = ".".join(platform.python_version_tuple()[:2])
    return {"python": python, **{name: version(name) for name in LIBRARIES}}


def differences(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[tuple[str, object, object]]:
    """Dotted path, old and new value of every leaf that differs between two JSON-able documents, None for absent.

    >>> list(differences({"a": {"b": 1}, "c": [1]}, {"a": {"b": 2}, "c": [1]}))
    [('a.b', 1, 2)]
    """
    before, after = dict(_leaves(old)), dict(_leaves(new))
    for path in sorted(before.keys() | after.keys()):
        if before.get(path) != after.get(path):
            yield path, before.get(path), after.get(path)


def _leaves(value: Any, path: str = "") -> Iterator[tuple[str, object]]:
    """Dotted paths of all leaves; entries of a list go by `id` or `name` where they have one, else by position."""
    if isinstance(value, Mapping):
        items: Sequence[tuple[object, Any]] = list(value.items())
    elif isinstance(value, list | tuple) and any(isinstance(entry, Mapping) for entry in value):
        items = [(entry.get("id", entry.get("name", i)), entry) for i, entry in enumerate(value)]
    else:
        yield path, list(value) if isinstance(value, tuple) else value
        return
    for key, entry in items:
        yield from _leaves(entry, f"{path}.{key}" if path else str(key))
