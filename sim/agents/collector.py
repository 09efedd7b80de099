"""`ColumnDataCollector`: Mesa's DataCollector, reading whole columns where reporters are names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import deepcopy
from itertools import repeat
from typing import Any

import mesa

Reporters = Mapping[str, Any]
TIMED = "time" in vars(mesa.Model)  # Mesa 3.5: records keyed by time; an agent without the attribute is an error


class Attribute:
    """A reporter that reads an attribute. (Mesa makes a local function of a name, and that cannot be pickled.)"""

    def __init__(self, name: str) -> None:
        self.name = name

    def __call__(self, agent: Any) -> Any:
        return getattr(agent, self.name) if TIMED else getattr(agent, self.name, None)


class ColumnDataCollector(mesa.DataCollector):
    """As mesa.DataCollector, with the same frames; it can be pickled.

    Where all reporters of agents are names, they are read by column; otherwise view by view, as in Mesa.
    """

    def __init__(
        self,
        model_reporters: Reporters | None = None,
        agent_reporters: Reporters | None = None,
        agenttype_reporters: Mapping[type, Reporters] | None = None,
        tables: Mapping[str, list[str]] | None = None,
    ) -> None:
        super().__init__(
            model_reporters,
            _picklable(agent_reporters or {}),
            {kind: _picklable(reporters) for kind, reporters in (agenttype_reporters or {}).items()},
            tables,
        )

    def _record_agents(self, model: Any) -> Iterable[tuple[Any, ...]]:
        return _by_name(model, model.agents, self.agent_reporters) or super()._record_agents(model)

    def _record_agenttype(self, model: Any, agent_type: type) -> Iterable[tuple[Any, ...]]:
        known = model.agents_by_type.get(agent_type)
        agents = model.agents.select(agent_type=agent_type) if known is None else known
        records = _by_name(model, agents, self.agenttype_reporters[agent_type])
        return records or super()._record_agenttype(model, agent_type)


def _picklable(reporters: Reporters) -> dict[str, Any]:
    return {key: Attribute(each) if isinstance(each, str) else each for key, each in reporters.items()}


def _by_name(model: Any, agents: Any, reporters: Reporters) -> Iterable[tuple[Any, ...]] | None:
    """Rows (time, unique_id, values …) in Mesa's form, or None if some reporter is not a name."""
    if not all(isinstance(reporter, Attribute) for reporter in reporters.values()):
        return None
    missing = "error" if TIMED else "default"
    columns = [map(_kept, agents.get(reporter.name, missing)) for reporter in reporters.values()]
    return zip(repeat(model.time if TIMED else model.steps), agents.get("unique_id"), *columns)


def _kept(value: Any) -> Any:
    """A copy of what could still change (Mesa 3.5 does the same)."""
    return value if isinstance(value, (int, float, str, tuple)) else deepcopy(value)
