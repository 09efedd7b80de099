"""`RowAgent`: a mesa.Agent that is a view on one row."""

from __future__ import annotations

import operator
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar
from weakref import WeakValueDictionary

import numpy as np
from mesa import Model
from mesa.agent import Agent

from sim.agents.agentset import ColumnAgentSet
from sim.agents.table import Table
from sim.records import Column


class ColumnValue:
    """A column as an attribute of a view: a Python number (an np.int8 would wrap round)."""

    def __init__(self, column: Column) -> None:
        self.name, self.__doc__ = column.name, column.unit

    def __get__(self, view: Any, owner: type) -> Any:
        return self if view is None else view._table.columns.data[self.name].item(view._row)

    def __set__(self, view: Any, value: Any) -> None:
        view._table.write(self.name, view._row, value)


class RowAgent(Agent):
    """A mesa.Agent whose attributes are the columns of one row.

    The row is the registration, so `Agent.__init__`, which would register an object, is never called. There is at most
    one view of a row, made when somebody asks for it: `is`, `==` and `hash` mean what they mean for any agent.
    A subclass declares its columns: `class Graduate(RowAgent, declared=PEOPLE, writable=("ability",))`.
    """

    declared: ClassVar[tuple[Column, ...]] = ()
    writable: ClassVar[frozenset[str]] = frozenset()
    pos = None
    _table: Table
    _row: int

    def __init_subclass__(cls, declared: Iterable[Column] = (), writable: Iterable[str] = ()) -> None:
        super().__init_subclass__()
        cls.declared = (*cls.declared, *declared)
        cls.writable = cls.writable | frozenset(writable)
        for column in declared:
            setattr(cls, column.name, ColumnValue(column))

    def __init__(self, model: Model, **values: Any) -> None:
        table = model.table(type(self))
        (row,) = model.take_in(table, 1, self.newcomer(model, 1, table.fitting(1, values))).tolist()
        self.__setstate__({"_table": table, "_row": row})

    @classmethod
    def newcomer(cls, model: Any, n: int, values: Mapping[str, Any]) -> Mapping[str, Any]:
        """Column values of n agents made by hand, from those that were given."""
        return values

    @classmethod
    def create_agents(cls, model: Model, n: int, **values: Any) -> ColumnAgentSet:
        """Make n agents in one go, none for 0 and below; a value is one number, or an array with one number an agent."""
        if isinstance(n, bool):
            raise TypeError(f"a number of agents is a whole number, not {n}")
        table, count = model.table(cls), max(operator.index(n), 0)
        values = table.fitting(count, values)
        if count == 0:
            return ColumnAgentSet.of(model, np.empty(0, np.int64))
        return ColumnAgentSet.of(model, table.ids(model.take_in(table, count, cls.newcomer(model, count, values))))

    @classmethod
    def from_dataframe(cls, model: Model, df: Any, **values: Any) -> ColumnAgentSet:
        """Make one agent a row of the frame, whose columns have the names of columns."""
        return cls.create_agents(model, len(df), **{name: df[name].to_numpy() for name in df}, **values)

    @property
    def model(self) -> Any:
        """The model that the agent lives in."""
        return self._table.model

    @property
    def unique_id(self) -> int:
        """Code of the table and serial number; never used twice."""
        return int(self._table.ids(self._row))  # type: ignore[arg-type]

    def __setattr__(self, name: str, value: Any) -> None:
        """Refuse what is no column: it would vanish with the view."""
        if not hasattr(getattr(type(self), name, None), "__set__"):
            raise AttributeError(self._table.refusal(name))
        object.__setattr__(self, name, value)

    def __setstate__(self, state: dict[str, Any]) -> None:
        """A restored view takes its place as the view of its row, even if its table has not been filled yet."""
        self.__dict__.update(state)
        self._table.__dict__.setdefault("views", WeakValueDictionary()).setdefault(self._row, self)
