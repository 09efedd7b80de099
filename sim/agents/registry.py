"""`ColumnModel`: a mesa.Model whose registry is the engine's columns. It overrides public names of Mesa only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import mesa
import numpy as np
from mesa.agent import Agent

from sim.agents.agentset import ColumnAgentSet
from sim.agents.table import MASK, PLAIN, SHIFT, IntArray, PlainTable, Table
from sim.agents.views import RowAgent


class ColumnModel(mesa.Model):
    """A mesa.Model in which agents are rows of tables, with ordinary Mesa agents among them."""

    def __init__(self, tables: Iterable[Table], seed: int) -> None:
        super().__init__(rng=seed)  # seed= warns in Mesa 3.5
        self.tables: dict[int, Any] = {table.code: table for table in tables}
        for table in self.tables.values():
            table.model = self
        self.tables[PLAIN] = PlainTable(self)

    def table(self, cls: type[RowAgent]) -> Table:
        """The table whose views are of this class; TypeError if there is none."""
        for table in self.tables.values():
            if isinstance(table, Table) and table.kind is cls:
                return table
        raise TypeError(f"no table of this model shows its rows as {cls.__name__}")

    def take_in(self, table: Table, n: int, values: Mapping[str, Any]) -> IntArray:
        """Add n agents made by hand; their rows. A model whose engine counts its agents keeps the counts right here."""
        return table.append(n, values)

    def let_go(self, table: Any, rows: IntArray) -> None:
        """Let agents leave; as `take_in`."""
        table.remove(rows)

    def register_agent(self, agent: Any) -> None:
        """Called by mesa.Agent.__init__: list an ordinary agent beside the rows, under an id of its own."""
        super().register_agent(agent)
        agent.unique_id = self.tables[PLAIN].admit(agent)
        getattr(Agent, "_ids", {}).pop(self, None)  # Mesa 3.3 would keep every model that had an agent

    def deregister_agent(self, agent: Any) -> None:
        """Called by agent.remove(); KeyError if the agent has left before."""
        table, row = self.tables[agent.unique_id >> SHIFT], (agent.unique_id & MASK) - 1
        if not table.here(row):
            raise KeyError(agent)
        if not isinstance(agent, RowAgent):
            super().deregister_agent(agent)
        self.let_go(table, np.array([row]))

    def remove_all_agents(self) -> None:
        """Remove everybody."""
        super().remove_all_agents()
        for table in self.tables.values():
            self.let_go(table, table.rows())

    @property
    def agents(self) -> ColumnAgentSet:
        """Everybody, by table and row: a live set."""
        return ColumnAgentSet.of(self, None)

    @agents.setter
    def agents(self, agents: Any) -> None:
        raise AttributeError("model.agents is Mesa's; choose another name")

    @property
    def agent_types(self) -> list[type]:
        """Classes of the tables, then those of ordinary agents."""
        return [kind for table in self.tables.values() for kind in table.kinds]

    @property
    def agents_by_type(self) -> dict[type, ColumnAgentSet]:
        """A live set for each class."""
        return {kind: ColumnAgentSet.of(self, None, live=kind) for kind in self.agent_types}
