"""`TalentModel`: the simulation as a mesa.Model. One step is one month, and the month is the list of phases below.

The engine runs on columns and knows nothing of Mesa; `sim.agents` shows its rows as agents (docs/mesa.md).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from sim import month as months
from sim.agents import (
    ColumnDataCollector,
    ColumnModel,
    Firm,
    Government,
    Graduate,
    Region,
    Regions,
    Researcher,
    RowAgent,
    Table,
    University,
)
from sim.agents.changes import close, join_class, leave, traits_by_place
from sim.agents.people import limits
from sim.agents.table import IntArray
from sim.calendar import label, month_within
from sim.given import Refused, seed_of
from sim.records import Status
from sim.scenario import Scenario, load_scenario
from sim.world.state import World

FIRMS = 2  # code of the table of firms; 0 and 1 are the populations


class TalentModel(ColumnModel):
    """One world of a scenario, month by month.

    scenario: a name, a path, or a Scenario; overrides: paths as after `--set`, `**{"parameters.eps_w_grad": 2.0}`.
    seed: whole number; the same scenario and seed give the same world as `sim.run`. `rng` is Mesa's newer word for it.
    """

    phases: tuple[str, ...] = tuple(name for name, _ in months.PHASES)
    views: tuple[type[RowAgent], type[RowAgent], type[RowAgent]] = (Graduate, Researcher, Firm)

    def __init__(
        self,
        scenario: str | Path | Scenario = "baseline",
        seed: int | None = 1,
        *,
        rng: int | None = None,
        **overrides: object,
    ) -> None:
        number = _whole_seed(seed if rng is None else rng)
        self.plan = _plan(scenario, overrides)  # not `scenario`: in Mesa 3.5 that name is Mesa's
        self.world: World = months.start(self.plan, number)
        super().__init__(_tables(self.world, self.views), number)
        self.regions = _regions(self)
        self._found_institutions()
        self.datacollector = ColumnDataCollector(_reporters(self.regions))
        self.datacollector.collect(self)

    @property
    def month(self) -> str:
        """The last month simulated, "YYYY-MM"; before the first step, the month before the start."""
        return label(self.world.month - 1)

    def step(self) -> None:
        """Simulate one month and collect. RuntimeError after the scenario's last month."""
        if self.world.month > self.plan.end:
            raise RuntimeError(f"the scenario ends with {label(self.plan.end)}")
        months.advance(self.world)
        self.datacollector.collect(self)
        self.running = self.world.month <= self.plan.end

    def run_until(self, month: str) -> None:
        """Simulate up to and including a month, "YYYY-MM"; nothing if it has been simulated.

        Raises ValueError for a month beyond the scenario's end.
        """
        last = month_within(month, "month", self.plan.start - 1, self.plan.end)
        while self.world.month <= last:
            self.step()

    def take_in(self, table: Table, n: int, values: Mapping[str, Any]) -> IntArray:
        """As in ColumnModel; people join the class of their college and year."""
        if table.code == FIRMS:
            return super().take_in(table, n, values)
        rows = super().take_in(table, n, {**traits_by_place(self.world, values), **values})
        join_class(self.world, table.code, rows)
        return rows

    def let_go(self, table: Any, rows: IntArray) -> None:
        """As in ColumnModel; posts of people who go fall empty, staff of firms that close search."""
        if table.code == FIRMS:
            close(self.world, rows)
        elif isinstance(table, Table):
            leave(self.world, table.code, rows)
        else:
            super().let_go(table, rows)

    def _found_institutions(self) -> None:
        """Universities where there is data on colleges, governments where there is a policy."""
        for region in self.regions:
            if self.world.setting.tables is not None:
                University(self, region.code)
            policies = [policy for policy in self.plan.policies if region.name in policy.regions]
            if policies:
                Government(self, region.code, policies)


def _whole_seed(seed: object) -> int:
    try:
        return seed_of(seed)
    except Refused as error:
        raise Refused(f"{error}; in Mesa 3.5, batch_run takes it as rng=[1, 2]") from None


def _plan(scenario: str | Path | Scenario, overrides: Mapping[str, object]) -> Scenario:
    if not isinstance(scenario, Scenario):
        return load_scenario(scenario, overrides)
    if overrides:
        raise TypeError(f"{', '.join(overrides)}: only a scenario given by name or path can be changed")
    return scenario


def _tables(world: World, views: tuple[type[RowAgent], ...]) -> list[Table]:
    """The populations and the firms as tables."""
    codes = limits(world.setting.count)
    away, closed = ("status", int(Status.AWAY)), ("alive", 0)
    rows = ((world.people[0], away), (world.people[1], away), (world.firms, closed))
    return [
        Table(code, view, columns, marker, view.writable, codes)
        for code, (view, (columns, marker)) in enumerate(zip(views, rows, strict=True))
    ]


def _regions(model: TalentModel) -> Regions:
    setting = model.world.setting
    count, tables = setting.count, setting.tables
    names_zh = setting.regions if tables is None else tables.names_zh
    distances = np.ones((count, count)) if tables is None else tables.distance
    return Regions([Region(model, j, setting.regions[j], names_zh[j], distances[j]) for j in range(count)])


def persons(model: TalentModel, status: Status | None = None, region: int | None = None) -> int:
    """Persons who have left college, of one status or living in one region if given."""
    total = 0
    for people, scale in zip(model.world.people, model.world.scale, strict=True):
        doing, place = people.status[: people.size], people.region[: people.size]
        counted = (doing != Status.STUDENT) & (doing != Status.AWAY) if status is None else doing == status
        total += scale * int(np.count_nonzero(counted if region is None else counted & (place == region)))
    return total


def firms(model: TalentModel) -> int:
    """Firms in business, of `firm_size_mean` graduates in the mean at the anchor."""
    world = model.world
    return int(np.count_nonzero(world.firms.alive[: world.firms.size]))


def _reporters(regions: Regions) -> dict[str, Any]:
    """The default model reporters; all can be pickled."""
    return {
        "month": "month",
        "persons": persons,
        "students": partial(persons, status=Status.STUDENT),
        "employed": partial(persons, status=Status.EMPLOYED),
        "unemployed": partial(persons, status=Status.SEARCHING),
        "firms": firms,
        **{f"persons {region.name}": partial(persons, region=region.code) for region in regions},
    }
