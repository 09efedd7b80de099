"""A small world with the engine's attributes and no economics, a Mesa model on it, and its twin of plain objects."""

from __future__ import annotations

import mesa
import numpy as np

from sim.agents import ColumnAgentSet, ColumnModel, Firm, Graduate, Regions, Researcher, Table, University
from sim.agents.institutions import Region
from sim.agents.people import limits
from sim.records import FIRMS, PEOPLE, Columns, Status

REGIONS = ("Beijing", "Hohhot", "Baotou")


class SmallWorld:
    """People and firms in three regions; `advance` lets some move, some leave, and in September some arrive."""

    def __init__(self, graduates: int = 30, researchers: int = 6, firms: int = 5, month: int = 96) -> None:
        self.month = month
        self.people = (Columns(PEOPLE, 4), Columns(PEOPLE, 4))
        self.firms = Columns(FIRMS, 4)
        self.arrive(0, graduates)
        self.arrive(1, researchers)
        n = np.arange(firms)
        self.firms.append(firms, id=n + 900_000, region=n % 3, alive=1, born=self.month, target_low=n * 7 % 5)

    def arrive(self, population: int, n: int) -> None:
        columns = self.people[population]
        k = np.arange(columns.size, columns.size + n)
        columns.append(
            n,
            id=k + 1000 * population + 1,
            status=k * 7 % 3,
            region=k * 5 % 3,
            college=k % 3,
            degree=np.where(population, 3, k * 11 % 3),
            ability=(k * 37 % 101 - 50) / 64,  # exact in float32
            aware=1 + k % 7,
            job_field=-1,
        )

    def advance(self) -> None:
        for columns in self.people:
            region, status = columns.region[: columns.size], columns.status[: columns.size]
            movers = (columns.id[: columns.size] + np.uint64(self.month)) % np.uint64(5) == 0
            region[movers & (status != Status.AWAY)] += 1
            region %= 3
            status[(columns.id[: columns.size] + np.uint64(self.month)) % np.uint64(11) == 0] = Status.AWAY
        self.firms.alive[self.month % self.firms.size] = 0
        if self.month % 12 == 8:
            self.arrive(0, 9)
        self.month += 1


class SmallModel(ColumnModel):
    """The small world under Mesa."""

    def __init__(self, seed: int = 1, world: SmallWorld | None = None, institutions: bool = False) -> None:
        self.world = world or SmallWorld()
        (graduates, researchers), firms, codes = self.world.people, self.world.firms, limits(len(REGIONS))
        super().__init__(
            (
                Table(0, Graduate, graduates, ("status", Status.AWAY), Graduate.writable, codes),
                Table(1, Researcher, researchers, ("status", Status.AWAY), Researcher.writable, codes),
                Table(2, Firm, firms, ("alive", 0), Firm.writable, codes),
            ),
            seed,
        )
        line = np.arange(3.0)
        self.regions = Regions([Region(self, i, name, name, abs(line - i)) for i, name in enumerate(REGIONS)])
        for region in range(len(REGIONS) if institutions else 0):
            University(self, region)

    def step(self) -> None:
        self.world.advance()


class PlainAgent(mesa.Agent):
    """An ordinary object with the values of a row."""

    def __init__(self, model: mesa.Model, values: dict[str, object]) -> None:
        super().__init__(model)
        self.__dict__.update(values)


class PlainGraduate(PlainAgent):
    pass


class PlainResearcher(PlainAgent):
    pass


class PlainFirm(PlainAgent):
    pass


PLAIN = {Graduate: PlainGraduate, Researcher: PlainResearcher, Firm: PlainFirm}


def plain_twin(model: ColumnModel, seed: int = 1) -> mesa.Model:
    """A plain Mesa model of ordinary objects with the values of everybody here, in the same order."""
    twin = mesa.Model(rng=seed)
    for agent in model.agents:
        values = {column.name: getattr(agent, column.name) for column in agent.declared}
        PLAIN[type(agent)](twin, values)
    return twin


def words(result: object) -> object:
    """A result in which agents are keyed ids, sets and groups are lists and dicts, and all else shows its type."""
    if isinstance(result, mesa.Agent):
        return ("agent", result.id)
    if isinstance(result, (ColumnAgentSet, mesa.agent.AgentSet)) or hasattr(result, "shuffle_do"):
        return ["set", *(words(agent) for agent in result)]
    if hasattr(result, "groups"):
        return {name: words(group) for name, group in result.groups.items()}
    if isinstance(result, (list, tuple)):
        return [type(result).__name__, *map(words, result)]
    if isinstance(result, dict):
        return {words(key): words(value) for key, value in result.items()}
    return (type(result).__name__, result)
