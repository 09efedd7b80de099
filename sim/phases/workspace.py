"""What a month works with: levers, what people see of places, and lists handed from one phase to the next."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.aid.foresight import expected_promises
from sim.engine.firms import Survey
from sim.engine.places import Places, Scene, afar_of, peers_of
from sim.engine.promises import Promises
from sim.engine.rows import Window
from sim.exact import exp, ln
from sim.levers import MonthLevers, PlaceArrays, month_levers
from sim.phases.horizon import look_ahead
from sim.phases.keys import choice_keys
from sim.rules.income import work_share
from sim.rules.parameters import Behaviour
from sim.world.state import World

Floats = NDArray[np.float64]


class Movers(NamedTuple):
    """Who moves this month, in order of rows, and where to."""

    row: NDArray[np.int64]
    to: NDArray[np.int64]

    @classmethod
    def none(cls) -> Movers:
        """Nobody."""
        return cls(np.zeros(0, np.int64), np.zeros(0, np.int64))

    def joined(self, row: NDArray[np.int64], to: NDArray[np.int64]) -> Movers:
        """These and more; of two places to go to the later one holds.

        >>> Movers.none().joined(np.array([7, 3]), np.array([1, 2])).joined(np.array([7]), np.array([5])).to.tolist()
        [2, 5]
        """
        rows, places = np.concatenate([self.row, row])[::-1], np.concatenate([self.to, to])[::-1]
        rows, last = np.unique(rows, return_index=True)
        return Movers(rows, places[last])


@dataclass
class Month:
    """Workspace of one month of one world; two populations where lists have two entries."""

    levers: MonthLevers
    scenes: tuple[Scene, Scene]
    cases: NDArray[np.int64]  # [P, R, 3], persons served, left waiting, and short of their share
    asked: NDArray[np.bool_]  # [P, R], where people could ask
    firms: Survey  # those in business, once they have grown, closed and entered
    loss_rate: Floats = field(
        default_factory=lambda: np.zeros(0)
    )  # share of each cell's jobs that firms end: [R * FIELDS * 2]
    movers: list[Movers] = field(default_factory=lambda: [Movers.none()] * 2)
    bought: list[NDArray[np.int64]] = field(default_factory=lambda: [np.zeros(0, np.int64)] * 2)

    @property
    def promises(self) -> Promises:
        """The offers in force as people see them, a row each in the order of `levers.offers`."""
        return self.scenes[0].promises


def open_month(world: World) -> Month:
    """Policies in force become levers, prices and promises become what people see: fixed for the month."""
    levers = month_levers(world.scenario.policies, world.setting.regions, world.month, world.finance.funded)
    return blank_month(world, levers, scenes_of(world, levers))


def blank_month(world: World, levers: MonthLevers, scenes: tuple[Scene, Scene]) -> Month:
    """The workspace of a month in which nothing has happened yet."""
    shape = (len(world.scenario.policies), world.setting.count)
    firms = Survey.none(world.setting.count)
    return Month(levers, scenes, np.zeros((*shape, 3), np.int64), np.zeros(shape, bool), firms)


def scenes_of(world: World, levers: MonthLevers) -> tuple[Scene, Scene]:
    """What the two populations see this month."""
    look_ahead(world, levers.places)
    places, promises = places_of(world, levers.places), expected_promises(world, levers.offers)
    keys, p = choice_keys(world.seed, world.month), behaviour(world)
    afar = afar_of(places, world.setting.afar, p)
    graduates, researchers = (
        Scene(places, afar, levers.places, promises, keys, p, peers_of(world.classes[n], places.size)) for n in (0, 1)
    )
    return graduates, researchers


def behaviour(world: World) -> Behaviour:
    """People's parameters under the scenario's switches."""
    scenario = world.scenario
    return Behaviour.of(
        scenario.parameters, nested=scenario.structure.choice == "nested", peers=scenario.structure.peers
    )


def finding_rates(world: World) -> Floats:
    """f_j: expected hires over searchers, both summed over the last `memory_months`; the data's rate before the anchor.  float64[R, 3]."""
    regions = world.regions
    seekers, expected = regions.seekers.sum(axis=0), regions.expected.sum(axis=0)
    start = np.full(seekers.shape, world.setting.finding_rate)
    if not world.anchored:
        return start
    return np.divide(expected, seekers, out=start, where=seekers > 0)


def places_of(world: World, levers: PlaceArrays) -> Places:
    """What people see of each region this month; other levers of places are read where somebody moves or searches."""
    setting, p, regions = world.setting, world.scenario.parameters, world.regions
    r, horizon = setting.count, p["horizon_months"]
    work = np.array([[work_share(f, horizon) for f in row] for row in finding_rates(world)])
    constant = setting.constant + world.continuation if len(world.continuation) else setting.constant
    partner_here = p["spouse_wage_weight"] * setting.average_wage
    return Places(
        wage=exp(regions.ln_wage),
        ln_rent=ln(regions.rent),
        cash_share=np.zeros(r),
        hukou_loss=(setting.hukou_loss * (1.0 - np.eye(r))) * (1.0 - levers.hukou_access),
        partner=partner_here * p["spouse_job_prob"],
        partner_here=partner_here,
        constant=constant,
        tie=setting.tie,
        tie_here=setting.tie_here,
        distance=setting.distance,
        work=work,
        base_awareness=setting.base_awareness,
        key=setting.key,
        size=np.where(setting.aggregate, setting.size, 1.0),
        aggregate=setting.aggregate,
        same_province=setting.same_province,
        province_cumulative=setting.province_cumulative,
        nest_key=setting.nest_key,
        nest=setting.nest,
        taste=np.zeros((0, r)),
        eps=np.full(r, p["eps_w_grad"]),
        alpha=np.full(r, p["alpha_housing"]),
    )


def window_of(world: World, population: int) -> Window:
    """The rows of a population that may still be present."""
    people = world.people[population]
    return Window(people.arrays(), world.low[population], people.size, world.month)
