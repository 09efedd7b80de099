"""Marks: where each agent was at each outcome date, and which policies had reached it. Without them no class can be told later."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from sim.calendar import label, year_of
from sim.records import Columns, Status
from sim.world.state import World

TRAITS = ("degree", "field", "college", "home", "tier")


def snapshot(world: World) -> tuple[Mapping[str, np.ndarray], ...]:
    """region (int8, -1 not there), kept (in work), touched, employer of everybody born so far, by population."""
    return tuple(_snapshot(world, people) for people in world.people)


def _snapshot(world: World, people: Columns) -> dict[str, np.ndarray]:
    n = people.size
    status = people.status[:n]
    there = (status == Status.SEARCHING) | (status == Status.EMPLOYED)
    kept = status == Status.EMPLOYED
    firm = people.employer[:n].astype(np.int64)
    known = firm >= 0
    employer = np.where(kept, firm, 0)
    if world.firms.size:
        employer[known] = (world.firms.id[firm[known]] >> np.uint64(1)).astype(np.int64)
    return {
        "region": np.where(there, people.region[:n], -1).astype(np.int8),
        "kept": kept,
        "touched": people.touched[:n].astype(np.uint64),
        "employer": np.where(kept, employer, 0),
    }


def marks(world: World, snapshots: Mapping[int, tuple[Mapping[str, np.ndarray], ...]]) -> pd.DataFrame:
    """One row an agent in id order; columns of an outcome date end in "_YYYY-MM"."""
    parts = [_marks(world, population, snapshots) for population in (0, 1)]
    frame = pd.concat([p for p in parts if len(p)], ignore_index=True) if any(len(p) for p in parts) else parts[0]
    return frame.sort_values("id", kind="stable", ignore_index=True)


def _marks(
    world: World, population: int, snapshots: Mapping[int, tuple[Mapping[str, np.ndarray], ...]]
) -> pd.DataFrame:
    people = world.people[population]
    n = people.size
    columns: dict[str, np.ndarray] = {"id": people.id[:n], "population": np.full(n, population, np.int8)}
    columns |= {name: getattr(people, name)[:n] for name in TRAITS}
    columns["grad_year"] = np.array([year_of(int(m)) for m in range(-400, 400)], np.int16)[
        people.grad_month[:n].astype(int) + 400
    ]
    columns["touched"] = people.touched[:n].astype(np.uint64)
    for month, parts in sorted(snapshots.items()):
        for name, values in parts[population].items():
            columns[f"{name}_{label(month)}"] = padded(values, n, -1 if name == "region" else 0)
    return pd.DataFrame(columns)


def padded(values: np.ndarray, n: int, blank: int) -> np.ndarray:
    """Values of those born later: blank."""
    out = np.full(n, blank, values.dtype)
    out[: len(values)] = values
    return out
