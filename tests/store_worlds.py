"""Small made-up worlds for tests of the store and the runner: what a simulation would leave, without one."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from sim.calendar import Span
from sim.jobs.job import MakeTask, Report, Settings, carry_out
from sim.store.folder import Failure
from sim.store.plan import Cell, Future, Plan, World
from sim.store.store import Store
from sim.store.summaries import Summaries

DATE = 155  # 2022-12


def plan(
    code: str = "c",
    eps: float = 2.0,
    verb: str = "compare",
    names: Sequence[str] = ("baseline", "flats"),
    draws: int = 0,
) -> Plan:
    """A baseline and variants whose parameter is `eps`, in the central future and in some that do not touch the baseline."""
    worlds = tuple(
        World(name, f"{name} {eps}", {"zh": "", "en": name}, 200, 10, {"parameters": {"eps": eps}, "policies": []})
        for name in names
    )
    return Plan(
        verb,
        worlds,
        None,
        code,
        "d",
        {"python": "3.11"},
        pairs=tuple((0, place) for place in range(1, len(names))),
        futures=tuple(_future(number, worlds) for number in range(draws + 1)),
        span=Span((144, DATE), (DATE,)),
    )


def _future(number: int, worlds: Sequence[World]) -> Future:
    base, *variants = (world.digest for world in worlds)
    if number == 0:
        return Future(0, {}, (base, *variants))
    return Future(number, {"policy.flats.units": number}, (base, *(f"{name} with {number}" for name in variants)))


def frames(name: str) -> dict[str, pd.DataFrame]:
    """Tables of one world, which depend on nothing but the id of its run."""
    draw = np.random.default_rng(int(name, 16))
    measures = pd.DataFrame(
        {
            "month": ["2022-01", "2022-02"],
            "region": pd.Categorical(["呼和浩特", "Baotou"]),
            "group": "all",
            "measure": "persons",
            "value": draw.random(2) * 1e6,
            "unit": "persons",
        }
    )
    flows = pd.DataFrame(
        {
            "month": ["2022-01"],
            "origin": "Baotou",
            "destination": "Hohhot",
            "kind": "move",
            "degree": "master",
            "count": 3,
        }
    )
    ledger = pd.DataFrame(
        {"month": ["2022-01"], "policy": "flats", "region": "Hohhot", "recipient": "person", "fen": 7, "cases": 1}
    )
    marks = pd.DataFrame({"id": np.arange(3, dtype=np.uint64), "region_2022-12": draw.integers(0, 3, 3, np.int8)})
    return {"measures": measures, "flows": flows, "ledger": ledger, "marks": marks}


def outcome(seed: int) -> dict[str, pd.DataFrame]:
    """What comparing two worlds of a seed gave."""
    return {
        "values": pd.DataFrame({"outcome": ["net"], "region": "Hohhot", "plain": float(seed)}),
        "attribution": pd.DataFrame(
            {"region": ["Hohhot"], "group": "all", "year": "all", "class": "always", "partner": "", "count": 5}
        ),
        "coupling": pd.DataFrame({"year": ["2022"], "differs_now": [seed]}),
    }


@dataclass(frozen=True)
class FakeTask:
    """Stores made-up worlds. Some seeds fail, or kill their worker always, or once (a file in `memory` remembers).

    fails_world: a world that fails alone, of every seed. diary: a file that gets a line for every world that is made.
    """

    plan: Plan
    store: Store
    scratch: Path
    memory: Path
    fails: tuple[int, ...] = ()
    kills: tuple[int, ...] = ()
    kills_once: tuple[int, ...] = ()
    fails_world: str = ""
    diary: Path | None = None
    seconds: float = 0.0

    def __call__(self, cell: Cell) -> tuple[Failure, ...]:
        """What CellTask does, without a simulation."""
        self._suffer(cell.seed)
        failed = [place for place, world in enumerate(self.plan.worlds) if world.name == self.fails_world]
        for place, name in enumerate(self.plan.run_ids(cell)):
            if name not in self.store.runs and place not in failed:
                self._make(name)
        for pair in self.plan.pairs:
            name = self.plan.pair_id(pair, cell)
            if name not in self.store.pairs and not set(pair) & set(failed):
                self.store.add_pair(name, self.scratch, self._compared(pair[1], cell.seed))
        return tuple(Failure(self.plan.worlds[place].name, *cell, "ValueError: bad world") for place in failed)

    def _compared(self, variant: int, seed: int) -> dict[str, pd.DataFrame]:
        """What comparing a variant with the baseline gives."""
        return outcome(seed)

    def _suffer(self, seed: int) -> None:
        remembered = self.memory / f"killed-{seed}"
        if seed in self.kills or (seed in self.kills_once and not remembered.exists()):
            remembered.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        if seed in self.fails:
            raise ValueError(f"seed {seed}\nis bad")

    def _make(self, name: str) -> None:
        time.sleep(self.seconds)
        self.store.add_run(name, self.scratch, frames(name), {"wall_s": 0.5, "agents": 3})
        if self.diary:
            with self.diary.open("a") as diary:
                diary.write(f"{name}\n")


def mean_effect(values: pd.DataFrame) -> pd.DataFrame:
    """A summary: the mean of all replicates."""
    keys = ["variant", "outcome", "region"]
    return values.groupby(keys, as_index=False).agg(estimate=("plain", "mean"), replicates=("replicate", "count"))


SUMMARIES = Summaries({"effects": mean_effect}, {"futures": mean_effect})


def maker(memory: Path, **task: object) -> MakeTask:
    """What makes a FakeTask."""
    return lambda plan, store, scratch, *_: FakeTask(plan, store, scratch, memory, **task)  # type: ignore[arg-type]


def job(
    out: Path,
    seeds: tuple[int, ...] = (1, 2),
    workers: int = 1,
    what: Plan | None = None,
    store: Path | None = None,
    keep_going: bool = True,
    cluster: str = "",
    **task: object,
) -> Report:
    """A whole job of made-up worlds. store: None = beside the results."""
    store = store or out.with_name("store")
    settings = Settings(seeds, workers, None, out, store, keep_going=keep_going, cluster=cluster)
    return carry_out(what or plan(), maker(out.parent, **task), settings, SUMMARIES)


def contents(folder: Path) -> Mapping[str, bytes]:
    """Bytes of all result files by their names within the folder; plan.json, which says where the store is, aside."""
    files = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    return {name: path.read_bytes() for name, path in files.items() if name != "plan.json"}
