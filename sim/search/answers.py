"""How the constants answer to every other parameter, so that a future can carry its own (sim/scenario/constants.py).

Each parameter is set to a few values across its range, alone, and the constants are found again there: what they must meet are
the stocks of the world at the fit with the same seeds, so that most of the noise is on both sides.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.scenario import PARAMETERS
from sim.scenario.fit import GAMMA, Answer
from sim.search.contraction import gaps, step
from sim.search.first_fit import Range, prior
from sim.search.record import rounded
from sim.search.worlds import Laboratory, Point, Sample, pooled

Floats = NDArray[np.float64]
REACH = 3.0**0.5  # standard deviations: the outer nodes of the three at which means under a normal law are exact
WEAK = 0.05  # largest gap of a ln share at the end of a range up to which the answer is taken to be one line
STRONG = 0.2  # utils: a parameter that shifts a constant by more is asked half way too
WIDE = 0.1  # gap of a ln share that another round is worth
ROUNDS = 4


class Place(NamedTuple):
    """A parameter at a value."""

    name: str
    value: float


@dataclass(frozen=True)
class Around:
    """The world at the fit, and how to leave it: the point, the response of ln shares to constants, Hohhot's number."""

    lab: Laboratory
    point: Point
    share_constants: Floats
    fixed: int

    def known(self, name: str) -> Range:
        """The prior of a parameter."""
        return prior(name, self.lab.base.parameters["eps_w_grad"])

    def origin(self, name: str) -> float:
        """What a parameter is in the fit."""
        return self.point.parameters[name] if name in self.point.parameters else self.lab.base.parameters[name]

    def at(self, place: Place, constants: Floats | None = None) -> Point:
        """The point with one parameter at another value."""
        parameters = {**self.point.parameters, place.name: place.value}
        return Point(parameters, self.point.constants if constants is None else constants)

    def moving(self) -> dict[str, float]:
        """Parameters, gamma in the place of ln_dist, that move a stock of the world without markets, with the widest gap: each is tried.

        What is read only once markets are on, or by policies that nobody has, leaves every stock as it is.
        """
        names = [GAMMA if name == "ln_dist" else name for name in PARAMETERS]
        tried = [name for name in names if self.known(name).low < self.known(name).high]
        here, *there = self.lab.at([self.point, *(self.at(self.far_end(name)) for name in tried)])
        found = {name: widest([here], [sample]) for name, sample in zip(tried, there, strict=True)}
        return {name: gap for name, gap in found.items() if gap > 0.0}

    def far_end(self, name: str) -> Place:
        """The end of the range that lies farther off."""
        known, value = self.known(name), self.origin(name)
        return Place(name, known.high if known.high - value > value - known.low else known.low)

    def answers(self, moving: Mapping[str, float]) -> dict[str, Answer]:
        """How the constants answer to each of these, with the gap that it opens."""
        goal = self.lab.by_seed([self.point])[0]
        ends = [place for name, gap in moving.items() for place in self.ends(name, both=gap > WEAK)]
        found = self.shifts(ends, goal)
        strong = dict.fromkeys(place.name for place, shift in found.items() if np.abs(shift).max() > STRONG)
        found |= self.shifts([place for name in strong for place in self.places(name, REACH / 2.0)], goal)
        return {name: self.answer(name, {p.value: s for p, s in found.items() if p.name == name}) for name in moving}

    def ends(self, name: str, both: bool) -> list[Place]:
        """The outer values of a parameter, or the one farther off."""
        places = self.places(name, REACH)
        return places if both else [max(places, key=lambda place: abs(place.value - self.origin(name)))]

    def places(self, name: str, reach: float) -> list[Place]:
        """A parameter so many standard deviations of its prior below and above its value, inside its range."""
        known, origin = self.known(name), self.origin(name)
        wanted = (
            max(known.low, origin - reach * known.sd(known.low)),
            min(known.high, origin + reach * known.sd(known.high)),
        )
        whole = name in PARAMETERS and PARAMETERS[name].whole
        values = (float(round(value)) if whole else rounded(value) for value in wanted)
        return [Place(name, value) for value in dict.fromkeys(values) if value != origin]

    def shifts(self, places: Sequence[Place], goal: Sequence[Sample]) -> dict[Place, Floats]:
        """What the constants gain at each place until the stocks are those of the goal (samples by seed): float64[R, 2]."""
        found, wide = {place: np.zeros_like(self.point.constants) for place in places}, list(places)
        for _ in range(ROUNDS):
            seen = self.lab.by_seed([self.at(place, self.point.constants + found[place]) for place in wide])
            found |= {place: found[place] + self.step(goal, samples) for place, samples in zip(wide, seen, strict=True)}
            wide = [place for place, samples in zip(wide, seen, strict=True) if widest(goal, samples) > WIDE]
        return found

    def step(self, goal: Sequence[Sample], samples: Sequence[Sample]) -> Floats:
        """The step of the constants that closes the gap to the goal, as far as the gap is more than chance."""
        gap = gaps(pooled(goal).shares, pooled(samples).shares)
        return step(gap * beyond_chance(goal, samples), self.share_constants, self.fixed)

    def answer(self, name: str, shifts: dict[float, Floats]) -> Answer:
        """As it is stored."""
        nodes = {**shifts, self.origin(name): np.zeros_like(self.point.constants)}
        at = tuple(sorted(nodes))
        by_region = {
            region: tuple((rounded(nodes[value][j, 0]), rounded(nodes[value][j, 1])) for value in at)
            for j, region in enumerate(self.lab.regions)
        }
        return Answer(self.origin(name), at, by_region)


def widest(goal: Sequence[Sample], samples: Sequence[Sample]) -> float:
    """The largest gap of a ln share."""
    return float(np.abs(gaps(pooled(goal).shares, pooled(samples).shares)).max())


def beyond_chance(goal: Sequence[Sample], samples: Sequence[Sample]) -> float:
    """Part of the gaps between two worlds that their seeds agree on, 0 to 1: without it, many weak parameters add up to noise.

    The mean square of a gap is that of what is there plus the variance of its mean over seeds.
    """
    each = np.array([gaps(a.shares, b.shares) for a, b in zip(goal, samples, strict=True)])
    chance, seen = each.var(axis=0, ddof=1).sum() / len(each), (each.mean(axis=0) ** 2).sum()
    return float(max(0.0, 1.0 - chance / seen)) if seen > 0.0 else 0.0
