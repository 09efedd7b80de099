"""Typed values out of nodes: a fault is noted, a harmless value handed on, so that all faults are found at once."""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sim.calendar import label, month_of
from sim.policies.base import Dated
from sim.scenario.document import Node
from sim.scenario.places import Places
from sim.scenario.problems import Problem, nearest, shown

Range = tuple[float, float]
EXACT = 2**53  # a float above holds not every whole number
RANGE_KEYS = ("value", "low", "high")
MANY = 20  # names that an error does not list


@dataclass(frozen=True)
class Bounds:
    """What a number may be."""

    low: float = -math.inf
    high: float = math.inf
    unit: str = ""
    whole: bool = False

    def hold(self, value: float) -> bool:
        """Whether a number lies inside; neither nan nor inf ever does."""
        finite = isinstance(value, int) or math.isfinite(value)
        return finite and self.low <= value <= self.high and (not self.whole or value == math.floor(value))

    def __str__(self) -> str:
        kind = "a whole number" if self.whole else "a number"
        unit = f" ({self.unit})" if self.unit else ""
        if math.isinf(self.low):
            return f"{kind}{unit}"
        if math.isinf(self.high):
            return f"{kind} of at least {self.low:g}{unit}"
        if self.whole:
            return f"{kind} from {int(self.low):,} to {int(self.high):,}{unit}"
        return f"{kind} from {self.low:,.12g} to {self.high:,.12g}{unit}"


@dataclass
class Reader:
    """Reads nodes; `problems` fills up, `ranges` holds what was given as {value, low, high} by path."""

    places: Places
    problems: list[Problem] = field(default_factory=list)
    ranges: dict[str, Range] = field(default_factory=dict)

    def fault(self, node: Node, path: str, allowed: str, suggestion: str = "", found: str = "") -> None:
        """Note one fault at the place of a node."""
        text = found or shown(node.plain())
        self.problems.append(Problem(node.file, node.line, path, text, allowed, suggestion))

    def keys(self, node: Node, path: str, known: Iterable[str]) -> dict[str, Node]:
        """Entries of a table that have known names; others are noted."""
        names = tuple(known)
        if not isinstance(node.value, dict):
            self.fault(node, path, f"a table with {', '.join(names)}")
            return {}
        for key, child in node.table.items():
            if key not in names:
                where = f"{path}.{key}" if path else key
                self.fault(child, where, _listed(names), nearest(key, names), found="an unknown name")
        return {key: child for key, child in node.table.items() if key in names}

    def text(self, node: Node, path: str) -> str:
        """A text."""
        if isinstance(node.value, str):
            return node.value
        self.fault(node, path, "a text")
        return ""

    def choice(self, node: Node, path: str, options: Sequence[str]) -> str:
        """One of some words."""
        if isinstance(node.value, str) and node.value in options:
            return node.value
        hint = nearest(node.value, options) if isinstance(node.value, str) else ""
        self.fault(node, path, _listed(options), hint)
        return options[0]

    def choices(self, node: Node, path: str, options: Sequence[str]) -> tuple[str, ...]:
        """One or several of some words, in the order of the options."""
        found = {self.choice(item, path, options) for item in self._one_or_more(node, path)}
        return tuple(option for option in options if option in found)

    def boolean(self, node: Node, path: str, default: bool = False) -> bool:
        """True or false."""
        if isinstance(node.value, bool):
            return node.value
        self.fault(node, path, "true or false")
        return default

    def month(self, node: Node, path: str, first: int, last: int) -> int:
        """Month index of a date that must be the first of a month between two months."""
        date = node.value
        if isinstance(date, datetime.date) and not isinstance(date, datetime.datetime):
            month = month_of(date)
            if date.day == 1 and first <= month <= last:
                return month
        self.fault(node, path, f"the first of a month, {label(first)}-01 to {label(last)}-01")
        return first

    def number(self, node: Node, path: str, bounds: Bounds) -> float:
        """A finite number within bounds."""
        value = node.value
        if isinstance(value, int | float) and not isinstance(value, bool) and bounds.hold(value):
            return float(value)
        self.fault(node, path, str(bounds))
        return bounds.low if math.isfinite(bounds.low) else 0.0

    def whole(self, node: Node, path: str, bounds: Bounds) -> int:
        """A whole number within bounds, exactly as it was given."""
        value = node.value
        exact = isinstance(value, int) or isinstance(value, float) and abs(value) <= EXACT
        if exact and not isinstance(value, bool) and bounds.hold(value):  # type: ignore[arg-type]
            return int(value)  # type: ignore[arg-type]
        self.fault(node, path, str(bounds))
        return int(bounds.low)

    def ranged(self, node: Node, path: str, bounds: Bounds) -> float:
        """A number, or {value, low, high}: its value; the range is kept in `ranges`."""
        if not isinstance(node.value, dict):
            return self.number(node, path, bounds)
        given = self.keys(node, path, RANGE_KEYS)
        missing = [key for key in RANGE_KEYS if key not in node.table]
        if missing:
            self.fault(node, path, "value, low and high", found=f"no {' and no '.join(missing)}")
        numbers = {key: self.number(child, f"{path}.{key}", bounds) for key, child in given.items()}
        value = numbers.get("value", bounds.low)
        if not missing and numbers["low"] <= value <= numbers["high"]:
            self.ranges[path] = (numbers["low"], numbers["high"])
        elif not missing:
            self.fault(node, path, "low <= value <= high")
        return value

    def dated(self, node: Node, path: str, bounds: Bounds) -> Dated:
        """A number, {value, low, high}, or a list of {from, value} with ascending months."""
        if not isinstance(node.value, list):
            return Dated.always(self.ranged(node, path, bounds))
        months: list[int] = []
        values: list[float] = []
        for i, item in enumerate(node.items):
            where = f"{path}[{i}]"
            entry = self.keys(item, where, ("from", "value"))
            if not {"from", "value"} <= set(entry):
                self.fault(item, where, "{from = a date, value = a number}")
                continue
            months.append(self.month(entry["from"], f"{where}.from", 0, LAST_DATED))
            values.append(self.number(entry["value"], f"{where}.value", bounds))
            if len(months) > 1 and months[-1] <= months[-2]:
                self.fault(entry["from"], f"{where}.from", f"a month after {label(months[-2])}: dates ascend")
        if not node.items:
            self.fault(node, path, f"{bounds}, or a list of {{from, value}}")
        return Dated(tuple(months), tuple(values))

    def regions(self, node: Node, path: str) -> tuple[str, ...]:
        """English names of the regions meant by a name, a group or a list of these."""
        names = []
        for item in self._one_or_more(node, path):
            if isinstance(item.value, str) and self.places.resolve(item.value):
                names.append(item.value)
            else:
                hint = self.places.nearest(item.value) if isinstance(item.value, str) else ""
                self.fault(item, path, "a region or a group of regions", hint)
        return self.places.resolve_all(names)

    def _one_or_more(self, node: Node, path: str) -> list[Node]:
        if isinstance(node.value, list) and not node.items:
            self.fault(node, path, "at least one name")
        return node.items if isinstance(node.value, list) else [node]

    def titles(self, node: Node, path: str) -> Mapping[str, str]:
        """{zh, en}; one text stands for both."""
        if isinstance(node.value, str):
            return {"zh": node.value, "en": node.value}
        given = self.keys(node, path, ("zh", "en"))
        return {key: self.text(child, f"{path}.{key}") for key, child in given.items()}


LAST_DATED = 311  # 2035-12: no date of a file is later


def _listed(names: Sequence[str]) -> str:
    """Names that are allowed, as far as one can read them all."""
    return ", ".join(names) if len(names) < MANY else f"one of {len(names)} known names"
