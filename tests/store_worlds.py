"""Small made-up worlds for tests of the store and the runner: what a simulation would leave, without one."""

from __future__ import annotations

import os
import signal
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from sim.store.parts import Parts, WorldResult
from sim.store.plan import Plan, World


def plan(code: str = "c", eps: float = 2.0, verb: str = "compare") -> Plan:
    """A baseline and one variant whose parameter is `eps`."""
    worlds = tuple(
        World(
            name,
            f"digest of {name} {eps}",
            {"zh": "", "en": name},
            200,
            10,
            {"parameters": {"eps": eps}, "policies": []},
        )
        for name in ("baseline", "flats")
    )
    return Plan(verb, worlds, None, code, "d", {"python": "3.11"})


def frames(seed: int, place: int) -> dict[str, pd.DataFrame]:
    """Tables of one world, which depend on nothing but the seed and its place in the plan."""
    draw = np.random.default_rng([seed, place])
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


@dataclass(frozen=True)
class FakeTask:
    """Stores made-up worlds. Seeds may fail, or kill their worker always, or once (a file in `scratch` remembers)."""

    plan: Plan
    parts: Parts
    scratch: Path
    fails: tuple[int, ...] = ()
    kills: tuple[int, ...] = ()
    kills_once: tuple[int, ...] = ()
    seconds: float = 0.0

    def __call__(self, seed: int) -> None:
        """What tasks.CompareTask does."""
        time.sleep(self.seconds)
        memory = self.scratch / f"killed-{seed}"
        if seed in self.kills or (seed in self.kills_once and not memory.exists()):
            memory.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        if seed in self.fails:
            raise ValueError(f"seed {seed}\nis bad")
        with self.parts.writing(seed, self.scratch) as part:
            for place, world in enumerate(self.plan.worlds):
                part.add_world(WorldResult(world, self.plan.run_id(world, seed), frames(seed, place)))
            pair = {
                "values": pd.DataFrame({"outcome": ["net"], "region": "Hohhot", "plain": float(seed)}),
                "attribution": pd.DataFrame(
                    {"region": ["Hohhot"], "group": "all", "year": "all", "class": "always", "partner": "", "count": 5}
                ),
                "coupling": pd.DataFrame({"year": ["2022"], "differs_now": [seed]}),
            }
            part.add_pair("flats", pair)
            part.finish(0.5, {"dates": ["2022-12"]})


def mean_effect(values: pd.DataFrame) -> pd.DataFrame:
    """A summary: the mean of all replicates."""
    keys = ["variant", "outcome", "region"]
    return values.groupby(keys, as_index=False).agg(estimate=("plain", "mean"), replicates=("replicate", "count"))
