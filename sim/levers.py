"""The closed list of levers, and the one place where policies meet arrays (docs/model.md: Levers).

An instrument may move only these; neutral values change nothing, bit for bit. Nothing here asks which policy it is.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.records import MAX_REGIONS

if TYPE_CHECKING:
    from sim.policies import Policy


class LeverKind(NamedTuple):
    """One lever: what it is indexed by, its unit, the value that changes nothing, and how two policies combine."""

    name: str
    by: str
    unit: str
    neutral: float
    combiner: str
    enters: str


LEVERS = {
    lever.name: lever
    for lever in (
        LeverKind("cash_month", "person, region", "yuan a month", 0.0, "sum of claims", "income"),
        LeverKind(
            "rent_discount",
            "person, region",
            "share of the rent",
            0.0,
            "1 - product of (1 - x)",
            "net rent, floor space wanted",
        ),
        LeverKind("purchase_grant", "person, region", "yuan once", 0.0, "sum of claims", "purchase hazard"),
        LeverKind("flat_units", "region", "flats", 0.0, "sum", "flat queue, stock of floor space"),
        LeverKind("flat_discount", "region", "share of the rent", 0.0, "of the policy that let the flat", "net rent"),
        LeverKind("flat_months", "region", "months", 0.0, "of the policy that let the flat", "net rent"),
        LeverKind(
            "flat_addition", "region", "flats added to the stock per flat", 1.0, "of the policy", "stock of floor space"
        ),
        LeverKind("line_contacts", "origin, region, month", "students contacted a month", 0.0, "sum", "awareness"),
        LeverKind("contact_cost", "region", "yuan a contact", 0.0, "of the policy", "spending"),
        LeverKind(
            "remote_search",
            "origin, region",
            "share of the gap to local search closed for those contacted",
            0.0,
            "1 - product of (1 - x)",
            "matching",
        ),
        LeverKind("posts", "region, degree", "public openings a month", 0.0, "sum", "vacancies"),
        LeverKind("lock_in", "region", "months", 0.0, "maximum", "search of those in public posts"),
    )
}


class Cash(NamedTuple):
    """A payment by claim: yuan a month by degree, or a share of the rent up to a cap, or once at a purchase."""

    policy: int
    region: int
    kind: str  # "month", "rent", "purchase"
    value: tuple[float, float, float, float]
    months: int
    cap: float


class Flats(NamedTuple):
    """Flats open this month under one policy in one region."""

    policy: int
    region: int
    units: float
    discount: float
    months: int
    addition: float
    degrees: tuple[float, float, float, float]


class Line(NamedTuple):
    """Contacts that one policy makes this month for one region."""

    policy: int
    region: int
    contacts: float
    origins: tuple[int, ...]
    yuan_contact: float


@dataclass
class MonthLevers:
    """All levers of one month, as numbers by region."""

    cash: list[Cash] = field(default_factory=list)
    flats: list[Flats] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    remote: np.ndarray = field(default_factory=lambda: np.zeros((MAX_REGIONS, MAX_REGIONS)))  # [origin, region]
    posts: np.ndarray = field(default_factory=lambda: np.zeros((MAX_REGIONS, 4)))  # openings a month
    posts_bit: np.ndarray = field(
        default_factory=lambda: np.zeros(MAX_REGIONS, np.uint64)
    )  # of the policy that opens them
    lock_in: np.ndarray = field(default_factory=lambda: np.zeros(MAX_REGIONS))


def month_levers(policies: Iterable[Policy], regions: tuple[str, ...], month: int) -> MonthLevers:
    """Levers of all active policies in one month."""
    out = MonthLevers()
    index = {name: j for j, name in enumerate(regions)}
    for number, policy in enumerate(policies):
        if policy.active(month):
            _apply(out, number, list(policy.levers(month)), index)
    return out


def _apply(out: MonthLevers, number: int, levers: list, index: dict[str, int]) -> None:
    """Add one policy's levers, region by region."""
    for region in dict.fromkeys(lever.region for lever in levers):
        j = index[region]
        here = {lever.name: lever for lever in levers if lever.region == region}
        for name, kind in (("cash_month", "month"), ("rent_discount", "rent"), ("purchase_grant", "purchase")):
            if name in here:
                lever = here[name]
                out.cash.append(Cash(number, j, kind, lever.value, lever.months or 1, lever.cap))
        if "flat_units" in here:
            out.flats.append(_flats(number, j, here))
        if "line_contacts" in here:
            line = here["line_contacts"]
            cost = here["contact_cost"].value[0] if "contact_cost" in here else 0.0
            out.lines.append(Line(number, j, line.value[0], tuple(index[o] for o in line.origins), cost))
        if "remote_search" in here:
            lever = here["remote_search"]
            for origin in lever.origins:
                gap = 1.0 - out.remote[index[origin], j]
                out.remote[index[origin], j] = 1.0 - gap * (1.0 - lever.value[0])
        if "posts" in here:
            out.posts[j] += here["posts"].value
            out.posts_bit[j] = 1 << number
        if "lock_in" in here:
            out.lock_in[j] = max(out.lock_in[j], here["lock_in"].value[0])


def _flats(number: int, region: int, here: dict) -> Flats:
    share = here["flat_discount"].value if "flat_discount" in here else (0.0,) * 4
    months = int(here["flat_months"].value[0]) if "flat_months" in here else 1
    addition = here["flat_addition"].value[0] if "flat_addition" in here else 1.0
    return Flats(number, region, here["flat_units"].value[0], max(share), months, addition, (1.0,) * 4)
