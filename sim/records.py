"""The words of the state: enums, and the columns of each population with dtype and unit (docs/model.md: State)."""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Mapping
from enum import IntEnum
from types import MappingProxyType
from typing import NamedTuple

import numpy as np

DEGREES = ("college", "bachelor", "master", "doctor")
FIELDS = (
    "dairy_food",
    "clean_energy",
    "chemicals",
    "materials_equipment",
    "biomedicine",
    "electronics_computing",
    "other",
)
TIERS = ("none", "basic", "youth", "backbone", "leading", "top")
SKILLS = ("low", "high", "doctor")  # labour markets: college and bachelor, master, doctor
ZONES = ("none", "north", "centre", "south")  # of a region that has them: research, incubation, application
TECHNOLOGIES = ("other", "technology")  # of firms
RECIPIENTS = ("person", "firm", "platform", "city")  # of what a policy pays
POPULATIONS = ("graduates", "researchers")
MAX_REGIONS = 16  # width of the bitmasks aware, lived, contacted
MAX_POLICIES = 64  # width of the bitmasks eligible, claimed, touched
TERMS = (
    "choice",
    "invited",
    "called_away",
)  # known noise: chosen, invited from afar to a region, from it elsewhere; less expected


class Degree(IntEnum):
    """Highest degree of a person."""

    COLLEGE = 0
    BACHELOR = 1
    MASTER = 2
    DOCTOR = 3


class Status(IntEnum):
    """What a person does this month."""

    STUDENT = 0
    SEARCHING = 1
    EMPLOYED = 2
    AWAY = 3  # has left the population


class Tenure(IntEnum):
    """How a person is housed (the column `housing`)."""

    MARKET = 0
    FLAT = 1
    OWNER = 2


class Claim(IntEnum):
    """What a running claim is for: it lasts while the person lives at the place, in the flat, holds the post or the firm's job."""

    CASH = 0
    FLAT = 1
    SETTLING_IN = 2  # paid to whoever takes a public post
    POST = 3  # what the post costs while it is held
    HIRE = 4  # paid to firms of the place as long as the person works for one of them
    SERVICE = 5  # what a service costs the city as long as the person lives there


RECIPIENT_OF = (0, 3, 0, 3, 1, 3)  # place in RECIPIENTS by kind of claim
NO_FIELD = -1  # of a post: none held, or held without a firm
PUBLIC_POST = -2  # in the place of a field
NO_EMPLOYER = -1
UNKNOWN_EMPLOYER = -99  # in marks: not sought
SOUGHT = 64  # employers are sought of every 64th agent: only the health of the coupling reads them


class Column(NamedTuple):
    """One declared quantity of a population: name, dtype and unit of its array, and the value of a new row."""

    name: str
    dtype: type
    unit: str
    default: int | float = 0


PEOPLE = (
    Column("id", np.uint64, "keyed identity: college, class, degree, ordinal"),
    Column("degree", np.int8, "code of DEGREES"),
    Column("field", np.int8, "code of FIELDS"),
    Column("home", np.int8, "region"),
    Column("home_province", np.int8, "row of provinces.csv"),
    Column("college", np.int8, "region"),
    Column("class_row", np.int16, "row of the table of classes"),
    Column("grad_month", np.int16, "months since 2010-01"),
    Column("ability", np.float32, "log points"),
    Column("region", np.int8, "region lived in"),
    Column("search_region", np.int8, "region searched in, -1 none", -1),
    Column("status", np.int8, "code of Status", Status.AWAY),
    Column("last_move", np.int16, "months since 2010-01"),
    Column(
        "status_since",
        np.int16,
        "month in which the present job, or the search without one, began, months since 2010-01",
    ),
    Column("review_due", np.int16, "month of a review that is certain, -1 none", -1),
    Column("search_since", np.int16, "months since 2010-01"),
    Column("review_month", np.int16, "month of the review whose shocks a pending search keeps"),
    Column("job_degree", np.int8, "code of DEGREES, that of the post held"),
    Column("worked", np.int8, "1 once a first job has begun"),
    Column("mismatched", np.int8, "1 in a post of another field"),
    Column("offer_region", np.int8, "region of a student's offer, -1 none", -1),
    Column("job_field", np.int8, "code of FIELDS, that of the post held; -1 without one, -2 public", NO_FIELD),
    Column("housing", np.int8, "code of Tenure"),
    Column("rent_fixed", np.float32, "yuan a m2 and month, owners"),
    Column("flat_until", np.int16, "last month in a talent flat"),
    Column("aware", np.uint16, "bitmask of regions considered"),
    Column("lived", np.uint16, "bitmask of regions lived in"),
    Column("contacted", np.uint16, "bitmask of regions whose lines have reached the person"),
    Column("interned", np.uint16, "bitmask of regions where the person has been an intern"),
    Column("eligible", np.uint64, "bitmask of policies by fixed traits"),
    Column("claimed", np.uint64, "bitmask of policies a claim has been made for"),
    Column("touched", np.uint64, "bitmask of policies that have reached the person"),
    Column("income", np.int32, "yuan a month of the household at the place lived in"),
    Column(
        "claims_left", np.float32, "yuan a month, running claims and the discount on a flat spread over the horizon"
    ),
    Column("served", np.float32, "utils, running claims on services spread over the horizon"),
    Column("partner", np.int8, "1 with a partner"),
    Column("child_age", np.int8, "years, -1 none", -1),
    Column("tier", np.int8, "code of TIERS"),
    Column("platform", np.int16, "platform, -1 none", -1),
    Column("team", np.int32, "id of the team's leader's row, -1 none", -1),
    Column("failures", np.int8, "failed projects"),
)

FIRMS = (
    Column("id", np.uint64, "keyed identity"),
    Column("region", np.int8, "region"),
    Column("zone", np.int8, "code of ZONES less 1: 0 north, 1 centre, 2 south; -1 where a region has no zones", -1),
    Column("field", np.int8, "code of FIELDS"),
    Column("tech", np.int8, "1 for a technology firm"),
    Column("alive", np.int8, "1 while in business"),
    Column("born", np.int16, "month of entry, months since 2010-01"),
    Column("ln_size", np.float32, "log of productivity divided by 1 - a: log of desired size over the size drawn with"),
    Column("growth", np.float32, "log points a month, drawn each birthday"),
    Column("low0", np.float32, "desired low-skill staff at the anchor's prices, agents"),
    Column("high0", np.float32, "desired high-skill staff at the anchor's prices, agents"),
    Column("target_low", np.float32, "low-skill staff wanted today, agents"),
    Column("target_high", np.float32, "high-skill staff wanted today, agents"),
    Column("founder", np.uint64, "id of the resident who founded it, 0 none"),
    Column("programme", np.uint64, "bitmask of policies that have brought or helped it"),
    Column("helped_until", np.int16, "month in which help ends, months since 2010-01"),
    Column("helped_by", np.int16, "policy that helps or has helped it last, -1 none", -1),
)


PeopleArrays = namedtuple("PeopleArrays", [c.name for c in PEOPLE])  # type: ignore[misc]  # what kernels are given
FirmArrays = namedtuple("FirmArrays", [c.name for c in FIRMS])  # type: ignore[misc]


class Columns:
    """Arrays of one capacity, one for each declared column, used up to `size`.

    `data["region"]` and attribute access give the array over the *whole* capacity; rows at `size` and beyond are unused.
    Growing replaces the arrays: fetch them anew in each phase.
    """

    def __init__(self, declared: tuple[Column, ...], capacity: int = 0) -> None:
        self.declared = declared
        self.size = 0
        self.data: dict[str, np.ndarray] = {c.name: np.full(capacity, c.default, c.dtype) for c in declared}
        self._arrays: tuple[np.ndarray, ...] | None = None  # what `arrays` gives, until the columns grow

    def __getattr__(self, name: str) -> np.ndarray:
        try:
            return self.__dict__["data"][name]
        except KeyError:
            raise AttributeError(f"no column '{name}'") from None

    @property
    def capacity(self) -> int:
        """Rows allocated."""
        return len(self.data[self.declared[0].name])

    def append(self, n: int, **values: np.ndarray | int | float) -> slice:
        """Add n rows with the values given, defaults elsewhere; the rows as a slice."""
        start, stop = self.size, self.size + n
        if stop > self.capacity:
            room = max(stop - self.capacity, self.capacity // 2)
            for c in self.declared:
                self.data[c.name] = np.append(self.data[c.name], np.full(room, c.default, self.data[c.name].dtype))
            self._arrays = None
        for name, value in values.items():
            self.data[name][start:stop] = value
        self.size = stop
        return slice(start, stop)

    def arrays(self) -> tuple[np.ndarray, ...]:
        """The arrays as the named tuple that kernels take (valid until the columns grow)."""
        if self._arrays is None:
            self._arrays = (PeopleArrays if self.declared == PEOPLE else FirmArrays)(**self.data)
        return self._arrays

    def copy(self) -> Columns:
        """An independent copy, bit for bit."""
        twin = Columns(self.declared)
        twin.size = self.size
        twin.data = {name: array.copy() for name, array in self.data.items()}
        return twin


ByDegree = tuple[float, float, float, float]  # college, bachelor, master, doctor
EVERYWHERE: Mapping[str, tuple[str, ...]] = MappingProxyType({})
NO_EFFECT: Mapping[str, float] = MappingProxyType({})


class Push(NamedTuple):
    """One push of a policy on a lever of places (`sim.levers`), in the region where the policy acts.

    at: names along the lever's other axes (`{"origin": ("Beijing",)}`); an axis left out is pushed along its whole length.
    """

    lever: str
    value: float
    at: Mapping[str, tuple[str, ...]] = EVERYWHERE


class Offer(NamedTuple):
    """A promise to every person whose clauses hold, claimed once: a payment, or a flat.

    pays: name of the lever. value: by degree, in the lever's unit. months: how long a claim runs. cap: yuan a month that a share pays at
    most. units: persons who may hold it at once in the region. spouse: share of the gap that it closes between the chance of a partner's
    work there and certainty. school: standard deviations of quality, for those with a child. amenity: utils.
    technology: only for work at technology firms.
    """

    pays: str
    value: ByDegree
    months: int = 1
    cap: float = float("inf")
    units: float = float("inf")
    spouse: float = 0.0
    school: float = 0.0
    amenity: float = 0.0
    technology: bool = False


class Quota(NamedTuple):
    """Events that a policy brings about this month, as many as its money lasts for.

    event: name of the lever. amount: in the lever's unit. yuan: of a case, once; yuan_month: as long as what has begun lasts. at: as in
    `Push`. effect: what a case does to what it meets, by name.
    """

    event: str
    amount: float
    yuan: float = 0.0
    yuan_month: float = 0.0
    at: Mapping[str, tuple[str, ...]] = EVERYWHERE
    effect: Mapping[str, float] = NO_EFFECT


class Standing(NamedTuple):
    """What a policy keeps up month after month: its year is set aside in the budget before anybody claims (`sim.aid.standing`).

    lever: its name. units: offices, posts, stations. yuan_year: of each. at: as in `Push`. effect: numbers that come with them.
    """

    lever: str
    units: float
    yuan_year: float
    at: Mapping[str, tuple[str, ...]] = EVERYWHERE
    effect: Mapping[str, float] = NO_EFFECT


Move = Push | Offer | Quota | Standing
