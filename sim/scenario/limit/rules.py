"""Rules a limit world may switch on, each a frozen record of its numbers (docs/model.md: Limit worlds)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from sim.given import plain
from sim.scenario.limit.values import FINITE, NOT_NEGATIVE, POSITIVE, SHARE, Bound, Reader, Series
from sim.scenario.problems import nearest

MATCHING_KINDS = ("cobb_douglas", "urn_ball", "full")


@dataclass(frozen=True)
class Rule:
    """Base of the rules: every Series is by region."""

    defaults: ClassVar[Mapping[str, float]] = {}  # keys that may be left out
    bounds: ClassVar[Mapping[str, Bound]] = {}  # finite where nothing is said

    def at(self, name: str, month: int) -> NDArray[np.float64]:
        """Value of a key in a month: float64[R]."""
        series: Series = getattr(self, name)
        return series.at(month)

    @classmethod
    def read(cls, key: str, table: Mapping[str, Any], reader: Reader) -> Rule:
        """The rule from its table, every key a number by region."""
        return cls(**cls._numbers(key, table, [f.name for f in fields(cls)], reader))

    @classmethod
    def _numbers(cls, key: str, table: Mapping[str, Any], names: list[str], reader: Reader) -> dict[str, Series]:
        reader.keys(key, table, names, [name for name in names if name not in cls.defaults])
        numbers = {}
        for name in names:
            default = cls.defaults.get(name)
            bound = cls.bounds.get(name, FINITE) if name in table else Bound()
            given = table.get(name, 0.0 if default is None else default)
            numbers[name] = reader.by_region(f"{key}.{name}", given, default, bound)
        return numbers


@dataclass(frozen=True)
class Linear(Rule):
    """A price that moves with the share of all persons at a place: wage - slope·share, rent + slope·share."""

    slope: Series


@dataclass(frozen=True)
class Elastic(Rule):
    """Rent r·(share/share0)^(1/eta), share0 = the share at the start."""

    eta: Series
    bounds = {"eta": POSITIVE}


@dataclass(frozen=True)
class Market(Rule):
    """Demand and supply (docs/model.md: Housing): ln r += nu·(D/S - 1), a share `treated` of the demand at a discount of the rent."""

    ed: Series
    es: Series
    nu: Series
    discount: Series
    treated: Series
    defaults = {"nu": 0.1, "discount": 0.0, "treated": 1.0}
    bounds = {
        "ed": NOT_NEGATIVE,
        "es": NOT_NEGATIVE,
        "nu": POSITIVE,
        "discount": Bound(low=0, high=1, open_high=True),
        "treated": SHARE,
    }


@dataclass(frozen=True)
class Rates(Rule):
    """Given monthly chances to find work (when searching) and to lose it (when employed)."""

    find: Series
    separate: Series
    bounds = {"find": SHARE, "separate": SHARE}


@dataclass(frozen=True)
class Matching(Rule):
    """A matching function with given open posts; `seekers` of a place start searching, the others are employed.

    seekers: persons a place, infinite = everybody there (the default).
    """

    kind: str
    mu: Series
    eta: Series
    separate: Series
    seekers: Series
    vacancies: Series
    defaults = {"mu": 1.0, "eta": 0.5, "separate": 0.0, "seekers": float("inf")}
    bounds = {"mu": NOT_NEGATIVE, "eta": SHARE, "separate": SHARE, "seekers": Bound(low=0), "vacancies": NOT_NEGATIVE}

    @classmethod
    def read(cls, key: str, table: Mapping[str, Any], reader: Reader) -> Rule:
        """The rule from its table; `kind` is a word, the rest are numbers by region."""
        kind = str(table.get("kind", MATCHING_KINDS[0]))
        reader.word(f"{key}.kind", kind, MATCHING_KINDS)
        numbers = {name: value for name, value in table.items() if name != "kind"}
        return cls(kind, **cls._numbers(key, numbers, [f.name for f in fields(cls)][1:], reader))


@dataclass(frozen=True)
class FreeEntry(Rule):
    """Search equilibrium: posts open until cost/q(tightness) = value of a filled job; wages by Nash bargaining.

    interest: a month; home: income without work; bargain: the worker's share.
    """

    productivity: Series
    home: Series
    bargain: Series
    cost: Series
    mu: Series
    eta: Series
    separate: Series
    interest: Series
    bounds = {
        "bargain": SHARE,
        "cost": POSITIVE,
        "mu": POSITIVE,
        "eta": SHARE,
        "separate": SHARE,
        "interest": NOT_NEGATIVE,
    }


@dataclass(frozen=True)
class Lottery(Rule):
    """Jobs drawn anew every month among those at a place (Harris and Todaro): the expected wage enters the choice.

    jobs: persons a place, infinite = everyone there ("all").
    """

    jobs: Series
    wage: Series
    bounds = {"jobs": Bound(low=0), "wage": NOT_NEGATIVE}

    @classmethod
    def read(cls, key: str, table: Mapping[str, Any], reader: Reader) -> Rule:
        """The rule from its table; "all" jobs are infinitely many."""
        jobs = table.get("jobs", "all")
        counted = [_jobs(item) for item in jobs] if isinstance(jobs, list | tuple) else _jobs(jobs)
        return super().read(key, {**table, "jobs": counted}, reader)


@dataclass(frozen=True)
class Firms:
    """A world of firms only: how many at the start, entrants expected a month, each firm's chance to leave in a month,
    mean and sd of its monthly growth of log size."""

    count: int = 0
    entry_month: float = 0.0
    exit_month: float = 0.0
    growth_mean: float = 0.0
    growth_sd: float = 0.0
    bounds: ClassVar[Mapping[str, Bound]] = {
        "count": NOT_NEGATIVE,
        "entry_month": NOT_NEGATIVE,
        "exit_month": SHARE,
        "growth_mean": FINITE,
        "growth_sd": NOT_NEGATIVE,
    }


WAGE_RULES: Mapping[str, type[Rule]] = {"linear": Linear}
RENT_RULES: Mapping[str, type[Rule]] = {"linear": Linear, "elastic": Elastic, "market": Market}
LABOUR_RULES: Mapping[str, type[Rule]] = {
    "rates": Rates,
    "matching": Matching,
    "free_entry": FreeEntry,
    "lottery": Lottery,
}


def read_rule(key: str, value: Any, off: str, rules: Mapping[str, type[Rule]], reader: Reader) -> str | Rule:
    """The word for "no rule", or the rule of a table with exactly one key, for example {linear = [1, 2]}."""
    value = plain(value)
    if isinstance(value, str) and value == off:
        return off
    if isinstance(value, Rule) and type(value) in rules.values():
        return value
    if not isinstance(value, Mapping) or len(value) != 1 or (name := next(iter(value))) not in rules:
        names = list(value) if isinstance(value, Mapping) else [str(value)]
        suggestion = nearest(names[0], [off, *rules]) if names else ""
        reader.refuse(key, value, f'"{off}" or a table with one of {", ".join(rules)}', suggestion)
        return off
    rule, content = rules[name], value[name]
    if rule in (Linear, Elastic):
        content = {fields(rule)[0].name: content}
    if not isinstance(content, Mapping):
        reader.refuse(f"{key}.{name}", content, f"a table with {', '.join(f.name for f in fields(rule))}")
        return off
    return rule.read(f"{key}.{name}", content, reader)


def read_firms(value: Any, reader: Reader) -> str | Firms:
    """ "off", or the firms of a table."""
    value = plain(value)
    if isinstance(value, Firms) or (isinstance(value, str) and value == "off"):
        return value
    names = [f.name for f in fields(Firms)]
    if not isinstance(value, Mapping):
        reader.refuse("firms", value, f'"off" or a table with {", ".join(names)}')
        return "off"
    reader.keys("firms", value, names, ["count"])
    for name in names:
        number = value.get(name, 0)
        if isinstance(number, bool) or not isinstance(number, int | float) or not Firms.bounds[name].admits(number):
            reader.refuse(f"firms.{name}", number, str(Firms.bounds[name]))
    given = {name: value[name] for name in names if name in value}
    return Firms(**given) if not reader.problems else "off"


def _jobs(item: Any) -> Any:
    return float("inf") if item == "all" else item
