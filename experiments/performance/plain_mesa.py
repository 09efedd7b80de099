"""The same month as plain Mesa agents: one object a person and a firm, the rules of `sim.rules` called one by one.

Written as a Mesa user would write it, with Mesa's own random numbers instead of keyed draws, Python's own logarithms instead of
the engine's and Python lists instead of arrays: what the compiled engine is measured against. No policies, no births; everybody
starts as in a given world.
"""

from __future__ import annotations

import math
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import FunctionType
from typing import TYPE_CHECKING

import mesa
import numpy as np
from plain_firm import Firm
from plain_person import Graduate

from sim import exact
from sim.calendar import JULY, season
from sim.records import FIELDS, Status, Tenure
from sim.rules.income import work_share
from sim.rules.matching import matches
from sim.rules.parameters import Behaviour
from sim.rules.review import monthly_of_quarter
from sim.world.firms import firm_rules

if TYPE_CHECKING:
    from sim.world.state import World

LIBRARY = {
    exact.exp: math.exp, exact.ln: math.log, exact.power: math.pow, exact.log1p: math.log1p, exact.expm1: math.expm1,
}  # fmt: skip


@contextmanager
def python_maths() -> Iterator[None]:
    """Within it the rules take Python's functions: the engine's, made for kernels and columns, cost a lone number microseconds."""
    ours = [
        (module, name, function)
        for path, module in sys.modules.items()
        if path.startswith(("sim.rules.", "sim.engine.firms"))
        for name, function in vars(module).items()
        if isinstance(function, FunctionType) and function in LIBRARY
    ]
    for module, name, function in ours:
        setattr(module, name, LIBRARY[function])
    try:
        yield
    finally:
        for module, name, function in ours:
            setattr(module, name, function)


@dataclass
class Cell:
    """Posts of a region, field and skill in a month: wanted now, held and ended before rounding, and those open."""

    wanted: int = 0
    held: float = 0.0
    ended: float = 0.0
    open: int = 0


@dataclass
class Place:
    """A region as its residents see it; numbers in the units of docs/model.md: State."""

    index: int
    size: float
    aggregate: bool
    awareness: float
    ln_wage: list[float]
    wage: list[float]
    rent: float
    hukou_loss: float
    average_wage: float
    constant: list[float]
    province_share: list[float]
    provinces: list[bool]
    distance: list[float]
    background_m2: float
    tightness0: list[float]
    efficiency: list[float]
    ln_wage0: list[float] = field(default_factory=list)
    rent0: float = 0.0
    stock_m2: float = 0.0
    seekers: list[list[float]] = field(default_factory=list)
    posts: list[list[float]] = field(default_factory=list)
    work: list[float] = field(default_factory=list)
    cells: list[list[Cell]] = field(default_factory=list)

    def income_index(self, skill: int) -> float:
        """Vacancies to seekers of the last 12 months."""
        return sum(v[skill] for v in self.posts) / max(1.0, sum(u[skill] for u in self.seekers))


def level_of(weights: Counter[float], expected: float) -> float:
    """t at which the sum of 1 - exp(-t weight) is the number expected, by Newton's steps from below."""
    level = 0.0
    for _ in range(12):
        stay = {w: n * math.exp(-level * w) for w, n in weights.items()}
        slope = sum(w * n for w, n in stay.items())
        if slope > 0.0:
            level += (expected - sum(n - stay[w] for w, n in weights.items())) / slope
    return level


class PlainModel(mesa.Model):
    """The month (docs/model.md: Month) over plain agents, from the state of an engine's world after the anchor."""

    def __init__(self, world: World, seed: int = 1) -> None:
        super().__init__(seed=seed)
        self.parameters = dict(world.scenario.parameters)
        self.behaviour = Behaviour.of(self.parameters)
        self.firm_rules = firm_rules(world)
        self.month = world.month
        self.scale = world.scale
        self._numbers(world)
        self.places = [self._place(world, j) for j in range(world.setting.count)]
        self._people_of_class: dict[tuple[int, int], list[int]] = {}
        columns = world.firms
        for row in np.flatnonzero(columns.alive[: columns.size]).tolist():
            Firm(self, columns, row)
        for people in world.people:
            for row in range(people.size):
                if people.status[row] != Status.AWAY:
                    Graduate(self, people, row)
        self.graduates = self.agents_by_type[Graduate]
        self.clear()

    def _numbers(self, world: World) -> None:
        p = self.parameters
        attachment = (p["attachment_college"], 1.0, p["attachment_master"], p["attachment_doctor"])
        names = ("home_premium", "college_city_premium", "same_province")
        self.premiums = [tuple(p[name] * a for name in names) for a in attachment]
        self.gamma = [-p["ln_dist"] * p["eps_w_grad"] * a for a in attachment]
        self.partner_weight, self.partner_chance = p["spouse_wage_weight"], p["spouse_job_prob"]
        self.quit_chance = monthly_of_quarter(p["separation_q"])
        self.price = [float(price) for price in world.setting.price]
        self.college_province = [int(row.searchsorted(0.5)) for row in world.setting.province_cumulative]

    def _place(self, world: World, j: int) -> Place:
        setting, regions = world.setting, world.regions
        tables = setting.tables
        persons = tables.province_parts[:, j] * tables.province_residents
        return Place(
            index=j,
            size=float(setting.size[j]),
            aggregate=bool(setting.aggregate[j]),
            awareness=float(setting.base_awareness[j]),
            ln_wage=regions.ln_wage[j].tolist(),
            wage=np.exp(regions.ln_wage[j]).tolist(),
            rent=float(regions.rent[j]),
            hukou_loss=float(setting.hukou_loss[j]),
            average_wage=float(setting.average_wage[j]),
            constant=setting.constant[j].tolist(),
            province_share=(persons / persons.sum()).tolist(),
            provinces=setting.same_province[:, j].tolist(),
            distance=tables.distance[j].tolist(),
            background_m2=float(regions.background_m2[j]),
            tightness0=regions.tightness0[j].tolist(),
            efficiency=regions.efficiency[j].tolist(),
            ln_wage0=regions.ln_wage0[j].tolist(),
            rent0=float(regions.rent0[j]),
            stock_m2=float(regions.stock_m2[j]),
            seekers=regions.seekers[:, j].tolist(),
            posts=regions.posts[:, j].tolist(),
            work=[0.9, 0.9, 0.9],
        )

    def classmates(self, person: Graduate) -> list[int]:
        """Where the people of a class live: one list shared by its members."""
        key = (int(person.degree == 3), person.class_row)
        return self._people_of_class.setdefault(key, [0] * len(self.places))

    def clear(self) -> None:
        """Empty queues and counts of a new month."""
        self.queues: list[list[list[tuple[float, float, Graduate]]]] = [[[], [], []] for _ in self.places]
        self.moves: dict[tuple[int, int], int] = {}
        for place in self.places:
            place.cells = [[Cell(), Cell()] for _ in FIELDS]

    def step(self) -> None:
        """One month."""
        with python_maths():
            self.live()
        self.month += 1

    def live(self) -> None:
        """Firms, separations, reviews, matching, moves, prices, households, measures."""
        self.clear()
        firms = self.agents_by_type[Firm]
        firms.do("live")
        self.graduates.do("separate")
        self.open_posts()
        self.graduates.do("review")
        self.graduates.do("search")
        self.match()
        if season(self.month) == JULY:
            self.graduates.do("leave_college")
        self.graduates.do("keep_house")
        self.settle_prices()
        firms.select(lambda firm: firm.closed).do("remove")
        self.record = self.measures()

    def open_posts(self) -> None:
        """Posts that firms want less those held, after this month's separations."""
        for place in self.places:
            for cell in (cell for cells in place.cells for cell in cells):
                cell.open += cell.wanted
        for person in self.graduates:
            if person.job_field >= 0:
                self.places[person.job_place].cells[person.job_field][person.job_skill].open -= 1

    def match(self) -> None:
        """Queues meet posts: hired are all below the level at which the matches are expected."""
        p = self.parameters
        for place in self.places:
            u, v, meetings = [0.0] * 3, [0.0] * 3, [0.0] * 3
            for skill in (0, 1, 2):
                queue = sorted(self.queues[place.index][skill], key=lambda entry: entry[0])
                weights = Counter(weight for _, weight, _ in queue)
                u[skill] = sum(weight for _, weight, _ in queue)
                v[skill] = self.vacancies(place, skill)
                meetings[skill] = matches(u[skill], v[skill], place.efficiency[skill], p["match_eta"], 0)
                level = level_of(weights, meetings[skill])
                for position, _, person in queue:
                    if position < level and person.accepts(place.index):
                        person.take_post(place.index, skill)
            self.remember(place, u, v, meetings)

    def vacancies(self, place: Place, skill: int) -> float:
        """Open posts of a market; those of doctors as at the anchor."""
        if skill == 2:
            return place.posts[0][2]
        return float(max(0, sum(cells[skill].open for cells in place.cells)))

    def remember(self, place: Place, u: list[float], v: list[float], meetings: list[float]) -> None:
        """The last 12 months of a market, and what they let one hope for."""
        place.seekers = [u, *place.seekers[:11]]
        place.posts = [v, *place.posts[:11]]
        for skill in (0, 1, 2):
            rate = meetings[skill] / u[skill] if u[skill] > 0 else 1.0
            place.work[skill] = work_share(rate, self.parameters["horizon_months"])

    def settle_prices(self) -> None:
        """Wages follow tightness, rents follow demand and supply."""
        p = self.parameters
        demand = [place.background_m2 * (place.rent / place.rent0) ** -p["eps_housing_demand"] for place in self.places]
        for person in self.graduates:
            if person.housing == Tenure.MARKET and person.status != Status.STUDENT:
                place = self.places[person.region]
                ratio = (place.rent / place.rent0) ** -p["eps_housing_demand"]
                demand[person.region] += (
                    self.scale[person.degree == 3] * p["alpha_housing"] * person.income / place.rent0 * ratio
                )
        for place, wanted in zip(self.places, demand, strict=True):
            place.rent *= math.exp(p["nu_r"] * (wanted / max(1.0, place.stock_m2) - 1.0))
            for degree in range(4):
                skill = max(0, degree - 1)
                theta = max(1e-9, place.income_index(skill)) / max(1e-9, place.tightness0[skill])
                goal = place.ln_wage0[degree] + p["omega"] * math.log(theta)
                place.ln_wage[degree] += p["nu_w"] / 12.0 * (goal - place.ln_wage[degree])
                place.wage[degree] = math.exp(place.ln_wage[degree])

    def measures(self) -> dict[str, list[int]]:
        """Persons, those in work and those searching, by region."""
        counts = {name: [0] * len(self.places) for name in ("persons", "kept_in_work", "unemployed")}
        for person in self.graduates:
            if person.status == Status.STUDENT:
                continue
            counts["persons"][person.region] += 1
            kept = "kept_in_work" if person.status == Status.EMPLOYED else "unemployed"
            counts[kept][person.region] += 1
        return counts
