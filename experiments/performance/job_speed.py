"""What a job costs: two workers against one, and the memory of a worker that has one cell of the default comparison."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from engine_speed import ROOT, own_peak_kb

from sim.jobs.compare import comparison
from sim.jobs.job import Settings
from sim.jobs.question import Question
from sim.scenario import load_scenario
from sim.store.plan import Cell
from sim.store.store import Store

WORLDS = ("baseline", "housing", "cash", "lines")  # of the default comparison

SMALL = 2000, 8  # persons an agent, seeds
LARGE = 200  # persons an agent, as by default


def question(worlds: Sequence[str], persons_per_agent: int, months: int | None) -> Question:
    """A comparison at the central values, researchers as much finer as by default."""
    scale = {"persons_per_agent": persons_per_agent, "researchers_per_agent": max(1, persons_per_agent // 20)}
    return comparison([load_scenario(name, scale) for name in worlds], months)


def jobs() -> dict[str, dict[str, float]]:
    """Two workers against one in a small job, and the memory of one in a large one."""
    return {"workers": workers_compared(*SMALL), "memory": worker_memory(LARGE)}


def workers_compared(persons_per_agent: int, seeds: int, months: int | None = None) -> dict[str, float]:
    """Seconds that pass until the same job, baseline and one policy, is done by one worker and by two."""
    seconds = {number: _seconds(persons_per_agent, seeds, months, number) for number in (1, 2)}
    return {
        "persons_per_agent": persons_per_agent,
        "seeds": seeds,
        "one_s": seconds[1],
        "two_s": seconds[2],
        "ratio": seconds[1] / seconds[2],
        "others_at_work": os.getloadavg()[0],
    }


def _seconds(persons_per_agent: int, seeds: int, months: int | None, workers: int) -> float:
    with tempfile.TemporaryDirectory() as name:
        settings = Settings(tuple(range(1, seeds + 1)), workers, months, Path(name) / "out", Path(name) / "store")
        begin = time.perf_counter()
        report = question(WORLDS[:2], persons_per_agent, months).answer(settings)
        seconds = time.perf_counter() - begin
        assert not report.failures, report
    return seconds


def worker_memory(persons_per_agent: int, months: int | None = None) -> dict[str, float]:
    """Peak memory, MB, of a process that does one seed of the default comparison."""
    code = "import sys; sys.path[:0] = sys.argv[1:3]; import json, job_speed; job_speed.live_cell(*json.loads(sys.argv[3]))"
    given = [str(ROOT), str(Path(__file__).parent), json.dumps([persons_per_agent, months])]
    done = subprocess.run([sys.executable, "-c", code, *given], cwd=ROOT, check=True, stdout=subprocess.PIPE)
    return {"persons_per_agent": persons_per_agent, "worlds": len(WORLDS), "peak_mb": int(done.stdout) / 1024}


def live_cell(persons_per_agent: int, months: int | None) -> None:
    """Simulate, store and compare all worlds of one seed, as a worker does; print the peak memory of this process, KiB."""
    asked = question(WORLDS, persons_per_agent, months)
    with tempfile.TemporaryDirectory() as name:
        failures = asked.task(asked.plan, Store(Path(name)), Path(name), 1, 1)(Cell(0, 1))
        assert not failures, failures
    print(own_peak_kb())


def lines(record: dict) -> list[str]:
    """Both as lines for people."""
    workers, memory = record["workers"], record["memory"]
    return [
        f"2 workers against 1: {workers['ratio']:.2f} times as fast ({workers['one_s']:.1f} and {workers['two_s']:.1f} s, "
        f"{workers['seeds']} seeds at {workers['persons_per_agent']:,} persons an agent; load average {workers['others_at_work']:.1f})",
        f"peak memory of a worker, {memory['worlds']} worlds at {memory['persons_per_agent']:,} persons an agent: "
        f"{memory['peak_mb']:,.0f} MB",
    ]
