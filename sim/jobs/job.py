"""A job from its plan: which cells are missing, run them, put the results together."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import closing
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple

from sim.given import months_of, path_of, seeds_of, workers_of
from sim.jobs.headline import Watch, gains
from sim.jobs.progress import Listener, progress
from sim.jobs.record import recorded
from sim.jobs.runner import Finished, Task, cores, run_each
from sim.jobs.until import Until, stopped, waves
from sim.store.done import Done
from sim.store.errors import CannotWrite, Interrupted
from sim.store.files import sha256_json
from sim.store.folder import Failure, Folder
from sim.store.merge import merge
from sim.store.plan import Cell, Plan
from sim.store.shelf import Harmed, scratch, sweep_scratch
from sim.store.store import STORE, Store
from sim.store.summaries import Summaries

Runner = Callable[[Task, Sequence[Cell], int, int], Generator[Finished, None, None]]


class Settings(NamedTuple):
    """How a job is run.

    seeds: at least one, ascending. workers: processes, None = one a core. months: simulated from the start, None = all.
    out: results folder, None = results/NAME/DIGEST8, one of its own for each choice of seeds. store: of finished runs,
    None = results/store. quiet: no progress bar.
    keep_going: run on after a failure. cluster: address as in cluster.py, "" = local processes.
    until: when to stop before all seeds are run, None = never.
    """

    seeds: tuple[int, ...]
    workers: int | None = None
    months: int | None = None
    out: Path | None = None
    store: Path | None = None
    quiet: bool = True
    keep_going: bool = True
    cluster: str = ""
    until: Until | None = None

    @property
    def rule(self) -> dict[str, Any] | None:
        """When to stop and the most seeds, as a folder keeps them."""
        return {"until": self.until.text, "most": list(self.seeds)} if self.until else None

    def checked(self) -> Settings:
        """The same once every number and path is what it may be; raises Refused."""
        return self._replace(
            seeds=seeds_of(self.seeds),
            workers=workers_of(self.workers),
            months=months_of(self.months),
            out=self.out and path_of(self.out, "out"),
            store=self.store and path_of(self.store, "store"),
        )


class Report(NamedTuple):
    """What became of a job; counts are worlds of all seeds of its folder."""

    directory: Path
    total: int
    done: int
    failures: tuple[Failure, ...]

    def __str__(self) -> str:
        failed = self.total - self.done
        return f"{self.done} of {self.total} runs done, {failed} failed, results in {self.directory}"


MakeTask = Callable[[Plan, Store, Path, int, int], Task]


def carry_out(plan: Plan, make: MakeTask, settings: Settings, summaries: Summaries) -> Report:
    """Run what is missing and merge everything; raises Refused, CannotWrite, Interrupted.

    make: the task, from the plan, the store, a folder for what is unfinished, the workers here and the threads each may use.
    """
    settings = settings.checked()
    folder, store, seeds = claimed(plan, settings)
    sweep_scratch(store.folder)  # also where nothing is left to run
    failures: dict[tuple[int, Cell], Failure] = {}
    if not folder.complete(seeds, settings.rule):
        most = settings.seeds if settings.until else seeds
        total = len(plan.cells(most)) * len(plan.worlds)
        ready = total - len(unfinished(plan, store, most)) * len(plan.worlds)
        try:
            with recorded(folder.path, most, total, ready) as heard:
                failures = _made(Work(folder, store, make, settings, heard, time.monotonic()), summaries)
        except KeyboardInterrupt:
            total = len(plan.cells(folder.held())) * len(plan.worlds)
            raise Interrupted(folder.path, total - len(_missing(plan, store, folder.held())), total) from None
    total = len(plan.cells(folder.held())) * len(plan.worlds)
    return Report(folder.path, total, total - len(failures), tuple(failures.values()))


def claimed(plan: Plan, settings: Settings) -> tuple[Folder, Store, tuple[int, ...]]:
    """The results folder of a job, taken for it, its store, and the seeds it runs before it first looks whether to stop.

    Raises Refused, CannotWrite.
    """
    settings = settings.checked()
    folder = Folder(settings.out, plan) if settings.out else own_folder(plan, settings)
    store = Store((settings.store or STORE).resolve())
    check_cluster(settings)
    seeds = settings.seeds
    if settings.until:
        seeds = seeds[: next(iter(waves(len(seeds), len(folder.held()))), None)]
    _claim(folder, store, seeds, settings)
    folder.ask()
    return folder, store, seeds


def _claim(folder: Folder, store: Store, seeds: tuple[int, ...], settings: Settings) -> None:
    """Take a folder for so many seeds, and have the store know who uses it; raises Refused, CannotWrite.

    A store that cannot be written to serves all the same where nothing is missing.
    """
    folder.claim(seeds, store.folder, settings.rule)
    try:
        store.note(folder.path.resolve(), folder.plan.digest, seeds)
    except CannotWrite:
        if unfinished(folder.plan, store, seeds):
            raise


def own_folder(plan: Plan, settings: Settings) -> Folder:
    """results/NAME/DIGEST8 of a plan, its seeds and its rule to stop; the next that is free where that one has grown otherwise since."""
    seeds = settings.seeds
    digest = sha256_json({"plan": plan.digest, "seeds": seeds, **(settings.rule or {})})[:8]
    names = (f"{digest}-{number}" if number > 1 else digest for number in count(1))
    folders = (Folder(Path("results") / plan.name / name, plan) for name in names)
    mine = ((), seeds) if settings.until is None else tuple(seeds[:n] for n in range(len(seeds) + 1))
    return next(folder for folder in folders if folder.held() in mine)


class Work(NamedTuple):
    """A job at work: where to, how, who hears of it, and when it began (seconds of a clock)."""

    folder: Folder
    store: Store
    make: MakeTask
    settings: Settings
    heard: Listener
    begun: float

    @property
    def plan(self) -> Plan:
        """What is run."""
        return self.folder.plan


def _made(work: Work, summaries: Summaries) -> dict[tuple[int, Cell], Failure]:
    """Everything run and merged; the runs that failed. An entry that turns out to be harmed is made again."""
    while True:
        try:
            failures, ended = _run(work)
            merge(work.folder, Done(work.plan, work.store, work.folder.held(), failures), summaries, ended)
            return failures
        except Harmed as harmed:
            harmed.shelf.drop(harmed.name)


def _run(work: Work) -> tuple[dict[tuple[int, Cell], Failure], dict[str, Any] | None]:
    """All seeds, or wave after wave until the rule says that it is enough: the runs that failed, and why it has stopped."""
    rule, seeds, ran = work.settings.until, work.settings.seeds, 0
    if rule is None:
        return _run_missing(work, work.folder.held()), None
    numbers = waves(len(seeds), len(work.folder.held()))
    for number, later in zip(numbers, (*numbers[1:], numbers[-1]), strict=True):
        _claim(work.folder, work.store, seeds[:number], work.settings)
        ran += len({cell.seed for cell in unfinished(work.plan, work.store, seeds[:number])})
        failures = _run_missing(work, seeds[:number])
        found, seconds = gains(work.plan, work.store, seeds[:number]), time.monotonic() - work.begun
        why = rule.why(found, len(work.plan.pairs), seconds * (1 + (later - number) / max(1, ran)))
        if why:
            break
    return failures, stopped(rule, why, number, len(seeds))


def _run_missing(work: Work, seeds: tuple[int, ...]) -> dict[tuple[int, Cell], Failure]:
    """Run the cells of which something is missing; the runs that failed, by place of the world and cell."""
    plan, store, settings = work.plan, work.store, work.settings
    cells = unfinished(plan, store, seeds)
    if not cells:
        return {}
    run, workers, threads = crew(settings, len(cells))
    failures: dict[tuple[int, Cell], Failure] = {}
    width, total = len(plan.worlds), len(plan.cells(seeds))
    with scratch(store.folder) as unfinished_folder:
        watch = Watch(plan, store, seeds, () if settings.quiet else cells)
        with progress(total, total - len(cells), width, settings.quiet) as tell:
            task = work.make(plan, store, unfinished_folder, 1 if settings.cluster else workers, threads)
            with closing(run(task, cells, workers, threads)) as finished:
                for one in finished:
                    for listener in (tell, work.heard, watch):
                        listener(one)
                    failures |= _failures(plan, store, one)
                    if failures and not settings.keep_going:
                        break
    if failures and not settings.keep_going:
        failures = _never_begun(plan, store, seeds) | failures
    return dict(sorted(failures.items(), key=lambda item: (item[0][1], item[0][0])))


def check_cluster(settings: Settings) -> None:
    """Raises Refused if a cluster is asked for that cannot be used; before anything is written."""
    if settings.cluster:
        from sim.jobs.cluster import check

        check(settings.cluster)


def crew(settings: Settings, cells: int) -> tuple[Runner, int, int]:
    """Who runs so many cells: the runner, how many workers, the threads of each (on a cluster one)."""
    workers = max(1, min(settings.workers or cores(), cells))
    if not settings.cluster:
        return run_each, workers, max(1, cores() // workers)
    from sim.jobs import cluster

    return partial(cluster.run_each, settings.cluster), workers, 1


def _never_begun(plan: Plan, store: Store, seeds: Sequence[int]) -> dict[tuple[int, Cell], Failure]:
    """What is missing because the job stopped at its first failure: it counts as failed until a later job has run it."""
    failures: dict[tuple[int, Cell], Failure] = {}
    for cell in unfinished(plan, store, seeds):
        failures |= _failures(plan, store, Finished(cell, (), "not run: the job stopped at its first failure", "", 0.0))
    return failures


def _failures(plan: Plan, store: Store, one: Finished) -> dict[tuple[int, Cell], Failure]:
    """Failed runs of a cell, by place: those named, or where the whole task failed all of which something is not there."""
    names = [world.name for world in plan.worlds]
    if not one.error:
        return {(names.index(failure.scenario), one.cell): failure for failure in one.failures}
    runs = {place for place, name in enumerate(plan.run_ids(one.cell)) if name not in store.runs}
    variants = {pair[1] for pair in plan.pairs if plan.pair_id(pair, one.cell) not in store.pairs}
    return {
        (place, one.cell): Failure(names[place], *one.cell, one.error, one.trace) for place in sorted(runs | variants)
    }


def unfinished(plan: Plan, store: Store, seeds: Iterable[int]) -> list[Cell]:
    """Cells of which a run or a pair is not in the store."""
    runs, pairs = store.runs.names(), store.pairs.names()
    return [
        cell
        for cell in plan.cells(seeds)
        if not runs.issuperset(plan.run_ids(cell))
        or not pairs.issuperset(plan.pair_id(pair, cell) for pair in plan.pairs)
    ]


def _missing(plan: Plan, store: Store, seeds: Iterable[int]) -> list[str]:
    """Runs that are not in the store."""
    there = store.runs.names()
    return [name for cell in plan.cells(seeds) for name in plan.run_ids(cell) if name not in there]
