"""One task a cell on a dask cluster: the same face as `runner.run_each`, with the address of the cluster before it.

An address is that of a scheduler (tcp://HOST:PORT), or `local` or `local:N` for N worker processes of this machine.
Nothing of dask is imported before it is asked for: it is the extra `cluster`.
"""

from __future__ import annotations

import importlib.util
import logging
import re
from collections import deque
from collections.abc import Generator, Iterable, Iterator, Sequence
from concurrent.futures import CancelledError
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from sim.jobs.remote import carry_out, fault, found_on, stamp
from sim.jobs.runner import Finished, in_one_line
from sim.store.errors import CannotWrite, Refused
from sim.store.plan import Cell

if TYPE_CHECKING:
    from distributed import Client, Future, LocalCluster

    from sim.jobs.runner import Task

LOCAL = re.compile(r"local(?::([1-9][0-9]{0,3}))?")
REMOTE = re.compile(r"(tcp|tls)://[^\s/]+:[0-9]+")
CONNECTING_S = 30
LOOKING_S = 2  # workers may come and go: their number is asked for again after this time, or after a cell
NEVER_S = 10**9
GONE = "the scheduler is gone; finished runs are kept, the same command goes on"
KILLED = "the worker was killed again and again, also with the cluster to itself (out of memory?)"


def check(address: str) -> None:
    """Raises Refused unless this cluster can be used: dask is here, the scheduler answers, its workers give our numbers."""
    if importlib.util.find_spec("distributed") is None:
        raise Refused("--cluster: dask.distributed is not installed; to install it: pip install talentflow[cluster]")
    if LOCAL.fullmatch(address):
        return
    if not REMOTE.fullmatch(address):
        raise Refused(f"--cluster: found {address}; allowed tcp://HOST:PORT, local or local:N")
    with _connected(address, 1) as client:
        _check_workers(client)


def run_each(
    address: str, task: Task, cells: Sequence[Cell], workers: int, threads: int
) -> Generator[Finished, None, None]:
    """Call `task(cell)` on the cluster for every cell and report each as it finishes, in no fixed order.

    task: picklable; one that stores its results is a dataclass with `store` and `scratch`, and each worker gives it a scratch
    folder of its own. workers: processes of `local`, elsewhere all there are. threads: one, as dask gives each worker one.
    A cell is submitted when a worker is free for it. Closing the iterator cancels what has not begun.
    Raises CannotWrite, Refused, ConnectionError when the scheduler is gone.
    """
    with _told_when_gone(), _connected(address, workers) as client:
        suspects = yield from _through(client, task, cells, alone=False)
        for cell in suspects:  # dask blames all that a dead worker had: only one by itself is known to be at fault
            lost = yield from _through(client, task, [cell], alone=True)
            yield from (Finished(cell, (), KILLED, "", 0.0) for cell in lost)


@contextmanager
def _told_when_gone() -> Iterator[None]:
    """Whatever dask says when it has lost its scheduler is one ConnectionError."""
    from distributed.comm import CommClosedError

    try:
        yield
    except (CommClosedError, CancelledError):
        raise ConnectionError(GONE) from None


@contextmanager
def _connected(address: str, workers: int) -> Iterator[Client]:
    """A client of the cluster, which is made where it is a local one; raises Refused where nobody answers."""
    from distributed import Client

    for name in ("distributed", "distributed.client"):  # what is lost is reported by us, with its cells
        logging.getLogger(name).setLevel(logging.CRITICAL)
    local = LOCAL.fullmatch(address)
    if local:
        with _local(int(local[1] or workers)) as cluster, Client(cluster) as client:
            yield client
        return
    try:
        client = Client(address, timeout=CONNECTING_S)
    except (OSError, ValueError) as error:
        raise Refused(f"--cluster: no scheduler answers at {address}: {in_one_line(error)}") from None
    with client:
        yield client


@contextmanager
def _local(workers: int) -> Iterator[LocalCluster]:
    """Workers of this machine, seen by nobody else. One that dies is replaced however often: cells are given up, not workers."""
    import dask
    from distributed import LocalCluster

    with (
        dask.config.set({"distributed.deploy.lost-worker-timeout": NEVER_S}),
        LocalCluster(
            n_workers=workers,
            threads_per_worker=1,
            host="127.0.0.1",
            dashboard_address="127.0.0.1:0",
            memory_limit=0,
            preload="sim.jobs.remote",
            silence_logs=logging.CRITICAL,
        ) as cluster,
    ):
        yield cluster


def _check_workers(client: Client) -> None:
    """Raises Refused for workers that are not like this process; those that come later are checked by their first cell."""
    for worker, found in sorted(client.run(found_on, on_error="return").items()):
        said = (
            f"cannot load talentflow: {in_one_line(found)}" if isinstance(found, Exception) else fault(found, stamp())
        )
        if said:
            raise Refused(f"--cluster: worker {worker}: {said}")


def _through(client: Client, task: Task, cells: Iterable[Cell], alone: bool) -> Generator[Finished, None, list[Cell]]:
    """Work through the cells, one at a time or one a worker; returns those on which dask gave up, as their workers died."""
    waiting, lost = deque(cells), []
    running: dict[Future, Cell] = {}
    try:
        while waiting or running:
            room = 1 if alone else max(1, len(client.nthreads()))
            while waiting and len(running) < room:
                cell = waiting.popleft()
                running[client.submit(carry_out, task, cell, stamp(), pure=False)] = cell
            for future in _done(running):
                cell = running.pop(future)
                finished = _answer(future, cell)
                future.release()  # else an answer is made again when the worker that holds it dies
                if finished is None:
                    lost.append(cell)
                else:
                    yield finished
        return lost
    finally:
        client.cancel(list(running))


def _done(running: Iterable[Future]) -> set[Future]:
    """Those that are finished, after a while at most."""
    from distributed import wait

    try:
        return set(wait(list(running), timeout=LOOKING_S, return_when="FIRST_COMPLETED").done)
    except TimeoutError:
        return set()


def _answer(future: Any, cell: Cell) -> Finished | None:
    """What became of a cell, None if its worker died too often."""
    from distributed import KilledWorker
    from distributed.comm import CommClosedError

    try:
        finished: Finished = future.result()
        return finished
    except KilledWorker:
        return None
    except (CannotWrite, Refused, CancelledError, CommClosedError):
        raise
    except Exception as problem:
        return Finished(cell, (), in_one_line(problem), "", 0.0)
