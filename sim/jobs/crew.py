"""Processes that outlive a job: they load the program once, and then do one piece of work after another.

This module imports nothing heavy, so that a worker can set the number of its threads before any library reads it.
"""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Any

from sim.jobs.runner import quiet_start, settle

Pool = ProcessPoolExecutor


class Crew:
    """Some processes of one thread each; new ones take the place of those that die, and all die with this process.

    nice: how far they stand back behind other programs of this machine.
    """

    def __init__(self, workers: int, nice: int = 0) -> None:
        self.workers, self.nice = workers, nice
        self._lock = threading.Lock()
        self._pool: Pool | None = None

    def give(self, work: Callable[..., Any], *given: Any) -> Future[Any]:
        """Have a process call a function of an importable module; BrokenProcessPool from the future where it died at it."""
        with self._lock, quiet_start():
            try:
                return self._started().submit(work, *given)
            except BrokenProcessPool:  # one died since the last call
                self._end()
                return self._started().submit(work, *given)

    def end(self) -> None:
        """Kill the processes, whatever they are at."""
        with self._lock:
            self._end()

    def _started(self) -> Pool:
        if self._pool is None:
            context = multiprocessing.get_context("spawn")
            self._pool = Pool(self.workers, context, initializer=_begin, initargs=(self.nice,))
        return self._pool

    def _end(self) -> None:
        pool, self._pool = self._pool, None
        if pool is None:
            return
        for process in list((pool._processes or {}).values()):
            process.kill()
        pool.shutdown(wait=True, cancel_futures=True)


def _begin(nice: int) -> None:
    """First act of a process."""
    settle(1)
    if hasattr(os, "nice"):
        os.nice(nice)
