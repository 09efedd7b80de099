"""What a job would take, said before it starts: runs, time, memory and disk."""

from __future__ import annotations

import shutil
import statistics
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from sim.jobs.job import Settings, unfinished
from sim.jobs.runner import cores
from sim.store.plan import Plan
from sim.store.shelf import Harmed
from sim.store.store import STORE, Store

# Where nothing of the kind is stored yet: measured on one core of a small server, whole history, to 2030.
PERSONS = 270e6  # who are ever simulated; agents = persons / persons an agent
SECONDS_AN_AGENT = 5e-5
SECONDS_A_RUN = 8.0
BYTES_AN_AGENT_ON_DISK, BYTES_A_RUN_ON_DISK = 12.0, 1.2e6
BYTES_AN_AGENT_IN_MEMORY, BYTES_A_PROCESS = 600.0, 3.5e8
SAMPLE = 20  # stored runs from which time is told


def preflight(plan: Plan, settings: Settings) -> Iterator[str]:
    """Lines for people; nothing is run or written."""
    store = Store((settings.store or STORE).resolve())
    seeds = sorted(set(settings.seeds))
    ids = {name for cell in plan.cells(seeds) for name in plan.run_ids(cell)}
    there = ids & store.runs.names()
    missing = len(ids) - len(there)
    cells = unfinished(plan, store, seeds)
    workers = max(1, min(settings.workers or cores(), len(cells)))
    agents = PERSONS / plan.worlds[0].persons_per_agent
    seconds, source = _seconds_a_run(store, there, agents)
    yield f"scenarios {len(plan.worlds)}, futures {len(plan.futures)} (the central one among them), seeds {len(seeds)}"
    yield f"runs {len(ids)}, already stored {len(there)}, to run {missing}"
    yield f"time about {timedelta(seconds=round(missing * seconds / workers))} on {workers} workers ({source})"
    yield f"memory about {_size(workers * (BYTES_A_PROCESS + agents * BYTES_AN_AGENT_IN_MEMORY))}"
    disk = 2 * missing * (BYTES_A_RUN_ON_DISK + agents * BYTES_AN_AGENT_ON_DISK)  # in the store and in the results
    yield f"disk about {_size(disk)}, {_size(_free(store.folder))} free"


def _seconds_a_run(store: Store, there: set[str], agents: float) -> tuple[float, str]:
    """Seconds of one core for a run, and where they come from."""
    known = [seconds for name in sorted(there)[:SAMPLE] if (seconds := _wall(store, name)) is not None]
    if known:
        return statistics.median(known), f"as {len(known)} runs of this job took"
    return SECONDS_A_RUN + agents * SECONDS_AN_AGENT, "a rough guess from another machine"


def _wall(store: Store, name: str) -> float | None:
    try:
        return float(store.runs.index(name)["wall_s"])
    except Harmed:
        return None


def _size(count: float) -> str:
    """Bytes in words.

    >>> _size(2.34e9)
    '2.3 GB'
    """
    return f"{count / 1e9:.1f} GB" if count >= 1e9 else f"{max(1, round(count / 1e6))} MB"


def _free(path: Path) -> int:
    """Bytes free on the disk of a folder or of the nearest one above that exists."""
    while not path.exists():
        path = path.parent
    return shutil.disk_usage(path).free
