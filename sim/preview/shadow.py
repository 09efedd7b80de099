"""A plan seen from the baseline: at each month's reviews the chances with and without it, for the same people at the same prices.

Nothing that the plan would change is carried on, but who has been met by its lines and what its offers have spent on meeting
them: no prices, no jobs, no queue that grows. It looks before the reviews, and changes nothing in the world it looks at.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.calendar import JANUARY, season
from sim.levers import month_levers
from sim.phases.choices import choose, due, hazards
from sim.phases.outreach import reach_out
from sim.phases.workspace import Month, blank_month, scenes_of
from sim.records import Columns, Status
from sim.scenario import Scenario
from sim.world.state import Finance, World

MET = ("contacted", "aware", "lived", "interned")  # what lines leave with people
SPENT = ("approved_fen", "promised_fen")


class Seen(NamedTuple):
    """One month at the place looked at, in persons: who lives there, reviewers expected to come and to go, and how many more
    would come and stay with the plan."""

    living: float
    come: float
    go: float
    more_come: float
    more_stay: float


def asleep(scenario: Scenario, new: frozenset[str], until: int) -> Scenario:
    """The scenario with some of its policies begun only after a month: the baseline, that numbers policies as the plan does."""
    kept = [replace(policy, start=until + 1, end=None) if policy.id in new else policy for policy in scenario.policies]
    return replace(scenario, policies=tuple(kept))


@dataclass
class Shadow:
    """What is seen of a plan from month to month. place: code of the region looked at; new: ids of the plan's policies."""

    plan: Scenario
    new: frozenset[str]
    place: int
    seen: list[Seen] = field(default_factory=list)
    finance: Finance | None = None  # of the plan's own policies
    met: list[dict[str, NDArray[np.generic]]] = field(default_factory=lambda: [{}, {}])

    def before(self, phase: str, world: World, month: Month) -> None:
        """See one month, just before its reviews."""
        if phase != "reviews":
            return
        twin = self._twin(world)
        levers = month_levers(self.plan.policies, world.setting.regions, world.month, twin.finance.funded)
        other = blank_month(twin, levers, scenes_of(twin, levers))
        reach_out(twin, other)
        self._keep(world, twin)
        sums = np.zeros(4)
        for population in (0, 1):
            sums += self._reviews(world, month, twin, other, population)
        self.seen.append(Seen(_living(world, self.place), *sums))

    def _reviews(self, world: World, month: Month, twin: World, other: Month, population: int) -> NDArray[np.float64]:
        """come, go, more_come, more_stay of a population."""
        rows = due(world, month, population, hazards(world))
        here = world.people[population].region[rows] == self.place
        inside, outside = (np.ascontiguousarray(rows[mask]) for mask in (here, ~here))
        stay, come = (expected(world, month, population, some, self.place) for some in (inside, outside))
        stays, comes = (expected(twin, other, population, some, self.place) for some in (inside, outside))
        return np.array([come, len(inside) * world.scale[population] - stay, comes - come, stays - stay])

    def _twin(self, world: World) -> World:
        """The world as the plan's scenario would find it: the same people and prices, its own purse and memory."""
        finance = copy.deepcopy(world.finance)
        mine = [number for number, policy in enumerate(self.plan.policies) if policy.id in self.new]
        if self.finance is not None and season(world.month) != JANUARY:  # each January what is offered is foreseen anew
            finance.cases[:, mine] = self.finance.cases[:, mine]
            finance.foreseen[mine] = self.finance.foreseen[mine]
        for name in SPENT if self.finance is not None else ():
            own = {key: fen for key, fen in getattr(self.finance, name).items() if key[0] in self.new}
            getattr(finance, name).update(own)
        self.finance = finance
        people = self._people(world.people[0], 0), self._people(world.people[1], 1)
        counts = copy.copy(world.counts)
        counts.interned, counts.ledger = world.counts.interned.copy(), []
        return replace(world, scenario=self.plan, finance=finance, people=people, counts=counts)

    def _people(self, people: Columns, population: int) -> Columns:
        """The same people, with the marks of those whom the plan's lines have met; other columns are shared."""
        twin = Columns(people.declared)
        twin.size, twin.data = people.size, dict(people.data)
        for name in (*MET, "touched"):
            twin.data[name] = people.data[name].copy()
        for name, marks in self.met[population].items():
            twin.data[name][: len(marks)] |= marks
        return twin

    def _keep(self, world: World, twin: World) -> None:
        """Remember whom the plan's lines have met."""
        for population in (0, 1):
            mine, theirs = (w.people[population] for w in (twin, world))
            self.met[population] = {
                name: mine.data[name][: mine.size] & ~theirs.data[name][: mine.size] for name in MET
            }


def expected(world: World, month: Month, population: int, rows: NDArray[np.int64], place: int) -> float:
    """Persons among some reviewers who are expected to choose a place; the world is left as it was."""
    people = world.people[population]
    aware = people.aware[rows].copy()
    chosen, surprise = choose(world, month, population, rows)
    people.aware[rows] = aware
    return float((chosen == place).sum() * world.scale[population] - surprise[place].sum())


def _living(world: World, place: int) -> float:
    """Persons at work or looking for it who live at a place."""
    total = 0
    for scale, people in zip(world.scale, world.people, strict=True):
        status = people.status[: people.size]
        there = (people.region[: people.size] == place) & ((status == Status.SEARCHING) | (status == Status.EMPLOYED))
        total += int(there.sum()) * scale
    return float(total)
