"""What one seed of a job does: simulate, appraise, store. Picklable, and run in a worker or in this process alike."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from sim import simulate
from sim.appraisal.pair import appraise_pair
from sim.calendar import label
from sim.scenario import Scenario
from sim.simulate import Run
from sim.store.parts import Parts, WorldResult
from sim.store.plan import Plan


@dataclass(frozen=True)
class RunTask:
    """One world a seed. scratch: folder for what is unfinished."""

    plan: Plan
    parts: Parts
    scratch: Path
    scenario: Scenario
    threads: int

    def __call__(self, seed: int) -> None:
        """Simulate and store; raises CannotWrite, and whatever the simulation raises."""
        begin = time.perf_counter()
        run = simulate.run(self.scenario, seed=seed, threads=self.threads, months=self.plan.months)
        with self.parts.writing(seed, self.scratch) as part:
            part.add_world(world_result(self.plan, 0, run))
            part.finish(time.perf_counter() - begin, {})


@dataclass(frozen=True)
class CompareTask:
    """The baseline and all variants of a seed, which share their history. scratch: folder for what is unfinished."""

    plan: Plan
    parts: Parts
    scratch: Path
    base: Scenario
    variants: tuple[Scenario, ...]
    threads: int

    def __call__(self, seed: int) -> None:
        """Simulate, appraise and store; raises CannotWrite, and whatever the simulation raises."""
        begin = time.perf_counter()
        pair = simulate.paired(self.base, self.variants, seed, threads=self.threads, months=self.plan.months)
        outcomes = [appraise_pair(pair.runs[0], variant, pair) for variant in pair.runs[1:]]
        with self.parts.writing(seed, self.scratch) as part:
            for place, run in enumerate(pair.runs):
                part.add_world(world_result(self.plan, place, run))
            for world, outcome in zip(self.plan.worlds[1:], outcomes, strict=True):
                frames = {
                    "values": outcome.values,
                    "attribution": outcome.attribution,
                    "coupling": outcome.coupling,
                }
                part.add_pair(world.name, frames)
            about = {
                "divergence": label(pair.divergence),
                "window": [label(month) for month in pair.window],
                "dates": [label(month) for month in pair.dates],
            }
            part.finish(time.perf_counter() - begin, about)


def world_result(plan: Plan, place: int, run: Run) -> WorldResult:
    """What is kept of a run that is the world at `place` of a plan."""
    world = plan.worlds[place]
    marks = run.marks
    employers = [name for name in marks.columns if str(name).startswith("employer_")]
    frames: Mapping[str, pd.DataFrame] = {
        "measures": run.measures,
        "flows": run.flows,
        "ledger": run.ledger,
        # only the health of the coupling needs employers, and it has had them
        "marks": common_bits(marks.drop(columns=employers), [p.id for p in run.scenario.policies], plan.policies),
    }
    return WorldResult(world, plan.run_id(world, run.seed), frames)


def common_bits(marks: pd.DataFrame, own: Sequence[str], common: Sequence[str]) -> pd.DataFrame:
    """Marks whose columns `touched` have the bits of all scenarios of a plan instead of those of one.

    So a policy that one scenario has more does not shift the marks of the others.
    """
    places = [common.index(policy) for policy in own]
    if places == list(range(len(own))):
        return marks
    touched = [name for name in marks.columns if str(name).startswith("touched")]
    return marks.assign(**{name: _moved(marks[name].to_numpy(), places) for name in touched})


def _moved(bits: np.ndarray, places: Sequence[int]) -> np.ndarray:
    """uint64 in which bit i stands at places[i]."""
    moved = np.zeros_like(bits)
    for bit, place in enumerate(places):
        moved |= ((bits >> np.uint64(bit)) & np.uint64(1)) << np.uint64(place)
    return moved
