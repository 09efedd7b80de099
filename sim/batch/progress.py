"""Progress of a job on a terminal: done, failed, rate, time left. Silent elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from sim.batch.runner import Finished


class Listener(Protocol):
    """Is told of every finished seed."""

    def __call__(self, finished: Finished, /) -> None: ...


@contextmanager
def progress(total: int, ready: int, runs_per_seed: int, quiet: bool) -> Iterator[Listener]:
    """A bar on stderr while the block runs; counts are in runs (worlds), `ready` of `total` seeds were there before."""
    if quiet or not sys.stderr.isatty():
        yield lambda finished: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[failed]} failed, {task.fields[rate]:.1f} runs/min, left"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), speed_estimate_period=3600) as bar:
        task = bar.add_task("runs", total=total * runs_per_seed, completed=ready * runs_per_seed, failed=0, rate=0.0)
        failed = 0

        def tell(finished: Finished) -> None:
            nonlocal failed
            failed += runs_per_seed * bool(finished.error)
            speed = bar.tasks[task].finished_speed or bar.tasks[task].speed or 0.0
            bar.update(task, advance=runs_per_seed, failed=failed, rate=60 * speed)

        yield tell
