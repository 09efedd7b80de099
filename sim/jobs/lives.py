"""A few people of a finished comparison, followed through both worlds of a pair: simulated again from the stored history.

Each world must come out as it is stored, bit for bit; what was seen goes into one file a variant beside the results.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from sim import trace
from sim.jit import source_digest
from sim.jobs.headline import focus_of
from sim.jobs.job import Settings
from sim.jobs.lives_asked import Asked, pair_of, whom
from sim.jobs.progress import Listener, progress
from sim.jobs.runner import Finished
from sim.jobs.tasks import history_of, tables_of
from sim.jobs.typical import Person
from sim.records import DEGREES
from sim.rules.review import leaving_ages
from sim.scenario.kinship import families_of, last_month
from sim.simulate import Run
from sim.store.digests import digest_of
from sim.store.errors import Refused
from sim.store.files import make_folder, read_json, sha256_json, write_json
from sim.store.folder import LIVES
from sim.store.shelf import scratch
from sim.store.store import as_stored

FORMAT = 1  # of a variant's file


def follow(job: Asked, settings: Settings) -> int:
    """Simulate what is missing and write it; the number of people followed. Raises Refused, CannotWrite."""
    people = {name: whom(job, name) for name in job.variants}
    waiting = [name for name in job.variants if people[name] and not _stands(job, name, people[name])]
    if waiting:
        make_folder(job.folder / LIVES)
        bases = {pair_of(job, name)[0] for name in waiting}
        with progress(len(waiting) + len(bases), 0, 1, settings.quiet) as heard:
            for name, runs in _worlds(job, waiting, people, heard):
                write_json(job.folder / LIVES / f"{name}.json", _content(job, name, people[name], runs))
    return sum(map(len, people.values()))


def _made_of(job: Asked, name: str, people: Sequence[Person]) -> str:
    """Digest of all that decides what a variant's file holds."""
    runs = [job.plan.run_id(place, job.cell) for place in pair_of(job, name)]
    code = source_digest(Path(trace.__file__))
    return sha256_json({"format": FORMAT, "runs": runs, "people": people, "trace": code})


def _stands(job: Asked, name: str, people: Sequence[Person]) -> bool:
    """Whether a variant's file is there, as it would be written."""
    held = read_json(job.folder / LIVES / f"{name}.json")
    return held is not None and held["made_of"] == _made_of(job, name, people)


def _worlds(
    job: Asked, waiting: Sequence[str], people: dict[str, list[Person]], heard: Listener
) -> Iterator[tuple[str, tuple[Run, Run]]]:
    """Each variant with its two worlds, each world simulated once."""
    bases: dict[int, Run] = {}
    for name in waiting:
        base, variant = pair_of(job, name)
        if base not in bases:
            mine = [other for other in waiting if pair_of(job, other)[0] == base]
            bases[base] = _world(job, base, [one.id for other in mine for one in people[other]], heard)
        yield name, (bases[base], _world(job, variant, [one.id for one in people[name]], heard))


def _world(job: Asked, place: int, ids: Sequence[int], heard: Listener) -> Run:
    """A world once more, with people followed from where it parts from the others; raises Refused where it is not the one stored."""
    begin, plan, scenario = time.perf_counter(), job.plan, job.scenarios[place]
    family = next(family for family in families_of(job.scenarios, plan.months) if place in family.members)
    make_folder(job.store.folder)
    with scratch(job.store.folder) as unfinished:
        line = history_of(plan, job.store, unfinished, family, job.cell, 1).branched(scenario)
    line.trace = trace.Trace.of(ids, scenario)
    line.to(last_month(scenario, plan.months))
    run = line.finished()
    _check(job, place, run)
    heard(Finished(job.cell, (), "", "", time.perf_counter() - begin))
    return run


def _check(job: Asked, place: int, run: Run) -> None:
    """Raises Refused where a world simulated again is not the one that is stored."""
    name = job.plan.run_id(place, job.cell)
    stored = dict(pd.read_csv(job.folder / "digests.csv", dtype=str).itertuples(index=False))
    if digest_of(as_stored("", tables_of(run))) != stored[name]:
        raise Refused(
            f"{job.folder}: {job.names[place]}, seed {job.seed}: simulated again it is another world; talentflow verify says more"
        )


def _content(job: Asked, name: str, people: Sequence[Person], runs: tuple[Run, Run]) -> dict[str, object]:
    """What a variant's file holds: the people, and what was seen of them in the world without and with, as columns."""
    ids = np.array([one.id for one in people], np.uint64)
    worlds = {
        side: {"lives": _columns(run.lives, ids), "choices": _columns(run.choices, ids)}
        for side, run in zip(("without", "with"), runs, strict=True)
    }
    return {
        "made_of": _made_of(job, name, people),
        "plan": job.plan.digest,
        "seed": job.seed,
        "variant": name,
        "named": bool(job.who),
        "focus": focus_of(job.plan),
        "leaving_age": dict(zip(DEGREES, leaving_ages(runs[0].scenario.parameters), strict=True)),
        "people": [{"id": str(one.id), "kind": one.kind} for one in people],
        **worlds,
    }


def _columns(table: pd.DataFrame, ids: np.ndarray) -> dict[str, list[Any]]:
    """The rows of some people, ids as text: no number of JSON holds them in every reader."""
    mine = table[table.id.isin(ids)]
    return {name: mine[name].tolist() for name in mine} | {"id": [str(one) for one in mine.id]}
