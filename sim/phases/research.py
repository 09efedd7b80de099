"""Researchers: who leaves a platform, which posts are open and who takes them, projects, promotion and teams.

A doctor who searches finds the platform of the place beside its labour market; somebody on a platform looks at other platforms only.
Everything is keyed by the person, so that one post more moves only those it must.
"""

from __future__ import annotations

from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from sim.aid.standing import keep_up
from sim.draws import Stream, draws, draws_at, stream_key
from sim.engine.research import (
    BASIC,
    LEADING,
    STAY,
    PlatformTerms,
    join_leaders,
    platform_income,
    weigh_posts,
)
from sim.engine.tally import tally_researchers
from sim.engine.transitions import start_jobs
from sim.exact import ln
from sim.levers import PlaceArrays
from sim.measures.measure import RESULTS
from sim.phases.invitations import invite
from sim.phases.projects import end_projects
from sim.phases.work import searching
from sim.phases.workspace import Month
from sim.records import PUBLIC_POST, TIERS, Degree, Status
from sim.rules.research import LADDER, Research, promotion_chance
from sim.rules.review import monthly
from sim.world.platforms import Staff, grow, keep_policies, open_posts, owner_numbers, platform_of, staff_of
from sim.world.state import World

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
FAILED_LAST = np.array([[0], [1]])
FREE = -1  # no team; below it: the leader left in month FREE - 1 - team


def keep_platforms(world: World, month: Month) -> None:
    """Those who have lost or left their post are off the platform; posts grow with the nation's doctors, or are as a policy pays for."""
    if world.platforms is None:
        return
    people, staff = world.people[1], staff_of(world)
    at_work = (people.status[staff.row] == Status.EMPLOYED) & (people.job_field[staff.row] == PUBLIC_POST)
    gone = staff.row[~(at_work & (people.region[staff.row] == world.platforms.site[staff.platform]))]
    people.platform[gone], people.team[gone] = -1, FREE
    grow(world)
    keep_policies(world, month.levers.standing("platform_posts"))


def fill_posts(world: World, month: Month) -> None:
    """Open posts go to those who want them, residents first, then by the month's draw; teams may follow a leader who moves."""
    if world.platforms is None:
        return
    open_ = open_posts(world)
    row, platform, resident = applicants(world, month, open_)
    people = world.people[1]
    post = platform * len(TIERS) + np.maximum(BASIC, people.tier[row])
    lot = draws(stream_key(world.seed, Stream.TIER, world.month), people.id[row])
    taken = first_in_line(post, np.lexsort((people.id[row], lot, ~resident, post)), open_.ravel())
    row, platform, before = row[taken], platform[taken], people.platform[row[taken]].astype(np.int64)
    np.subtract.at(open_.reshape(-1), post[taken], 1)
    seat(world, row, platform)
    people.team[row] = FREE
    for leader, old, new in zip(row, before, platform, strict=True):
        if old >= 0 and people.tier[leader] >= LEADING:
            follow(world, leader, old, new, open_)


def first_in_line(group: Whole, order: Whole, room: Whole) -> Whole:
    """Positions of the first room[g] of each group g; `order` sorts by group and then by who comes first.

    >>> first_in_line(np.array([1, 0, 1]), np.array([1, 2, 0]), np.array([0, 1])).tolist()
    [2]
    """
    sorted_ = group[order]
    place = np.arange(len(order)) - np.searchsorted(sorted_, sorted_)
    return order[place < room[sorted_]]


def applicants(world: World, month: Month, open_: Whole) -> tuple[Whole, Whole, NDArray[np.bool_]]:
    """Rows that want an open post, its platform, and whether they live at its site."""
    near_row, near_platform, far_row, far_platform = searchers(world, month, open_)
    on = reviewers(world, month)
    row = np.concatenate([far_row, on])
    best = weighed(world, month, row, np.concatenate([far_platform, np.full(len(on), STAY)]), open_)
    row, best = row[best != STAY], best[best != STAY]
    return (
        np.concatenate([near_row, row]),
        np.concatenate([near_platform, best]),
        np.arange(len(near_row) + len(row)) < len(near_row),
    )


def searchers(world: World, month: Month, open_: Whole) -> tuple[Whole, Whole, Whole, Whole]:
    """Doctors who search where a post of their tier is open: rows and platforms, of residents and of those from afar."""
    people, platforms = world.people[1], world.platforms
    assert platforms is not None
    row, market, _ = searching(world, month, 1)
    able = (people.status[row] != Status.STUDENT) & (people.degree[row] == Degree.DOCTOR)
    row, place = row[able], market[able] // 3
    platform = host(world, row, place, open_)
    near, fits = people.region[row] == place, platform >= 0
    return row[fits & near], platform[fits & near], row[fits & ~near], platform[fits & ~near]


def host(world: World, row: Whole, place: Whole, open_: Whole) -> Whole:
    """The platform at a place with a post open to each, or STAY; of several by a lot for life, in proportion to their open posts."""
    people, platforms = world.people[1], world.platforms
    assert platforms is not None
    tier, key = np.maximum(BASIC, people.tier[row]), stream_key(world.seed, Stream.HOST, 0)
    best = np.where(open_[place, tier] > 0, place, STAY)  # the region's own
    least, shared = np.full(len(row), np.inf), np.isin(platforms.site, platforms.site[world.setting.count :])
    for q in np.flatnonzero(shared):
        here = np.flatnonzero((place == platforms.site[q]) & (open_[q, tier] > 0))
        late = -ln(draws_at(key, people.id[row[here]], platforms.key[q])) / open_[q, tier[here]]
        sooner = late < least[here]
        best[here[sooner]], least[here[sooner]] = q, late[sooner]
    return best


def reviewers(world: World, month: Month) -> Whole:
    """Rows on platforms that look at other platforms this month, those invited among them."""
    people, staff = world.people[1], staff_of(world)
    u = draws(stream_key(world.seed, Stream.REVIEW, world.month), people.id[staff.row])
    hazard = monthly(world.scenario.parameters["researcher_hazard"])
    looks = (u < hazard) | (people.review_due[staff.row] == world.month)
    return staff.row[looks | np.isin(staff.row, invite(world, month))]


def weighed(world: World, month: Month, row: Whole, offered: Whole, open_: Whole) -> Whole:
    """The platform each would go to, or STAY."""
    assert world.platforms is not None
    best = np.empty(len(row), np.int64)
    terms = PlatformTerms(world.platforms, open_, salary(world), world.scenario.parameters["platform_prestige"])
    weigh_posts(row, offered, world.month, world.people[1].arrays(), month.scenes[1], terms, best)
    return best


def salary(world: World) -> Floats:
    """Pay on a platform by tier, relative to the market's wage of doctors: float64[T]."""
    return np.array([1.0, *(world.scenario.parameters[f"platform_pay_{tier}"] for tier in LADDER)])


def seat(world: World, row: Whole, platform: Whole) -> None:
    """Give posts: a public job from now on, of tier basic for those without one; who lives elsewhere moves at the end of the month."""
    people, platforms = world.people[1], world.platforms
    assert platforms is not None
    people.platform[row], people.tier[row] = platform, np.maximum(BASIC, people.tier[row])
    owner = owner_numbers(world)[platform]
    for policy in np.unique(owner[owner >= 0]).tolist():
        people.touched[row[owner == policy]] |= people.touched.dtype.type(1 << policy)
    start_jobs(row, platforms.site[platform], world.month, people.arrays(), PUBLIC_POST, int(Degree.DOCTOR))


def follow(world: World, leader: int, old: int, new: int, open_: Whole) -> None:
    """Members who follow a leader to another platform, as far as posts of their tiers are open there."""
    people = world.people[1]
    member = np.flatnonzero((people.team[: people.size] == leader) & (people.platform[: people.size] == old))
    u = draws(stream_key(world.seed, Stream.FOLLOW, world.month), people.id[member])
    willing = u < world.scenario.parameters["team_move_share"]
    member, u, tier = member[willing], u[willing], people.tier[member[willing]].astype(np.int64)
    taken = first_in_line(tier, np.lexsort((people.id[member], u, tier)), open_[new])
    np.subtract.at(open_[new], tier[taken], 1)
    seat(world, member[taken], np.full(len(taken), new))


def go_to_platforms(world: World, month: Month) -> None:
    """Who does not live at the platform's site yet moves this month (told after matching, which would take them for searchers)."""
    if world.platforms is None:
        return
    people, staff, movers = world.people[1], staff_of(world), month.movers[1]
    site = world.platforms.site[staff.platform]
    moves = people.region[staff.row] != site
    if world.scenario.structure.move == "move_first":  # whoever was to move elsewhere and has got a post here since
        moves |= np.isin(staff.row, movers.row)
    month.movers[1] = movers.joined(staff.row[moves], site[moves])
    arrivals = world.counts.researcher_arrivals[world.month - world.scenario.start]
    np.add.at(arrivals, (site[moves], people.region[staff.row[moves]], staff.tier[moves]), world.scale[1])


def pay_platforms(world: World, month: Month) -> None:
    """Household incomes of researchers on platforms, at the platform's salary; what policies pay for posts in use."""
    if world.platforms is None:
        return
    staff = staff_of(world)
    people, pay = world.people[1].arrays(), world.platforms.pay
    platform_income(staff.row, len(staff.row), world.month, people, month.scenes[1], salary(world), pay)
    held = np.bincount(staff.platform, minlength=len(world.platforms.site)) * world.scale[1]
    kept = [k for k in month.levers.standing("platform_posts") if k.standing.units > 0]
    for (policy, region), posts in groupby(kept, key=lambda k: (k.policy, k.region)):
        one, *more = (k.standing for k in posts)
        units = one.units + sum(other.units for other in more)
        in_use = min(units, float(held[platform_of(world, world.scenario.policies[policy].id, region, one)]))
        keep_up(world, policy, region, "platform", one._replace(units=in_use))


def do_research(world: World, month: Month) -> None:
    """Projects end, researchers rise into open posts, teams lose their leaders and find new ones."""
    if world.platforms is None:
        return
    rules = Research.of(world.scenario.parameters)
    end_projects(world, month.levers, rules)
    promote(world, rules, month.levers.places)
    renew_teams(world)


def promote(world: World, rules: Research, levers: PlaceArrays) -> None:
    """Promotions into open posts of the next tier on the own platform, from the top down, so that a post left may be taken.

    Where titles are free, some of those who are ready and find no post open take their own along.
    """
    people, platforms, staff, open_ = world.people[1], world.platforms, staff_of(world), open_posts(world)
    assert platforms is not None
    served = platforms.served[staff.platform]
    failed = (people.failures[staff.row] > 0).astype(np.int64)
    mine = promotion_chances(rules, levers)[staff.tier, failed, served]
    u = draws(stream_key(world.seed, Stream.PROMOTION, world.month), people.id[staff.row])
    lucky = u < mine
    for tier in range(len(TIERS) - 2, 0, -1):
        ready = np.flatnonzero((staff.tier == tier) & lucky)
        if not len(ready):
            continue
        platform, rank = staff.platform[ready], u[ready] / mine[ready]
        rises = first_in_line(platform, np.lexsort((people.id[staff.row[ready]], rank, platform)), open_[:, tier + 1])
        np.subtract.at(open_[:, tier + 1], platform[rises], 1)
        np.add.at(open_[:, tier], platform[rises], 1)
        free = np.setdiff1d(np.flatnonzero(rank < levers.title_freedom[served[ready]]), rises)
        np.subtract.at(platforms.risen[:, tier], platform[free], 1)
        np.add.at(platforms.risen[:, tier + 1], platform[free], 1)
        people.tier[staff.row[ready[np.concatenate([rises, free])]]] = tier + 1


def promotion_chances(rules: Research, levers: PlaceArrays) -> Floats:
    """Monthly chance of promotion by tier, whether the last project failed, and region served: float64[T, 2, R]."""
    reform = levers.promotion, levers.failure_cost
    return np.stack([promotion_chance(tier, FAILED_LAST, *reform, rules) for tier in range(len(TIERS))])


def renew_teams(world: World) -> None:
    """Members whose leader has gone are bereft for `star_months`; leaders take members up to `team_size`."""
    people, staff, p = world.people[1], staff_of(world), world.scenario.parameters
    team = people.team[staff.row].astype(np.int64)
    member = team >= 0
    left = member & (people.platform[np.maximum(team, 0)] != staff.platform)
    healed = (team < FREE) & (world.month - (FREE - 1 - team) >= p["star_months"])
    team[left], team[healed] = FREE - 1 - world.month, FREE
    team[staff.tier >= LEADING] = FREE
    people.team[staff.row] = team
    join(world, staff, team)


def join(world: World, staff: Staff, team: Whole) -> None:
    """Researchers without a team join the leaders of their platform who have room, in the order of their draw for life."""
    people, platforms = world.people[1], world.platforms
    assert platforms is not None
    leads = staff.tier >= LEADING
    order = np.argsort(staff.platform[leads], kind="stable")
    leader, at = staff.row[leads][order], staff.platform[leads][order]
    led = np.bincount(team[team >= 0], minlength=people.size)[leader]
    room = np.maximum(0, round(world.scenario.parameters["team_size"]) - led)
    with_room = np.bincount(at[room > 0], minlength=len(platforms.site)) > 0
    free = staff.row[(team == FREE) & ~leads & with_room[staff.platform]]
    free = free[np.argsort(draws(stream_key(world.seed, Stream.FOLLOW, 0), people.id[free]), kind="stable")]
    first = np.searchsorted(at, np.arange(len(platforms.site) + 1))
    key = stream_key(world.seed, Stream.FOLLOW, 1)
    join_leaders(free, len(free), first, leader, people.id[leader], room, key, people.arrays())


def count_researchers(world: World, now: int) -> None:
    """Researchers on platforms by region lived in and tier, and doctors off them (tier none), in persons; those of policies' platforms."""
    if world.platforms is None:
        return
    tiers = np.zeros(world.counts.tiers.shape[1:], np.int64)
    tally_researchers(world.people[1].arrays(), world.low[1], world.people[1].size, tiers)
    world.counts.tiers[now] += tiers * world.scale[1]
    staff, people = staff_of(world), world.people[1]
    owner = owner_numbers(world)[staff.platform]
    on = (owner >= 0) & (people.status[staff.row] == Status.EMPLOYED)
    of_policies = world.counts.policy_research[now, :, :, RESULTS.index("researchers")]
    np.add.at(of_policies, (people.region[staff.row[on]], owner[on]), world.scale[1])
