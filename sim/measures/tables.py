"""Counts as long tidy tables: one row a month, region, group and measure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.calendar import label
from sim.exact import exp
from sim.measures.catalogue import MEASURES
from sim.measures.counts import Counts
from sim.records import DEGREES, TIERS
from sim.world.state import World

Floats = NDArray[np.float64]
KINDS = ("first_job", "move", "return")
GROUPS = ("呼包", "沈大长哈")  # groups of regions that are reported as one


def places(regions: Sequence[str], groups: Sequence[str]) -> tuple[list[str], Floats]:
    """Names of all rows (regions, groups of regions, all), and which regions each holds: float64[rows, R]."""
    found = [g for g in GROUPS if g in groups]
    holds = [np.array([g == name for g in groups], float) for name in found] + [np.ones(len(regions))]
    return [*regions, *(f"group:{g}" for g in found), "all"], np.vstack([np.eye(len(regions)), *holds])


def by_region(world: World, first: int, last: int) -> Iterator[tuple[str, str, Floats]]:
    """(measure, group, float64[M, R]) of everything counted by region, rows first..last of the counts."""
    c, span = world.counts, slice(first, last + 1)
    yield "persons", "all", c.persons[span].sum(axis=2).astype(float)
    yield "kept_in_work", "all", c.employed[span].sum(axis=2).astype(float)
    for d, degree in enumerate(DEGREES):
        yield "persons", f"degree={degree}", c.persons[span, :, d].astype(float)
        yield "kept_in_work", f"degree={degree}", c.employed[span, :, d].astype(float)
        yield "unemployed", f"degree={degree}", (c.persons - c.employed)[span, :, d].astype(float)
        yield "first_jobs", f"degree={degree}", c.first_jobs[span, :, :, d].sum(axis=2).astype(float)
    for j, college in enumerate(world.setting.regions):
        yield "persons", f"college={college}", c.by_college[span, :, j].astype(float)
        yield "kept_in_work", f"college={college}", c.employed_by_college[span, :, j].astype(float)
        yield "first_jobs", f"college={college}", c.first_jobs[span, :, j].sum(axis=2).astype(float)
    yield "first_jobs", "all", c.first_jobs[span].sum(axis=(2, 3)).astype(float)
    yield "arrivals", "all", c.flows[span].sum(axis=(1, 3, 4)).astype(float)
    yield "departures", "all", c.flows[span].sum(axis=(2, 3, 4)).astype(float)
    yield "choices", "all", c.searches[span].astype(float)
    yield "unemployed", "all", (c.persons - c.employed)[span].sum(axis=2).astype(float)
    yield "searching", "all", c.seekers[span].sum(axis=2)
    yield "vacancies", "all", c.posts[span].sum(axis=2)
    yield "matches", "all", c.matches[span].sum(axis=2).astype(float)
    yield "floor_space", "all", c.floor_m2[span]
    yield "flats_open", "all", c.flats_open[span]
    yield "flats_used", "all", c.flats_used[span].astype(float)
    yield "flats_queue", "all", c.flats_queue[span].astype(float)
    yield "spend", "all", spending(world)[span]
    yield "firms", "all", c.firms[span].astype(float)
    yield "technology_firms", "all", c.technology_firms[span].astype(float)
    yield "researchers", "all", c.persons[span, :, 3].astype(float)
    if world.platforms is not None:
        for t, tier in enumerate(TIERS):
            yield "researchers", f"tier={tier}", c.tiers[span, :, t].astype(float)
        yield "projects", "all", c.projects[span].astype(float)
        yield "patents", "all", c.patents[span]


def ratios(world: World, first: int, last: int, holds: Floats) -> Iterator[tuple[str, str, Floats]]:
    """(measure, group, float64[M, rows]) of everything that is a ratio of sums or a weighted mean."""
    c, span = world.counts, slice(first, last + 1)
    persons, employed = summed(c.persons[span].sum(axis=2), holds), summed(c.employed[span].sum(axis=2), holds)
    yield "unemployment", "all", over(persons - employed, persons)
    yield "tightness", "all", over(summed(c.posts[span].sum(axis=2), holds), summed(c.seekers[span].sum(axis=2), holds))
    yield "mismatch", "all", over(summed(c.mismatched[span], holds), employed)
    yield "overqualified", "all", over(summed(c.overqualified[span], holds), employed)
    yield "technology_share", "all", over(summed(c.technology_firms[span], holds), summed(c.firms[span], holds))
    wage, jobs = exp(c.ln_wage[span]), c.employed[span].astype(float)
    for d, degree in enumerate(DEGREES):
        yield "wage", f"degree={degree}", over(summed((wage * jobs)[:, :, d], holds), summed(jobs[:, :, d], holds))
    fixed = c.employed[anchor_row(world)].astype(float)[None]  # weights that composition cannot move
    yield "wage", "all", over(summed((wage * fixed).sum(axis=2), holds), summed(fixed.sum(axis=2), holds))
    stock = np.maximum(world.regions.stock0_m2, 1.0)[None]
    yield "rent", "all", over(summed(c.rent[span] * stock, holds), summed(stock, holds))


def anchor_row(world: World) -> int:
    """Row of the counts whose jobs weigh wages: the month before the anchor, or the first."""
    from sim.calendar import ANCHOR

    return min(max(0, ANCHOR - 1 - world.scenario.start), len(world.counts.persons) - 1)


def summed(values: NDArray[Any], holds: Floats) -> Floats:
    """Sums over the regions of each row: float64[..., rows] of [..., R]. One after the other, unlike a product of matrices: the same bits
    on every machine."""
    return np.asarray((values[..., None, :] * holds).sum(axis=-1))


def over(top: Floats, bottom: Floats) -> Floats:
    """A ratio, not a number where there is nothing to divide by."""
    bottom = np.broadcast_to(bottom, top.shape)
    return np.divide(top, bottom, out=np.full(top.shape, np.nan), where=bottom > 0)


def spending(world: World) -> Floats:
    """Yuan paid by month and region: float64[M, R]."""
    out = np.zeros(world.counts.rent.shape)
    for month, _, region, _, fen, _ in world.counts.ledger:
        out[month - world.scenario.start, region] += fen / 100.0
    return out


def measures(world: World, first: int, last: int) -> pd.DataFrame:
    """measures.parquet of one world, rows of months first..last (positions in the counts), without the columns of the run."""
    names, holds = places(world.setting.regions, world.setting.groups)
    months = [label(world.scenario.start + m) for m in range(first, last + 1)]
    blocks = [(m, g, summed(a, holds)) for m, g, a in by_region(world, first, last)]
    blocks += list(ratios(world, first, last, holds)) + list(retention(world, first, last, names))
    kept = [(m, g, v) for m, g, v in blocks if np.isfinite(v).any()]
    shape = (len(kept), len(months), len(names))
    value = np.stack([np.broadcast_to(v, shape[1:]) for _, _, v in kept]).ravel()
    frame = pd.DataFrame(
        {
            "month": repeated(months, shape, 1),
            "region": repeated(names, shape, 2),
            "group": repeated([g for _, g, _ in kept], shape, 0),
            "measure": repeated([m for m, _, _ in kept], shape, 0),
            "value": value,
            "unit": repeated([MEASURES[m].unit for m, _, _ in kept], shape, 0),
        }
    )
    return frame[np.isfinite(value)].reset_index(drop=True)


def repeated(words: Sequence[str], shape: tuple[int, ...], axis: int) -> pd.Categorical:
    """Words along one axis of a block, as a category."""
    unique = sorted(set(words))
    codes = np.array([unique.index(w) for w in words])
    view = codes.reshape([-1 if k == axis else 1 for k in range(len(shape))])
    return pd.Categorical.from_codes(np.broadcast_to(view, shape).ravel(), unique)  # type: ignore[arg-type]


def retention(world: World, first: int, last: int, names: Sequence[str]) -> Iterator[tuple[str, str, Floats]]:
    """Share of a college's entrants that live in each region 12, 36, 60 months after; in July, for the class of that time."""
    stays = world.counts.stays[first : last + 1].astype(float)  # [M, 3, college, region]
    _, holds = places(world.setting.regions, world.setting.groups)
    for k, months in enumerate((12, 36, 60)):
        entrants = np.stack(
            [[entrants_of(world, first + m, months, c) for c in range(world.setting.count)] for m in range(len(stays))]
        )
        for c, college in enumerate(world.setting.regions):
            if entrants[:, c].any():
                yield (
                    f"retention_{months}",
                    f"college={college}",
                    over(summed(stays[:, k, c], holds), entrants[:, c : c + 1]),
                )


def entrants_of(world: World, row: int, months: int, college: int) -> float:
    """Persons of the class that left a college `months` before, 0 in months other than July."""
    month = world.scenario.start + row
    if month % 12 != 6 or world.setting.tables is None:
        return 0.0
    year = 2010 + (month - months) // 12
    total = 0
    for population, scale in enumerate(world.scale):
        rows, members = world.class_of[population], world.classes[population]
        total += scale * sum(int(members[rows[key], -1]) for d in range(4) if (key := (year, college, d)) in rows)
    return float(total)


def flows(world: World, first: int, last: int) -> pd.DataFrame:
    """flows.parquet of one world: moves between regions by month, kind and degree."""
    counts = world.counts.flows[first : last + 1]
    at = np.nonzero(counts)
    names = np.array(world.setting.regions, object)
    months = np.array([label(world.scenario.start + m) for m in range(first, last + 1)], object)
    return pd.DataFrame(
        {
            "month": months[at[0]],
            "origin": names[at[1]],
            "destination": names[at[2]],
            "kind": np.array(KINDS, object)[at[3]],
            "degree": np.array(DEGREES, object)[at[4]],
            "count": counts[at].astype(np.int64),
        }
    )


def ledger(world: World, first: int, last: int) -> pd.DataFrame:
    """ledger.parquet of one world: fen by month, policy, region and recipient; receipts are negative."""
    start = world.scenario.start
    rows = [r for r in world.counts.ledger if first <= r[0] - start <= last]
    names = world.setting.regions
    frame = pd.DataFrame(
        {
            "month": [label(r[0]) for r in rows],
            "policy": [r[1] for r in rows],
            "region": [names[r[2]] for r in rows],
            "recipient": [r[3] for r in rows],
            "fen": np.array([r[4] for r in rows], np.int64),
            "cases": np.array([r[5] for r in rows], np.int64),
        }
    )
    keys = ["month", "policy", "region", "recipient"]
    return frame.groupby(keys, as_index=False, sort=True)[["fen", "cases"]].sum() if len(frame) else frame


def group_map(world: World) -> Mapping[str, str]:
    """Group of each region."""
    return dict(zip(world.setting.regions, world.setting.groups, strict=True))


__all__ = ["Counts", "flows", "group_map", "ledger", "measures"]
