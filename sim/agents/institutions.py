"""Who is not a row: regions, and the few ordinary Mesa agents (universities, governments).

They hold no state of the simulation; they say where to look. What they do is done by the phases of the month.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from mesa.agent import Agent

from sim.agents.agentset import ColumnAgentSet
from sim.agents.people import Person
from sim.agents.table import nearest
from sim.records import Status


class Region:
    """One region: who is there, and what is near. Not an agent.

    code: its number in columns such as `region`; name, name_zh; distances: 100 km to each region, float64[R].
    """

    def __init__(self, model: Any, code: int, name: str, name_zh: str, distances: np.ndarray) -> None:
        self.model, self.code, self.name, self.name_zh, self.distances = model, code, name, name_zh, distances

    def __repr__(self) -> str:
        return f"<Region {self.code} {self.name}>"

    @property
    def agents(self) -> ColumnAgentSet:
        """Everybody who is in the region now: people, firms, institutions."""
        everybody: ColumnAgentSet = self.model.agents.copy()
        return everybody.select(np.array(everybody.get("region", "default")) == self.code)

    @property
    def neighbours(self) -> tuple[Region, ...]:
        """The other regions, the nearest first."""
        order = np.argsort(self.distances, kind="stable").tolist()
        return tuple(self.model.regions[code] for code in order if code != self.code)


class Regions(Sequence[Region]):
    """The regions of a model: `model.regions[3]`, `model.regions["Hohhot"]`, or one by one."""

    def __init__(self, regions: Sequence[Region]) -> None:
        self._regions = tuple(regions)
        self._by_name = {name: region for region in self._regions for name in (region.name, region.name_zh)}

    def __getitem__(self, item: Any) -> Any:
        if not isinstance(item, str):
            return self._regions[item]
        if item not in self._by_name:
            raise KeyError(f"no region '{item}'{nearest(item, self._by_name)}")
        return self._by_name[item]

    def __len__(self) -> int:
        return len(self._regions)

    def __iter__(self) -> Iterator[Region]:
        return iter(self._regions)


class University(Agent):
    """The colleges of one region together."""

    def __init__(self, model: Any, region: int) -> None:
        super().__init__(model)
        self.region = region

    @property
    def students(self) -> ColumnAgentSet:
        """Who studies here now."""
        return self._people(studying=True)

    @property
    def graduates(self) -> ColumnAgentSet:
        """Who has left a college of this region and is still in the population, wherever they live."""
        return self._people(studying=False)

    def _people(self, studying: bool) -> ColumnAgentSet:
        people: ColumnAgentSet = self.model.agents.select(agent_type=Person)
        student = people.column("status") == Status.STUDENT
        return people.select((people.column("college") == self.region) & (student == studying))


class Government(Agent):
    """The government of one region, with the policies of the scenario that are in force there at some time."""

    def __init__(self, model: Any, region: int, policies: Sequence[Any]) -> None:
        super().__init__(model)
        self.region, self.policies = region, tuple(policies)

    @property
    def active(self) -> tuple[Any, ...]:
        """Policies in force in the month to be simulated next."""
        return tuple(policy for policy in self.policies if policy.active(self.model.world.month))
