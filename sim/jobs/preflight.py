"""What a job would take, said before it starts: runs, time, memory and disk."""

from __future__ import annotations

import math
import shutil
import statistics
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from sim.calendar import parse_month
from sim.given import counted
from sim.jobs.job import Settings, unfinished
from sim.jobs.runner import cores
from sim.store.plan import Plan
from sim.store.shelf import Harmed
from sim.store.store import STORE, Store

# Where nothing of the kind is stored yet: straight lines through what runs of `compare baseline housing` to 2030 took at 20,000
# and 2,000 persons an agent (13,500 and 135,000 agents a run) on one core of a 2-core server in November 2026: 2.65 and 5.25
# seconds of CPU time with their part of the comparison, 0.87 and 2.2 MB stored, 520 and 649 MB of memory at most.
PERSONS_A_MONTH = 1.07e6  # who are ever simulated, by the month: agents = persons / persons an agent
SECONDS_AN_AGENT, SECONDS_A_RUN = 2.1e-5, 2.4
BYTES_AN_AGENT_ON_DISK, BYTES_A_RUN_ON_DISK = 11.0, 7.3e5
BYTES_AN_AGENT_IN_MEMORY, BYTES_A_PROCESS = 1100.0, 5.1e8
MEASURED_MONTHS = 252
SIMILAR = 2  # stored runs of so many times more or fewer agents tell the time of others
GUESS = "a rough guess from another machine"
SAMPLE = 20  # stored runs from which time is told


def preflight(plan: Plan, settings: Settings) -> Iterator[str]:
    """Lines for people; nothing is run or written."""
    settings = settings.checked()
    store = Store((settings.store or STORE).resolve())
    seeds = settings.seeds
    ids = {name for cell in plan.cells(seeds) for name in plan.run_ids(cell)}
    there = ids & store.runs.names()
    missing = len(ids) - len(there)
    cells = unfinished(plan, store, seeds)
    workers = max(1, min(settings.workers or cores(), len(cells)))
    months = plan.months or _whole(plan)
    agents = PERSONS_A_MONTH * months / plan.worlds[0].persons_per_agent
    part = months / MEASURED_MONTHS
    seconds, source = _seconds_a_run(store, there, agents) or (part * SECONDS_A_RUN + agents * SECONDS_AN_AGENT, GUESS)
    yield f"scenarios {len(plan.worlds)}, futures {len(plan.futures)} (the central one among them), seeds {len(seeds)}"
    yield f"runs {len(ids)}, already stored {len(there)}, to run {missing}"
    yield f"time about {timedelta(seconds=round(missing * seconds / workers))} on {counted(workers, 'worker')} ({source})"
    yield f"memory about {_size(workers * (BYTES_A_PROCESS + agents * BYTES_AN_AGENT_IN_MEMORY))}"
    disk = (
        2 * missing * (part * BYTES_A_RUN_ON_DISK + agents * BYTES_AN_AGENT_ON_DISK)
    )  # in the store and in the results
    yield f"disk about {_size(disk)}, {_size(_free(store.folder))} free"


def _seconds_a_run(store: Store, there: set[str], agents: float) -> tuple[float, str] | None:
    """Seconds of one core for a run as stored runs took them, and which: of this job, else of about as many agents."""
    mine = [wall for wall, _ in _stored(store, sorted(there)[:SAMPLE])]
    if mine:
        return statistics.median(mine), f"as {len(mine)} runs of this job took"
    others = _stored(store, sorted(store.runs.names())[:SAMPLE])
    similar = [wall for wall, size in others if agents / SIMILAR < size < agents * SIMILAR]
    if similar:
        return statistics.median(similar), f"as {len(similar)} stored runs of about this size took"
    return None


def _stored(store: Store, names: Iterable[str]) -> Iterator[tuple[float, int]]:
    """Seconds and agents of stored runs."""
    for name in names:
        with suppress(Harmed):
            index = store.runs.index(name)
            yield index["wall_s"], index["agents"]


def _whole(plan: Plan) -> int:
    """Months from the start of its scenarios to their end."""
    document = plan.worlds[0].document
    return parse_month(document["end"]) - parse_month(document["start"]) + 1


def _size(count: float) -> str:
    """Bytes in words.

    >>> _size(2.34e9)
    '2.3 GB'
    """
    return f"{count / 1e9:.1f} GB" if count >= 1e9 else f"{math.ceil(count / 1e6)} MB"


def _free(path: Path) -> int:
    """Bytes free on the disk of a folder or of the nearest one above that exists."""
    while not path.exists():
        path = path.parent
    return shutil.disk_usage(path).free
