"""What a worker of a cluster does with a cell, and how it is known to give the same numbers as the process that asks."""

from __future__ import annotations

import platform
import signal
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from importlib.metadata import version
from typing import Any

from sim.jobs.runner import Finished, Task, attempt
from sim.store.errors import CannotWrite, Refused
from sim.store.plan import Cell, code_digest, versions
from sim.store.shelf import scratch

THREADS = 1  # of a worker


def dask_setup(worker: Any) -> None:
    """Called by dask in each worker of a local cluster: the interrupt key is for the process that started it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def carry_out(task: Task, cell: Cell, asked: Mapping[str, str]) -> Finished:
    """Call the task; raises CannotWrite, and Refused if this worker is not like the asking process."""
    from distributed import get_worker

    worker = get_worker()
    said = fault(found_on(worker), asked)
    if said:
        raise Refused(f"--cluster: worker {worker.address}: {said}")
    with _settled(task, worker.address) as settled:
        return attempt(settled, cell)


@contextmanager
def _settled(task: Any, address: str) -> Iterator[Task]:
    """A task that stores, with a scratch folder of this worker: the asking process removes its own when it ends or is killed,
    and a worker may be at work still. Seen from here, that folder shows that the store is shared."""
    if not hasattr(task, "scratch"):
        yield task
        return
    if not task.scratch.is_dir():
        raise CannotWrite(task.store.folder, f"worker {address} does not see it; all machines must share the store")
    with scratch(task.store.folder) as mine:
        yield replace(task, scratch=mine)


@cache
def stamp() -> dict[str, str]:
    """What can move a number or break the connection, of this process when it first asks; digests are shortened."""
    from sim.world.tables import load_tables

    return {
        "code": code_digest()[:12],
        "data": load_tables().digest[:12],
        **versions(),
        "distributed": version("distributed"),
        "machine": platform.machine(),
        "libc": "-".join(platform.libc_ver()),
        "threads": str(THREADS),
    }


def found_on(dask_worker: Any) -> dict[str, str]:
    """The stamp of a worker. dask gives the argument of this name."""
    return {**stamp(), "threads": str(dask_worker.state.nthreads)}


def fault(found: Mapping[str, str], asked: Mapping[str, str]) -> str:
    """In what two stamps differ, "" if in nothing.

    >>> fault({"numpy": "2.4.6", "threads": "4"}, {"numpy": "2.4.5", "threads": "1"})
    'numpy: found 2.4.6; allowed 2.4.5, threads: found 4; allowed 1'
    """
    return ", ".join(
        f"{name}: found {found.get(name, 'nothing')}; allowed {value}"
        for name, value in asked.items()
        if found.get(name) != value
    )
