"""Firms and jobs: growth, closing, separations, vacancies, and the matching of those who search."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.calendar import JUNE, MARCH, NOVEMBER, SEPTEMBER, season
from sim.draws import Stream, draws, stream_key
from sim.engine import firms as firm_loops
from sim.engine.choice import weigh_offers
from sim.engine.firms import FirmConditions, FirmNews, count_posts, live
from sim.engine.hiring import Hired, hire, hire_anywhere, lucky, meet, queue
from sim.engine.jobs import FirmsNow, Losses, LossKeys, take_other_posts
from sim.engine.jobs import separate as separate_people
from sim.engine.order import grouped
from sim.engine.posts import FIELDS, HireKeys, OpenPosts, PublicPosts, invited, supply
from sim.engine.searching import Searches, SearchRules, searchers
from sim.engine.tally import jobs, tally_firms
from sim.exact import exp, power
from sim.phases.posts import affordable_posts, no_public_posts, take_up_posts
from sim.phases.workspace import Month, window_of
from sim.rules.matching import FUNCTIONS
from sim.rules.review import monthly_of_quarter
from sim.world import firms as firm_world
from sim.world.platforms import seated
from sim.world.state import World

CAMPUS = (*range(SEPTEMBER, NOVEMBER + 1), *range(MARCH, JUNE + 1))  # months in which students search
Floats = NDArray[np.float64]


def has_firms(world: World) -> bool:
    """Whether jobs come from firms in this month."""
    return world.anchored and world.scenario.structure.firms and world.scenario.structure.vacancies == "firms"


def run_firms(world: World, month: Month) -> None:
    """Firms grow, close and move; new ones enter where people are."""
    if not has_firms(world):
        return
    firms = world.firms
    now = firm_world.conditions(world, productivity(world))
    assert world.cells is not None
    weight = world.cells.employed * firm_world.pull(world, now)
    keys, rules = firm_world.firm_keys(world.seed, world.month), firm_world.firm_rules(world)
    news = FirmNews.blank(firms.size, world.setting.count)
    faced = FirmConditions(now.low, now.high, np.cumsum(weight / weight.sum()), firm_world.zone_ends(world))
    live(firms.arrays(), firms.size, world.month, keys, rules, faced, news)
    month.loss_rate = np.divide(news.ended, news.held, out=news.ended, where=news.held > 0)
    first = firms.size
    firm_world.enter(world, now, labour_force(world))
    entered = firms.size - first
    live_entrants(world, now, first)
    month.conditions = now
    month.trouble = np.concatenate([news.trouble, np.zeros(entered, np.int8)])
    month.layoff = np.concatenate([news.layoff, np.zeros((entered, 2))])
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
    quits = monthly_of_quarter(p["separation_q"])
    if has_firms(world):
        return np.full(r, quits)
    return np.full(r, 1.0 - (1.0 - quits) * (1.0 - p["firm_exit"] / 12.0 - p["layoff_warm"]))


def separate(world: World, month: Month) -> None:
    """People who lose their job this month; staff of firms in trouble who keep work change employer within their cell."""
    lose_jobs(world, month, separation_chance(world))


def lose_jobs(world: World, month: Month, chance: Floats) -> None:
    """The same at a chance to quit float64[R]."""
    keys = LossKeys(*(stream_key(world.seed, s, world.month) for s in (Stream.SEPARATION, Stream.LAYOFF, Stream.DEAL)))
    most = month.loss_rate.reshape(world.setting.count, -1).max(axis=1, initial=0.0)
    losses = Losses(chance, world.scenario.parameters["public_separation"], month.loss_rate, most)
    firms = FirmsNow(world.firms.field[: len(month.trouble)], month.trouble, month.layoff, month.staff)
    for population in (0, 1):
        window = window_of(world, population)
        out = np.empty(window.high - window.low, np.int64)
        n = separate_people(window, losses, keys, firms, out)
        if n:
            rehire(world, month, population, out[:n], keys.move)


def rehire(world: World, month: Month, population: int, rows: NDArray[np.int64], key: np.uint64) -> None:
    """People of firms in trouble take other posts of their cell, by the month's lot."""
    columns = world.people[population]
    rows = rows[np.argsort(draws(key, columns.id[rows]), kind="stable")]
    posts = posts_of_firms(world, month)
    field, pair = world.firms.field[: len(month.trouble)], stream_key(world.seed, Stream.PAIR, 0)
    take_other_posts(rows, world.month, columns.arrays(), posts, field, pair)


def match(world: World, month: Month) -> None:
    """Searchers meet posts; the hired from afar are added to the month's movers."""
    for population in (0, 1):
        searches = searching(world, month, population)
        if world.anchored:
            posts = posts_of(world, month, population, searches)
            hire_at_markets(world, month, population, searches, posts, open_by_market(posts))
        else:
            rate = np.full(world.setting.count * 3, world.setting.finding_rate)
            hire_at_rates(world, month, population, searches, rate)


def searching(world: World, month: Month, population: int, rests: bool = False) -> Searches:
    """Who looks for work, and where.  rests: who lost work this month looks for it from the next on."""
    window, p = window_of(world, population), world.scenario.parameters
    out = Searches.room(window.high - window.low)
    rules = SearchRules(season(world.month) in CAMPUS, rests, int(p["search_months"]), p["far"], p["far_student"])
    return out.first(searchers(window, month.levers.places.remote_search, rules, out))


def hire_at_rates(world: World, month: Month, population: int, searches: Searches, rate: Floats) -> None:
    """Before the anchor, and where it is given: everybody finds work at a rate float64[R * 3]."""
    key = stream_key(world.seed, Stream.QUEUE, world.month)
    people = world.people[population].arrays()
    first = np.empty(len(searches.row), np.int64)
    first = first[: lucky(searches, key, rate, people, first)]
    takes, hired = weighed(world, month, population, searches, first), Hired.room(len(rate), len(first))
    n = hire_anywhere(searches, first, takes, world.month, people, hired)
    seekers = supply(searches.market, searches.weight, len(rate))
    record(world, population, seekers, np.zeros_like(seekers), seekers * rate, hired.hires)
    month.movers[population] = month.movers[population].joined(hired.mover[:n], hired.to[:n])


def hire_at_markets(
    world: World,
    month: Month,
    population: int,
    searches: Searches,
    posts: OpenPosts,
    vacancies: Floats,
    matching: tuple[int, Floats] | None = None,
) -> None:
    """Each market hires as many as its matches, rounded by its own draw, in the order of its queue.

    vacancies: float64[R, 3]; matching: kind and elasticity float64[R], by default those of the scenario.
    """  # fmt: skip
    markets, people = world.setting.count * 3, world.people[population].arrays()
    seekers = supply(searches.market, searches.weight, markets)
    expected = expected_matches(world, seekers, vacancies.ravel(), *(matching or matching_of(world)))
    u = draws(stream_key(world.seed, Stream.ROUNDING, world.month), market_ids(world))
    first = first_in_line(world, population, searches, np.floor(expected + u).astype(np.int64))
    keys = HireKeys(stream_key(world.seed, Stream.PAIR, 0), stream_key(world.seed, Stream.POST, 0))
    takes, hired = weighed(world, month, population, searches, first), Hired.room(markets, len(first))
    n = hire(searches, first, takes, keys, world.month, people, posts, hired)
    record(world, population, seekers, vacancies.ravel(), expected, hired.hires)
    take_up_posts(world, month, population, searches.row[first], searches.market[first], hired.policy)
    month.movers[population] = month.movers[population].joined(hired.mover[:n], hired.to[:n])


def first_in_line(world: World, population: int, searches: Searches, quota: NDArray[np.int64]) -> NDArray[np.int64]:
    """Positions of the first of each market's queue, as many as its quota."""
    priority, by_ability = np.empty(len(searches.row)), world.scenario.structure.queue == "by_ability"
    key = stream_key(world.seed, Stream.QUEUE, world.month)
    queue(searches, key, by_ability, world.people[population].arrays(), priority)
    return invited(searches.market, priority, quota)


def weighed(
    world: World, month: Month, population: int, searches: Searches, first: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Whether each of those invited takes the offer: bool by position among the searchers, unset for others."""
    takes = np.empty(len(searches.row), np.bool_)
    people, scene = world.people[population].arrays(), month.scenes[population]
    weigh_offers(searches, np.sort(first), world.month, people, scene, takes)
    return takes


def market_ids(world: World) -> NDArray[np.uint64]:
    """Key of each market for its rounding: from the region's code and the skill."""
    return np.asarray(world.setting.key[:, None] + np.arange(3, dtype=np.uint64), np.uint64).ravel()


def matching_of(world: World) -> tuple[int, Floats]:
    """Kind and elasticity float64[R] of the scenario's matching function."""
    return FUNCTIONS[world.scenario.structure.matching], np.full(
        world.setting.count, world.scenario.parameters["match_eta"]
    )


def expected_matches(world: World, seekers: Floats, vacancies: Floats, kind: int, eta: Floats) -> Floats:
    """M before rounding, float64[R * 3]."""
    expected = np.empty(len(seekers))
    meet(seekers, vacancies, world.regions.efficiency.ravel(), eta, kind, expected)
    return expected


def open_by_market(posts: OpenPosts) -> Floats:
    """V by region and skill, float64[R, 3]."""
    total = (posts.pooled + posts.public.open.sum(axis=0)).astype(float)
    total[:, :2] += posts.by_field.sum(axis=2)
    return total


def posts_of(world: World, month: Month, population: int, searches: Searches) -> OpenPosts:
    """Open posts of the month: firms' and public ones for graduates, those of the technology sector for doctors."""
    skills = [0, 1] if population == 0 else [2]
    public = affordable_posts(world, month, skills)
    if population == 0 and has_firms(world):
        return posts_of_firms(world, month)._replace(public=public)
    pooled = np.zeros((world.setting.count, 3), np.int64)
    pooled[:, skills] = pooled_posts(world, population, searches)[:, skills]
    return posts_without_firms(month, pooled, public)


def posts_without_firms(month: Month, pooled: NDArray[np.int64], public: PublicPosts) -> OpenPosts:
    """Posts that have no employer, int64[R, 3], and public ones."""
    none, cells = np.zeros(0, np.int64), len(pooled) * FIELDS
    start = np.zeros(cells * 2 + 1, np.int64)
    return OpenPosts(
        firms=none, start=start, stop=start[1:], cell_start=np.arange(cells + 1), vacancies=none, staff=month.staff,
        by_field=np.zeros((len(pooled), 2, FIELDS), np.int64), pooled=pooled, firm_id=np.zeros(0, np.uint64), public=public,
    )  # fmt: skip


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
    listed = slot[ordered]
    return OpenPosts(
        firms=listed, start=start, stop=start[1:].copy(), cell_start=cell_start, vacancies=vacant[ordered], staff=month.staff,
        by_field=by_field, pooled=np.zeros((r, 3), np.int64), firm_id=firms.id[listed], public=no_public_posts(month, r),
    )  # fmt: skip


def pooled_posts(world: World, population: int, searches: Searches) -> NDArray[np.int64]:
    """Open posts without an employer: jobs of the anchor that grow with the classes, less those held; or free entry.  int64[R, 3]."""
    if world.scenario.structure.vacancies == "free_entry" and population == 0:
        seekers = supply(searches.market, searches.weight, world.setting.count * 3)
        return np.floor(free_entry(world) * seekers.reshape(-1, 3) + 0.5).astype(np.int64)
    window = window_of(world, population)
    wanted = world.fixed_posts * growth_of_jobs(world, population)[:, None]
    held = np.zeros((world.setting.count, 3), np.int64)
    jobs(window.people, window.low, window.high, held)
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
