"""A kind of world: how it begins, what opens its month, and the list of its phases."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from sim.phases.values import Row
from sim.phases.workspace import Month
from sim.scenario import Scenario
from sim.world.state import World

Phase = Callable[[World, Month], None]


class Course(NamedTuple):
    """begin: the world before its first month. open: the workspace of a month. values: what places are worth at its end."""

    begin: Callable[[Scenario, int, int], World]
    open: Callable[[World], Month]
    phases: tuple[tuple[str, Phase], ...]
    values: Callable[[World], list[Row]]

    def without(self, *names: str) -> Course:
        """The same course but for some phases."""
        return self._replace(phases=tuple((name, phase) for name, phase in self.phases if name not in names))
