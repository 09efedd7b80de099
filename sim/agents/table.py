"""Rows of a population under ids that never change: what the Mesa views stand on. No Mesa in here.

A `Table` adapts one `sim.records.Columns`, which belongs to the engine. Rows are only ever appended, so the row of an
agent is part of its id and no index is kept: whoever the engine adds or lets go is seen at the next look.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Any
from weakref import WeakValueDictionary

import numpy as np

from sim.records import Columns

SHIFT = 40  # unique_id = code of the table << SHIFT | serial; serials count 1, 2, 3 … in each table
MASK = (1 << SHIFT) - 1
PLAIN = 90  # the code of the table of ordinary agents

IntArray = np.ndarray[Any, np.dtype[np.int64]]
BoolArray = np.ndarray[Any, np.dtype[np.bool_]]


def nearest(name: str, names: Iterable[str]) -> str:
    """The words "; did you mean 'x'?", or nothing if no name is near.

    >>> nearest("abilty", ["ability", "region"])
    "; did you mean 'ability'?"
    """
    found = get_close_matches(name, list(names), n=1)
    return f"; did you mean '{found[0]}'?" if found else ""


class Table:
    """One population: its rows, who of them is here, and what may be written.

    code: the table's part of every unique_id (int, below 2^23).
    kind: the class whose instances are views on the rows.
    columns: the engine's arrays.
    marker, gone: the column and its value that say that a row has left (status AWAY; alive 0).
    writable: names of columns that may be set through a view.
    limits: least and greatest value allowed, both included, where that is narrower than the dtype.
    """

    def __init__(
        self,
        code: int,
        kind: type,
        columns: Columns,
        marker: tuple[str, int],
        writable: Iterable[str] = (),
        limits: Mapping[str, tuple[int, int]] | None = None,
    ) -> None:
        self.code, self.kind, self.columns = code, kind, columns
        self.marker, self.gone = marker[0], int(marker[1])
        self.writable = frozenset(writable)
        self.model: Any = None  # set by the model that takes the table in
        self.made = 0  # agents made by hand so far
        self.bounds = {c.name: _bounds(c.dtype, (limits or {}).get(c.name)) for c in columns.declared}
        self.views: WeakValueDictionary[int, Any] = WeakValueDictionary()

    @property
    def kinds(self) -> list[type]:
        """Classes of the agents in this table."""
        return [self.kind]

    def rows(self, kind: type | None = None) -> IntArray:
        """Rows of everybody here; with a kind, of those of exactly this class."""
        if kind is not None and kind is not self.kind:
            return np.empty(0, np.int64)
        return np.flatnonzero(self.columns.data[self.marker][: self.columns.size] != self.gone)

    def present(self, rows: IntArray) -> BoolArray:
        """Who of these rows is here: bool[n]."""
        return np.not_equal(self.columns.data[self.marker][rows], self.gone)

    def here(self, row: int) -> bool:
        """`present` for one row."""
        return bool(self.columns.data[self.marker].item(row) != self.gone)

    def is_kind(self, rows: IntArray, wanted: Any) -> BoolArray:
        """isinstance() for rows: bool[n]."""
        return np.full(len(rows), issubclass(self.kind, wanted))

    def ids(self, rows: IntArray) -> IntArray:
        """unique_ids of rows: int64[n]."""
        return rows + ((self.code << SHIFT) + 1)

    def has(self, name: str) -> bool:
        """Whether `read` knows this name."""
        return name == "unique_id" or name in self.bounds

    def read(self, name: str, rows: IntArray) -> np.ndarray:
        """Values of a column at rows: a copy, in the dtype of the column."""
        return self.ids(rows) if name == "unique_id" else self.columns.data[name][rows]

    def write(self, name: str, rows: Any, value: Any) -> None:
        """Set a column at a row or rows, to one value or an array of one value a row.

        Raises AttributeError if the column is not writable, TypeError or ValueError if it cannot hold the value.
        """
        self.columns.data[name][rows] = self.writing(name, value)

    def writing(self, name: str, value: Any) -> Any:
        """The value, if it may be written."""
        if name not in self.writable:
            if not self.has(name) and hasattr(getattr(self.kind, name, None), "__set__"):
                return value  # a property of a class of one's own
            raise AttributeError(self.refusal(name))
        return self.checked(name, value)

    def refusal(self, name: str) -> str:
        """Why a name cannot be set."""
        who = self.kind.__name__
        if self.has(name):
            return f"'{name}' of a {who} is set by the simulation; writable: {', '.join(sorted(self.writable))}"
        return f"'{name}' is not a column of {who}{nearest(name, self.bounds)}"

    def checked(self, name: str, value: Any) -> Any:
        """The value, if the column can hold it as it is: 3.7 is no integer, 300 no int8, NaN no number."""
        whole, low, high = self.bounds[name]
        if type(value) is int or (type(value) is float and not whole):
            fits = low <= value <= high
        else:
            value = np.asarray(value)
            kinds = ("iu" if whole else "iuf") + ("b" if (low, high) == (0, 1) else "")  # true and false are no numbers
            if value.dtype.kind not in kinds:
                raise TypeError(f"column '{name}' holds {self.columns.data[name].dtype}, not {value.tolist()!r:.60}")
            fits = bool(np.all((low <= value) & (value <= high)))
        if not fits:
            raise ValueError(f"column '{name}' holds {low} to {high}, not {value!r:.60}")
        return value

    def append(self, n: int, values: Mapping[str, Any]) -> IntArray:
        """Add n rows by hand with these values (one number, or an array of n), defaults elsewhere; the new rows."""
        added = self.columns.append(n, **self.fitting(n, values))
        self.made += n
        return np.arange(added.start, added.stop)

    def fitting(self, n: int, values: Mapping[str, Any]) -> dict[str, Any]:
        """The values of n new rows, if there are such columns and they can hold them; nothing is changed."""
        for name in values:
            if name not in self.bounds:
                raise AttributeError(self.refusal(name))
        found = {name: self.checked(name, value) for name, value in values.items()}
        for name, value in found.items():
            if np.shape(value) not in ((), (n,)):
                raise ValueError(
                    f"column '{name}' of {n} agents holds one number, or {n} of them, not {np.shape(value)}"
                )
        return found

    def remove(self, rows: Any) -> None:
        """Mark rows as gone. Their values stay, so a view that is still held shows the last ones."""
        self.columns.data[self.marker][rows] = self.gone

    def view(self, row: int) -> Any:
        """The one view of a row: made when asked for, kept only while somebody holds it."""
        view = self.views.get(row)
        if view is None:
            view = self.views[row] = object.__new__(self.kind)
            view.__dict__.update(_table=self, _row=row)
        return view

    def __getstate__(self) -> dict[str, Any]:
        return {name: value for name, value in self.__dict__.items() if name != "views"}

    def __setstate__(self, state: dict[str, Any]) -> None:
        """A restored view may have come first and have brought `views` with it."""
        self.__dict__.update({"views": WeakValueDictionary(), **self.__dict__, **state})


class PlainTable:
    """Ordinary agents, who live as objects, behind the same methods as a `Table`.

    They are kept in a list: a NumPy object array hides what it holds from the cycle collector, and no model would be
    freed.
    """

    code = PLAIN

    def __init__(self, model: Any) -> None:
        self.model = model
        self.agents: list[Any] = []  # by row; None once gone
        self.kinds: list[type] = []

    def admit(self, agent: Any) -> int:
        """Take an agent in; its unique_id."""
        if type(agent) not in self.kinds:
            self.kinds.append(type(agent))
        self.agents.append(agent)
        return self.code << SHIFT | len(self.agents)

    def rows(self, kind: type | None = None) -> IntArray:
        """As `Table.rows`."""
        here = [i for i, a in enumerate(self.agents) if a is not None and kind in (None, type(a))]
        return np.array(here, np.int64)

    def present(self, rows: IntArray) -> BoolArray:
        """As `Table.present`."""
        return np.array([self.agents[row] is not None for row in rows.tolist()], bool)

    def here(self, row: int) -> bool:
        """As `Table.here`."""
        return self.agents[row] is not None

    def is_kind(self, rows: IntArray, wanted: Any) -> BoolArray:
        """As `Table.is_kind`."""
        return np.array([isinstance(self.agents[row], wanted) for row in rows], bool)

    def ids(self, rows: IntArray) -> IntArray:
        """As `Table.ids`."""
        return rows + ((self.code << SHIFT) + 1)

    def has(self, name: str) -> bool:
        """No columns but the id."""
        return name == "unique_id"

    def read(self, name: str, rows: IntArray) -> np.ndarray:
        """The ids."""
        return self.ids(rows)

    def writing(self, name: str, value: Any) -> Any:
        """Ordinary agents take anything."""
        return value

    def refusal(self, name: str) -> str:
        """Why there is no such column."""
        return f"ordinary agents have no column '{name}'"

    def remove(self, rows: IntArray) -> None:
        """Let agents go."""
        for row in rows.tolist():
            self.agents[row] = None

    def view(self, row: int) -> Any:
        """An ordinary agent is its own view."""
        return self.agents[row]


def _bounds(dtype: Any, limits: tuple[int, int] | None) -> tuple[bool, Any, Any]:
    """(whole numbers only, least value, greatest value) of a column, as Python numbers."""
    whole = np.dtype(dtype).kind in "iu"
    if limits:
        return whole, *limits
    if whole:
        return True, int(np.iinfo(dtype).min), int(np.iinfo(dtype).max)
    return False, float(np.finfo(dtype).min), float(np.finfo(dtype).max)
