"""Limit worlds: small worlds whose inputs are given and whose answer is known (docs/model.md: Limit worlds).

They run through the same phases, rules and kernels as the real world; this record only holds what is given.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from sim.calendar import ANCHOR, label
from sim.records import MAX_REGIONS
from sim.scenario.limit.reading import frame_problems, refuse_together, resolved
from sim.scenario.limit.rules import Firms, Rule
from sim.scenario.limit.values import Numbers, Reader, Series
from sim.scenario.problems import Problem, ScenarioError, nearest, shown

WORLD_KEYS = ("kind", "regions", "persons", "months", "start")


@dataclass(frozen=True, eq=False)
class LimitWorld:
    """A world of R regions and N persons (one an agent) with given inputs; nobody is born or leaves.

    Numbers may be dated: [{"from": datetime.date(2018, 7, 1), "value": 0.1}, ...]; before the first, the default.
    Once made, every number is a `Series` and every rule a record of limit_rules.py; read a month's value with `at`.
    Units: wage and rent in any money, shares and chances 0-1, months; `start` counts months since 2010-01.
    Raises ScenarioError with every problem at once.
    """

    regions: Sequence[str]
    persons: int
    months: int = 1
    start: int = ANCHOR
    utility: Numbers | None = None
    form: str = "log"
    cost: Numbers = 0.0
    shares: Sequence[float] | NDArray[Any] | None = None
    tastes: str | Mapping[str, float] | NDArray[Any] = "gumbel"
    awareness: Numbers = 1.0
    ties_known: bool = True
    nests: Sequence[Sequence[str]] = ()
    nest_lambda: Numbers = 1.0
    review: Numbers = 1.0
    beta: Numbers = 0.0
    peers: Numbers = 0.0
    wage: Numbers = 1.0
    rent: Numbers = 1.0
    eps: Numbers = 1.0
    alpha: Numbers = 0.0
    subsidy: Numbers = 0.0
    wage_rule: str | Mapping[str, Any] | Rule = "fixed"
    rent_rule: str | Mapping[str, Any] | Rule = "fixed"
    labour: str | Mapping[str, Any] | Rule = "off"
    firms: str | Mapping[str, Any] | Firms = "off"
    match_sd: Numbers = 0.0

    def __post_init__(self) -> None:
        frame = frame_problems(self)
        if not frame:
            for name in ("persons", "months", "start"):
                object.__setattr__(self, name, int(getattr(self, name)))
        reader = Reader(len(self.regions))
        values = resolved(self, reader)
        if not frame and not reader.problems:
            refuse_together(self, values, reader)
        if frame or reader.problems:
            raise ScenarioError((*frame, *reader.problems))
        for name, value in values.items():
            object.__setattr__(self, name, value)

    def at(self, name: str, month: int) -> NDArray[np.float64]:
        """A numeric key in a month.

        float64[R] for utility, awareness, wage, rent, eps, alpha and subsidy; float64[R, R] for cost;
        float64[] for review, beta, peers, nest_lambda and match_sd. KeyError for others, and for a utility not given.
        """
        series = getattr(self, name)
        if not isinstance(series, Series):
            raise KeyError(f"'{name}' is not a number of this limit world")
        return series.at(month)

    def codes(self) -> NDArray[np.uint32]:
        """Stable code of each region: crc32 of its name, uint32[R]. Draws are keyed by it, never by position."""
        return np.array([crc32(name.encode()) for name in self.regions], dtype=np.uint32)

    def initial_regions(self) -> NDArray[np.int8]:
        """Region each person starts in (also home and college), int8[N].

        Person n takes the n-th of all seats, the k-th seat of a region standing at (k - 1/2)/share: counts are exact
        where persons × share is whole, and one more person, or another order of the regions, moves nobody.
        """
        given = np.asarray(self.shares)
        if given.ndim == 1 and given.dtype.kind == "i":
            return given.astype(np.int8)
        seats = np.floor(given * self.persons).astype(np.int64) + np.where(given > 0, 2, 0)
        region = np.repeat(np.arange(len(given)), seats)
        rank = np.concatenate([np.arange(n) for n in seats])
        order = np.lexsort((self.codes()[region], (rank + 0.5) / given[region]))
        return region[order][: self.persons].astype(np.int8)

    def taste_matrix(self) -> NDArray[np.float64] | None:
        """Tastes given person by person, float64[N, R], or None if they are drawn (`taste_kind`)."""
        return self.tastes if isinstance(self.tastes, np.ndarray) else None

    @property
    def taste_kind(self) -> str:
        """ "gumbel", "gumbel_once", "uniform", "none" or "given"."""
        if isinstance(self.tastes, np.ndarray):
            return "given"
        return self.tastes if isinstance(self.tastes, str) else "uniform"

    @property
    def taste_width(self) -> float:
        """s of uniform tastes U[-s, s] of the second region over the first, 0 for other tastes."""
        return float(self.tastes["uniform"]) if isinstance(self.tastes, Mapping) else 0.0

    def nest_of(self) -> NDArray[np.int8]:
        """Nest of each region, int8[R]; a region in no nest is one of its own."""
        nest = {name: index for index, nest in enumerate(self.nests) for name in nest}
        alone = [name for name in self.regions if name not in nest]
        nest |= {name: len(self.nests) + index for index, name in enumerate(alone)}
        return np.array([nest[name] for name in self.regions], dtype=np.int8)

    def document(self) -> dict[str, Any]:
        """Everything resolved, as plain JSON values (large arrays by their sha256): what manifests and digests read."""
        return {f.name: _plain(getattr(self, f.name)) for f in fields(self)}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, LimitWorld) and self.document() == other.document()

    def __hash__(self) -> int:
        return hash(repr(self.document()))


def from_tables(world: Mapping[str, Any], limit: Mapping[str, Any]) -> LimitWorld:
    """The record of the tables [world] and [limit] of a scenario file.

    `world` also brings months and start (a month index). Raises ScenarioError with every problem at once; their fields
    read "world.x" and "limit.x", file and line are left open.
    """
    known = [f.name for f in fields(LimitWorld) if f.name not in WORLD_KEYS]
    problems = [_unknown("world", name, world[name], WORLD_KEYS) for name in world if name not in WORLD_KEYS]
    problems += [_unknown("limit", name, limit[name], known) for name in limit if name not in known]
    given = {name: value for name, value in world.items() if name in WORLD_KEYS and name != "kind"}
    given |= {name: value for name, value in limit.items() if name in known}
    try:
        made = LimitWorld(**{"regions": None, "persons": None, **given})
    except ScenarioError as refused:
        raise ScenarioError((*problems, *refused.errors)) from None
    if problems:
        raise ScenarioError(tuple(problems))
    return made


def _unknown(table: str, name: str, found: object, allowed: Sequence[str]) -> Problem:
    return Problem("", 0, f"{table}.{name}", shown(found), ", ".join(allowed), nearest(name, allowed))


def _plain(value: Any) -> Any:
    if isinstance(value, np.ndarray):
        short_enough = value.size <= MAX_REGIONS
        return (
            value.tolist() if short_enough else hashlib.sha256(value.dtype.str.encode() + value.tobytes()).hexdigest()
        )
    if isinstance(value, float) and math.isinf(value):
        return "all"
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Series):
        dated = [{"from": label(m), "value": _plain(v)} for m, v in zip(value.months, value.values, strict=True)]
        return dated if len(dated) > 1 else dated[0]["value"]
    if isinstance(value, Rule | Firms):
        content = {f.name: _plain(getattr(value, f.name)) for f in fields(value)}
        return {type(value).__name__: content}
    return value
