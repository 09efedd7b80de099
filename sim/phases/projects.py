"""Projects that end, of researchers and of visitors: patents, standards, and the jobs of firms that come of them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.aid.standing import keep_up
from sim.draws import Stream, draws, stream_key
from sim.engine.research import FAILED, LEADING, SUCCEEDED, run_projects
from sim.exact import ln
from sim.levers import Kept, MonthLevers, effect_of
from sim.measures.measure import RESULTS
from sim.records import ZONES
from sim.rules.research import Research, success_chance
from sim.world.platforms import owner_key, owner_numbers, staff_of, zone_code
from sim.world.state import World

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]


class Ended(NamedTuple):
    """What has come to an end in P places of research, each in a number of agents."""

    served: Whole  # int64[P], region
    policy: Whole  # int64[P], number of the policy that keeps it up, -1 for none
    projects: Whole  # int64[P]
    won: Whole  # int64[P], projects that have succeeded
    converted: Whole  # int64[P, zones], those of them that become firms


def end_projects(world: World, levers: MonthLevers, rules: Research) -> None:
    """Projects of the month, counted where their platform belongs, in persons' scale; jobs of their firms are for the next month."""
    visits = [visiting(world, levers, kept, rules) for kept in levers.standing("stations")]
    tell(world, levers, of_platforms(world, levers, rules), world.scale[1], "projects")
    for policy, region, stations in levers.standing("stations"):
        keep_up(world, policy, region, "platform", stations)
    for ended in visits:
        tell(world, levers, ended, 1, "visiting_projects")


def of_platforms(world: World, levers: MonthLevers, rules: Research) -> Ended:
    """Projects of researchers on platforms."""
    platforms, staff, people = world.platforms, staff_of(world), world.people[1]
    assert platforms is not None
    ln_cluster = ln(np.maximum(1, cluster(world, levers, staff.platform)) / platforms.cluster0)
    ln_funding = ln(platforms.funding * levers.places.research_funding[platforms.served])
    key, how = stream_key(world.seed, Stream.RESEARCH, world.month), np.zeros(len(staff.row), np.int8)
    run_projects(staff.row, world.month, key, people.arrays(), platforms, ln_cluster, ln_funding, rules, how)
    won, p = how == SUCCEEDED, len(platforms.site)
    share = levers.places.conversion[platforms.served]
    at = np.arange(p), platforms.zone
    share[at] = 1.0 - (1.0 - share[at]) * (1.0 - platforms.conversion)
    zone = zones_of_firms(world, people.id[staff.row[won]], share[staff.platform[won]])
    projects, won_by = (np.bincount(staff.platform[some], minlength=p) for some in (how >= FAILED, won))
    return Ended(platforms.served, owner_numbers(world), projects, won_by, by_zone(staff.platform[won], zone, p))


def cluster(world: World, levers: MonthLevers, platform: Whole) -> Floats:
    """Researchers at each site, visitors by the time they are there: agents, float64[R].  platform: of everybody on one."""
    assert world.platforms is not None
    there = np.bincount(world.platforms.site[platform], minlength=world.setting.count).astype(float)
    for _, region, stations in levers.standing("stations"):
        there[region] += stations.units * effect_of(stations)["visiting"] / world.scale[1]
    return there


def visiting(world: World, levers: MonthLevers, kept: Kept, rules: Research) -> Ended:
    """Projects of visitors to a policy's stations, whole ones by a draw, each as likely to succeed as one of tier leading."""
    policy, region, stations = kept
    terms = effect_of(stations)
    own = np.uint64(owner_key(world, world.scenario.policies[policy].id, region))
    key = stream_key(world.seed, Stream.VISIT, world.month)
    mean = stations.units * terms["visiting"] / rules.project_months
    number = int(np.floor(mean + draws(key, np.array([own]))[0]))
    ids = own + np.arange(1, number + 1, dtype=np.uint64)
    ids = ids[draws(key, ids) < success_chance(rules.level[LEADING])]
    share = levers.places.conversion[[region]]
    zone = zone_code(world, region, stations)
    share[0, zone] = 1.0 - (1.0 - share[0, zone]) * (1.0 - terms["conversion"])
    zones = zones_of_firms(world, ids, np.repeat(share, len(ids), axis=0))
    one = np.zeros(len(ids), np.int64)
    where = np.array([region]), np.array([policy])
    return Ended(*where, np.array([number]), np.array([len(ids)]), by_zone(one, zones, 1))


def zones_of_firms(world: World, ids: NDArray[np.uint64], share: Floats) -> Whole:
    """Zone where a successful project becomes a firm, len(ZONES) where it becomes none.  share: float64[n, zones], laid end to end."""
    u = draws(stream_key(world.seed, Stream.CONVERT, world.month), ids)
    return np.asarray((u[:, None] >= np.cumsum(share, axis=1)).sum(axis=1))


def by_zone(place: Whole, zone: Whole, places: int) -> Whole:
    """Firms by place of research and zone: int64[places, zones]."""
    number, firm = np.zeros((places, len(ZONES)), np.int64), zone < len(ZONES)
    np.add.at(number, (place[firm], zone[firm]), 1)
    return number


def tell(world: World, levers: MonthLevers, ended: Ended, scale: int, projects: str) -> None:
    """Count what has ended, by region served and by policy; `scale` persons an agent. projects: as what they count."""
    now, counts, p = world.month - world.scenario.start, world.counts, world.scenario.parameters
    patents = scale * p["patents_project"] * levers.places.patent_yield[ended.served]
    results = {
        projects: ended.projects * scale,
        "patents": ended.won * patents,
        "standards": ended.won * (scale * p["standards_project"]),
        "conversions": ended.converted.sum(axis=1) * scale,
    }
    mine = ended.policy >= 0
    for name, number in results.items():
        np.add.at(getattr(counts, name)[now], ended.served, number)
        of_policies = counts.policy_research[now, :, :, RESULTS.index(name)]
        np.add.at(of_policies, (ended.served[mine], ended.policy[mine]), number[mine])
    np.add.at(world.spinoff_jobs, ended.served, ended.converted * (scale * p["jobs_spinoff"]))
