"""Firms and jobs: growth, closing, separations, vacancies, and the matching of those who search."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.calendar import JUNE, MARCH, NOVEMBER, SEPTEMBER, season
from sim.draws import Stream, draws, stream_key
from sim.engine import events
from sim.engine import firms as firm_loops
from sim.engine.choice import weigh_offers
from sim.engine.firms import FIELDS, count_posts, live
from sim.engine.hiring import hire, hire_anywhere, lucky, meet, queue
from sim.engine.order import grouped
from sim.engine.posts import HireKeys, OpenPosts, invited, supply
from sim.engine.tally import jobs, tally_firms
from sim.exact import exp, power
from sim.phases.limit import matching_of, run_limit_firms
from sim.phases.posts import affordable_posts, no_public_posts, take_up_posts
from sim.phases.workspace import Month, rows_of
from sim.rules.matching import COBB_DOUGLAS, FULL, URN_BALL
from sim.rules.review import monthly_of_quarter
from sim.world import firms as firm_world
from sim.world.platforms import seated
from sim.world.state import World

KINDS = {"cobb_douglas": COBB_DOUGLAS, "urn_ball": URN_BALL, "full": FULL}
CAMPUS = (*range(SEPTEMBER, NOVEMBER + 1), *range(MARCH, JUNE + 1))  # months in which students search
Floats = NDArray[np.float64]


def has_firms(world: World) -> bool:
    """Whether jobs come from firms in this month."""
    if world.given is not None:
        return False
    return world.anchored and world.scenario.structure.firms and world.scenario.structure.vacancies == "firms"


def run_firms(world: World, month: Month) -> None:
    """Firms grow, close and move; new ones enter where people are."""
    if world.scenario.limit is not None:
        run_limit_firms(world)
        return
    if not has_firms(world):
        return
    firms = world.firms
    now = firm_world.conditions(world, productivity(world))
    assert world.cells is not None
    weight = world.cells.employed * firm_world.pull(world, now)
    trouble, layoff = np.zeros(firms.size, np.int8), np.zeros((firms.size, 2))
    keys, rules = firm_world.firm_keys(world.seed, world.month), firm_world.firm_rules(world)
    held, ended = np.zeros((2, world.setting.count * FIELDS * 2))
    live(
        firms.arrays(),
        firms.size,
        world.month,
        keys,
        rules,
        now.low,
        now.high,
        np.cumsum(weight / weight.sum()),
        trouble,
        layoff,
        held,
        ended,
    )
    month.loss_rate = np.divide(ended, held, out=ended, where=held > 0)
    first = firms.size
    firm_world.enter(world, now, labour_force(world))
    entered = firms.size - first
    live_entrants(world, now, first)
    month.conditions = now
    month.trouble = np.concatenate([trouble, np.zeros(entered, np.int8)])
    month.layoff = np.concatenate([layoff, np.zeros((entered, 2))])
    month.staff = firm_world.staff_of(firms)


def live_entrants(world: World, now: firm_world.Conditions, first: int) -> None:
    """Targets of firms that entered this month."""
    keys, rules = firm_world.firm_keys(world.seed, world.month), firm_world.firm_rules(world)
    firm_loops.enter(world.firms.arrays(), first, world.firms.size, keys, rules, now.low, now.high)


def productivity(world: World) -> Floats:
    """Z_j relative to the anchor: persons with master or doctor, to the power of agglomeration.  float64[R]."""
    now = highly_skilled(world)
    return np.asarray(power(now / world.regions.highly_skilled0, world.scenario.parameters["agglom_skill_H"]))


def highly_skilled(world: World) -> Floats:
    """Persons with master or doctor who have left college, by region: last month's count, at least one agent."""
    return np.maximum(world.persons_before[:, 2:].sum(axis=1), world.scale[0]).astype(float)


def labour_force(world: World) -> NDArray[np.int64]:
    """Graduates (agents) who have left college, by region, last month."""
    return np.asarray(world.persons_before[:, :3].sum(axis=1) // world.scale[0])


def separation_chance(world: World) -> Floats:
    """Quits a month by region; before the anchor also the exits and lay-offs that firms will bring.  float64[R]."""
    p, r = world.scenario.parameters, world.setting.count
    if world.given is not None:
        return world.given.separate
    quits = monthly_of_quarter(p["separation_q"])
    if has_firms(world):
        return np.full(r, quits)
    return np.full(r, 1.0 - (1.0 - quits) * (1.0 - p["firm_exit"] / 12.0 - p["layoff_warm"]))


def separate(world: World, month: Month) -> None:
    """People who lose their job this month; staff of firms in trouble who keep work change employer within their cell."""
    keys = [stream_key(world.seed, s, world.month) for s in (Stream.SEPARATION, Stream.LAYOFF, Stream.DEAL)]
    public = world.scenario.parameters["public_separation"]
    field = world.firms.field[: len(month.trouble)]
    most = month.loss_rate.reshape(world.setting.count, -1).max(axis=1, initial=0.0)
    for population in (0, 1):
        low, high = rows_of(world, population)
        people = world.people[population].arrays()
        out = np.empty(high - low, np.int64)
        n = events.separate(
            people, low, high, world.month, keys[0], separation_chance(world), public, keys[1], keys[2], field, month.loss_rate,
            most, month.trouble, month.layoff, month.staff, out,
        )  # fmt: skip
        if n:
            rehire(world, month, population, out[:n], keys[2])


def rehire(world: World, month: Month, population: int, rows: NDArray[np.int64], key: np.uint64) -> None:
    """People of firms in trouble take other posts of their cell, by the month's lot."""
    columns = world.people[population]
    rows = rows[np.argsort(draws(key, columns.id[rows]), kind="stable")]
    posts = posts_of_firms(world, month)
    field, pair = world.firms.field[: len(month.trouble)], stream_key(world.seed, Stream.PAIR, 0)
    events.change_employer(rows, len(rows), world.month, columns.arrays(), posts, field, pair)


def match(world: World, month: Month) -> None:
    """Searchers meet posts; the hired from afar are added to the month's movers."""
    if not month.scenes[0].p.labour:
        return
    for population in (0, 1):
        rows, market, weight = searching(world, month, population)
        if world.anchored:
            moved = hire_at_markets(world, month, population, rows, market, weight)
        else:
            moved = hire_at_rates(world, month, population, rows, market, weight)
        month.movers[population] = np.union1d(month.movers[population], moved)


def searching(world: World, month: Month, population: int) -> tuple[NDArray[np.int64], NDArray[np.int64], Floats]:
    """Rows that search, their market (region * 3 + skill) and their weight."""
    low, high = rows_of(world, population)
    p = world.scenario.parameters
    rows, market, weight = np.empty(high - low, np.int64), np.empty(high - low, np.int64), np.empty(high - low)
    campus = season(world.month) in CAMPUS
    people = world.people[population].arrays()
    n = events.searchers(
        people,
        low,
        high,
        world.month,
        campus,
        world.given is not None,
        int(p["search_months"]),
        p["far"],
        month.levers.places.remote_search,
        rows,
        market,
        weight,
    )
    return rows[:n], market[:n], weight[:n]


def hire_at_rates(
    world: World, month: Month, population: int, rows: NDArray[np.int64], market: NDArray[np.int64], weight: Floats
) -> NDArray[np.int64]:
    """Before the anchor: everybody finds work at the data's rate."""
    key = stream_key(world.seed, Stream.QUEUE, world.month)
    rate = np.full(world.setting.count * 3, world.setting.finding_rate)
    if world.given is not None:
        rate = np.repeat(world.given.find, 3)
    people = world.people[population].arrays()
    hired, moved = np.zeros(len(rate), np.int64), np.empty(len(rows), np.int64)
    first = np.empty(len(rows), np.int64)
    first = first[: lucky(rows, market, weight, len(rows), key, rate, people, first)]
    takes = weighed(world, month, population, rows, market, first)
    n = hire_anywhere(rows, market, first, takes, len(first), world.month, people, hired, moved)
    seekers = supply(market, weight, len(rate))
    record(world, population, seekers, np.zeros_like(seekers), seekers * rate, hired)
    return moved[:n]


def hire_at_markets(
    world: World, month: Month, population: int, rows: NDArray[np.int64], market: NDArray[np.int64], weight: Floats
) -> NDArray[np.int64]:
    """Each market hires as many as its matches, rounded by its own draw, in the order of its queue."""
    markets = world.setting.count * 3
    seekers = supply(market, weight, markets)
    posts = posts_of(world, month, population, seekers)
    vacancies = open_by_market(posts)
    if world.given is not None:
        vacancies[:, 0] = world.given.vacancies  # as given; the posts themselves are whole
    expected = expected_matches(world, seekers, vacancies.ravel())
    u = draws(stream_key(world.seed, Stream.ROUNDING, world.month), market_ids(world))
    quota = np.floor(expected + u).astype(np.int64)
    people = world.people[population].arrays()
    priority = np.empty(len(rows))
    by_ability = world.scenario.structure.queue == "by_ability"
    queue(rows, weight, len(rows), stream_key(world.seed, Stream.QUEUE, world.month), by_ability, people, priority)
    first = invited(market, priority, quota)
    hired, (moved, policies) = np.zeros(markets, np.int64), np.empty((2, len(first)), np.int64)
    keys = HireKeys(stream_key(world.seed, Stream.PAIR, 0), stream_key(world.seed, Stream.POST, 0))
    takes = weighed(world, month, population, rows, market, first)
    n = hire(rows, market, first, takes, keys, world.month, people, posts, hired, moved, policies)
    record(world, population, seekers, vacancies.ravel(), expected, hired)
    take_up_posts(world, month, population, rows[first], market[first], policies)
    return moved[:n]


def weighed(
    world: World,
    month: Month,
    population: int,
    rows: NDArray[np.int64],
    market: NDArray[np.int64],
    first: NDArray[np.int64],
) -> NDArray[np.bool_]:
    """Whether each of those invited takes the offer: bool by position among the searchers, unset for others."""
    takes = np.empty(len(rows), np.bool_)
    people, scene = world.people[population].arrays(), month.scenes[population]
    weigh_offers(rows, market, np.sort(first), len(first), world.month, people, scene, takes)
    return takes


def market_ids(world: World) -> NDArray[np.uint64]:
    """Key of each market for its rounding: from the region's code and the skill."""
    return np.asarray(world.setting.key[:, None] + np.arange(3, dtype=np.uint64), np.uint64).ravel()


def expected_matches(world: World, seekers: Floats, vacancies: Floats) -> Floats:
    """M before rounding, float64[R * 3]."""
    kind, eta = (
        KINDS[world.scenario.structure.matching],
        np.full(world.setting.count, world.scenario.parameters["match_eta"]),
    )
    if world.scenario.limit is not None:
        kind, eta = matching_of(world.scenario.limit, world.month)
    expected = np.empty(len(seekers))
    meet(seekers, vacancies, world.regions.efficiency.ravel(), eta, kind, expected)
    return expected


def open_by_market(posts: OpenPosts) -> Floats:
    """V by region and skill, float64[R, 3]."""
    total = (posts.pooled + posts.public.open.sum(axis=0)).astype(float)
    total[:, :2] += posts.by_field.sum(axis=2)
    return total


def posts_of(world: World, month: Month, population: int, seekers: Floats) -> OpenPosts:
    """Open posts of the month: firms' and public ones for graduates, those of the technology sector for doctors."""
    r = world.setting.count
    pooled = np.zeros((r, 3), np.int64)
    skills = [0, 1] if population == 0 else [2]
    public = affordable_posts(world, month, skills)
    if population == 0 and has_firms(world):
        return posts_of_firms(world, month)._replace(public=public)
    pooled[:, skills] = pooled_posts(world, population, seekers)[:, skills]
    none, no_id = np.zeros(0, np.int64), np.zeros(0, np.uint64)
    cells, by_field = r * FIELDS, np.zeros((r, 2, FIELDS), np.int64)
    start, cell_start = np.zeros(cells * 2 + 1, np.int64), np.arange(cells + 1)
    return OpenPosts(none, start, start[1:], cell_start, none, month.staff, by_field, pooled, no_id, public)


def posts_of_firms(world: World, month: Month) -> OpenPosts:
    """Open posts of firms: listed once a month, after separations; whoever takes one takes it off the list."""
    if month.posts is None:
        month.posts = listed_posts(world, month)
    return month.posts


def listed_posts(world: World, month: Month) -> OpenPosts:
    """Firms with open posts by cell, bucket of their hashed id and skill."""
    firms, r = world.firms, world.setting.count
    assert world.cells is not None
    cell_start = np.concatenate([[0], np.cumsum(1 << world.cells.bits)])
    by_field = np.zeros((r, 2, FIELDS), np.int64)
    slot, group, vacant = np.empty((3, 2 * firms.size), np.int64)
    n = count_posts(firms.arrays(), firms.size, cell_start, month.staff, by_field, slot, group, vacant)
    np.maximum(by_field, 0, out=by_field)
    start, ordered = grouped(group[:n], 2 * cell_start[-1])
    listed, none = slot[ordered], np.zeros((r, 3), np.int64)
    public = no_public_posts(month, r)
    return OpenPosts(
        listed, start, start[1:].copy(), cell_start, vacant[ordered], month.staff, by_field, none, firms.id[listed], public
    )  # fmt: skip


def pooled_posts(world: World, population: int, seekers: Floats) -> NDArray[np.int64]:
    """Open posts without an employer: jobs of the anchor that grow with the classes, less those held; or free entry.  int64[R, 3]."""
    if world.given is not None:
        u = draws(stream_key(world.seed, Stream.ROUNDING, world.month + 100_000), world.setting.key)
        return np.floor(np.outer(world.given.vacancies, [1.0, 0.0, 0.0]) + u[:, None]).astype(np.int64)
    if world.scenario.structure.vacancies == "free_entry" and population == 0:
        return np.floor(free_entry(world) * seekers.reshape(-1, 3) + 0.5).astype(np.int64)
    people, (low, high) = world.people[population].arrays(), rows_of(world, population)
    wanted = world.fixed_posts * growth_of_jobs(world, population)[:, None]
    held = np.zeros((world.setting.count, 3), np.int64)
    jobs(people, low, high, held)
    if population == 1:
        held[:, 2] -= seated(world)
    return np.maximum(0, np.floor(wanted - held + 0.5)).astype(np.int64)


def growth_of_jobs(world: World, population: int) -> Floats:
    """Posts relative to the anchor: with the technology firms' staff for doctors, else with the nation's simulated persons.  float64[R]."""
    nation = world.persons_before.sum() / world.regions.persons0
    if population == 1 and has_firms(world) and world.cells is not None:
        alive, technology, posts = np.zeros((3, world.setting.count), np.int64)
        tally_firms(world.firms.arrays(), world.firms.size, alive, technology, posts)
        held = posts * (1.0 - world.scenario.parameters["vacancy_rate"])
        return np.asarray(held / world.cells.technology_staff)
    return np.full(world.setting.count, nation)


def free_entry(world: World) -> Floats:
    """Tightness at which a post costs what a filled job is worth, as a ratio to the anchor: (J / J0) ** (1 / eta).  float64[R, 3]."""
    p, regions = world.scenario.parameters, world.regions
    wage = exp(regions.ln_wage - regions.ln_wage0)[:, [1, 2, 3]]
    labour_share = p["returns_a"]
    value = np.maximum(0.0, productivity(world)[:, None] - labour_share * wage) / (1.0 - labour_share)
    return np.asarray(regions.tightness0 * power(value, 1.0 / p["match_eta"]))


def record(
    world: World, population: int, seekers: Floats, vacancies: Floats, expected: Floats, hired: NDArray[np.int64]
) -> None:
    """Keep U, V and M of the month for the smoothed rates, and count them."""
    skills = slice(0, 2) if population == 0 else slice(2, 3)
    now, r, scale = world.month - world.scenario.start, world.setting.count, world.scale[population]
    slot = world.month % len(world.regions.seekers)
    u, v, m, h = (np.asarray(a).reshape(r, 3)[:, skills] for a in (seekers, vacancies, expected, hired))
    world.regions.seekers[slot][:, skills] = u
    world.regions.posts[slot][:, skills] = v
    world.regions.expected[slot][:, skills] = m
    world.counts.seekers[now][:, skills] = u * scale
    world.counts.posts[now][:, skills] = v * scale
    world.counts.matches[now][:, skills] = h * scale
