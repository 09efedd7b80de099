"""The benchmark's plain Mesa agents live the engine's month: same rules, other random numbers, so the same counts but for chance."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "experiments" / "performance"))

import engine_speed
from plain_mesa import PlainModel

from sim.month import advance
from sim.records import Status
from sim.world.branch import branch
from sim.world.state import World

MONTHS = 3


@pytest.fixture(scope="module")
def counts() -> tuple[np.ndarray, np.ndarray]:
    """Persons, in work and searching by region, of plain agents and of the engine after some months from one state."""
    world = engine_speed.world_in(engine_speed.FIRST, engine_speed.scenario_of(10_000, policies=False))
    plain, engine = PlainModel(world), branch(world, world.scenario)
    for _ in range(MONTHS):
        plain.step()
        advance(engine)
    names = ("persons", "kept_in_work", "unemployed")
    return np.array([plain.record[name] for name in names]), engine_counts(engine)


def engine_counts(world: World) -> np.ndarray:
    """The same of the engine's columns."""
    out = np.zeros((3, world.setting.count))
    for people in world.people:
        status, region = people.status[: people.size], people.region[: people.size]
        for row, of in enumerate((Status.EMPLOYED, Status.SEARCHING), start=1):
            out[row] += np.bincount(region[status == of], minlength=out.shape[1])
    out[0] = out[1] + out[2]
    return out


def test_as_many_live_at_each_place(counts: tuple[np.ndarray, np.ndarray]) -> None:
    plain, engine = counts
    assert plain[0].sum() == engine[0].sum()
    assert np.all(abs(plain[0] - engine[0]) <= 5 * np.sqrt(engine[0]))


def test_as_many_are_out_of_work(counts: tuple[np.ndarray, np.ndarray]) -> None:
    plain, engine = (table[2].sum() / table[0].sum() for table in counts)
    assert abs(plain - engine) < 0.02
