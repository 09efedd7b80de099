"""From nothing to a stored fit: the search, constants at a finer scale, rows in worlds without and with markets."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.scenario import Scenario
from sim.scenario.fit import Fit
from sim.search import census
from sim.search.contraction import Contracted, contract, logit_response
from sim.search.first_fit import FITTED, PLAIN_ROUNDS, FirstFit
from sim.search.record import fit_of, table, with_fit, without_fit
from sim.search.response import measure
from sim.search.worlds import Laboratory, Point, Sample, Task, pooled

Floats = NDArray[np.float64]
Run = Callable[[Sequence[Task]], Iterator[Sample]]


@dataclass(frozen=True)
class Scale:
    """How finely, and with how many worlds, a part of the work is done."""

    persons_per_agent: int
    researchers_per_agent: int
    seeds: tuple[int, ...]

    def of(self, scenario: Scenario) -> Scenario:
        """The scenario at this scale."""
        return dataclasses.replace(
            scenario, persons_per_agent=self.persons_per_agent, researchers_per_agent=self.researchers_per_agent
        )


@dataclass(frozen=True)
class Plan:
    """Scales of the search, of the final constants and of the rows after the warm-up; most Gauss-Newton steps, most rounds at a point.

    The final seeds are others than those of the search: what is reported as fitted was not searched on.
    """

    search: Scale = Scale(1000, 100, (1, 2, 3))
    final: Scale = Scale(500, 50, (11, 12, 13, 14))
    later: Scale = Scale(500, 50, (11, 12, 13, 14))
    steps: int = 6
    rounds: int = 8

    def document(self) -> dict[str, object]:
        """For the settings of a stored fit."""
        return dataclasses.asdict(self)

    def worlds(self, regions: int, constants_only: bool) -> int:
        """Worlds that this will take at most, but for halved steps."""
        points = PLAIN_ROUNDS + regions - 1
        if not constants_only:
            points += self.rounds + len(FITTED) + self.steps * (self.rounds + regions - 1 + len(FITTED))
        return points * len(self.search.seeds) + self.rounds * len(self.final.seeds) + len(self.later.seeds)


@dataclass(frozen=True)
class Found:
    """Modes, their covariance, constants near the final ones, and the response of shares to constants there."""

    modes: Mapping[str, float]
    covariance: Floats
    constants: Floats
    share_constants: Floats
    notes: Mapping[str, object]


@dataclass(frozen=True)
class Workshop:
    """What every part of the work needs: scenarios, plan, a way to run worlds, and whom to tell."""

    baseline: Scenario
    reported: Scenario
    plan: Plan
    run: Run
    on_world: Callable[[], None]
    say: Callable[[str], None]

    def laboratory(self, scale: Scale, scenario: Scenario) -> Laboratory:
        """Worlds of a scenario at a scale."""
        return Laboratory(scale.of(scenario), scale.seeds, self.run, self.on_world)

    def fit(self, name: str, digests: Mapping[str, str], known: Fit | None, constants_only: bool) -> Fit:
        """Search (or keep what is known), then constants and rows."""
        found = self.constants_near(known) if constants_only else self.search()
        lab = self.laboratory(self.plan.final, without_fit(self.baseline))
        self.say("constants at the final scale")
        contracted = self.contracted(lab, found)
        samples = lab.by_seed([Point(found.modes, contracted.constants)])[0]
        notes = {**found.notes, "largest_gap": contracted.gap, "gaps": list(contracted.gaps)}
        notes["largest_error"] = float(census.error(pooled(samples), self.plan.final.persons_per_agent).max())
        constants = {r: tuple(map(float, pair)) for r, pair in zip(lab.regions, contracted.constants, strict=True)}
        settings = {"plan": self.plan.document(), **digests, **notes}
        half = fit_of(name, found.modes, found.covariance, constants, table(lab.rows, samples, "warm-up"), settings)
        return dataclasses.replace(half, rows=(*half.rows, *self.later(half)))

    def search(self) -> Found:
        """The first fit."""
        lab = self.laboratory(self.plan.search, without_fit(self.baseline))
        fixed = lab.regions.index(census.FIXED)
        result = FirstFit(lab, census.observed_shares(lab.tables), fixed, say=self.say).search(
            self.plan.steps, self.plan.rounds
        )
        modes = dict(zip(result.names, map(float, result.state.theta), strict=True))
        constants = result.state.contracted.constants
        notes = {"objectives": list(result.objectives)}
        return Found(modes, result.covariance, constants, result.response.share_constants, notes)

    def constants_near(self, known: Fit | None) -> Found:
        """Constants for the modes of a stored fit, or for the values of the catalogue, and the response to them."""
        lab = self.laboratory(self.plan.search, without_fit(self.baseline))
        fixed, blank = lab.regions.index(census.FIXED), np.zeros((len(lab.regions), 2))
        modes, covariance = (dict(known.modes), np.array(known.covariance)) if known else ({}, np.zeros((0, 0)))
        begin = np.array([known.constants[r] for r in lab.regions]) if known else blank
        rough = Found(modes, covariance, begin, logit_response(census.observed_shares(lab.tables), fixed), {})
        self.say("constants as in a plain logit")
        near = self.contracted(lab, rough, PLAIN_ROUNDS)
        self.say("response to each constant")
        response = measure(lab, Point(modes, near.constants), near.sample, {}, fixed)
        return dataclasses.replace(rough, constants=near.constants, share_constants=response.share_constants)

    def contracted(self, lab: Laboratory, found: Found, rounds: int | None = None) -> Contracted[Sample]:
        """Constants at which the census is met."""
        return contract(
            lambda a: lab.at([Point(found.modes, a)])[0], census.observed_shares(lab.tables), found.constants, found.share_constants,
            lab.regions.index(census.FIXED), rounds or self.plan.rounds,
            lambda number, gap: self.say(f"  round {number + 1}: largest gap {gap:.3f}"),
        )  # fmt: skip

    def later(self, fit: Fit) -> list[dict[str, object]]:
        """Rows dated after the warm-up, from what was reported to have been done, with markets."""
        self.say("later rows, with markets")
        lab = self.laboratory(self.plan.later, with_fit(self.reported, fit))
        lab.rows = tuple(row for row in lab.all_rows if row.later)
        constants = np.array([fit.constants[r] for r in lab.regions])
        return table(lab.rows, lab.by_seed([Point({}, constants)], markets=True)[0], "reported, with markets")
