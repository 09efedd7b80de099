"""From nothing to a stored fit: the search, constants at a finer scale, rows in worlds without and with markets."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.designs.futures import draw
from sim.scenario import PARAMETERS, Scenario
from sim.scenario.fit import Answer, Fit
from sim.search import census
from sim.search.answers import Around
from sim.search.contraction import CLOSE, Contracted, contract, gaps, logit_response, step
from sim.search.first_fit import FITTED, PLAIN_ROUNDS, FirstFit
from sim.search.record import fit_of, rounded, table, with_fit, without_fit
from sim.search.response import measure
from sim.search.settling import gaps_of_futures, point_of, settled
from sim.search.worlds import Laboratory, Point, Sample, Task, pooled

Floats = NDArray[np.float64]
Run = Callable[[Sequence[Task]], Iterator[Sample]]


@dataclass(frozen=True)
class Scale:
    """How finely, and with how many worlds, a part of the work is done; close: gap of a share below which constants are left."""

    persons_per_agent: int
    researchers_per_agent: int
    seeds: tuple[int, ...]
    close: float = CLOSE

    def of(self, scenario: Scenario) -> Scenario:
        """The scenario at this scale."""
        return dataclasses.replace(
            scenario, persons_per_agent=self.persons_per_agent, researchers_per_agent=self.researchers_per_agent
        )


@dataclass(frozen=True)
class Plan:
    """Scales of the search, of the final constants and of the rows after the warm-up; most Gauss-Newton steps, most rounds at a point.

    The final seeds are others than those of the search: what is reported as fitted was not searched on. `trial` finds out which
    parameters move stocks, `answers` measures how constants answer to them, which
    `settling_futures` draws settle and `futures` others try; none of it without futures.
    """

    search: Scale = Scale(1000, 100, (1, 2, 3), close=0.015)
    final: Scale = Scale(500, 50, (11, 12, 13, 14))
    later: Scale = Scale(500, 50, (11, 12, 13, 14))
    trial: Scale = Scale(4000, 400, (21,))
    answers: Scale = Scale(1000, 100, (21, 22))
    settling: Scale = Scale(1000, 100, (31,))
    steps: int = 6
    rounds: int = 6
    futures: int = 8
    settling_futures: int = 96

    def document(self) -> dict[str, object]:
        """For the settings of a stored fit."""
        return dataclasses.asdict(self)

    def worlds(self, regions: int, constants_only: bool) -> int:
        """Worlds that this will take at most, but for halved steps, and about so many for the answers of constants."""
        points = PLAIN_ROUNDS + regions - 1
        if not constants_only:
            points += self.rounds + len(FITTED) + self.steps * (self.rounds + regions - 1 + len(FITTED))
        around = len(PARAMETERS) + 3 * len(PARAMETERS) // 2 * len(self.answers.seeds) if self.futures else 0
        around += self.settling_futures + 2 * self.futures * len(self.answers.seeds)
        return points * len(self.search.seeds) + self.rounds * len(self.final.seeds) + len(self.later.seeds) + around


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
        contracted = self.contracted(lab, found, self.plan.final.close)
        samples = lab.by_seed([Point(found.modes, contracted.constants)])[0]
        notes = {**found.notes, "largest_gap": contracted.gap, "gaps": list(contracted.gaps)}
        notes["largest_error"] = float(census.error(pooled(samples), self.plan.final.persons_per_agent).max())
        constants = {r: tuple(map(float, pair)) for r, pair in zip(lab.regions, contracted.constants, strict=True)}
        notes["share_constants"] = [[[rounded(x) for x in row] for row in group] for group in found.share_constants]
        settings = {"plan": self.plan.document(), **digests, **notes}
        half = fit_of(name, found.modes, found.covariance, constants, table(lab.rows, samples, "warm-up"), settings)
        whole = dataclasses.replace(half, rows=(*half.rows, *self.later(half)))
        point = Point(whole.modes, np.array([whole.constants[region] for region in lab.regions]))
        return dataclasses.replace(whole, answers=self.answers(point, found))

    def search(self) -> Found:
        """The first fit."""
        lab = self.laboratory(self.plan.search, without_fit(self.baseline))
        fixed = lab.regions.index(census.FIXED)
        result = FirstFit(lab, census.observed_shares(lab.tables), fixed, self.plan.search.close, say=self.say).search(
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
        near = self.contracted(lab, rough, self.plan.search.close, PLAIN_ROUNDS)
        self.say("response to each constant")
        response = measure(lab, Point(modes, near.constants), near.sample, {}, fixed)
        return dataclasses.replace(rough, constants=near.constants, share_constants=response.share_constants)

    def contracted(self, lab: Laboratory, found: Found, close: float, rounds: int | None = None) -> Contracted[Sample]:
        """Constants at which the census is met within `close`."""
        return contract(
            lambda a: lab.at([Point(found.modes, a)])[0], census.observed_shares(lab.tables), found.constants, found.share_constants,
            lab.regions.index(census.FIXED), rounds or self.plan.rounds, close,
            lambda number, gap: self.say(f"  round {number + 1}: largest gap {gap:.3f}"),
        )  # fmt: skip

    def answers(self, point: Point, found: Found) -> dict[str, Answer]:
        """How the constants answer to every parameter that moves what they absorb; none where no futures are to be carried."""
        if not self.plan.futures:
            return {}
        trial, lab = (self.laboratory(s, without_fit(self.baseline)) for s in (self.plan.trial, self.plan.answers))
        fixed = lab.regions.index(census.FIXED)
        self.say("which parameters move the stocks")
        moving = Around(trial, point, found.share_constants, fixed).moving()
        self.say(f"constants found again at other values of {len(moving)} parameters")
        return Around(lab, point, found.share_constants, fixed).answers(moving)

    def settled(self, fit: Fit) -> Fit:
        """The stored fit, its answers corrected by futures in which all parameters move at once: the census against what they simulate."""
        lab = self.laboratory(self.plan.settling, self.of_fit(fit))
        futures = self.futures(lab, fit)[self.plan.futures :]
        self.say(f"answers settled by {len(futures)} futures")
        response, fixed = np.array(fit.settings["share_constants"]), lab.regions.index(census.FIXED)
        seen = lab.at([point_of(future, lab.regions) for future in futures])
        observed = census.observed_shares(lab.tables)
        steps = np.array([step(gaps(observed, sample.shares), response, fixed) for sample in seen])
        return dataclasses.replace(fit, answers=settled(fit, futures, steps))

    def tried(self, fit: Fit) -> Fit:
        """The stored fit, with the gaps that other futures leave to the census in its settings: constants held, and found again."""
        self.say("futures, with constants held and found again")
        lab = self.laboratory(self.plan.answers, self.of_fit(fit))
        found = gaps_of_futures(lab, self.futures(lab, fit)[: self.plan.futures])
        return dataclasses.replace(fit, settings={**fit.settings, "futures": found})

    def of_fit(self, fit: Fit) -> Scenario:
        """The baseline under a stored fit."""
        return dataclasses.replace(with_fit(self.baseline, fit), fit=fit.name)

    def futures(self, lab: Laboratory, fit: Fit) -> list[Scenario]:
        """Draws from the stored fit at a laboratory's scale: first those for the trial, then those to settle by."""
        values = draw([self.of_fit(fit)], self.plan.futures + self.plan.settling_futures).values
        return [lab.base.at(one) for one in values]

    def later(self, fit: Fit) -> list[dict[str, object]]:
        """Rows dated after the warm-up, from what was reported to have been done, with markets."""
        self.say("later rows, with markets")
        lab = self.laboratory(self.plan.later, with_fit(self.reported, fit))
        lab.rows = tuple(row for row in lab.all_rows if row.later)
        constants = np.array([fit.constants[r] for r in lab.regions])
        return table(lab.rows, lab.by_seed([Point({}, constants)], markets=True)[0], "reported, with markets")
