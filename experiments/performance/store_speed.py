"""The speed of the store and of the runner: `python experiments/performance/store_speed.py [--quick] [--json FILE]`.

A store and a results folder of 10,000 runs are made by the job that `talentflow batch` starts, but with a task that stores the
tables of one real coarse pair of worlds, cut to few rows, under the name of each run. Then the verbs that look at them are
timed from the start of the process to its end: as a user waits for them (the best of three), and in CPU time, which counts
where others use the machine. The runner's overhead is all CPU time beside that of tasks of one second; its memory is followed
over as many empty tasks as there are runs. Memory is read from /proc: Linux only. Put the temporary folder (TMPDIR) on a disk
in memory to leave the disk out of it.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))  # the checkout, whether or not it is installed
sys.path.insert(0, str(Path(__file__).resolve().parent))

from engine_speed import ROOT, write
from store_tasks import Burn, Fill, Frames

from sim.designs import load_experiment
from sim.jobs.experiments import experiment_plan
from sim.jobs.job import Settings, carry_out
from sim.jobs.question import summaries_of
from sim.jobs.runner import run_each
from sim.store.plan import Cell, Plan
from sim.store.store import Store
from sim.store.tables import PAIR_TABLES

MONTHS, SEEDS = 148, 20  # to 2022-04: a few months with the policy
KEPT = "region in ('Hohhot', 'all') and group == 'all' and month >= '2021-12'"  # rows of measures that are stored
MARKS = 100  # rows
EXPERIMENT = """
title = {{zh = "快慢", en = "Speed"}}
baseline = "baseline"
variants = ["housing"]
seeds = {seeds}
design = "latin_hypercube"
samples = {samples}
[uncertainties]
"parameters.eps_w_grad" = [0.5, 5.0]
"parameters.awareness_base" = [0.05, 0.5]
"""
SCALE = {"persons_per_agent": 20_000, "researchers_per_agent": 2_000}
FLAGS = [part for path, value in SCALE.items() for part in ("--set", f"{path}={value}")] + ["--months", str(MONTHS)]


class Extent(NamedTuple):
    """How much is done. samples: futures beside the central one. tasks: of a second. repeats: of one worker against two."""

    samples: int
    tasks: int
    repeats: int


FULL, QUICK = Extent(249, 30, 5), Extent(9, 6, 3)


class Memory(NamedTuple):
    """Of this process, MB."""

    now: float
    most: float  # since the last `forget`


def memory() -> Memory:
    """As the system counts it."""
    lines = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    now, most = (float(lines[name].split()[0]) / 1024 for name in ("VmRSS", "VmHWM"))
    return Memory(now, most)


def forget() -> None:
    """Count the most memory from here on."""
    Path("/proc/self/clear_refs").write_text("5")


def real_tables(experiment: Path, folder: Path) -> tuple[Frames, Frames]:
    """Tables of one real world, cut, and of its comparison."""
    question = experiment_plan(load_experiment(experiment, SCALE), MONTHS)
    plan = question.plan
    store, cell = Store(folder / "real"), Cell(0, 1)
    failures = question.task(plan, store, folder / "real", 1, 1)(cell)
    assert not failures, failures
    run = plan.run_id(1, cell)
    names = [file.stem for file in store.runs.of(run).glob("*.parquet")]
    world = {name: store.runs.table(run, name).drop_columns("run_id").to_pandas() for name in names}
    cut = {"measures": world["measures"].query(KEPT), "marks": world["marks"].head(MARKS)}
    cut |= {name: world[name].head(MARKS) for name in ("flows", "employers", "martingale")}
    pair = {name: store.pairs.table(plan.pair_id((0, 1), cell), name).to_pandas() for name in PAIR_TABLES}
    return world | cut, pair


def fill(experiment: Path, folder: Path, world: Frames, pair: Frames) -> dict[str, float]:
    """A store and results of all runs of the experiment."""
    plan, _ = experiment_plan(load_experiment(experiment, SCALE), MONTHS)

    def make(plan: Plan, store: Store, scratch: Path, workers: int, threads: int) -> Fill:
        return Fill(plan, store, scratch, world, pair)

    settings = Settings(tuple(range(1, SEEDS + 1)), 2, MONTHS, folder / "results" / "speed" / "all")
    settings = settings._replace(store=folder / "results" / "store")
    forget()
    before, begin = memory().now, time.perf_counter()
    report = carry_out(plan, make, settings, summaries_of(plan))
    assert report.done == report.total, report
    return {"runs": report.total, "seconds": time.perf_counter() - begin, "grown_mb": memory().most - before}


class Spent(NamedTuple):
    """Seconds: as they pass, and of CPU time of all processes."""

    wall: float
    cpu: float


def spent() -> Spent:
    """Until now, by this process and its children that have ended."""
    used = os.times()
    return Spent(used.elapsed, used.user + used.system + used.children_user + used.children_system)


def since(begin: Spent) -> Spent:
    """From then on."""
    return Spent(*(now - then for now, then in zip(spent(), begin, strict=True)))


def waited(folder: Path, *verb: str, forget_report: bool = False) -> dict[str, float]:
    """What a verb takes, the best of three. forget_report: each time as if no report had been written."""
    found = []
    for _ in range(3):
        for record in folder.glob("results/*/*/report-*.json") if forget_report else ():
            record.unlink()
        begin = spent()
        subprocess.run(
            [sys.executable, "-m", "sim.cli", *verb], cwd=folder, check=True, stdout=subprocess.DEVNULL,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
        )  # fmt: skip
        found.append(since(begin))
    return min(found)._asdict()


def runner_memory(cells: int) -> dict[str, float]:
    """Growth of this process from a tenth of so many empty tasks to their end, and the seconds of one."""
    begin, tenth = time.perf_counter(), 0.0
    for number, _ in enumerate(run_each(Burn(0.0), [Cell(0, seed) for seed in range(cells)], 2, 1), start=1):
        if number == cells // 10:
            tenth = memory().now
    seconds = (time.perf_counter() - begin) / cells
    return {"tasks": cells, "grown_mb": memory().now - tenth, "ms_a_task": 1e3 * seconds}


def runner_overhead(tasks: int) -> dict[str, float]:
    """CPU time beside that of tasks of one second on two workers, as a share of it, and that of the workers' start."""
    few, many = (_cpu_of_tasks(number) for number in (2, tasks))
    return {"tasks": tasks, "start_s": few - 2, "share": (many - few) / (tasks - 2) - 1}


def _cpu_of_tasks(number: int) -> float:
    """CPU seconds of so many tasks of one second on two new workers."""
    begin = spent()
    for _ in run_each(Burn(1.0), [Cell(0, seed) for seed in range(number)], 2, 1):
        pass
    return since(begin).cpu


def speed_up(tasks: int, repeats: int) -> dict[str, float]:
    """Time on one worker over time on two, of the same tasks of one second: the median, and the least and most."""
    cells = [Cell(0, seed) for seed in range(tasks)]
    seconds: dict[int, list[float]] = {1: [], 2: []}
    for _ in range(repeats):
        for workers, found in seconds.items():
            begin = time.perf_counter()
            for _ in run_each(Burn(1.0), cells, workers, 1):
                pass
            found.append(time.perf_counter() - begin)
    ratios = sorted(one / two for one, two in zip(seconds[1], seconds[2], strict=True))
    return {"tasks": tasks, "median": statistics.median(ratios), "least": ratios[0], "most": ratios[-1]}


def measure(extent: Extent) -> dict[str, object]:
    """Everything, as a record for JSON."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        experiment = folder / "speed.toml"
        experiment.write_text(EXPERIMENT.format(seeds=SEEDS, samples=extent.samples), encoding="utf-8")
        made = fill(experiment, folder, *real_tables(experiment, folder))
        verbs = {
            "list runs": waited(folder, "list", "runs"),
            "batch -n": waited(folder, "batch", str(experiment), "-n", *FLAGS),
            "report": waited(folder, "report", "results/speed/all", forget_report=True),
            "report again": waited(folder, "report", "results/speed/all"),
        }
    return {
        "fill": made,
        "verbs_s": verbs,
        "memory": runner_memory(int(made["runs"])),
        "overhead": runner_overhead(extent.tasks),
        "speed_up": speed_up(extent.tasks // 3, extent.repeats),
        "load": {"cores": os.cpu_count(), "others_at_the_end": os.getloadavg()[0]},
    }


def table(record: dict) -> str:
    """The record as lines for people."""
    made, memory, overhead, ratio, load = (record[k] for k in ("fill", "memory", "overhead", "speed_up", "load"))
    return "\n".join(
        [
            f"{made['runs']:,} runs stored and merged in {made['seconds']:,.0f} s; memory of the job +{made['grown_mb']:,.0f} MB",
            *(
                f"talentflow {verb:<12} {s['wall']:>6.2f} s, CPU {s['cpu']:.2f} s"
                for verb, s in record["verbs_s"].items()
            ),
            f"{memory['tasks']:,} empty tasks: {memory['ms_a_task']:.2f} ms each; memory of the runner from a tenth of them "
            f"to the end {memory['grown_mb']:+.1f} MB",
            f"{overhead['tasks']} tasks of 1 s on 2 workers: overhead {overhead['share']:.1%} of their CPU time beside the workers' "
            f"start of {overhead['start_s']:.1f} s",
            f"2 workers against 1: {ratio['median']:.2f} times as fast ({ratio['least']:.2f} to {ratio['most']:.2f})",
            f"load average {load['others_at_the_end']:.1f} on {load['cores']} cores: above 2 others were at work",
        ]
    )


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description="Benchmark of the store and the runner.")
    parser.add_argument("--quick", action="store_true", help="400 runs instead of 10,000")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there")
    arguments = parser.parse_args()
    record = measure(QUICK if arguments.quick else FULL)
    print(table(record))
    if arguments.json:
        write(arguments.json, record)


if __name__ == "__main__":
    main()
