"""The closed list of levers, and the one place where policies meet arrays (docs/model.md: Levers).

A policy moves only these: it pushes levers of places, makes offers to persons, brings about events within a purse, or keeps up what
stands month after month. A new lever of places is a row here and the equation that reads its array; neutral values change nothing, bit
for bit. Nothing asks which policy it is.
"""

from __future__ import annotations

import math
from collections import namedtuple
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from sim.records import DEGREES, SKILLS, TECHNOLOGIES, TIERS, ZONES, Move, Offer, Push, Quota, Standing

Floats = NDArray[np.float64]
OFFICE = "office"  # the lever whose money decides whether a policy does anything
FIRM_CELL = ("region", "zone", "technology")
YUAN, HEADS, MONTHS = 1e9, 1e8, 600.0  # no payment a head, number of heads or span of a lever is larger


class Term(NamedTuple):
    """A number that comes with what stands, and the value that it has where none is said."""

    name: str
    neutral: float


class LeverKind(NamedTuple):
    """One lever: who moves it, its axes, unit, the value that changes nothing, bounds, how two moves combine, what reads it."""

    name: str
    moved_by: type[Push] | type[Offer] | type[Quota] | type[Standing]
    axes: tuple[str, ...]
    unit: str
    neutral: float
    low: float
    high: float
    combine: str  # a name in COMBINE
    equation: str
    effect: tuple[Term, ...] = ()  # of what stands


COMBINE: dict[str, Callable[[Floats, float], Floats]] = {
    "sum": np.add,
    "product": np.multiply,
    "max": np.maximum,
    "close": lambda gap, share: 1.0 - (1.0 - gap) * (1.0 - share),
}
LEVERS = {
    lever.name: lever
    for lever in (
        LeverKind("move_cost", Push, ("origin", "region"), "factor", 1.0, 0.0, 5.0, "product", "utility: C"),
        LeverKind(
            "remote_search", Push, ("origin", "region"), "share of the gap to local search closed for those contacted",
            0.0, 0.0, 1.0, "close", "matching: weight of a searcher from afar",
        ),
        LeverKind(
            "search_gap", Push, ("origin", "region"), "share of the gap to local search closed for everybody",
            0.0, 0.0, 1.0, "close", "matching: weight of a searcher from afar",
        ),
        LeverKind(
            "hukou_access", Push, ("home", "region"), "share of the loss by registration that is lifted", 0.0, 0.0, 1.0, "close", "income"
        ),
        LeverKind("match_efficiency", Push, ("region", "skill"), "factor", 1.0, 0.1, 5.0, "product", "matching: mu"),
        LeverKind("rematch", Push, ("region",), "chance a month", 0.0, 0.0, 1.0, "close", "second choice of post"),
        LeverKind("lock_in", Push, ("region",), "months", 0.0, 0.0, MONTHS, "max", "review: who holds a public post"),
        LeverKind("flat_space", Push, ("region",), "flats taken from the market", 0.0, 0.0, HEADS, "sum", "supply of floor space"),
        LeverKind("firm_entry", Push, FIRM_CELL, "factor", 1.0, 0.0, 1.0, "product", "entrants: how many of the usual ones come"),
        LeverKind("firm_exit", Push, FIRM_CELL, "factor", 1.0, 0.0, 5.0, "product", "firms: chance to close"),
        LeverKind("firm_size", Push, FIRM_CELL, "factor", 1.0, 0.2, 5.0, "product", "firms: staff wanted"),
        LeverKind("zone_advance", Push, ("region", "zone"), "hazard a year", 0.0, 0.0, 1.0, "close", "firms: move to the next zone"),
        LeverKind("promotion", Push, ("region",), "factor", 1.0, 0.0, 10.0, "product", "promotion: monthly chance"),
        LeverKind("title_freedom", Push, ("region",), "share of those ready", 0.0, 0.0, 1.0, "close", "promotion without an open post"),
        LeverKind("failure_cost", Push, ("region",), "factor", 1.0, 0.0, 5.0, "product", "promotion: what a failed project takes off"),
        LeverKind("research_funding", Push, ("region",), "factor", 1.0, 0.01, 100.0, "product", "output of research: funding"),
        LeverKind("autonomy", Push, ("region",), "log points of pay", 0.0, 0.0, 1.0, "sum", "utility of a post on a platform"),
        LeverKind("patent_yield", Push, ("region",), "factor", 1.0, 0.0, 10.0, "product", "patents of a successful project"),
        LeverKind(
            "conversion", Push, ("region", "zone"), "share of successful projects", 0.0, 0.0, 1.0, "close", "jobs of firms spun off"
        ),
        LeverKind("cash_month", Offer, ("person", "region"), "yuan a month", 0.0, 0.0, YUAN, "sum", "income"),
        LeverKind(
            "rent_discount", Offer, ("person", "region"), "share of the rent", 0.0, 0.0, 0.99, "close", "net rent, floor space wanted"
        ),
        LeverKind("purchase_grant", Offer, ("person", "region"), "yuan once", 0.0, 0.0, YUAN, "sum", "purchase hazard"),
        LeverKind("flats", Offer, ("person", "region"), "share of the rent of a flat", 0.0, 0.0, 0.99, "max", "net rent, flat queue"),
        LeverKind("service", Offer, ("person", "region"), "yuan a month of a case", 0.0, 0.0, YUAN, "sum", "partner's work, utility"),
        LeverKind("hire", Offer, ("person", "region"), "yuan a payment to the firm", 0.0, 0.0, YUAN, "sum", "staff wanted: support"),
        LeverKind("line_contacts", Quota, ("origin", "region"), "students a month", 0.0, 0.0, HEADS, "sum", "awareness"),
        LeverKind("internships", Quota, ("origin", "region"), "interns a month", 0.0, 0.0, HEADS, "sum", "awareness, ties"),
        LeverKind("training_places", Quota, ("region", "degree"), "places a month", 0.0, 0.0, HEADS, "sum", "ability"),
        LeverKind("invitations", Quota, ("region",), "researchers a month", 0.0, 0.0, HEADS, "sum", "researchers' reviews of platforms"),
        LeverKind("posts", Quota, ("region", "degree"), "public openings a month", 0.0, 0.0, HEADS, "sum", "vacancies"),
        LeverKind("projects", Quota, FIRM_CELL, "projects a month", 0.0, 0.0, HEADS, "sum", "entrants: jobs that a policy brings"),
        LeverKind("more_firms", Quota, FIRM_CELL, "share of the usual jobs of entrants", 0.0, 0.0, 5.0, "sum", "entrants: the same"),
        LeverKind("refill", Quota, FIRM_CELL, "share of the jobs that a higher firm_exit ends", 0.0, 0.0, 1.0, "sum", "entrants: the same"),
        LeverKind("firm_award", Quota, FIRM_CELL, "jobs of firms helped a month", 0.0, 0.0, HEADS, "sum", "firms: size, chance to close"),
        LeverKind(OFFICE, Standing, ("region",), "offices", 0.0, 0.0, HEADS, "sum", "none: without it the policy does nothing"),
        LeverKind(
            "platform_posts", Standing, ("region", "tier", "site", "zone"), "posts", 0.0, 0.0, HEADS, "sum", "open posts of a platform",
            (Term("pay", 1.0), Term("funding", 1.0), Term("conversion", 0.0), Term("returns", 0.0)),
        ),
        LeverKind(
            "stations", Standing, ("region", "zone"), "stations", 0.0, 0.0, HEADS, "sum", "visiting projects, cluster",
            (Term("visiting", 0.0), Term("conversion", 0.0)),
        ),
    )
}  # fmt: skip
ASLEEP = -1.0
ALL_FUNDED: Mapping[tuple[int, int], float] = MappingProxyType({})
PLACE_LEVERS = tuple(lever for lever in LEVERS.values() if lever.moved_by is Push)
if TYPE_CHECKING:
    PlaceArrays = Any  # its fields are the rows above
else:
    PlaceArrays = namedtuple("PlaceArrays", [lever.name for lever in PLACE_LEVERS])  # what kernels are given


class Acting(Protocol):
    """What acts on levers: a policy."""

    def moves_in_force(self, month: int) -> Iterator[tuple[str, Move]]:
        """Region and move of all that it does in a month."""
        ...


class Offered(NamedTuple):
    """An offer of one policy in one region."""

    policy: int
    region: int
    offer: Offer


class Planned(NamedTuple):
    """Events that one policy plans in one region."""

    policy: int
    region: int
    quota: Quota


class Kept(NamedTuple):
    """What one policy keeps up in one region; of the units asked for, as many whole ones as its money pays for."""

    policy: int
    region: int
    standing: Standing


class MonthLevers(NamedTuple):
    """All levers of one month: arrays of places, offers in order of regions and policies, all else in order of policies."""

    places: PlaceArrays
    offers: tuple[Offered, ...] = ()
    quotas: tuple[Planned, ...] = ()
    kept: tuple[Kept, ...] = ()

    def planned(self, event: str) -> tuple[Planned, ...]:
        """The planned events of one lever."""
        return tuple(planned for planned in self.quotas if planned.quota.event == event)

    def standing(self, lever: str) -> tuple[Kept, ...]:
        """What is kept up of one lever."""
        return tuple(kept for kept in self.kept if kept.standing.lever == lever)


def axis_names(axis: str, regions: Sequence[str]) -> Sequence[str]:
    """Names along an axis of a lever of places."""
    named = {"degree": DEGREES, "skill": SKILLS, "tier": TIERS, "zone": ZONES, "technology": TECHNOLOGIES}
    return named.get(axis, regions)  # region, origin, home


def neutral_places(regions: Sequence[str]) -> PlaceArrays:
    """Levers of places that change nothing: float64 arrays, one dimension an axis."""
    return PlaceArrays(
        *(np.full([len(axis_names(a, regions)) for a in lever.axes], lever.neutral) for lever in PLACE_LEVERS)
    )


def month_levers(
    policies: Iterable[Acting], regions: Sequence[str], month: int, funded: Mapping[tuple[int, int], float] = ALL_FUNDED
) -> MonthLevers:
    """Levers of all policies in force in a month.

    funded: by (policy, region), share of what the policy keeps up there that its money pays for, ASLEEP where not even the office.
    """
    places = neutral_places(regions)
    offers, quotas, kept = [], [], []
    for number, policy in enumerate(policies):  # in order of ids: that of floats is fixed
        for name, move in policy.moves_in_force(month):
            region = regions.index(name)
            share = funded.get((number, region), 1.0)
            if share == ASLEEP:
                continue
            if isinstance(move, Push):
                push(places, move, name, regions)
            elif isinstance(move, Offer):
                offers.append(Offered(number, region, move))
            elif isinstance(move, Quota):
                quotas.append(Planned(number, region, move))
            else:
                kept.append(Kept(number, region, paid_for(move, share)))
    offers.sort(key=lambda offered: offered.region)
    return MonthLevers(places, tuple(offers), tuple(quotas), tuple(kept))


def paid_for(standing: Standing, share: float) -> Standing:
    """The whole units of which a share of the money is there; an office stands or the policy sleeps."""
    if share == 1.0 or standing.lever == OFFICE:
        return standing
    return standing._replace(units=float(math.floor(standing.units * share)))


def effect_of(standing: Standing) -> dict[str, float]:
    """All numbers that come with what stands."""
    return {term.name: term.neutral for term in LEVERS[standing.lever].effect} | dict(standing.effect)


def push(places: PlaceArrays, move: Push, region: str, regions: Sequence[str]) -> None:
    """Combine one push with what has been pushed, within the lever's bounds."""
    lever, array = LEVERS[move.lever], getattr(places, move.lever)
    at = {**move.at, "region": (region,)}
    cell = np.ix_(*(_codes(axis_names(axis, regions), at.get(axis)) for axis in lever.axes))
    array[cell] = np.clip(COMBINE[lever.combine](array[cell], move.value), lever.low, lever.high)


def _codes(names: Sequence[str], chosen: tuple[str, ...] | None) -> list[int]:
    """Places of the chosen names among all; of all where none is chosen."""
    return list(range(len(names))) if chosen is None else [names.index(name) for name in chosen]


def faults(move: Move) -> list[str]:
    """What is wrong with the name or axes of a move, in words."""
    name = move.pays if isinstance(move, Offer) else move.event if isinstance(move, Quota) else move.lever
    lever = LEVERS.get(name)
    if lever is None:
        return [f"no lever {name!r}; there are: {', '.join(LEVERS)}"]
    if not isinstance(move, lever.moved_by):
        return [f"lever {name!r} is moved by {lever.moved_by.__name__}, not {type(move).__name__}"]
    at = () if isinstance(move, Offer) else move.at
    known = [term.name for term in lever.effect]
    terms = set(move.effect) - set(known) if isinstance(move, Standing) else ()
    return [f"lever {name!r} has no term {term!r}; it has: {', '.join(known)}" for term in terms] + [
        f"lever {name!r} has no axis {axis!r}; it has: {', '.join(lever.axes)}" for axis in at if axis not in lever.axes
    ]
