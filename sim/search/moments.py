"""What a simulated world says about each row of targets.csv: pairs of numerator and denominator, so that seeds pool.

Both are float64[2], by the schooling groups of the census (junior college; bachelor and above): the groups share nothing
in a world without markets, and so one shift of a region's constants measures the response of both.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from sim.calendar import month_index
from sim.records import Columns, Status
from sim.rules.review import leaving_ages
from sim.search.leavers import Leavers, any_of, leavers
from sim.world.state import World

Floats = NDArray[np.float64]
Count = tuple[Floats, Floats]
Memory = dict[object, list[NDArray[np.int64]]]  # what a moment keeps between two looks
ALL = (0, 1, 2, 3)  # degrees


class Counted(Enum):
    """Whom a statistic on a class counts."""

    LIVING = auto()  # where people live, with and without work
    WORKING = auto()  # where people work, of those who work
    WORKING_OF_ALL = auto()  # where people work, of the whole class


OWN = "own province"


def by_group(degree: NDArray[np.int64], persons: Floats) -> Floats:
    """Sums over the two schooling groups: float64[2]."""
    return np.asarray(np.bincount(np.minimum(degree, 1), persons, minlength=2), float)


class Moment(Protocol):
    """A number to be read off a world at the end of certain months."""

    def months(self, year: int) -> tuple[int, ...]:
        """Months in which to look, for the row's year."""

    def look(self, world: World, month: int, memory: Memory) -> Count:
        """Numerator and denominator at the end of `month`; memory is shared by all looks at one world."""


@dataclass(frozen=True)
class Stay:
    """Share of a class of some colleges that lives or works in some places (regions or provinces), at August or the year's end.

    among: places that the share is of, everybody when empty. college_province: only colleges drawn into that province.
    """

    colleges: tuple[str, ...]
    places: tuple[str, ...]
    degrees: tuple[int, ...] = ALL
    first_count: bool = False
    home_province: str = ""
    among: tuple[str, ...] = ()
    college_province: str = ""
    counted: Counted = Counted.LIVING

    def months(self, year: int) -> tuple[int, ...]:
        """August of the year of leaving, or its December."""
        return (month_index(year, 8 if self.first_count else 12),)

    def look(self, world: World, month: int, memory: Memory) -> Count:
        """Persons in the places, and those they are a share of."""
        people = self.chosen(leavers(world, 2010 + month // 12))
        everybody = np.ones(len(people.region))
        seen = everybody if self.counted is Counted.LIVING else people.at_work.astype(float)
        of = everybody if self.counted is Counted.WORKING_OF_ALL else seen
        here = seen * any_of([self.lives(people, place) for place in self.places])
        base = of * any_of([people.lives_in(place) for place in self.among]) if self.among else of
        return by_group(people.degree, people.weight * here), by_group(people.degree, people.weight * base)

    def lives(self, people: Leavers, place: str) -> Floats:
        """Chance of living at a place, which may be the province of one's own college."""
        return people.in_province(people.college_province) if place == OWN else people.lives_in(place)

    def chosen(self, people: Leavers) -> Leavers:
        """Those the row is about."""
        chosen = np.isin(people.college, [people.setting.regions.index(name) for name in self.colleges])
        chosen &= np.isin(people.degree, self.degrees)
        if self.home_province:
            chosen &= people.home_province == people.tables.provinces.index(self.home_province)
        if self.college_province:
            chosen &= people.college_province == people.tables.provinces.index(self.college_province)
        return people.where(chosen)


@dataclass(frozen=True)
class AnnualMove:
    """Share of people aged 22-30 in the cities who live in another region a year later."""

    ages: tuple[int, int] = (22, 30)

    def months(self, year: int) -> tuple[int, ...]:
        """The Decembers before and at the end of the year."""
        return month_index(year - 1, 12), month_index(year, 12)

    def look(self, world: World, month: int, memory: Memory) -> Count:
        """Those seen a year ago who have moved; then today's are kept for the next look."""
        moved, seen = np.zeros(2), np.zeros(2)
        for number, people in enumerate(world.people):
            scale = world.scale[number]
            for rows, region in memory_pairs(memory, (self, number, month - 12)):
                degree, gone = people.degree[rows].astype(np.int64), people.region[rows] != region
                moved += by_group(degree, scale * gone.astype(float))
                seen += by_group(degree, np.full(len(rows), float(scale)))
            rows = self.at_risk(world, people, month)
            memory[self, number, month] = [rows, people.region[rows].astype(np.int64)]
        return moved, seen

    def at_risk(self, world: World, people: Columns, month: int) -> NDArray[np.int64]:
        """Rows of those who have left college, are of these ages and live in a city."""
        n = people.size
        status = people.status[:n]
        left = np.array(leaving_ages(world.scenario.parameters))[people.degree[:n]]
        age = left + (month - people.grad_month[:n].astype(np.int64)) // 12
        there = (status == Status.SEARCHING) | (status == Status.EMPLOYED)
        city = ~world.setting.aggregate[people.region[:n]]
        return np.flatnonzero(there & city & (age >= self.ages[0]) & (age <= self.ages[1]))


def memory_pairs(memory: Memory, key: object) -> list[list[NDArray[np.int64]]]:
    """What was kept under a key, as a list of none or one."""
    return [memory[key]] if key in memory else []


@dataclass(frozen=True)
class Origin:
    """Of all who came to a city in five years from certain provinces, the share from one of them; graduates only."""

    city: str
    province: str
    provinces: tuple[str, ...]

    def months(self, year: int) -> tuple[int, ...]:
        """November, the month of the survey."""
        return (month_index(year, 11),)

    def look(self, world: World, month: int, memory: Memory) -> Count:
        """Persons who live in the city, whose home is in the province and who came, or left college there, since."""
        tables = world.setting.tables
        assert tables is not None
        came, all_came = np.zeros(2), np.zeros(2)
        for people, scale in zip(world.people, world.scale, strict=True):
            n = people.size
            status = people.status[:n]
            there = (status == Status.SEARCHING) | (status == Status.EMPLOYED)
            there &= people.region[:n] == world.setting.regions.index(self.city)
            there &= people.last_move[:n] > month - 60  # the month of leaving college counts as a move
            degree = people.degree[:n].astype(np.int64)
            home = people.home_province[:n]
            codes = [tables.provinces.index(name) for name in self.provinces]
            from_one = there & (home == tables.provinces.index(self.province))
            came += by_group(degree, scale * from_one.astype(float))
            all_came += by_group(degree, scale * (there & np.isin(home, codes)).astype(float))
        return came, all_came


@dataclass(frozen=True)
class Stock:
    """Share of the nation's people of the 15 classes who live in a region, at the census."""

    region: str

    def months(self, year: int) -> tuple[int, ...]:
        """November."""
        return (month_index(year, 11),)

    def look(self, world: World, month: int, memory: Memory) -> Count:
        """Persons of the region and of the nation."""
        persons = stocks(world, month)
        return persons[world.setting.regions.index(self.region)], persons.sum(axis=0)


def stocks(world: World, month: int) -> Floats:
    """Persons who have left college by region and schooling group at the end of a month: float64[R, 2]."""
    persons = world.counts.persons[month - world.scenario.start].astype(float)
    return np.column_stack([persons[:, 0], persons[:, 1:].sum(axis=1)])


@dataclass(frozen=True)
class FirstJobs:
    """Persons whose first job begins in a region in some calendar years; a count, so the denominator is one a world.

    college: only those of the region's own colleges.
    """

    region: str
    years: int
    own_college: bool = False

    def months(self, year: int) -> tuple[int, ...]:
        """December of the last year."""
        return (month_index(year, 12),)

    def look(self, world: World, month: int, memory: Memory) -> Count:
        """First jobs of the years up to this month."""
        j, last = world.setting.regions.index(self.region), month - world.scenario.start + 1
        jobs = world.counts.first_jobs[last - 12 * self.years : last, j].sum(axis=0).astype(float)
        by_degree = jobs[j] if self.own_college else jobs.sum(axis=0)
        return np.array([by_degree[0], by_degree[1:].sum()]), np.array([1.0, 0.0])


@dataclass(frozen=True)
class FlatsLet:
    """Share of the talent flats of a region that are lived in, at the turn of the year before the row's date."""

    region: str

    def months(self, year: int) -> tuple[int, ...]:
        """The December before."""
        return (month_index(year - 1, 12),)

    def look(self, world: World, month: int, memory: Memory) -> Count:
        """Flats used and open."""
        j, now = world.setting.regions.index(self.region), month - world.scenario.start
        used, flats = float(world.counts.flats_used[now, j]), float(world.counts.flats_open[now, j])
        return np.array([used, 0.0]), np.array([flats, 0.0])
