"""Research platforms: posts by tier, who sits on them at the anchor, and which posts are open (docs/research.md).

A platform stands for all of one region's. Its posts are public ones (employer -2); a post is never held by two.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.draws import Stream, draws, draws_at, stream_key
from sim.engine.transitions import deal, rest
from sim.exact import ln
from sim.records import PUBLIC_POST, TIERS, Degree, Status
from sim.rules.research import LADDER
from sim.world.anchored import Platforms
from sim.world.state import World

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]


@dataclass(frozen=True)
class Staff:
    """Everybody on a platform: rows of the second population, in order, with platform and tier."""

    row: Whole
    platform: Whole
    tier: Whole

    def by_tier(self, platforms: int) -> Whole:
        """Researchers by platform and tier: int64[P, T]."""
        count = np.bincount(self.platform * len(TIERS) + self.tier, minlength=platforms * len(TIERS))
        return count.reshape(platforms, len(TIERS))


def staff_of(world: World) -> Staff:
    """Everybody on a platform."""
    people = world.people[1]
    row = np.flatnonzero(people.platform[: people.size] >= 0)
    return Staff(row, people.platform[row].astype(np.int64), people.tier[row].astype(np.int64))


def seated(world: World) -> Whole:
    """Researchers on platforms by region lived in: their posts are not the labour market's.  int64[R]."""
    if world.platforms is None:
        return np.zeros(world.setting.count, np.int64)
    return np.bincount(world.people[1].region[staff_of(world).row], minlength=world.setting.count)


def tier_shares(world: World) -> Floats:
    """Shares of the tiers among researchers on platforms: float64[T]."""
    tables = world.setting.tables
    assert tables is not None
    shares = np.array([0.0, *(tables.national(f"tier_share_{tier}") for tier in LADDER)])
    return shares / shares.sum()


def lots(world: World) -> Floats:
    """Each platform's draw for life by tier, for whole posts: float64[R, T]."""
    key = stream_key(world.seed, Stream.TIER, 0)
    codes = np.arange(len(TIERS), dtype=np.uint64)
    return draws_at(key, world.setting.key[:, None], codes[None, :])


def open_platforms(world: World) -> None:
    """At the anchor: a platform a region with posts in proportion to the doctors at work there, staffed by key."""
    people, setting, p = world.people[1], world.setting, world.scenario.parameters
    assert setting.tables is not None
    working = np.flatnonzero(
        (people.status[: people.size] == Status.EMPLOYED) & (people.degree[: people.size] == Degree.DOCTOR)
    )
    doctors = np.bincount(people.region[working], minlength=setting.count)
    researchers = np.outer(doctors * setting.tables.national("researcher_platform_share"), tier_shares(world))
    planned = researchers / (1.0 - p["platform_vacancy_rate"])
    lot = lots(world)
    staff = np.floor(researchers + lot).astype(np.int64)
    seat_by_key(world, working, staff)
    sizes = staff_of(world).by_tier(setting.count).sum(axis=1)
    world.platforms = Platforms(
        served=np.arange(setting.count),
        site=np.arange(setting.count),
        planned=planned,
        lot=lot,
        posts=np.floor(planned + lot).astype(np.int64),
        funding=np.ones(setting.count),
        prestige=prestige(researchers.sum(axis=1), np.where(setting.aggregate, setting.size, 1.0)),
        cluster0=np.maximum(1.0, sizes),
        doctors0=max(1.0, float(world.persons_before[:, Degree.DOCTOR].sum())),
    )


def prestige(researchers: Floats, cities: Floats) -> Floats:
    """ln of the researchers of a city over those of the nation's mean city; 0 where there are none.  float64[R].

    >>> prestige(np.array([100.0, 100.0]), np.array([1.0, 1.0])).tolist()
    [0.0, 0.0]
    """
    mean = researchers.sum() / cities.sum()
    return (
        ln(np.where(researchers > 0, researchers / cities, mean) / max(mean, 1e-300))
        if mean > 0
        else np.zeros(len(cities))
    )


def seat_by_key(world: World, working: Whole, staff: Whole) -> None:
    """Fill the posts of the anchor from the top with doctors at work in the region, in the order of their own draws."""
    people = world.people[1]
    lot = draws(stream_key(world.seed, Stream.TIER, 0), people.id[working])
    for j in range(world.setting.count):
        here = working[people.region[working] == j]
        here = here[np.lexsort((people.id[here], lot[people.region[working] == j]))]
        tiers = np.repeat(np.arange(len(TIERS) - 1, 0, -1), staff[j, :0:-1])[: len(here)]
        rows = here[: len(tiers)]
        people.platform[rows], people.tier[rows] = j, tiers
        deal(rows, np.full(len(rows), PUBLIC_POST), people.arrays())
        rest(rows, people.arrays())


def grow(world: World) -> None:
    """Posts of the month: those of the anchor, grown with the nation's doctors; a post once opened is not withdrawn."""
    platforms = world.platforms
    assert platforms is not None
    growth = world.persons_before[:, Degree.DOCTOR].sum() / platforms.doctors0
    now = np.floor(platforms.planned * growth + platforms.lot).astype(np.int64)
    np.maximum(platforms.posts, now, out=platforms.posts)


def open_posts(world: World) -> Whole:
    """Posts that nobody holds: int64[P, T]."""
    platforms = world.platforms
    assert platforms is not None
    return platforms.posts - staff_of(world).by_tier(len(platforms.site))
