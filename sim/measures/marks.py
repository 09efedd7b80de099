"""Marks: where each agent was at each outcome date, and which policies had reached it. Without them no class can be told later."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from sim.calendar import label, year_of
from sim.records import NO_FIELD, SOUGHT, UNKNOWN_EMPLOYER, Status
from sim.world.staff import employers_of
from sim.world.state import World

TRAITS = ("degree", "field", "college", "home", "tier")


def snapshot(world: World) -> tuple[Mapping[str, np.ndarray], ...]:
    """region (int8, -1 not there), kept (in work), touched (bits, as wide as the column), employer of all born so far, by population."""
    return tuple(_snapshot(world, population) for population in (0, 1))


def _snapshot(world: World, population: int) -> dict[str, np.ndarray]:
    people, n = world.people[population], world.people[population].size
    status = people.status[:n]
    there = (status == Status.SEARCHING) | (status == Status.EMPLOYED)
    kept = status == Status.EMPLOYED
    return {
        "region": np.where(there, people.region[:n], -1).astype(np.int8),
        "kept": kept,
        "touched": people.touched[:n].copy(),
        "employer": employer_codes(world, population),
    }


def employer_codes(world: World, population: int) -> np.ndarray:
    """Half the id of the firm of one agent in SOUGHT in work, -1 without a firm, -2 public, 0 out of work; UNKNOWN_EMPLOYER for others."""
    people = world.people[population]
    codes = np.full(people.size, UNKNOWN_EMPLOYER, np.int64)
    rows = np.flatnonzero(people.id[: people.size] % SOUGHT == 0)
    slot = employers_of(world, population, rows)
    code = np.minimum(people.job_field[rows].astype(np.int64), NO_FIELD)
    code[slot >= 0] = world.firms.id[slot[slot >= 0]] >> np.uint64(1)
    codes[rows] = np.where(people.status[rows] == Status.EMPLOYED, code, 0)
    return codes


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
