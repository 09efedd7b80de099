"""The simulation as Mesa agents: views on the engine's columns (docs/mesa.md)."""

from sim.agents.agentset import ColumnAgentSet
from sim.agents.collector import ColumnDataCollector
from sim.agents.institutions import Government, Region, Regions, University
from sim.agents.people import Firm, Graduate, Person, Researcher
from sim.agents.registry import ColumnModel
from sim.agents.table import Table
from sim.agents.views import RowAgent

__all__ = [
    "ColumnAgentSet",
    "ColumnDataCollector",
    "ColumnModel",
    "Firm",
    "Government",
    "Graduate",
    "Person",
    "Region",
    "Regions",
    "Researcher",
    "RowAgent",
    "Table",
    "University",
]
