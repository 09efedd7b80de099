"""Scenarios: documents, their checks, and the frozen record that a run takes."""

from sim.scenario.load import limit_world, load_scenario
from sim.scenario.parameters import PARAMETERS, Parameter
from sim.scenario.paths import has_path
from sim.scenario.policies import Budget
from sim.scenario.problems import Problem, ScenarioError
from sim.scenario.scenario import Scenario
from sim.scenario.structure import Structure

__all__ = [
    "PARAMETERS",
    "Budget",
    "Parameter",
    "Problem",
    "Scenario",
    "ScenarioError",
    "Structure",
    "has_path",
    "limit_world",
    "load_scenario",
]
