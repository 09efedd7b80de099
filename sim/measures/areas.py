"""Where an outcome is told: each region, each group of regions, and all of them. The one place that says so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

NO_GROUP = ("", "origin", "limit")  # what a region's group may say that is a kind of place and no group to compare


@dataclass(frozen=True)
class Areas:
    """names: of the A areas; inside: bool[A, R], which regions belong to which area."""

    names: tuple[str, ...]
    inside: np.ndarray

    def index(self, name: str) -> int:
        """Position of an area, given as a region, a group with or without `group:`, or `all`.

        Raises:
            ValueError: no such area.
        """
        for candidate in (name, f"group:{name}"):
            if candidate in self.names:
                return self.names.index(candidate)
        raise ValueError(f"no region or group '{name}'; known are {', '.join(self.names)}")


def areas_of(regions: Sequence[str], groups: Sequence[str]) -> Areas:
    """Regions in order, then groups of several of them by name, then all. groups: that of each region.

    >>> areas_of(["a", "b", "c"], ["west", "origin", "west"]).names
    ('a', 'b', 'c', 'group:west', 'all')
    """
    compared = sorted({g for g in groups if groups.count(g) > 1 and g not in NO_GROUP})
    inside = [np.eye(len(regions), dtype=bool)]
    inside += [np.array([[g == name for g in groups]]) for name in compared]
    inside.append(np.ones((1, len(regions)), bool))
    return Areas((*regions, *(f"group:{g}" for g in compared), "all"), np.concatenate(inside))
