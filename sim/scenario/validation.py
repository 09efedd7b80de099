"""All faults of several files at once."""

from __future__ import annotations

from pathlib import Path

from sim.scenario.document import parse
from sim.scenario.experiment import load_experiment
from sim.scenario.folders import EXPERIMENTS
from sim.scenario.inherit import locate, named_or_at
from sim.scenario.load import load_scenario
from sim.scenario.problems import Problem, ScenarioError, in_order

OF_EXPERIMENTS = {"baseline", "variants", "seeds", "design", "uncertainties", "levers"}


def validate(*paths: str | Path) -> tuple[Problem, ...]:
    """Every fault of scenario and experiment files (paths or bare names), once each, in order; () if there is none."""
    return in_order(problem for path in paths for problem in _faults(path))


def _faults(path: str | Path) -> tuple[Problem, ...]:
    try:
        if is_experiment(path):
            load_experiment(path)
        else:
            load_scenario(path)
    except ScenarioError as refused:
        return refused.errors
    return ()


def is_experiment(path_or_name: str | Path) -> bool:
    """Whether a file has the keys of an experiment; a bare name means a scenario when there is one of that name."""
    file = locate(path_or_name)
    if not file.is_file():
        file = named_or_at(EXPERIMENTS, path_or_name)
    return file.is_file() and not OF_EXPERIMENTS.isdisjoint(parse(file).table)
