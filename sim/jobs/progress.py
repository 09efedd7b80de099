"""Progress of a job: done, failed, rate, time left."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Protocol

from sim.jit import KERNELS, compiled
from sim.jobs.runner import Finished

EVERY = 60.0  # seconds between lines in a log
LOOK = 2.0  # seconds between looks for compiled kernels
COMPILING = "compiling kernels, once for this version and machine: {} of at most {}"


class Listener(Protocol):
    """Is told of every finished cell."""

    def __call__(self, finished: Finished, /) -> None: ...


class Tally:
    """What is done so far, in words. total, ready: cells, and those there before; width: runs a cell."""

    def __init__(self, total: int, ready: int, width: int) -> None:
        self.total, self.ready, self.width = total, ready, width
        self.begin, self.done, self.failed = time.monotonic(), 0, 0

    def add(self, finished: Finished) -> str:
        """One more cell; failures, rate and time left."""
        self.done += 1
        self.failed += self.width if finished.error else len(finished.failures)
        left = self.total - self.ready - self.done
        return summary(self.done, self.failed, left, self.width, time.monotonic() - self.begin)


@contextmanager
def watching(say: Callable[[str], None]) -> Iterator[None]:
    """Say how many kernels are compiled while the block runs, whenever there are more: nothing where all are there."""
    over = threading.Event()
    watcher = threading.Thread(target=_watch, args=(over, say), daemon=True)
    watcher.start()
    try:
        yield
    finally:
        over.set()
        watcher.join()


def _watch(over: threading.Event, say: Callable[[str], None]) -> None:
    known = compiled()
    while not over.wait(LOOK):
        found = compiled()
        if found > known:
            say(COMPILING.format(found, len(KERNELS)))
        known = found


@contextmanager
def progress(total: int, ready: int, width: int, quiet: bool) -> Iterator[Listener]:
    """Tells of finished cells on stderr while the block runs: a bar on a terminal, elsewhere a line a minute."""
    tally = Tally(total, ready, width)
    if quiet:
        yield lambda finished: None
    elif sys.stderr.isatty():
        with _bar(tally) as tell:
            yield tell
    else:
        with watching(_now_and_then()):
            yield _lines(tally)


@contextmanager
def _bar(tally: Tally) -> Iterator[Listener]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (
        TextColumn("runs"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.description}"),
    )
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task("", total=tally.total * tally.width, completed=tally.ready * tally.width)
        with watching(lambda words: bar.update(task, description=words)):
            yield lambda finished: bar.update(task, advance=tally.width, description=tally.add(finished))


def _now_and_then() -> Callable[[str], None]:
    """What writes words to a log, the first time and then once a minute at most."""
    said = -EVERY

    def say(words: str) -> None:
        nonlocal said
        if time.monotonic() - said >= EVERY:
            said = time.monotonic()
            print(words, file=sys.stderr, flush=True)

    return say


def _lines(tally: Tally) -> Listener:
    said = tally.begin

    def tell(finished: Finished) -> None:
        nonlocal said
        words = tally.add(finished)
        if time.monotonic() - said >= EVERY:
            said = time.monotonic()
            there = (tally.ready + tally.done) * tally.width
            print(f"runs {there}/{tally.total * tally.width}, {words}", file=sys.stderr, flush=True)

    return tell


def summary(done: int, failed: int, left: int, width: int, seconds: float) -> str:
    """Failures, rate and time left, from the cells done and left after some seconds; failed counts runs.

    >>> summary(done=2, failed=1, left=4, width=3, seconds=60)
    '1 failed, 6.0 runs/min, 0:02:00 left'
    """
    rate = 60 * done * width / seconds
    remaining = timedelta(seconds=round(seconds * left / done))
    return f"{failed} failed, {rate:.1f} runs/min, {remaining} left"
