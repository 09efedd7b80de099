"""From changed chances to people: how many choices of the baseline become moves, and how long who has moved stays."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sim.exact import power
from sim.month import advance
from sim.preview.shadow import Seen, Shadow, asleep
from sim.scenario import Scenario
from sim.simulate import Line


def preview(line: Line, plan: Scenario, new: frozenset[str], place: int, last: int) -> float:
    """Persons more at a place at the end of a month with a plan, to the first order. line: the baseline until the plan begins."""
    shadow = Shadow(plan, new, place)
    world = line.branched(asleep(plan, new, last)).world
    first = world.month - plan.start
    while world.month <= last:
        advance(world, shadow.before)
    moved = world.counts.flows[first : last + 1 - plan.start].sum(axis=(3, 4))  # [month, origin, destination]
    return net(shadow.seen, _others(moved[:, :, place], place), _others(moved[:, place], place))


def net(seen: Sequence[Seen], came: NDArray[np.float64], went: NDArray[np.float64]) -> float:
    """Persons more at the end. came, went: persons who moved to the place and from it in each month.

    A choice made likelier counts as a move by as much as the baseline's choices of its kind have become moves, and who has
    moved leaves again as those who live there do.
    """
    living, come, go, more_come, more_stay = np.array(seen).T
    more = more_come * _ratio(came, come) + more_stay * _ratio(went, go)
    stays = 1.0 - _ratio(went, living)
    return float((more * power(stays, np.arange(len(more))[::-1])).sum())


def _ratio(part: NDArray[np.float64], whole: NDArray[np.float64]) -> float:
    total = float(whole.sum())
    return float(part.sum()) / total if total > 0 else 0.0


def _others(flows: NDArray[np.float64], place: int) -> NDArray[np.float64]:
    """Moves by month to or from other places than this."""
    return np.delete(flows, place, axis=1).sum(axis=1)
