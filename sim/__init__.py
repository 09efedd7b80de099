"""Talent flows between regions, simulated person by person in two worlds at once.

The names below are the public interface; each is loaded when it is first used, so that `import sim` costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.appraisal import attribute
    from sim.jobs.compare import compare
    from sim.jobs.experiments import batch
    from sim.levers import LEVERS
    from sim.measures.outcomes import MEASURES
    from sim.model import TalentModel
    from sim.policies import KINDS
    from sim.scenario import PARAMETERS, Problem, Scenario, ScenarioError, limit_world, load_scenario
    from sim.scenario.limit.record import LimitWorld
    from sim.simulate import Run, run
    from sim.store.results import Comparison, load_results
    from sim.validation import validate

__all__ = [
    "KINDS",
    "LEVERS",
    "MEASURES",
    "PARAMETERS",
    "Comparison",
    "LimitWorld",
    "Problem",
    "Run",
    "Scenario",
    "ScenarioError",
    "TalentModel",
    "attribute",
    "batch",
    "compare",
    "limit_world",
    "load_results",
    "load_scenario",
    "run",
    "validate",
]

_HOMES = {
    "sim.appraisal": ("attribute",),
    "sim.jobs.compare": ("compare",),
    "sim.jobs.experiments": ("batch",),
    "sim.levers": ("LEVERS",),
    "sim.measures.outcomes": ("MEASURES",),
    "sim.model": ("TalentModel",),
    "sim.policies": ("KINDS",),
    "sim.scenario": ("PARAMETERS", "Problem", "Scenario", "ScenarioError", "limit_world", "load_scenario"),
    "sim.simulate": ("Run", "run"),
    "sim.store.results": ("Comparison", "load_results"),
    "sim.validation": ("validate",),
    "sim.scenario.limit.record": ("LimitWorld",),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> Any:
    """Load a public name from the module that holds it; AttributeError for any other."""
    if name not in _HOME_OF:
        raise AttributeError(f"module 'sim' has no attribute {name!r}")
    value = getattr(import_module(_HOME_OF[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """The public names beside what is loaded."""
    return sorted({*globals(), *__all__})
