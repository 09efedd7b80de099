"""What a results folder holds, said beforehand: scenarios, code, data and versions, and the digests made of them."""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

from sim.calendar import Span
from sim.given import cut
from sim.store.files import sha256_json

SCHEMA = 5
SCALE = ("persons_per_agent", "researchers_per_agent")  # paths that a future may set to be run coarsely
LIBRARIES = ("numpy", "numba", "llvmlite", "scipy", "pandas", "pyarrow")  # those that can move a number or a byte
INPUTS = (
    "off",
    "parameters",
    "grades",
    "fit",
    "draws",
    "machine",
    "outcomes",
    "asked",
    "design",
)  # keys of `Plan.inputs`
# Parts of the package that decide no number of a run. What tables a run keeps is said by SCHEMA.
FACES = (
    "agents",
    "appraisal",
    "catalogue.py",
    "cli",
    "designs",
    "figures.py",
    "jobs",
    "model.py",
    "report",
    "search",
    "shipped",
    "store",
    "trace.py",
    "validation.py",
    "web",
)
APPRAISAL = ("appraisal",)  # the part that compares runs


@dataclass(frozen=True)
class World:
    """One scenario of a plan, at the central values of all parameters.

    digest: of everything resolved. document: the resolved content, JSON-able. point: the lever values that make it another
    world than the scenario's file, by path. told: what a reader is told of each policy, by its id; part of no digest.
    """

    name: str
    digest: str
    title: dict[str, str]
    persons_per_agent: int
    researchers_per_agent: int
    document: dict[str, Any]
    point: dict[str, Any] = field(default_factory=dict)
    told: dict[str, dict[str, Any]] = field(default_factory=dict)


@dataclass(frozen=True)
class Future:
    """One draw of what is uncertain: the values by path, and the digest of each world of the plan with them."""

    number: int  # 0 = the central values
    values: dict[str, Any]
    digests: tuple[str, ...]


class Cell(NamedTuple):
    """The worlds of one future and seed."""

    future: int
    seed: int


@dataclass(frozen=True)
class Plan:
    """A job without its seeds: two jobs of equal digest can share one folder.

    verb: run, compare or batch. worlds: baseline first. pairs: places of the worlds compared, (baseline, variant).
    futures: the central one first. future_seeds: how many seeds of the job each other one runs, the first of them; 0 = all.
    months: simulated from the start, None for all. record: months whose people are kept.
    code, appraisal, data: sha256 of the sources of runs, of the sources that compare them, and of the csv files.
    versions: of Python and the libraries that matter.
    regions: name of each region in order and, where they are real, what a reader needs to find it on a map.
    """

    verb: str
    worlds: tuple[World, ...]
    months: int | None
    code: str
    data: str
    versions: dict[str, str]
    regions: tuple[dict[str, Any], ...] = ()
    inputs: dict[str, Any] = field(default_factory=dict)  # what is said beside the numbers; part of no digest
    pairs: tuple[tuple[int, int], ...] = ()
    futures: tuple[Future, ...] = ()
    future_seeds: int = 0
    span: Span | None = None
    record: tuple[str, ...] = ()
    appraisal: str = ""
    called: str = ""  # name of the experiment, if it is one
    noted: tuple[int, ...] = ()  # outcome dates beyond those that every world of these months notes

    @property
    def name(self) -> str:
        """Name of the experiment, or scenario names joined, short enough for a folder."""
        return cut(self.called or "-".join(world.name for world in self.worlds))

    @cached_property
    def digest(self) -> str:
        """sha256 of what decides the numbers and their names, hex."""
        return sha256_json(
            {
                **self._common(),
                "verb": self.verb,
                "appraisal": self.appraisal,
                "worlds": [(world.name, world.digest) for world in self.worlds],
                "pairs": self.pairs,
                "futures": [future.digests for future in self.futures],
                "future_seeds": self.future_seeds,
            }
        )

    def cells(self, seeds: Iterable[int]) -> list[Cell]:
        """All futures and seeds, the central future first."""
        every = sorted(seeds)
        return [Cell(future.number, seed) for future in self.futures for seed in self.seeds_of(future.number, every)]

    def seeds_of(self, future: int, seeds: Sequence[int]) -> Sequence[int]:
        """Those of the job's seeds, ascending, that a future runs."""
        return seeds[: self.future_seeds] if future and self.future_seeds else seeds

    def values(self, cell: Cell) -> dict[str, Any]:
        """The values that the future of a cell sets, by path."""
        return self._futures[cell.future].values

    def run_id(self, place: int, cell: Cell) -> str:
        """16 hex digits that name one world of one future and seed, whatever it is compared with."""
        key = place, cell
        if key not in self._run_ids:
            made = {**self._made, "scenario": self._futures[cell.future].digests[place], "seed": cell.seed}
            self._run_ids[key] = sha256_json(made)[:16]
        return self._run_ids[key]

    def run_ids(self, cell: Cell) -> list[str]:
        """Those of all worlds."""
        return [self.run_id(place, cell) for place in range(len(self.worlds))]

    def pair_id(self, pair: tuple[int, int], cell: Cell) -> str:
        """16 hex digits that name the appraisal of two worlds."""
        assert self.span is not None, "a plan that compares has a span"
        worlds = [self.run_id(place, cell) for place in pair]
        return sha256_json({"worlds": worlds, "span": self.span, "appraisal": self.appraisal})[:16]

    def history_id(self, scenario: str, month: int, seed: int) -> str:
        """16 hex digits that name a history: `scenario` is the digest of what had acted up to `month`."""
        return sha256_json({**self._made, "history": scenario, "month": month, "seed": seed})[:16]

    @cached_property
    def _futures(self) -> dict[int, Future]:
        return {future.number: future for future in self.futures}

    @cached_property
    def _run_ids(self) -> dict[tuple[int, Cell], str]:
        """Those asked for so far."""
        return {}

    @cached_property
    def _made(self) -> dict[str, object]:
        """What decides a world beside its scenario and seed."""
        return {**self._common(), "noted": self.noted}

    def _common(self) -> dict[str, object]:
        return {
            "schema": SCHEMA,
            "code": self.code,
            "data": self.data,
            "versions": self.versions,
            "months": self.months,
            "record": list(self.record),
        }

    def content(self) -> dict[str, Any]:
        """The plan as JSON-able content, its digest included; the baseline is the first of the scenarios."""
        return {
            **self._common(),
            "digest": self.digest,
            "verb": self.verb,
            "appraisal": self.appraisal,
            "name": self.name,
            "baseline": self.worlds[0].name,
            "scenarios": [asdict(world) for world in self.worlds],
            "pairs": [list(pair) for pair in self.pairs],
            "futures": [asdict(future) for future in self.futures],
            "future_seeds": self.future_seeds,
            "span": self.span._asdict() if self.span else None,
            "noted": list(self.noted),
            "regions": list(self.regions),
            **self.inputs,
        }


def plan_of(content: Mapping[str, Any]) -> Plan:
    """The plan whose `content()` was stored."""
    span = content["span"]
    return Plan(
        verb=content["verb"],
        worlds=tuple(World(**world) for world in content["scenarios"]),
        months=content["months"],
        code=content["code"],
        data=content["data"],
        versions=content["versions"],
        regions=tuple(content["regions"]),
        inputs={key: content[key] for key in INPUTS if key in content},
        pairs=tuple((base, variant) for base, variant in content["pairs"]),
        futures=tuple(Future(f["number"], f["values"], tuple(f["digests"])) for f in content["futures"]),
        future_seeds=content["future_seeds"],
        span=Span(tuple(span["window"]), tuple(span["dates"])) if span else None,
        record=tuple(content["record"]),
        appraisal=content["appraisal"],
        called=content["name"] if content["verb"] == "batch" else "",
        noted=tuple(content["noted"]),
    )


def code_digest() -> str:
    """sha256 of all sources that can move a number of a run, the same for both kinds of line ends."""
    return _digest_of(lambda part: part not in FACES)


def appraisal_digest() -> str:
    """sha256 of the sources that compare runs."""
    return _digest_of(lambda part: part in APPRAISAL)


def _digest_of(wanted: Callable[[str], bool]) -> str:
    """sha256 of the sources in wanted parts of the package."""
    package = Path(__file__).parents[1]
    sha = hashlib.sha256()
    for file in sorted((*package.rglob("*.py"), *package.rglob("*.csv"))):
        name = file.relative_to(package)
        if wanted(name.parts[0]):
            sha.update(name.as_posix().encode() + b"\0" + file.read_bytes().replace(b"\r\n", b"\n") + b"\0")
    return sha.hexdigest()


def versions() -> dict[str, str]:
    """Versions of Python (without its last number) and of the libraries that can move a number or a byte."""
    python = ".".join(platform.python_version_tuple()[:2])
    return {"python": python, **{name: version(name) for name in LIBRARIES}}


def machine() -> dict[str, str]:
    """What other programs' last digits hang on, and ours should not: the mathematics library, and the vectors numpy computes with."""
    import numpy as np  # here, so that whoever only reads a plan starts at once

    simd: Mapping[str, Any] = np.show_config(mode="dicts")["SIMD Extensions"]
    return {
        "system": f"{platform.system()} {platform.machine()}",
        "libc": " ".join(platform.libc_ver()).strip(),
        "simd": " ".join([*simd.get("baseline", ()), *simd.get("found", ())]),
    }


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
