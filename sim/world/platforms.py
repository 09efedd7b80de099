"""Research platforms: posts by tier, who sits on them at the anchor, and which posts are open (docs/research.md).

A platform stands for all of one region's; beside it stands one for each policy that keeps up posts there, by the policy's name, so that
no number and no draw of another changes. Their posts are public ones (employer -2); a post is never held by two.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.draws import Stream, draws, draws_at, identity, name_key, stream_key
from sim.engine.transitions import deal, rest
from sim.exact import ln
from sim.levers import Kept, effect_of
from sim.records import PUBLIC_POST, TIERS, ZONES, Degree, Standing, Status
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


def lots(seed: int, platform: NDArray[np.uint64]) -> Floats:
    """Each platform's draw for life by tier, for whole posts: float64[P, T].  platform: uint64[P], keys."""
    codes = np.arange(len(TIERS), dtype=np.uint64)
    return draws_at(stream_key(seed, Stream.TIER, 0), platform[:, None], codes[None, :])


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
    lot = lots(world.seed, setting.key)
    staff = np.floor(researchers + lot).astype(np.int64)
    seat_by_key(world, working, staff)
    sizes = staff_of(world).by_tier(setting.count).sum(axis=1)
    opened = np.floor(planned + lot).astype(np.int64)
    world.platforms = Platforms(
        served=np.arange(setting.count),
        site=np.arange(setting.count),
        key=setting.key.copy(),
        planned=planned,
        lot=lot,
        opened=opened,
        risen=np.zeros_like(opened),
        funding=np.ones(setting.count),
        pay=np.ones(setting.count),
        conversion=np.zeros(setting.count),
        zone=np.zeros(setting.count, np.int64),
        returns=np.zeros(setting.count),
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
    """Posts of the regions' platforms this month: those of the anchor, grown with the nation's doctors; none once opened is withdrawn."""
    platforms, r = world.platforms, world.setting.count
    assert platforms is not None
    growth = world.persons_before[:, Degree.DOCTOR].sum() / platforms.doctors0
    now = np.floor(platforms.planned[:r] * growth + platforms.lot[:r]).astype(np.int64)
    np.maximum(platforms.opened[:r], now, out=platforms.opened[:r])


def keep_policies(world: World, kept: Sequence[Kept]) -> None:
    """Posts and terms of policies' platforms this month: as many as are paid for; one is opened with its first posts, and stays."""
    assert world.platforms is not None
    world.platforms.opened[world.setting.count :] = 0
    for policy, region, posts in kept:
        if posts.units <= 0:
            continue
        q = platform_of(world, world.scenario.policies[policy].id, region, posts)
        platforms, tier = world.platforms, TIERS.index(posts.at["tier"][0])
        platforms.opened[q, tier] += math.floor(posts.units / world.scale[1] + platforms.lot[q, tier])
        for term, value in effect_of(posts).items():
            getattr(platforms, term)[q] = value


def platform_of(world: World, policy: str, region: int, posts: Standing) -> int:
    """The platform of a policy in a region: there already, or the next one."""
    if (policy, region) not in world.owners:
        open_for(world, policy, region, posts)
    return world.setting.count + world.owners.index((policy, region))


def open_for(world: World, policy: str, region: int, posts: Standing) -> None:
    """A platform of a policy, without posts yet, as well known as those of its site."""
    platforms, setting = world.platforms, world.setting
    assert platforms is not None
    names = setting.regions
    site = names.index(posts.at["site"][0]) if "site" in posts.at else region
    key = np.array([owner_key(world, policy, region)], np.uint64)
    none = np.zeros((1, len(TIERS)))
    new = {
        "served": region, "site": site, "key": key[0], "planned": none[0], "lot": lots(world.seed, key)[0], "opened": none[0],
        "risen": none[0], "prestige": platforms.prestige[site], "zone": zone_code(world, region, posts),
    } | effect_of(posts)  # fmt: skip
    wider = {
        name: np.append(old := getattr(platforms, name), np.array([value], old.dtype), axis=0)
        for name, value in new.items()
    }
    world.platforms = platforms._replace(**wider)
    world.owners = (*world.owners, (policy, region))


def owner_key(world: World, policy: str, region: int) -> int:
    """The key of what a policy keeps up in a region: of names alone."""
    return identity(int(name_key(policy)), int(world.setting.key[region]))


def zone_code(world: World, region: int, kept: Standing) -> int:
    """Where firms of a policy's research lie: the zone it names, none in a region without zones."""
    return ZONES.index(kept.at["zone"][0]) if world.setting.zoned[region] else 0


def owner_numbers(world: World) -> Whole:
    """Number of the policy whose each platform is, -1 for the regions' and where the scenario has no such policy: int64[P]."""
    number = {policy.id: n for n, policy in enumerate(world.scenario.policies)}
    return np.array([-1] * world.setting.count + [number.get(policy, -1) for policy, _ in world.owners])


def open_posts(world: World) -> Whole:
    """Posts that nobody holds: int64[P, T]; negative where more are held than a policy still pays for, which close as they are left."""
    platforms = world.platforms
    assert platforms is not None
    return platforms.opened + platforms.risen - staff_of(world).by_tier(len(platforms.site))
