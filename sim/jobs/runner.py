"""One task a cell in local processes: a worker that dies is replaced, a task that fails is reported, the rest goes on.

This module imports nothing heavy, so that a worker can set the number of its threads before any library reads it.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
import time
import traceback
from collections import Counter, deque
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing.connection import wait as wait_for_end
from typing import Any, NamedTuple

from sim.store.errors import CannotWrite
from sim.store.folder import Failure
from sim.store.plan import Cell

Task = Callable[[Cell], tuple[Failure, ...]]
ALLOWED_DEATHS = 3  # of a worker that had the task to itself
THREAD_SETTINGS = ("NUMBA_NUM_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


class Finished(NamedTuple):
    """One task done: the worlds of its cell that failed, or why it failed as a whole (one line, and a traceback or nothing)."""

    cell: Cell
    failures: tuple[Failure, ...]
    error: str
    trace: str
    seconds: float


def run_each(task: Task, cells: Sequence[Cell], workers: int, threads: int) -> Generator[Finished, None, None]:
    """Call `task(cell)` for every cell and report each as it finishes, in no fixed order.

    task: picklable where workers > 1; it stores its results itself, so that nothing piles up here.
    workers: processes; 1 runs in this one. threads: that each worker may use.
    Closing the iterator, an interrupt, or a CannotWrite from a task ends all workers at once.
    Raises CannotWrite.
    """
    if workers == 1:
        return (attempt(task, cell) for cell in cells)
    return _in_processes(task, cells, workers, threads)


def attempt(task: Task, cell: Cell) -> Finished:
    """Call the task; whatever it raises becomes part of the answer, except that results cannot be written."""
    begin = time.perf_counter()
    error = trace = ""
    failures: tuple[Failure, ...] = ()
    try:
        failures = task(cell)
    except CannotWrite:
        raise
    except Exception as problem:
        error = in_one_line(problem)
        trace = traceback.format_exc()
    return Finished(cell, failures, error, trace, time.perf_counter() - begin)


def in_one_line(problem: Exception) -> str:
    """What went wrong, on one line."""
    return " ".join(f"{type(problem).__name__}: {problem}".split())


def _in_processes(task: Task, cells: Sequence[Cell], workers: int, threads: int) -> Generator[Finished, None, None]:
    """When a worker dies, what was running is tried again one at a time: only then is it known whose fault it is."""
    waiting, suspects = deque(cells), deque[Cell]()
    deaths: Counter[Cell] = Counter()
    while waiting or suspects:
        alone = bool(suspects)
        lost = yield from _until_broken(task, suspects if alone else waiting, 1 if alone else workers, threads)
        deaths.update(lost if alone else ())
        for cell in lost:
            if deaths[cell] < ALLOWED_DEATHS:
                suspects.append(cell)
            else:
                yield Finished(
                    cell, (), f"the worker process was killed {ALLOWED_DEATHS} times (out of memory?)", "", 0.0
                )


def _until_broken(task: Task, queue: deque[Cell], workers: int, threads: int) -> Generator[Finished, None, list[Cell]]:
    """Work through the queue, or until a worker dies; returns the cells that were running then."""
    running: dict[Future[Finished], Cell] = {}
    with _pool(workers, threads) as pool:
        while queue or running:
            try:
                while queue and len(running) < workers:
                    with quiet_start():
                        running[pool.submit(attempt, task, queue[0])] = queue[0]
                    queue.popleft()
            except BrokenProcessPool:
                return list(running.values())
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                try:
                    finished = future.result()
                except BrokenProcessPool:
                    return list(running.values())
                del running[future]
                yield finished
    return []


@contextmanager
def _pool(workers: int, threads: int) -> Iterator[ProcessPoolExecutor]:
    """Workers that are killed if anything goes wrong here, and that end by themselves if this process is killed."""
    others = set(multiprocessing.active_children())
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(workers, context, initializer=settle, initargs=(threads,))
    try:
        yield pool
    except BaseException:
        for child in set(multiprocessing.active_children()) - others:
            child.kill()
        raise
    finally:
        pool.shutdown(cancel_futures=True)


@contextmanager
def quiet_start() -> Iterator[None]:
    """Start workers that ignore the interrupt key and do not run the script that started the job.

    Tasks live in importable modules, so a worker needs nothing of the main script; a script without a
    `__name__ == "__main__"` guard would otherwise start the job again in every worker.
    """
    main: Any = sys.modules["__main__"]
    hidden = {name: getattr(main, name, None) for name in ("__file__", "__spec__")}
    blocked = hasattr(signal, "pthread_sigmask") and signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    main.__file__ = main.__spec__ = None
    try:
        yield
    finally:
        main.__spec__ = hidden["__spec__"]
        if hidden["__file__"] is None:
            del main.__file__
        else:
            main.__file__ = hidden["__file__"]
        if blocked is not False:
            signal.pthread_sigmask(signal.SIG_SETMASK, blocked)


def settle(threads: int) -> None:
    """First act of a worker: its share of the cores, no interrupt of its own, and an end when its parent ends."""
    os.environ.update(dict.fromkeys(THREAD_SETTINGS, str(threads)))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait_for_end([parent.sentinel])
        os._exit(1)


def cores() -> int:
    """Cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
