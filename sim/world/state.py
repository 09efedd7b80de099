"""The whole state of one world: populations, regions, policies in force, and what has been counted so far."""

from __future__ import annotations

import copy
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from sim.measures.counts import Counts
from sim.records import FIRMS, PEOPLE, ZONES, Columns, Status
from sim.scenario import Scenario
from sim.world.anchored import FirmCells, Platforms
from sim.world.setting import Setting


@dataclass
class Regions:
    """Prices and stocks by region (R regions, 4 degrees, 3 labour markets), money in 2023 yuan."""

    ln_wage: np.ndarray  # float64[R, 4], ln yuan a month
    ln_wage0: np.ndarray  # the same at the anchor
    rent: np.ndarray  # float64[R], yuan a m2 and month
    rent0: np.ndarray
    stock_m2: np.ndarray  # float64[R], market floor space, persons' scale
    stock0_m2: np.ndarray
    stock_index: np.ndarray  # float64[R], s: what prices have added to the stock
    background_m2: np.ndarray  # float64[R], demand of residents outside the simulated classes, at the anchor's rent
    simulated_share: np.ndarray  # float64[R], tau: share of simulated people in demand at the anchor
    floor_m2: np.ndarray  # float64[R], demand met this month
    seekers: np.ndarray  # float64[H, R, 3], U of the last `memory_months`
    posts: np.ndarray  # float64[H, R, 3], V
    expected: np.ndarray  # float64[H, R, 3], M before rounding
    tightness0: np.ndarray  # float64[R, 3], theta at the anchor
    efficiency: np.ndarray  # float64[R, 3], mu
    highly_skilled0: np.ndarray  # float64[R], persons with master or doctor at the anchor
    hires: np.ndarray  # float64[H, R, 2], persons hired in the last `memory_months` by all firms, by technology firms
    hire_yuan: (
        np.ndarray
    )  # float64[H, R, 2], worth of what policies have promised for hires, of any firm, of technology firms only
    persons0: float = 0.0  # simulated persons of the nation at the anchor

    @classmethod
    def at_data(cls, setting: Setting, memory_months: int) -> Regions:
        """Prices at the data, empty histories of H months."""
        r, rent = len(setting.regions), setting.rent
        seekers, posts, expected = (np.zeros((memory_months, r, 3)) for _ in range(3))
        hires, hire_yuan = (np.zeros((memory_months, r, 2)) for _ in range(2))
        return cls(
            ln_wage=setting.ln_wage.copy(),
            ln_wage0=setting.ln_wage.copy(),
            rent=rent.copy(),
            rent0=rent.copy(),
            stock_m2=np.zeros(r),
            stock0_m2=np.zeros(r),
            stock_index=np.ones(r),
            background_m2=np.zeros(r),
            simulated_share=np.zeros(r),
            floor_m2=np.zeros(r),
            seekers=seekers,
            posts=posts,
            expected=expected,
            tightness0=np.ones((r, 3)),
            efficiency=np.ones((r, 3)),
            highly_skilled0=np.zeros(r),
            hires=hires,
            hire_yuan=hire_yuan,
        )


@dataclass
class Claims:
    """Payments approved and running, one row a person and offer; grown by `append`."""

    population: np.ndarray = field(default_factory=lambda: np.zeros(0, np.int8))
    row: np.ndarray = field(default_factory=lambda: np.zeros(0, np.int32))
    policy: np.ndarray = field(default_factory=lambda: np.zeros(0, np.int16))
    region: np.ndarray = field(default_factory=lambda: np.zeros(0, np.int8))
    start: np.ndarray = field(default_factory=lambda: np.zeros(0, np.int16))
    months: np.ndarray = field(default_factory=lambda: np.zeros(0, np.int16))
    fen: np.ndarray = field(default_factory=lambda: np.zeros(0, np.int64))  # a month and person
    kind: np.ndarray = field(default_factory=lambda: np.zeros(0, np.int8))  # code of Claim
    paid: np.ndarray = field(default_factory=lambda: np.zeros(0, np.int16))  # months paid
    share: np.ndarray = field(default_factory=lambda: np.zeros(0))  # of the rent, taken off its price; 0 of an amount
    over: np.ndarray = field(default_factory=lambda: np.zeros(0, bool))  # what it was for has ended

    def append(self, **values: np.ndarray) -> None:
        """Add claims; every column is given."""
        for name, value in values.items():
            old = getattr(self, name)
            setattr(self, name, np.concatenate([old, np.asarray(value, old.dtype)]))

    def keep(self, mask: np.ndarray) -> None:
        """Drop the claims that have ended."""
        for name in vars(self):
            setattr(self, name, getattr(self, name)[mask])


@dataclass
class Finance:
    """Budgets of P policies, and what became of late of those who asked in R regions: fen are of persons, not of agents."""

    approved_fen: dict[tuple[str, int], int] = field(
        default_factory=dict
    )  # (budget, year) -> full schedules approved in that year
    promised_fen: dict[tuple[str, int], int] = field(default_factory=dict)  # (budget, year) -> due in that year
    cases: np.ndarray = field(
        default_factory=lambda: np.zeros((1, 0, 0, 3))
    )  # [H, P, R, 3], persons served, left waiting, and short of their share in the last H months, or as foreseen
    foreseen: np.ndarray = field(default_factory=lambda: np.zeros((0, 0), bool))  # [P, R], offers that have begun
    funded: dict[tuple[int, int], float] = field(
        default_factory=dict
    )  # (policy, region) -> share of the standing costs of `funded_year` that is set aside, ASLEEP where not even the office
    funded_year: int = 0

    @classmethod
    def blank(cls, memory_months: int, policies: int, regions: int) -> Finance:
        """Nothing promised yet."""
        shape = (policies, regions)
        return cls(cases=np.zeros((memory_months, *shape, 3)), foreseen=np.zeros(shape, bool))


@dataclass
class LimitGiven:
    """Prices and chances that a limit world's rules give this month (R regions)."""

    wage: np.ndarray  # float64[R]
    rent: np.ndarray  # float64[R]
    rent_state: np.ndarray  # float64[R], rent over the given one, under the rule "market"
    separate: np.ndarray  # float64[R]
    find: np.ndarray  # float64[R]
    vacancies: np.ndarray  # float64[R]
    continuation: np.ndarray  # float64[R], beta times the value of living at each place

    @classmethod
    def blank(cls, regions: int) -> LimitGiven:
        """Nothing given yet."""
        none = {name: np.zeros(regions) for name in ("wage", "rent", "separate", "find", "vacancies", "continuation")}
        return cls(rent_state=np.ones(regions), **none)


@dataclass
class World:
    """One world at the start of `month`."""

    scenario: Scenario
    setting: Setting
    seed: int
    month: int
    people: tuple[Columns, Columns]  # graduates, researchers
    low: list[int]  # first row of each population that may still be present
    firms: Columns
    regions: Regions
    classes: list[np.ndarray]  # int64[C, R + 1] a population: members of each class by region, and in all
    class_of: list[dict[tuple[int, int, int], int]]  # (year, college, degree) -> row of classes
    claims: Claims
    finance: Finance
    counts: Counts
    anchored: bool = False
    public_open: np.ndarray = field(
        default_factory=lambda: np.zeros((0, 0, 3), np.int64)
    )  # [P, R, 3], public posts not taken yet
    fixed_posts: np.ndarray = field(default_factory=lambda: np.zeros((0, 3)))
    cells: FirmCells | None = None
    platforms: Platforms | None = None  # from the anchor on, where researchers are on
    owners: tuple[tuple[str, int], ...] = ()  # policy's id and region of each platform after those of the regions
    spinoff_jobs: np.ndarray = field(
        default_factory=lambda: np.zeros((0, len(ZONES)))
    )  # [R, zones], persons: jobs of firms, of technology, that come of last month's research and enter in this one
    threads: int = 1
    in_order: bool = True  # rows of people stand in the order of their classes, as long as nobody is made by hand
    course: Any = None  # sim.phases.course.Course: the phases of its months
    persons_before: np.ndarray = field(
        default_factory=lambda: np.zeros((0, 4), np.int64)
    )  # [R, 4], at the end of last month
    continuation: np.ndarray = field(default_factory=lambda: np.zeros((0, 4)))  # [R, 4], beta L of each place, utils
    detail: np.ndarray = field(
        default_factory=lambda: np.zeros((0, 3))
    )  # limit worlds: choice, v, v + e of each person
    given: LimitGiven | None = None  # limit worlds: prices and chances of the month

    @property
    def scale(self) -> tuple[int, int]:
        """Persons per agent of the two populations."""
        return self.scenario.persons_per_agent, self.scenario.researchers_per_agent

    def copy(self) -> World:
        """An independent copy, bit for bit."""
        twin = copy.copy(self)
        twin.people = (self.people[0].copy(), self.people[1].copy())
        twin.firms = self.firms.copy()
        twin.low = list(self.low)
        for name in ("regions", "claims", "finance", "counts", "cells", "platforms"):
            setattr(twin, name, copy.deepcopy(getattr(self, name)))
        twin.classes = [c.copy() for c in self.classes]
        twin.class_of = [dict(c) for c in self.class_of]
        twin.spinoff_jobs = self.spinoff_jobs.copy()
        twin.public_open, twin.fixed_posts = self.public_open.copy(), self.fixed_posts.copy()
        twin.detail, twin.given = self.detail.copy(), copy.deepcopy(self.given)
        return twin

    def persons_now(self) -> np.ndarray:
        """Persons who have left college by region and degree: int64[R, 4]."""
        total = np.zeros((self.setting.count, 4), np.int64)
        for people, scale in zip(self.people, self.scale, strict=True):
            status = people.status[: people.size]
            here = np.flatnonzero((status == Status.SEARCHING) | (status == Status.EMPLOYED))
            np.add.at(total, (people.region[here], people.degree[here]), scale)
        return total

    def extra_people(self, population: int, rows: np.ndarray) -> dict[str, np.ndarray]:
        """Columns that only limit worlds have, for some rows of the first population."""
        if population == 1 or not self.detail.size:
            return {}
        names = np.array(self.setting.regions, object)
        choice, value, total = self.detail[rows].T
        return {"choice": names[choice.astype(int)], "v_chosen": value, "utility_chosen": total}


def empty_people(capacity: tuple[int, int]) -> tuple[Columns, Columns]:
    """Two populations without anybody."""
    return Columns(PEOPLE, capacity[0]), Columns(PEOPLE, capacity[1])


def empty_firms() -> Columns:
    """No firm."""
    return Columns(FIRMS, 0)
