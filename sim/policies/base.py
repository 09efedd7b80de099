"""What every instrument has in common: dates, place, who may claim, money; and how its own numbers are declared."""

from __future__ import annotations

import bisect
import dataclasses
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import Any, ClassVar, NamedTuple

from sim.calendar import ANCHOR, label
from sim.records import DEGREES, TIERS, ByDegree, Move, Standing

RATIONINGS = ("first_come", "tier", "lottery", "pro_rata")
NUMBER, WHOLE, PER_DEGREE, PER_TIER, REGIONS, REGION, SEASON, CHOICE = (
    "number",
    "whole number",
    "number a degree",
    "number a tier",
    "regions",
    "region",
    "months of the year",
    "one of",
)
TABLES: Mapping[str, tuple[str, ...]] = MappingProxyType({PER_DEGREE: DEGREES, PER_TIER: TIERS[1:]})  # words of each
YUAN = 1e9  # no payment a head is larger
HEADS = 1e8  # no number of persons, flats or posts is larger
OFFICE = 1e12  # yuan a year, no office costs more
_NOBODY = "nothing: it acts on a place, and reaches no single persons"
REACHES_NO_PERSONS: Mapping[str, str] = MappingProxyType(
    dict.fromkeys(("who", "rationing", "minimum_stay_months", "clawback_share", "admin_yuan_case"), _NOBODY)
)  # what a kind that acts on places only refuses


@dataclass(frozen=True)
class Dated:
    """A number that may change on given months (ascending, since 2010-01); 0 before the first of them."""

    months: tuple[int, ...]
    values: tuple[float, ...]

    @classmethod
    def always(cls, value: float) -> Dated:
        """The same number in every month."""
        return cls((0,), (float(value),))

    def at(self, month: int) -> float:
        """The number in force.

        >>> Dated((144, 168), (7500.0, 15000.0)).at(150)
        7500.0
        """
        position = bisect.bisect_right(self.months, month)
        return self.values[position - 1] if position else 0.0


PerDegree = tuple[Dated, Dated, Dated, Dated]  # college, bachelor, master, doctor
PerTier = tuple[Dated, Dated, Dated, Dated, Dated]  # basic, youth, backbone, leading, top


@dataclass(frozen=True)
class Who:
    """Rule of access: every clause given must hold, a clause left out (None) holds for everybody."""

    degree: tuple[str, ...] | None = None
    field: tuple[str, ...] | None = None
    tier: tuple[str, ...] | None = None
    origin: tuple[str, ...] | None = None  # region lived in when the clause is read
    college: tuple[str, ...] | None = None
    home: tuple[str, ...] | None = None
    native: bool | None = None  # home is the region of the policy
    years_since_graduation_max: float | None = None
    tenure_months_min: float | None = None


class Span(NamedTuple):
    """Values from low to high in steps, in the field's unit: what is ordinarily chosen, not what is allowed."""

    low: float
    high: float
    step: float


PURSE = Span(0, 300e6, 500_000)  # of `budget_yuan_year`, in every kind


class Spec(NamedTuple):
    """Declaration of one number of an instrument, from which it is read, checked, listed and explained."""

    name: str
    shape: str  # NUMBER and WHOLE may be dated; one of TABLES is a table or one number; REGIONS, SEASON are lists
    unit: str
    low: float
    high: float
    required: bool
    default: object
    parameter: str  # name of the parameter that is the default, or ""
    neutral: float | None  # with it the field changes nothing; None where it only says how another acts
    en: str
    zh: str
    words: tuple[str, ...] = ()  # of a CHOICE
    usual: Span | None = None  # what a slider offers; None where the number is none that one moves
    lead: bool = False  # one of the first that one moves


def declare(
    shape: str,
    unit: str,
    en: str,
    zh: str,
    *,
    low: float = 0.0,
    high: float = math.inf,
    default: object = None,
    required: bool = True,
    parameter: str = "",
    neutral: float | None = None,
    words: tuple[str, ...] = (),
    usual: tuple[float, float, float] | None = None,
    lead: bool = False,
) -> Any:
    """A field of an instrument; without `default` or `parameter` the file must give it unless `required` is false."""
    needed = required and default is None and not parameter
    spec = Spec(
        name="", shape=shape, unit=unit, low=low, high=high, required=needed, default=default, parameter=parameter, neutral=neutral,
        en=en, zh=zh, words=words, usual=Span(*usual) if usual else None, lead=lead,
    )  # fmt: skip
    return field(default=default, metadata={"spec": spec})


def full_time_posts() -> Any:
    """The posts of a policy's platform."""
    words = "full-time posts for doctors by tier", "按层次的全职博士岗位"
    return declare(PER_TIER, "posts", *words, high=HEADS, neutral=0, usual=(0, 200, 1), lead=True)


@dataclass(frozen=True, kw_only=True)
class Policy:
    """One instrument in one scenario. Months count from 2010-01, both ends included; regions are English names."""

    kind: ClassVar[str]
    family: ClassVar[str]  # housing, cash, lines, posts or none
    title: ClassVar[Mapping[str, str]]
    examples: ClassVar[tuple[Mapping[str, Any], ...]]  # valid values of its own fields, every form of it
    more: ClassVar[tuple[str, ...]] = ()  # fields of which more is more generous
    matchable: ClassVar[bool] = False  # whether a rival city can do the same
    foreseen: ClassVar[float | None] = (
        None  # how far its first-order preview lies from what is simulated, as measured; None: not shown
    )
    least_regions: ClassVar[int] = 1  # fewer make no sense
    own: ClassVar[tuple[str, ...]] = ()  # measures that it acts on first, beside who stays
    refuses: ClassVar[Mapping[str, str]] = MappingProxyType({})  # keys of every kind that it cannot honour -> why
    caveat: ClassVar[Mapping[str, str]] = MappingProxyType({})  # what a reader of results must know, in zh and en

    id: str
    regions: tuple[str, ...]
    start: int = ANCHOR
    end: int | None = None
    who: Who = Who()
    budget: str | None = None  # name of a budget shared with others
    budget_yuan_year: Dated | None = None  # or one of its own
    rationing: str = RATIONINGS[0]
    minimum_stay_months: int = 0
    clawback_share: float = 0.0
    admin_yuan_case: float = 0.0
    source: str = ""

    def __init_subclass__(cls, *, kind: str, family: str, en: str, zh: str) -> None:
        cls.kind, cls.family = kind, family
        cls.title = MappingProxyType({"zh": zh, "en": en})

    @classmethod
    def of(cls, fields: Mapping[str, Any], **common: Any) -> Policy:
        """A policy of this kind out of plain values of its own fields; `common`: fields of every kind, id and regions among them."""
        return cls(**{spec.name: _dated(spec, fields.get(spec.name, spec.default)) for spec in cls.specs()}, **common)

    @classmethod
    def specs(cls) -> tuple[Spec, ...]:
        """Declarations of the numbers that only this kind has."""
        declared = (f for f in dataclasses.fields(cls) if "spec" in f.metadata)
        return tuple(f.metadata["spec"]._replace(name=f.name) for f in declared)

    @cached_property
    def document(self) -> Mapping[str, Any]:
        """As plain values, id and kind first; fields that are not set are left out."""
        content = {f.name: plain(getattr(self, f.name)) for f in dataclasses.fields(self)}
        for spec in self.specs():
            if spec.shape in TABLES and content[spec.name] is not None:
                content[spec.name] = dict(zip(TABLES[spec.shape], content[spec.name], strict=True))
        for key in ("start", "end"):
            content[key] = label(content[key]) if content[key] is not None else None
        return {"id": self.id, "kind": self.kind} | {k: v for k, v in content.items() if v is not None}

    def active(self, month: int) -> bool:
        """Whether the policy pays in a month."""
        return self.start <= month and (self.end is None or month <= self.end)

    def moves_in_force(self, month: int) -> Iterator[tuple[str, Move]]:
        """Region and move of all that the policy does in a month: nothing outside its dates."""
        if self.active(month):
            for region in self.regions:
                for move in self.moves(region, month):
                    yield region, move

    def moves(self, region: str, month: int) -> Iterator[Move]:
        """What the policy does in one of its regions in a month in which it is active."""
        raise NotImplementedError

    def says(self) -> Mapping[str, str]:
        """What it does in a few words of zh and en, its fields in braces."""
        return self.title

    def faults(self) -> Iterator[tuple[str, str, str]]:
        """Contradictions between fields: (field, what was found, what is allowed)."""
        return iter(())


def _dated(spec: Spec, value: Any) -> Any:
    """A plain value as a policy keeps it."""
    if spec.shape in TABLES and value is not None and not isinstance(value, tuple):
        return tuple(_always(value.get(w, 0) if isinstance(value, Mapping) else value) for w in TABLES[spec.shape])
    return _always(value) if spec.shape in (NUMBER, WHOLE) and value is not None else value


def _always(value: float | Dated) -> Dated:
    return value if isinstance(value, Dated) else Dated.always(value)


def same(value: float) -> ByDegree:
    """One number for every degree."""
    return (value,) * len(DEGREES)  # type: ignore[return-value]


def each(table: PerDegree, month: int) -> ByDegree:
    """The numbers in force by degree."""
    return tuple(dated.at(month) for dated in table)  # type: ignore[return-value]


def posts_of_tiers(
    posts: PerTier, month: int, yuan_year: float, at: Mapping[str, tuple[str, ...]], **terms: float
) -> Iterator[Move]:
    """Posts of a platform in force, one standing a tier.  effect: numbers that come with them."""
    for tier, dated in zip(TIERS[1:], posts, strict=True):
        if number := dated.at(month):
            yield Standing("platform_posts", number, yuan_year, {"tier": (tier,), **at}, terms)


def others(regions: tuple[str, ...], region: str) -> tuple[str, ...]:
    """Some regions without one of them."""
    return tuple(name for name in regions if name != region)


def whole(dated: Dated, month: int) -> int:
    """The whole number in force."""
    return round(dated.at(month))


def plain(value: Any) -> Any:
    """Records, tuples and dated numbers as what JSON can hold."""
    if isinstance(value, Dated):
        if value.months == (0,):
            return value.values[0]
        return [{"from": label(m), "value": v} for m, v in zip(value.months, value.values, strict=True)]
    if isinstance(value, Who):
        return {
            f.name: plain(getattr(value, f.name))
            for f in dataclasses.fields(value)
            if getattr(value, f.name) is not None
        }
    if dataclasses.is_dataclass(value):
        return {f.name: plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    return value
