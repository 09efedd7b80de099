"""Whom to follow in which worlds of a finished comparison."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from sim.calendar import label
from sim.given import listed, one_of, refused
from sim.jobs.again import check_same, read_plan, scenarios_of
from sim.jobs.headline import focus_of
from sim.jobs.typical import Person, named, typical
from sim.store.errors import Refused
from sim.store.plan import Cell, Plan
from sim.store.results import Comparison
from sim.store.store import Store
from sim.store.stored import KeptRun


@dataclass(frozen=True)
class Asked:
    """What is to be followed in a results folder: variants, the seed, and ids, none for typical people."""

    folder: Path
    plan: Plan
    store: Store
    variants: tuple[str, ...]
    seed: int
    who: tuple[int, ...]

    @property
    def cell(self) -> Cell:
        """The worlds at the central values."""
        return Cell(0, self.seed)

    @cached_property
    def names(self) -> list[str]:
        """Of all worlds."""
        return [world.name for world in self.plan.worlds]

    @cached_property
    def scenarios(self) -> tuple[Any, ...]:
        """Of all worlds."""
        return tuple(scenario.at(self.plan.values(self.cell)) for scenario in scenarios_of(self.plan))


def asked(folder: Path, variants: Sequence[str], seed: int | None, who: Sequence[int], store: Path | None) -> Asked:
    """What is to be followed, checked; raises Refused.  seed: None for the first."""
    plan, _, kept = read_plan(folder)
    results = Comparison(folder)
    if plan.span is None:
        raise Refused(f"{folder}: compares nothing; allowed results of compare or batch")
    check_same(folder, plan)
    runs = results.runs[(results.runs.future == 0) & (results.runs.status == "done")]
    seeds = sorted(map(int, set(runs.seed)))
    if seed is not None and seed not in seeds:
        raise refused("--seed", seed, f"a seed of {folder}: {', '.join(map(str, seeds))}")
    compared = [plan.worlds[place].name for _, place in plan.pairs]
    chosen = [one_of(name, "--variant", compared) for name in listed(variants, "--variant")] or compared
    where = Store((store or kept).resolve())
    return Asked(folder, plan, where, tuple(chosen), seeds[0] if seed is None else seed, tuple(sorted(set(who))))


def pair_of(job: Asked, name: str) -> tuple[int, int]:
    """Places of the worlds of a pair: the baseline, the variant."""
    return next(pair for pair in job.plan.pairs if job.names[pair[1]] == name)


def whom(job: Asked, name: str) -> list[Person]:
    """The people to follow in a pair."""
    assert job.plan.span is not None, "a plan that compares has a span"
    base, variant = (_kept(job, place) for place in pair_of(job, name))
    end = job.plan.span.window[1]
    later = next((label(date) for date in job.plan.span.dates if date > end), "")
    given = base, variant, focus_of(job.plan), label(end), later
    return named(*given, job.who) if job.who else typical(*given)


def _kept(job: Asked, place: int) -> KeptRun:
    """A stored world, as far as classes need it."""
    marks = Comparison(job.folder).marks(job.plan.run_id(place, job.cell))
    tables = {"marks": marks, "employers": pd.DataFrame()}
    places = tuple((region["name"], region.get("group", "")) for region in job.plan.regions)
    return KeptRun(tables.__getitem__, job.scenarios[place], job.seed, places)
