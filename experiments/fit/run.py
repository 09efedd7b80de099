"""Constants and first fit: `python experiments/fit/run.py [--constants-only] [--quick] [--later] [--name NAME] [--workers N]`.

Writes scenarios/fits/NAME.json, which scenarios name by `parameters = {from = "NAME"}`. The same code and data give the
same file, with any number of workers. `--constants-only` keeps the modes of the stored fit and contracts the constants anew,
as is needed after a change of the engine; `--quick` is a rough run to see that everything works. `--later` writes nothing: it shows
the rows after the warm-up under the stored fit, from `reported` as it is now.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))  # the checkout, whether or not it is installed

from sim.scenario import load_scenario
from sim.scenario.fit import Fit
from sim.scenario.fit_files import fit_names, read_fit, write_fit
from sim.search.fitting import Plan, Scale, Workshop
from sim.search.record import without_fit
from sim.search.worlds import workers
from sim.store.plan import code_digest
from sim.world.tables import load_tables

FULL = Plan()
COARSE = Scale(4000, 500, (1, 2), close=0.05)
QUICK = Plan(
    search=COARSE,
    final=replace(COARSE, seeds=(11, 12)),
    later=replace(COARSE, seeds=(11,)),
    steps=1,
    rounds=3,
    futures=0,
)


class Progress:
    """Lines with the time since the start and the time left at most."""

    def __init__(self, expected: int) -> None:
        self.begin, self.done, self.expected = time.perf_counter(), 0, expected

    def world(self) -> None:
        """One world more."""
        self.done += 1

    def say(self, text: str) -> None:
        """A line."""
        seconds = time.perf_counter() - self.begin
        left = seconds / self.done * max(0, self.expected - self.done) if self.done else float("nan")
        print(f"{seconds / 60:5.1f} min, at most {left / 60:4.1f} left, world {self.done}  {text}", flush=True)


def listing(fit: Fit) -> str:
    """Modes and rows, for people."""
    lines = [f"{name:22} {fit.modes[name]:8.3f} ± {fit.sds[name]:.3f}" for name in fit.modes]
    lines += [f"{region:22} {low:8.3f} {high:8.3f}" for region, (low, high) in fit.constants.items()]
    for row in sorted(fit.rows, key=lambda r: -abs(_off(r))):
        lines.append(
            f"{_off(row):+6.1f}  {row['fitted']:>10} {row['target']:>10}  {row['use']:5} {row['region']}: {row['pattern']}"
        )
    return "\n".join(lines)


def _off(row: Mapping[str, Any]) -> float:
    """Widths that a row lies off."""
    return float((row["fitted"] - row["target"]) / row["width"]) if row["width"] else 0.0


def main() -> None:
    """Read the command line, fit, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--constants-only", action="store_true", help="keep the modes of the stored fit")
    parser.add_argument("--quick", action="store_true", help="few coarse worlds")
    parser.add_argument(
        "--later", action="store_true", help="show the rows after the warm-up under the stored fit, write nothing"
    )
    parser.add_argument("--name", default="fit-1", help="of the stored fit")
    parser.add_argument("--workers", type=int, default=2, help="processes")
    given = parser.parse_args()
    known = read_fit(given.name) if given.constants_only and given.name in fit_names() else None
    plan, tables = QUICK if given.quick else FULL, load_tables()
    progress = Progress(plan.worlds(len(tables.regions), given.constants_only))
    with workers(given.workers) as run:
        baseline, reported = load_scenario("baseline"), load_scenario("reported")
        workshop = Workshop(baseline, reported, plan, run, progress.world, progress.say)
        if given.later:
            fit = read_fit(given.name)
            print(listing(replace(fit, rows=tuple(workshop.later(fit)))))
            return
        digests = {"code": code_digest(), "data": tables.digest, "scenario": without_fit(baseline).digest}
        fit = workshop.fit(given.name, digests, known, given.constants_only)
        path = write_fit(fit)
        if plan.futures:  # drawn from the fit as it is stored
            write_fit(fit := workshop.settled(fit))
            write_fit(fit := workshop.tried(fit))
    progress.say(f"written: {path.name}")
    print(listing(fit))


if __name__ == "__main__":
    main()
