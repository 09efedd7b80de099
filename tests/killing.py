"""Jobs started as a user starts them, in processes of their own, to be killed in tests; nothing else is ever killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pandas as pd

from sim.store.store import Store

HERE = Path(__file__).parent
MADE_UP = (
    "-c",
    f"""
import sys
from pathlib import Path
sys.path.insert(0, {str(HERE)!r})
from store_worlds import job
print(job(Path(sys.argv[1]), tuple(range(1, 9)), 2, store=Path(sys.argv[2]), seconds=0.1))
""",  # without a guard on purpose: workers must not start the job again
    "{out}",
    "{store}",
)
REAL = (
    *(
        "-m",
        "sim.cli",
        "compare",
        "baseline",
        "housing",
        "--seeds",
        "2",
        "--workers",
        "2",
        "--months",
        "148",
        "--futures",
        "0",
        "--quiet",
    ),
    *("--persons-per-agent", "20000", "--set", "researchers_per_agent=2000", "--out", "{out}"),
)  # a job of real worlds; its store is results/store in the folder in which it is started


class Job:
    """A running job in a process group of its own, as from a terminal, with its results and store in a folder."""

    def __init__(self, what: Sequence[str], folder: Path, out: str = "out") -> None:
        self.folder = folder
        made_up = {"out": str(folder / out), "store": str(folder / "store")}
        self.process = subprocess.Popen(
            [sys.executable, *(part.format(**made_up) if part in ("{out}", "{store}") else part for part in what)],
            cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
            env=os.environ | {"PYTHONPATH": str(HERE.parent)}, preexec_fn=_hear_interrupts,
        )  # fmt: skip

    @property
    def store(self) -> Store:
        """Where its runs are kept."""
        real = self.folder / "results" / "store"
        return Store(real if real.exists() else self.folder / "store")

    def wait_for_runs(self, count: int, seconds: float = 300) -> None:
        """Wait until so many runs are finished, or the job has ended."""
        self.wait(lambda: len(self.store.runs.names()) >= count, seconds)

    def wait(self, condition: Callable[[], bool], seconds: float = 300) -> None:
        """Wait until something is so, or the job has ended."""
        deadline = time.monotonic() + seconds
        while self.process.poll() is None and not condition() and time.monotonic() < deadline:
            time.sleep(0.01)

    def interrupt(self) -> None:
        """The interrupt key, which reaches the workers too."""
        os.killpg(self.process.pid, signal.SIGINT)

    def kill_parent(self) -> None:
        """Kill the process that was started."""
        self.process.kill()

    def workers(self) -> list[int]:
        """Processes of the job that run worlds."""
        listed = subprocess.run(
            ["ps", "-ww", "--no-headers", "-o", "pid,args", "--ppid", str(self.process.pid)],
            capture_output=True,
            text=True,
        )
        return [int(line.split()[0]) for line in listed.stdout.splitlines() if "spawn_main" in line]

    def kill_worker(self, which: int = 0) -> bool:
        """Kill one of the workers; False if there is none."""
        workers = self.workers()
        if not workers:
            return False
        try:
            os.kill(workers[which % len(workers)], signal.SIGKILL)
        except ProcessLookupError:
            return False
        return True

    def end(self, seconds: float = 600) -> tuple[str, str]:
        """What it said until it ended: stdout and stderr."""
        return self.process.communicate(timeout=seconds)

    def gone(self) -> bool:
        """True once no process of the group is left, waiting a little."""
        for _ in range(300):
            try:
                os.killpg(self.process.pid, 0)
            except ProcessLookupError:
                return True
            time.sleep(0.1)
        return False


def _hear_interrupts() -> None:
    """A shell has its background jobs ignore the interrupt key, and theirs inherit it: tests may run in the background."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def data(folder: Path) -> dict[str, object]:
    """Bytes of all tables of a results folder; of runs.parquet, which holds seconds, the rest."""
    runs = pd.read_parquet(folder / "runs.parquet").drop(columns="wall_s").to_csv()
    tables = (path for path in folder.rglob("*.*") if path.suffix in (".csv", ".parquet") and path.stem != "runs")
    return {"runs.parquet": runs} | {path.relative_to(folder).as_posix(): path.read_bytes() for path in tables}


def entries(store: Store) -> dict[str, dict[str, str]]:
    """Hashes of the files of all runs and pairs, as their indices state them."""
    shelves = {"runs": store.runs, "pairs": store.pairs}
    return {f"{kind}/{name}": shelf.index(name)["files"] for kind, shelf in shelves.items() for name in shelf.names()}
