"""`ColumnAgentSet`: a mesa.AgentSet of rows. Whole columns where a name is given, views one by one elsewhere."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from operator import attrgetter
from random import Random
from typing import Any

import numpy as np
from mesa.agent import Agent, AgentSet

from sim.agents.table import MASK, SHIFT, BoolArray, IntArray

try:
    from mesa.agentset import GroupBy  # Mesa 3.5
except ImportError:
    from mesa.agent import GroupBy


class Groups(GroupBy):
    """Mesa's GroupBy; `agg` by column."""

    def agg(self, attr_name: str, func: Callable[..., Any]) -> dict[Any, Any]:
        """As in Mesa: {name of the group: func(values of its members)}."""
        return {name: _aggregate(group, attr_name, func) for name, group in self}


class ColumnAgentSet(AgentSet):
    """An ordered set of agents, kept as unique_ids. Every verb of mesa.AgentSet, and `column`, `ids` beside them.

    A set is *live* (model.agents, model.agents_by_type[K]: whoever is there at the moment of use) or of fixed
    membership (everything made from it). Whoever leaves the model is a member of no set.
    """

    def __init__(self, agents: Iterable[Any] = (), random: Random | None = None) -> None:
        agents = list(agents)
        if not agents and random is None:
            random = AgentSet([]).random  # with Mesa's own warning
        ids = np.fromiter(dict.fromkeys(a.unique_id for a in agents), np.int64)
        self._reset(agents[0].model if agents else None, ids, random or agents[0].model.random)

    @classmethod
    def of(
        cls, model: Any, ids: IntArray | None, random: Random | None = None, live: type | None = None
    ) -> ColumnAgentSet:
        """The members with these ids; without ids, a live set of everybody, or of exactly the class `live`."""
        return cls.__new__(cls)._reset(model, ids, random or model.random, live)

    def _reset(self, model: Any, ids: IntArray | None, random: Random, live: type | None = None) -> ColumnAgentSet:
        self._model, self._fixed, self.random, self._live = model, ids, random, live
        self._lookup: set[int] | None = None
        return self

    def _new(self, ids: IntArray, inplace: bool = False) -> ColumnAgentSet:
        return self._reset(self._model, ids, self.random) if inplace else self.of(self._model, ids, self.random)

    @property
    def ids(self) -> IntArray:
        """unique_ids of the members in their order: int64[n]."""
        if self._fixed is None:
            return np.concatenate([table.ids(table.rows(self._live)) for table in self._model.tables.values()])
        here = np.ones(len(self._fixed), bool)
        for table, rows, at in self._parts(self._fixed):
            here[at] = table.present(rows)
        return self._fixed if here.all() else self._fixed[here]

    def column(self, name: str) -> np.ndarray:
        """One column of the members: an array [n] in the dtype of the column (a copy).

        Raises AttributeError if some member has no such column.
        """
        parts = self._parts(self.ids)
        for table, _, _ in parts:
            if not table.has(name):
                raise AttributeError(table.refusal(name))
        values: list[np.ndarray] = [table.read(name, rows) for table, rows, _ in parts]
        if len(parts) == 1:
            return values[0]
        out = np.empty(sum(map(len, values)), np.result_type(*values) if values else np.float64)
        for part, (_, _, at) in zip(values, parts, strict=True):
            out[at] = part
        return out

    def _parts(self, ids: IntArray) -> list[tuple[Any, IntArray, Any]]:
        """(table, rows, their positions in ids) for each table that has members."""
        codes = ids >> SHIFT
        present = np.unique(codes) if len(ids) and codes.min() != codes.max() else codes[:1]
        places = {code: slice(None) if len(present) == 1 else codes == code for code in present.tolist()}
        return [(self._model.tables[code], (ids[at] & MASK) - 1, at) for code, at in places.items()]

    def _has(self, name: Any) -> bool:
        return isinstance(name, str) and all(table.has(name) for table, _, _ in self._parts(self.ids))

    def _keys(self, key: Any) -> Any:
        """An array if the key is a column, else a list."""
        if self._has(key):
            return self.column(key)
        return self.map(attrgetter(key) if isinstance(key, str) else key)

    def _walk(self, ids: IntArray) -> Iterator[Any]:
        """Views in order; who leaves during the walk is skipped."""
        for uid in ids.tolist():
            table, row = self._model.tables[uid >> SHIFT], (uid & MASK) - 1
            if table.here(row):
                yield table.view(row)

    def __len__(self) -> int:
        return len(self.ids)

    def __iter__(self) -> Iterator[Any]:
        return self._walk(self.ids)

    def __contains__(self, agent: object) -> bool:
        if not isinstance(agent, Agent) or agent.model is not self._model or self._live not in (None, type(agent)):
            return False
        if not self._model.tables[agent.unique_id >> SHIFT].here((agent.unique_id & MASK) - 1):
            return False
        if self._fixed is not None and self._lookup is None:
            self._lookup = set(self._fixed.tolist())
        return self._lookup is None or agent.unique_id in self._lookup

    def __getitem__(self, item: Any) -> Any:
        found = list(self._walk(np.atleast_1d(self.ids[item])))
        return found if isinstance(item, slice) else found[0]

    def to_list(self) -> list[Any]:
        """The members as a list."""
        return list(self)

    def _own(self) -> IntArray:
        if self._fixed is None:
            raise TypeError(
                "this set is the model's: make agents with their class, remove() an agent, or copy() the set"
            )
        return self.ids

    def add(self, agent: Any) -> None:
        """Add an agent at the end, if it is not in the set."""
        ids = self._own()
        self._model = self._model or agent.model
        if agent not in self:
            self._new(np.append(ids, agent.unique_id), inplace=True)

    def remove(self, agent: Any) -> None:
        """Take an agent out of the set (not out of the model); KeyError if it is not in the set."""
        ids = self._own()
        if agent not in self:
            raise KeyError(agent)
        self._new(ids[ids != agent.unique_id], inplace=True)

    def discard(self, agent: Any) -> None:
        """Take an agent out of the set, if it is in it."""
        self._own()
        if agent in self:
            self.remove(agent)

    def copy(self) -> ColumnAgentSet:
        """A set of fixed membership: who is a member now."""
        return self._new(self.ids)

    __copy__ = copy

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "_lookup": None}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)

    def select(
        self,
        filter_func: Callable[[Any], bool] | BoolArray | None = None,
        at_most: float = math.inf,
        inplace: bool = False,
        agent_type: Any = None,
    ) -> ColumnAgentSet:
        """As in Mesa; `filter_func` may also be bool[n] over the members: g.select(g.column("ability") > 1)."""
        ids = self.ids
        if filter_func is None and agent_type is None and at_most == math.inf:
            return self if inplace else self._new(ids)
        keep = filter_func.copy() if isinstance(filter_func, np.ndarray) else np.ones(len(ids), bool)
        for table, rows, at in self._parts(ids) if agent_type else ():
            keep[at] &= table.is_kind(rows, agent_type)
        limit = _limit(len(ids), at_most)
        ids = ids[keep]
        if callable(filter_func):
            chosen = (a.unique_id for a in self._walk(ids) if filter_func(a))
            ids = np.fromiter(islice(chosen, limit), np.int64)
        return self._new(ids[:limit], inplace)

    def shuffle(self, inplace: bool = False) -> ColumnAgentSet:
        """As in Mesa, with the same draws: the same order for the same seed."""
        order = self.ids.tolist()
        self.random.shuffle(order)
        return self._new(np.array(order, np.int64), inplace)

    def sort(self, key: Callable[[Any], Any] | str, ascending: bool = False, inplace: bool = False) -> ColumnAgentSet:
        """As in Mesa: descending unless told, equal keys in their old order."""
        keys = self._keys(key)
        if isinstance(keys, list):
            order = np.array(sorted(range(len(keys)), key=keys.__getitem__, reverse=not ascending), np.int64)
        else:
            order = np.argsort(keys if ascending else keys[::-1], kind="stable")
            order = order if ascending else len(keys) - 1 - order[::-1]
        return self._new(self.ids[order], inplace)

    def map(self, method: str | Callable[..., Any], *args: Any, **kwargs: Any) -> list[Any]:
        """As in Mesa."""
        if isinstance(method, str):
            return [getattr(a, method)(*args, **kwargs) for a in self]
        return [method(a, *args, **kwargs) for a in self]

    def do(self, method: str | Callable[..., Any], *args: Any, **kwargs: Any) -> ColumnAgentSet:
        """As in Mesa."""
        self.map(method, *args, **kwargs)
        return self

    def shuffle_do(self, method: str | Callable[..., Any], *args: Any, **kwargs: Any) -> ColumnAgentSet:
        """As in Mesa."""
        self.shuffle().map(method, *args, **kwargs)
        return self

    def get(self, attr_names: Any, handle_missing: str = "error", default_value: Any = None) -> list[Any]:
        """As in Mesa: a list of Python values, or of lists of them for several names."""
        if handle_missing not in ("error", "default"):
            raise ValueError(f"Unknown handle_missing option: {handle_missing}, should be one of 'error' or 'default'")
        missing = (default_value,) if handle_missing == "default" else ()
        if isinstance(attr_names, str):
            return self._get(attr_names, missing)
        columns = [self._get(name, missing) for name in attr_names]
        return [list(values) for values in zip(*columns, strict=True)] if columns else [[] for _ in self.ids]

    def _get(self, name: str, missing: tuple[Any, ...]) -> list[Any]:
        """By column where there is one, so that a few institutions do not slow down a set of a million rows."""
        parts: list[tuple[list[Any], Any]] = [
            (_values(table, name, rows, missing), at) for table, rows, at in self._parts(self.ids)
        ]
        if len(parts) == 1:
            return parts[0][0]
        out: list[Any] = [None] * sum(len(values) for values, _ in parts)
        for values, at in parts:
            for position, value in zip(np.flatnonzero(at).tolist(), values, strict=True):
                out[position] = value
        return out

    def set(self, attr_name: str, value: Any) -> ColumnAgentSet:
        """As in Mesa; for a column the value may be an array, one value a member."""
        ids = self.ids
        each = isinstance(value, np.ndarray) and value.ndim > 0
        if each and len(value) != len(ids):
            raise ValueError(
                f"'{attr_name}' of {len(ids)} agents holds one value, or {len(ids)} of them, not {len(value)}"
            )
        parts = [(table, rows, value[at] if each else value) for table, rows, at in self._parts(ids)]
        for table, _, mine in parts:  # all is checked before anything is changed
            table.writing(attr_name, mine)
        for table, rows, mine in parts:
            if table.has(attr_name):
                table.write(attr_name, rows, mine)
            else:
                for row in rows.tolist():
                    setattr(table.view(row), attr_name, mine)
        return self

    def agg(self, attribute: str, func: Any) -> Any:
        """As in Mesa. A NumPy function gets an array (widened to 64 bits), any other callable a list as in Mesa."""
        if not callable(func):
            return [self.agg(attribute, each) for each in func]
        if type(func).__module__ == "numpy" and self._has(attribute):
            column = self.column(attribute)
            if column.dtype != np.uint64:  # NumPy reads a list of Python ints as int64 where they fit: leave that to it
                return func(column.astype(np.float64 if column.dtype.kind == "f" else np.int64))
        return func(self.get(attribute))

    def groupby(self, by: Callable[[Any], Any] | str, result_type: str = "agentset") -> Groups:
        """As in Mesa: groups in the order of their first member."""
        ids, keys = self.ids, self._keys(by)
        if isinstance(keys, list):
            names = {key: i for i, key in enumerate(dict.fromkeys(keys))}
            group = np.array([names[key] for key in keys], np.int64)
        else:
            _, first, group = np.unique(keys, return_index=True, return_inverse=True)
            names = {keys[first[i]].item(): i for i in np.argsort(first).tolist()}
        sets = {name: self._new(ids[group == i]) for name, i in names.items()}
        return Groups(sets if result_type == "agentset" else {name: list(members) for name, members in sets.items()})


def _aggregate(group: Any, name: str, func: Callable[..., Any]) -> Any:
    if isinstance(group, AgentSet):
        return group.agg(name, func)
    return func([getattr(agent, name) for agent in group])


def _limit(size: int, at_most: float) -> int | None:
    """Mesa's reading of `at_most`: a float up to 1 is a share, anything else a number of agents."""
    if at_most == math.inf:
        return None
    return max(
        0, int(size * at_most) if isinstance(at_most, float | np.floating) and at_most <= 1 else math.ceil(at_most)
    )


def _values(table: Any, name: str, rows: IntArray, missing: tuple[Any, ...]) -> list[Any]:
    if table.has(name):
        return list(table.read(name, rows).tolist())
    return [getattr(table.view(row), name, *missing) for row in rows.tolist()]
