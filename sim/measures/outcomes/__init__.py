"""Outcomes: one file each, or one file where several come from one count. A new file here with MEASURES is a new outcome.

A file may also hold COUNTS: the arrays of what is counted for it. Rows of measures.parquet, areas, the paired effect with
its interval, the experiment's option and the label in the report follow from the declaration.
"""

from __future__ import annotations

import importlib
import pkgutil
from types import ModuleType

from sim.measures.measure import Count, Measure

#: By name, in the order in which rows are written.
MEASURES: dict[str, Measure] = {}
COUNTS: dict[str, Count] = {}


def declare(module: ModuleType) -> None:
    """Take in what one file declares."""
    MEASURES.update((measure.name, measure) for measure in module.MEASURES)
    COUNTS.update((count.name, count) for count in getattr(module, "COUNTS", ()))


def axes() -> dict[str, tuple[str, ...]]:
    """Groups by which each measure is told."""
    return {name: measure.axes for name, measure in MEASURES.items()}


for _found in pkgutil.iter_modules(__path__):
    declare(importlib.import_module(f"{__name__}.{_found.name}"))
