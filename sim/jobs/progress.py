"""Progress of a job on a terminal: done, failed, rate, time left. Silent elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Protocol

from sim.jobs.runner import Finished


class Listener(Protocol):
    """Is told of every finished cell."""

    def __call__(self, finished: Finished, /) -> None: ...


@contextmanager
def progress(total: int, ready: int, width: int, quiet: bool) -> Iterator[Listener]:
    """A bar on stderr while the block runs; counts are in runs, `width` a cell; `ready` of `total` cells were there before."""
    if quiet or not sys.stderr.isatty():
        yield lambda finished: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn("runs"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.description}"))
    begin, done, failed = time.monotonic(), 0, 0
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task("", total=total * width, completed=ready * width)

        def tell(finished: Finished) -> None:
            nonlocal done, failed
            done, failed = done + 1, failed + (width if finished.error else len(finished.failures))
            said = summary(done, failed, total - ready - done, width, time.monotonic() - begin)
            bar.update(task, advance=width, description=said)

        yield tell


def summary(done: int, failed: int, left: int, width: int, seconds: float) -> str:
    """Failures, rate and time left, from the cells done and left after some seconds; failed counts runs.

    >>> summary(done=2, failed=1, left=4, width=3, seconds=60)
    '1 failed, 6.0 runs/min, 0:02:00 left'
    """
    rate = 60 * done * width / seconds
    remaining = timedelta(seconds=round(seconds * left / done))
    return f"{failed} failed, {rate:.1f} runs/min, {remaining} left"
