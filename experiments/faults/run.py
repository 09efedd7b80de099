"""A job killed at random and resumed ends as if nothing had happened: `python experiments/faults/run.py EXPERIMENT [FLAGS]`.

Runs `talentflow batch EXPERIMENT` twice, each with a store of its own: once undisturbed, and once killed (SIGKILL, as by a
machine that loses power) at random moments and gone on with by `talentflow resume`. Prints what happened and the digest of
all tables of both results, and ends with code 1 unless they are the same. FLAGS are those of `talentflow batch`, such as
`--seeds 2 --persons-per-agent 20000`.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))  # the checkout, whether or not it is installed

import pyarrow.parquet as pq

from sim.store.digests import digest_of
from sim.store.files import sha256_json, sha256_of
from sim.store.folder import PLAN
from sim.store.store import Store

ROOT = Path(__file__).resolve().parents[2]


class Trial:
    """A job in a folder of its own."""

    def __init__(self, folder: Path, experiment: str, flags: Sequence[str]) -> None:
        self.out, self.store = folder / "out", Store(folder / "store")
        self.batch = ["batch", experiment, *flags, "--out", str(self.out), "--store", str(self.store.folder)]

    def start(self) -> subprocess.Popen[str]:
        """Begin, or go on where there is something to go on with."""
        verb = ["resume", str(self.out)] if (self.out / PLAN).is_file() else self.batch
        print(f"talentflow {verb[0]}", end=": ", flush=True)
        command = [sys.executable, "-m", "sim.cli", *verb, "--quiet"]
        path = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
        return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=os.environ | {"PYTHONPATH": path})

    def finish(self) -> float:
        """Run to the end; the seconds it took."""
        begin = time.perf_counter()
        process = self.start()
        said = process.communicate()[0].splitlines()
        print(said[-1] if said else "", flush=True)
        if process.returncode:
            sys.exit(process.returncode)
        return time.perf_counter() - begin

    def kill(self, runs: int, delay: float) -> None:
        """Start, and kill a while after so many runs are stored."""
        process = self.start()
        while len(self.store.runs.names()) < runs and process.poll() is None:
            time.sleep(0.01)
        time.sleep(delay)
        process.kill()
        process.communicate()
        ended = "had ended" if process.returncode >= 0 else "killed"
        print(f"{ended}, {len(self.store.runs.names())} runs stored", flush=True)

    def digest(self) -> str:
        """sha256 of all tables; of runs.parquet all but the seconds."""
        tables = {path.name: sha256_of(path) for path in self.out.iterdir() if path.suffix in (".csv", ".parquet")}
        runs = pq.read_table(self.out / "runs.parquet").drop_columns("wall_s")
        return sha256_json({**tables, "runs.parquet": digest_of({"runs": runs})})


def main() -> None:
    """Both jobs, and whether they ended the same."""
    parser = argparse.ArgumentParser(description="Kill a job at random, resume it, compare with an undisturbed one.")
    parser.add_argument("experiment", help="a file, or the name of one in experiments/")
    parser.add_argument("--kills", type=int, default=3)
    parser.add_argument("--draw", type=int, help="seed of the moments (default: another each time)")
    arguments, flags = parser.parse_known_args()
    moments = random.Random(arguments.draw)
    with tempfile.TemporaryDirectory() as name:
        straight, killed = (Trial(Path(name) / kind, arguments.experiment, flags) for kind in ("straight", "killed"))
        seconds = straight.finish()
        total = len(straight.store.runs.names())
        for runs in sorted(moments.choices(range(total), k=arguments.kills)):
            killed.kill(runs, moments.uniform(0, seconds / total))
        killed.finish()
        digests = [trial.digest() for trial in (straight, killed)]
    print(f"undisturbed {digests[0]}\nkilled      {digests[1]}")
    print("the same" if digests[0] == digests[1] else "different")
    sys.exit(digests[0] != digests[1])


if __name__ == "__main__":
    main()
