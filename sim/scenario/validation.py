"""What kind of file a name or path means."""

from __future__ import annotations

from pathlib import Path

from sim.scenario.document import parse
from sim.scenario.folders import EXPERIMENTS
from sim.scenario.inherit import locate, named_or_at

OF_EXPERIMENTS = {"baseline", "variants", "seeds", "design", "uncertainties", "levers"}


def file_of(path_or_name: str | Path) -> Path:
    """The file meant: of a scenario, or where there is none of that name, of an experiment."""
    file = locate(path_or_name)
    other = file if file.is_file() else named_or_at(EXPERIMENTS, path_or_name)
    return other if other.is_file() else file


def is_experiment(path_or_name: str | Path) -> bool:
    """Whether a file has the keys of an experiment."""
    file = file_of(path_or_name)
    return file.is_file() and not OF_EXPERIMENTS.isdisjoint(parse(file).table)
