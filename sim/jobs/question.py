"""What a job is asked: its plan, and the scenarios of its worlds. There is one way from here to results, `Question.answer`."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from sim.jobs.headline import focus_of
from sim.jobs.job import Report, Settings, carry_out
from sim.jobs.replicates import replicates
from sim.scenario.values import value_at
from sim.store.plan import SCALE, Plan
from sim.store.store import Store
from sim.store.summaries import Summaries, Summary

if TYPE_CHECKING:
    from sim.jobs.runner import Task
    from sim.scenario import Scenario


class Question(NamedTuple):
    """A plan and the scenarios of its worlds, in their order, at the central values of all parameters."""

    plan: Plan
    scenarios: tuple[Scenario, ...]

    def answer(self, settings: Settings) -> Report:
        """Run what is missing and merge everything; raises Refused, CannotWrite, Interrupted."""
        return carry_out(self.plan, self.task, settings, summaries_of(self.plan))

    def task(self, plan: Plan, store: Store, scratch: Path, workers: int, threads: int) -> Task:
        """What a worker does with a cell, its kernels compiled by all workers together if they are not yet."""
        from sim.jobs.compiling import compile_ahead
        from sim.jobs.tasks import CellTask

        compile_ahead(self.scenarios, workers)
        return CellTask(plan, store, scratch, self.scenarios, threads)


def summaries_of(plan: Plan) -> Summaries:
    """The tables made of all pairs of a variant; none of a job that compares nothing."""
    if not plan.pairs:
        return Summaries()
    from sim.appraisal import diagnostics, effects, futures, sensitivity, steps_of, uncertainty

    health = partial(diagnostics, persons_per_agent=plan.worlds[0].persons_per_agent)
    sources = partial(uncertainty, structures=structures_of(plan))
    later: dict[str, Summary] = {"futures": futures, "uncertainty": sources}
    steps = steps_of(points_of(plan))
    if steps:
        later["sensitivity"] = partial(sensitivity, steps=steps)
    each = partial(replicates, region=focus_of(plan))
    return Summaries({"effects": effects, "diagnostics": health, "replicates": each}, later)


def points_of(plan: Plan) -> list[dict[str, Any]]:
    """The values of each future at all paths that any of them sets, those of the central future from the scenarios."""
    paths = dict.fromkeys(path for future in plan.futures for path in future.values if path not in SCALE)
    documents = [world.document for world in plan.worlds]
    central = {path: next((v for d in documents if (v := value_at(d, path)) is not None), None) for path in paths}
    return [
        {**central, **{path: future.values[path] for path in paths if path in future.values}} for future in plan.futures
    ]


def structures_of(plan: Plan) -> dict[int, str]:
    """The form of the model in each future by number; empty where none of them sets a switch of the structure."""
    forms = {
        future.number: ", ".join(
            f"{path}={value}" for path, value in future.values.items() if path.startswith("structure.")
        )
        for future in plan.futures
    }
    return forms if any(forms.values()) else {}
