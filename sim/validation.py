"""All that a run would refuse, said beforehand: scenario and experiment files, the data they are run on, the plan they make."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from sim.designs import load_experiment
from sim.given import Refused
from sim.scenario import ScenarioError, load_scenario
from sim.scenario.problems import Problem, in_order
from sim.scenario.validation import file_of, is_experiment


def validate(*paths: str | Path) -> tuple[Problem, ...]:
    """Every fault of scenario and experiment files (paths or bare names) and of the data, once each; () if there is none."""
    return in_order(problem for path in paths for problem in _faults(path))


def _faults(path: str | Path) -> Iterator[Problem]:
    try:
        limit = _faults_of_experiment(path) if is_experiment(path) else load_scenario(path).limit is not None
    except ScenarioError as refused:
        yield from refused.errors
        limit = False
    except Refused as refused:
        yield Problem(str(file_of(path)), 1, "plan", *_halves(str(refused)))
        limit = False
    if not limit:  # a limit world reads no data
        from sim.world.tables import table_problems

        yield from table_problems()


def _faults_of_experiment(path: str | Path) -> bool:
    """Make the plan of an experiment as its batch would; whether its worlds are limit worlds."""
    from sim.jobs.experiments import experiment_plan

    design = load_experiment(path)
    experiment_plan(design, None)
    return design.scenarios[0].limit is not None


def _halves(text: str) -> tuple[str, str]:
    """What was found and what is allowed, out of a refusal in one line."""
    found, _, allowed = text.partition("; allowed ")
    return found, allowed or "what can be run together"
