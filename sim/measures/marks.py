"""Marks: where each agent was at each outcome date, and which policies had reached it. Without them no class can be told later."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from sim.calendar import label, year_of
from sim.records import Columns, Status
from sim.world.state import World

TRAITS = ("degree", "field", "college", "home", "tier")


def snapshot(world: World) -> tuple[Mapping[str, np.ndarray], ...]:
    """region (int8, -1 not there), kept (in work), touched (bits, as wide as the column), employer of all born so far, by population."""
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
        "touched": people.touched[:n].copy(),
        "employer": np.where(kept, employer, 0),
    }


def marks(world: World, snapshots: Mapping[int, tuple[Mapping[str, np.ndarray], ...]]) -> pd.DataFrame:
    """One row an agent in id order; columns of an outcome date end in "_YYYY-MM"."""
    place = places_by_id(world)
    columns = {"id": in_order(place, [p.id[: p.size] for p in world.people])}
    columns["population"] = in_order(place, [np.full(p.size, n, np.int8) for n, p in enumerate(world.people)])
    for name in TRAITS:
        columns[name] = in_order(place, [getattr(p, name)[: p.size] for p in world.people])
    columns["grad_year"] = in_order(place, [graduation_years(p.grad_month[: p.size]) for p in world.people])
    columns["touched"] = in_order(place, [p.touched[: p.size] for p in world.people])
    for month, parts in sorted(snapshots.items()):
        for name in parts[0]:
            blank = -1 if name == "region" else 0
            columns[f"{name}_{label(month)}"] = in_order(place, [part[name] for part in parts], blank)
    return pd.DataFrame(columns, copy=False)


def places_by_id(world: World) -> list[np.ndarray]:
    """Place of each row in the order of ids, both populations together: int64[N] each."""
    ids = np.concatenate([p.id[: p.size] for p in world.people])
    place = np.empty(len(ids), np.int64)
    place[np.argsort(ids, kind="stable")] = np.arange(len(ids))
    return np.split(place, [world.people[0].size])


def in_order(place: list[np.ndarray], parts: Sequence[np.ndarray], blank: int = 0) -> np.ndarray:
    """Columns of the two populations in one; `blank` for those who are in none yet.

    >>> in_order([np.array([2, 0]), np.array([1])], [np.array([7]), np.array([8])], -1).tolist()
    [-1, 8, 7]
    """
    out = np.full(sum(map(len, place)), blank, parts[0].dtype)
    for at, values in zip(place, parts, strict=True):
        out[at[: len(values)]] = values
    return out


def graduation_years(grad_month: np.ndarray) -> np.ndarray:
    """Calendar years of months since 2010-01: int16."""
    return np.array([year_of(int(m)) for m in range(-400, 400)], np.int16)[grad_month.astype(int) + 400]
