"""Jobs: separations, vacancies, and the matching of those who search."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.calendar import JUNE, MARCH, NOVEMBER, SEPTEMBER, season
from sim.draws import Stream, draws, draws_at, stream_key
from sim.engine.choice import weigh_offers
from sim.engine.hiring import Hired, count_below, hire, levels, lucky, meet, queue
from sim.engine.jobs import Losses, LossKeys
from sim.engine.jobs import separate as separate_people
from sim.engine.posts import FIELDS, OpenPosts, PublicPosts, invited, supply
from sim.engine.searching import Searches, SearchRules, searchers
from sim.engine.transitions import change_posts
from sim.exact import exp, power
from sim.phases.posts import affordable_posts, no_public_posts, take_up_posts
from sim.phases.workspace import Month, window_of
from sim.records import DEGREES, Status
from sim.rules.matching import FUNCTIONS
from sim.rules.review import monthly_of_quarter
from sim.world.platforms import seated
from sim.world.staff import jobs_by_field
from sim.world.state import World

CAMPUS = (*range(SEPTEMBER, NOVEMBER + 1), *range(MARCH, JUNE + 1))  # months in which students search
Floats = NDArray[np.float64]


def has_firms(world: World) -> bool:
    """Whether jobs come from firms in this month."""
    return world.anchored and world.scenario.structure.firms and world.scenario.structure.vacancies == "firms"


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
    """People who lose their job this month."""
    lose_jobs(world, month, separation_chance(world))


def lose_jobs(world: World, month: Month, chance: Floats) -> None:
    """The same at a chance to quit float64[R]."""
    keys = LossKeys(*(stream_key(world.seed, s, world.month) for s in (Stream.SEPARATION, Stream.LAYOFF)))
    losses = Losses(chance, world.scenario.parameters["public_separation"], month.loss_rate)
    for population in (0, 1):
        separate_people(window_of(world, population), losses, keys)


def second_choice(world: World, month: Month) -> None:
    """Workers beside their field are offered open posts of it where they work, in the order of a draw of the month."""
    rematch = month.levers.places.rematch
    if not rematch.any() or not has_firms(world):
        return
    people, n = world.people[0], world.people[0].size
    rows = np.flatnonzero((people.mismatched[:n] == 1) & (people.status[:n] == Status.EMPLOYED))
    u = draws(stream_key(world.seed, Stream.REMATCH, world.month), people.id[rows])
    asked = u < rematch[people.region[rows]]
    rows, u = rows[asked], u[asked]
    skill = (people.job_degree[rows] >= DEGREES.index("master")).astype(np.int64)
    cell = (people.region[rows].astype(np.int64) * 2 + skill) * FIELDS + people.field[rows]
    open_ = np.maximum(0, whole_posts(world, posts_of_firms(world, month.firms.wanted))).ravel()
    taken = rows[invited(cell, u, open_)]
    change_posts(taken, people.field[taken].astype(np.int64), people.arrays())


def match(world: World, month: Month) -> None:
    """Searchers meet posts; the hired from afar are added to the month's movers."""
    for population in (0, 1):
        searches = searching(world, month, population)
        if world.anchored:
            of_firms = posts_of_firms(world, month.firms.wanted) if population == 0 and has_firms(world) else None
            posts = posts_of(world, month, population, searches, of_firms)
            hire_at_markets(world, month, population, searches, posts, open_by_market(posts, of_firms))
        else:
            rate = np.full(world.setting.count * 3, world.setting.finding_rate)
            hire_at_rates(world, month, population, searches, rate)


def searching(world: World, month: Month, population: int, rests: bool = False) -> Searches:
    """Who looks for work, and where.  rests: who lost work this month looks for it from the next on."""
    window, p = window_of(world, population), world.scenario.parameters
    out = Searches.room(window.high - window.low)
    rules = SearchRules(season(world.month) in CAMPUS, rests, int(p["search_months"]), p["far"], p["far_student"])
    return out.first(searchers(window, month.levers.places, rules, out))


def hire_at_rates(world: World, month: Month, population: int, searches: Searches, rate: Floats) -> None:
    """Before the anchor, and where it is given: everybody finds work at a rate float64[R * 3]."""
    key = stream_key(world.seed, Stream.QUEUE, world.month)
    people = world.people[population].arrays()
    first = np.empty(len(searches.row), np.int64)
    first = first[: lucky(searches, key, rate, people, first)]
    seekers = supply(searches.market, searches.weight, len(rate))
    none = posts_without_firms(
        np.zeros((world.setting.count, 3), np.int64), no_public_posts(month, world.setting.count)
    )
    hired = take_up(world, month, population, searches, first, none)
    record(world, population, seekers, np.zeros_like(seekers), seekers * rate, hired.hires)


def hire_at_markets(
    world: World,
    month: Month,
    population: int,
    searches: Searches,
    posts: OpenPosts,
    vacancies: Floats,
    matching: tuple[int, Floats] | None = None,
) -> None:
    """Each market hires its matches, in the order of its queue.

    vacancies: float64[R, 3]; matching: kind and elasticity float64[R], by default those of the scenario.
    """  # fmt: skip
    seekers = supply(searches.market, searches.weight, vacancies.size)
    efficiency = world.regions.efficiency * month.levers.places.match_efficiency
    expected = expected_matches(efficiency, seekers, vacancies.ravel(), *(matching or matching_of(world)))
    first = first_in_line(world, population, searches, expected)
    hired = take_up(world, month, population, searches, first, posts)
    record(world, population, seekers, vacancies.ravel(), expected, hired.hires)
    if population == 0:
        remember_hires(world, month, hired, searches.market[first])
    take_up_posts(world, month, population, searches.row[first], searches.market[first], hired.policy)


def take_up(
    world: World, month: Month, population: int, searches: Searches, first: NDArray[np.int64], posts: OpenPosts
) -> Hired:
    """Those invited weigh their offers and take posts; the hired from afar are added to the month's movers."""
    takes, hired = weighed(world, month, population, searches, first), Hired.room(world.setting.count * 3, len(first))
    key, people = stream_key(world.seed, Stream.POST, 0), world.people[population].arrays()
    n = hire(searches, first, takes, key, world.month, people, posts, hired)
    month.movers[population] = month.movers[population].joined(hired.mover[:n], hired.to[:n])
    return hired


def first_in_line(world: World, population: int, searches: Searches, expected: Floats) -> NDArray[np.int64]:
    """Positions of those invited, market after market in the order of the queues.

    By lot: all whose place is below the market's level, at which its matches are expected, so that one searcher more lowers everybody's
    chance a little and pushes nobody out. By ability, and in limit worlds: as many as the matches, rounded by the market's draw.
    """
    priority, by_ability = np.empty(len(searches.row)), world.scenario.structure.queue == "by_ability"
    key = stream_key(world.seed, Stream.QUEUE, world.month)
    queue(searches, key, by_ability, world.people[population].arrays(), priority)
    if by_ability or world.scenario.limit is not None:
        u = draws(stream_key(world.seed, Stream.ROUNDING, world.month), market_ids(world))
        return invited(searches.market, priority, np.floor(expected + u).astype(np.int64))
    level, number = np.empty(len(expected)), np.zeros(len(expected), np.int64)
    levels(searches, expected, level)
    luck = np.zeros((2, world.setting.count, len(DEGREES)))
    count_below(searches, priority, level, world.people[population].arrays(), number, luck)
    world.counts.luck[world.month - world.scenario.start] += luck * world.scale[population]
    return invited(searches.market, priority, number)


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


def expected_matches(efficiency: Floats, seekers: Floats, vacancies: Floats, kind: int, eta: Floats) -> Floats:
    """M before rounding, float64[R * 3].  efficiency: float64[R, 3]."""
    expected = np.empty(len(seekers))
    meet(seekers, vacancies, efficiency.ravel(), eta, kind, expected)
    return expected


def open_by_market(posts: OpenPosts, of_firms: Floats | None = None) -> Floats:
    """V by region and skill, float64[R, 3].  of_firms: float64[R, 2, FIELDS]; what one field has above another keeps closed."""
    total = (posts.pooled + posts.public.open.sum(axis=0)).astype(float)
    if of_firms is not None:
        total[:, :2] += np.maximum(0.0, of_firms.sum(axis=2))
    return total


def posts_of(world: World, month: Month, population: int, searches: Searches, of_firms: Floats | None) -> OpenPosts:
    """Whole open posts of the month: firms' and public ones for graduates, those of the technology sector for doctors."""
    skills = [0, 1] if population == 0 else [2]
    public, pooled = affordable_posts(world, month, skills), np.zeros((world.setting.count, 3), np.int64)
    if of_firms is not None:
        return OpenPosts(whole_posts(world, of_firms), pooled, public)
    pooled[:, skills] = pooled_posts(world, month, population, searches)[:, skills]
    return posts_without_firms(pooled, public)


def posts_without_firms(pooled: NDArray[np.int64], public: PublicPosts) -> OpenPosts:
    """Posts that have no employer, int64[R, 3], and public ones."""
    return OpenPosts(np.zeros((0, 2, FIELDS), np.int64), pooled, public)


def posts_of_firms(world: World, wanted: Floats) -> Floats:
    """Posts that firms want less those held: float64[R, 2, FIELDS], below 0 where there is more staff than wanted."""
    return wanted - jobs_by_field(world, 0)[:, :2, :FIELDS]


def whole_posts(world: World, of_firms: Floats) -> NDArray[np.int64]:
    """The same rounded once for all firms of a cell, by its draw for life."""
    cell = np.arange(2 * FIELDS, dtype=np.uint64).reshape(2, FIELDS)
    u = draws_at(stream_key(world.seed, Stream.ROUNDING, 0), world.setting.key[:, None, None], cell)
    return np.asarray(np.floor(of_firms + u), np.int64)


def pooled_posts(world: World, month: Month, population: int, searches: Searches) -> NDArray[np.int64]:
    """Open posts without an employer: jobs of the anchor that grow with the classes, less those held; or free entry.  int64[R, 3]."""
    if world.scenario.structure.vacancies == "free_entry" and population == 0:
        seekers = supply(searches.market, searches.weight, world.setting.count * 3)
        return np.floor(free_entry(world) * seekers.reshape(-1, 3) + 0.5).astype(np.int64)
    wanted = world.fixed_posts * growth_of_jobs(world, month, population)[:, None]
    held = jobs_by_field(world, population).sum(axis=2)
    if population == 1:
        held[:, 2] -= seated(world)
    return np.maximum(0, np.floor(wanted - held + 0.5)).astype(np.int64)


def growth_of_jobs(world: World, month: Month, population: int) -> Floats:
    """Posts relative to the anchor: with the technology firms' staff for doctors, else with the nation's simulated persons.  float64[R]."""
    nation = world.persons_before.sum() / world.regions.persons0
    if population == 1 and has_firms(world) and world.cells is not None:
        held = month.firms.technology_wanted * (1.0 - world.scenario.parameters["vacancy_rate"])
        return np.asarray(held / world.cells.technology_staff)
    return np.full(world.setting.count, nation)


def free_entry(world: World) -> Floats:
    """Tightness at which a post costs what a filled job is worth, as a ratio to the anchor: (J / J0) ** (1 / eta).  float64[R, 3]."""
    p, regions = world.scenario.parameters, world.regions
    wage = exp(regions.ln_wage - regions.ln_wage0)[:, [1, 2, 3]]
    labour_share = p["returns_a"]
    value = np.maximum(0.0, productivity(world)[:, None] - labour_share * wage) / (1.0 - labour_share)
    return np.asarray(regions.tightness0 * power(value, 1.0 / p["match_eta"]))


def remember_hires(world: World, month: Month, hired: Hired, market: NDArray[np.int64]) -> None:
    """Persons that firms have hired this month, those in public posts left out; technology firms as their share of the staff wanted.

    market: of each of those invited.
    """
    public = np.bincount(market[hired.policy >= 0], minlength=len(hired.hires))
    hires = (hired.hires - public).reshape(-1, 3).sum(axis=1) * float(world.scale[0])
    wanted = month.firms.staff.sum(axis=1)
    technology = np.divide(month.firms.technology_wanted, wanted, out=np.zeros(len(wanted)), where=wanted > 0)
    slot = world.month % len(world.regions.hires)
    world.regions.hires[slot] = np.stack([hires, hires * technology], axis=1)


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
