"""The words in which an outcome is declared: arrays that are counted, and measures that are read from them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.records import DEGREES, SKILLS, TIERS, ZONES

Floats = NDArray[np.float64]
World = Any  # sim.world.state.World, which keeps the counts declared here

#: How months add up in an effect: a "stock" is what it is at the end, a "flow" is summed, a "mean" averaged over the months.
Together = Literal["stock", "flow", "mean"]
HORIZONS = (12, 36, 60)  # months after college at which is counted who has stayed
MOVES = ("first_job", "move", "return")
RESULTS = ("researchers", "projects", "patents", "conversions", "standards", "visiting_projects")
WORDS: dict[str, Sequence[object]] = {
    "degree": DEGREES,
    "tier": TIERS,
    "skill": SKILLS,
    "zone": ZONES[1:],  # of a region that has zones
    "place": ZONES,  # of a firm, none where its region has none
    "horizon": HORIZONS,
    "move": MOVES,
    "answer": ("asked", "approved"),
    "direction": ("to", "from"),
    "result": RESULTS,
}
REGIONAL = ("region", "college", "origin", "destination")  # axes along which the regions stand


class Count(NamedTuple):
    """One array of what a world counts month by month: `world.counts.NAME[month, *axes]`, in persons unless a measure says otherwise.

    axes: of WORDS and REGIONAL, or "policy". at_end: its values at the end of a month, float or int[*axes];
    None: it is written where things happen.
    """

    name: str
    axes: tuple[str, ...]
    dtype: type = np.int64
    at_end: Callable[[World], np.ndarray] | None = None


class Ratio(NamedTuple):
    """What a mean is made of: over several regions both are summed first. bottom: one region wide where it is of no region."""

    top: np.ndarray
    bottom: np.ndarray


#: Reads some months (rows of the counts) along an axis: [M, R] along "all", else [M, R, words]; None where it is not counted.
Reading = Callable[[World, slice, str], np.ndarray | Ratio | None]


class Measure(NamedTuple):
    """One outcome: a measure of measures.parquet, and `own_NAME` of effects.csv.

    zh, en: its label, which may name parameters in braces. axes: groups by which it is told, "all" for everybody.
    count: reads it from what was counted.
    """

    name: str
    unit: str
    zh: str
    en: str
    together: Together
    axes: tuple[str, ...]
    count: Reading  # type: ignore[assignment]  # hides tuple.count, which nobody needs


def size(axis: str, regions: int, policies: int) -> int:
    """How many words stand along an axis of an array; of policies at least one."""
    if axis == "policy":
        return max(1, policies)
    return regions if axis in REGIONAL else len(WORDS[axis])


def words(axis: str, world: World) -> Sequence[object]:
    """What stands along an axis of a measure."""
    if axis == "policy":
        return [policy.id for policy in world.scenario.policies]
    return world.setting.regions if axis in REGIONAL else WORDS[axis]


def of(counted: Count) -> Reading:
    """Reads one array, summed over all its axes but the region and the one asked for."""

    def read(world: World, rows: slice, axis: str) -> np.ndarray:
        values: np.ndarray = getattr(world.counts, counted.name)[rows]
        return values.sum(tuple(n for n, name in enumerate(counted.axes, 1) if name not in ("region", axis)))

    return read
