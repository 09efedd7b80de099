"""A job from its plan: which cells are missing, run them, put the results together."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import closing
from functools import partial
from itertools import count
from pathlib import Path
from typing import NamedTuple

from sim.given import months_of, path_of, seeds_of, workers_of
from sim.jobs.progress import Listener, progress
from sim.jobs.record import recorded
from sim.jobs.runner import Finished, Task, cores, run_each
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
    """

    seeds: tuple[int, ...]
    workers: int | None = None
    months: int | None = None
    out: Path | None = None
    store: Path | None = None
    quiet: bool = True
    keep_going: bool = True
    cluster: str = ""

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


MakeTask = Callable[[Plan, Store, Path, int], Task]


def carry_out(plan: Plan, make: MakeTask, settings: Settings, summaries: Summaries) -> Report:
    """Run what is missing and merge everything; raises Refused, CannotWrite, Interrupted.

    make: the task, from the plan, the store, a folder for what is unfinished, and the threads a worker may use.
    """
    folder, store, seeds = claimed(plan, settings)
    sweep_scratch(store.folder)  # also where nothing is left to run
    total = len(plan.cells(seeds)) * len(plan.worlds)
    failures: dict[tuple[int, Cell], Failure] = {}
    if not folder.complete(seeds):
        try:
            ready = total - len(unfinished(plan, store, seeds)) * len(plan.worlds)
            with recorded(folder.path, seeds, total, ready) as heard:
                failures = _made(folder, store, seeds, make, settings, summaries, heard)
        except KeyboardInterrupt:
            raise Interrupted(folder.path, total - len(_missing(plan, store, seeds)), total) from None
    return Report(folder.path, total, total - len(failures), tuple(failures.values()))


def _note(store: Store, folder: Folder, seeds: tuple[int, ...]) -> None:
    """Have the store know who uses it. One that cannot be written to serves all the same where nothing is missing."""
    try:
        store.note(folder.path.resolve(), folder.plan.digest, seeds)
    except CannotWrite:
        if unfinished(folder.plan, store, seeds):
            raise


def own_folder(plan: Plan, seeds: tuple[int, ...]) -> Folder:
    """results/NAME/DIGEST8 of a plan and its seeds; the next that is free where that one has grown since."""
    digest = sha256_json({"plan": plan.digest, "seeds": seeds})[:8]
    names = (f"{digest}-{number}" if number > 1 else digest for number in count(1))
    folders = (Folder(Path("results") / plan.name / name, plan) for name in names)
    return next(folder for folder in folders if folder.held() in ((), seeds))


def claimed(plan: Plan, settings: Settings) -> tuple[Folder, Store, tuple[int, ...]]:
    """The results folder of a job, taken for it, its store and all its seeds; raises Refused, CannotWrite."""
    settings = settings.checked()
    folder = Folder(settings.out, plan) if settings.out else own_folder(plan, settings.seeds)
    store = Store((settings.store or STORE).resolve())
    check_cluster(settings)
    seeds = folder.claim(settings.seeds, store.folder)
    folder.ask()
    _note(store, folder, seeds)
    return folder, store, seeds


def _made(
    folder: Folder,
    store: Store,
    seeds: tuple[int, ...],
    make: MakeTask,
    settings: Settings,
    summaries: Summaries,
    heard: Listener,
) -> dict[tuple[int, Cell], Failure]:
    """Everything run and merged; the runs that failed. An entry that turns out to be harmed is made again."""
    while True:
        failures = _run_missing(folder.plan, store, seeds, make, settings, heard)
        try:
            merge(folder, Done(folder.plan, store, seeds, failures), summaries)
            return failures
        except Harmed as harmed:
            harmed.shelf.drop(harmed.name)


def _run_missing(
    plan: Plan, store: Store, seeds: Sequence[int], make: MakeTask, settings: Settings, heard: Listener
) -> dict[tuple[int, Cell], Failure]:
    """Run the cells of which something is missing; the runs that failed, by place of the world and cell."""
    cells = unfinished(plan, store, seeds)
    if not cells:
        return {}
    run, workers, threads = crew(settings, len(cells))
    failures: dict[tuple[int, Cell], Failure] = {}
    width, total = len(plan.worlds), len(plan.cells(seeds))
    with scratch(store.folder) as unfinished_folder:
        task = make(plan, store, unfinished_folder, threads)
        bar = progress(total, total - len(cells), width, settings.quiet)
        with bar as tell, closing(run(task, cells, workers, threads)) as finished:
            for one in finished:
                tell(one)
                heard(one)
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
