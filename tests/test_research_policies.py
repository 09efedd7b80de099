"""What policies of research do first: posts held, projects, promotions, invitations, visitors, firms; each against what must come out."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Sequence

import laws
import numpy as np
import pytest
from test_instruments import staged

import sim
from sim.engine.research import LEADING, PlatformTerms, weigh_posts
from sim.exact import exp
from sim.levers import Kept
from sim.measures.measure import RESULTS
from sim.month import advance
from sim.phases import invitations, projects, research
from sim.phases.workspace import open_month
from sim.policies import KINDS, Policy
from sim.records import TIERS, ZONES, Push
from sim.rules.research import Research, ln_output, promotion_chance, success_chance
from sim.world import platforms
from sim.world.platforms import open_posts, staff_of
from sim.world.state import World

PARAMETERS = {name: parameter.value for name, parameter in sim.PARAMETERS.items()}
RULES = Research.of(PARAMETERS)
HOME, SITE = "Hohhot", "Beijing"


@pytest.fixture(scope="module")
def stage() -> World:
    """Researchers at two persons an agent, all else coarse."""
    return staged({"persons_per_agent": 40_000, "researchers_per_agent": 2})


def made(kind: str, region: str = HOME, **fields: object) -> Policy:
    """A policy of a kind out of its example, some fields otherwise."""
    record = KINDS[kind].record
    return record.of({**record.examples[0], **fields}, id=laws.ID, regions=(region,), start=laws.FIRST)


def number(world: World, region: str) -> int:
    return world.setting.regions.index(region)


def own(world: World, result: str) -> np.ndarray:
    """What the policy's platform has brought about by month and region."""
    return np.asarray(world.counts.policy_research[:, :, 0, RESULTS.index(result)])


def moved_by(*moves: Push) -> Policy:
    """A test's policy that makes some pushes."""

    class Test(Policy, kind="test", family="none", en="A test's kind", zh="测试"):
        def moves(self, region: str, month: int):  # type: ignore[no-untyped-def]  # noqa: ANN202
            return iter(moves)

    return Test(id=laws.ID, regions=(laws.PLACE,), start=laws.FIRST)


# Reform


def test_without_a_cost_of_failure_the_chance_after_one_is_twice_as_high() -> None:
    after, free = (promotion_chance(2, 1, 1.0, cost, RULES) for cost in (1.0, 0.0))
    assert free / after == pytest.approx(1 / (1 - PARAMETERS["failure_weight"])) == pytest.approx(2.0)


def test_twice_the_money_lifts_even_odds_by_its_elasticity(stage: World) -> None:
    assert success_chance(ln_output(0, 0, 0, math.log(2), 0, RULES)) == pytest.approx(0.5346, abs=5e-5)
    base = laws.under(stage, months=1)
    rich = laws.under(stage, made("research_reform", laws.PLACE, funding=2.0), months=1)
    now, here = stage.month - stage.scenario.start, number(stage, laws.PLACE)
    assert np.array_equal(base.counts.projects[now], rich.counts.projects[now])
    more = rich.counts.patents[now] - base.counts.patents[now]
    projects_, gain = base.counts.projects[now, here] / 2, success_chance(RULES.funding_elast * math.log(2)) - 0.5
    most = gain * projects_ * 2 * PARAMETERS["patents_project"]
    assert (
        0.5 * most < more[here] < most + 4 * math.sqrt(most)
    )  # chances differ from even odds, where the gain is largest
    assert np.count_nonzero(more) == 1


def test_promotions_come_as_many_times_as_often_where_posts_are_open(stage: World) -> None:
    world = stage.copy()
    assert world.platforms is not None
    world.platforms.opened[:, 1:] += 10**6

    before = world.people[1]
    tier, seated = before.tier[: before.size].copy(), before.platform[: before.size] >= 0

    def promoted(factor: float) -> tuple[np.ndarray, np.ndarray]:
        after = laws.under(world, made("research_reform", laws.PLACE, promotion=factor, title_freedom=0), months=1)
        people = after.people[1]
        rows = np.flatnonzero(seated & (people.tier[: len(tier)] > tier))
        here = people.platform[rows] == number(world, laws.PLACE)
        return rows[here], rows[~here]

    (one, elsewhere), (two, elsewhere_two) = promoted(1.0), promoted(2.0)
    assert not np.setdiff1d(one, two).size
    assert len(two) == pytest.approx(2 * len(one), abs=4 * math.sqrt(2 * len(one)))
    assert len(elsewhere)
    assert np.array_equal(elsewhere, elsewhere_two)


def law_titles(stage: World) -> World:
    """Who rises without an open post takes the own one along: posts are as many as before, none held twice, and some rise."""
    world = laws.under(stage, made("research_reform", title_freedom=1.0, promotion=3.0))
    for _ in range(24):
        advance(world)
        risen = world.platforms.risen  # type: ignore[union-attr]
        assert not risen.sum(axis=1).any()
        assert (open_posts(world) >= 0).all()
        assert not np.delete(risen, number(world, HOME), axis=0).any()
    assert risen[number(world, HOME)].any()
    return world


def test_free_titles_make_no_posts(stage: World) -> None:
    world, base = law_titles(stage), laws.under(stage, months=24)
    here, now = number(stage, HOME), world.month - 1 - world.scenario.start
    backbone = LEADING - 1
    assert world.counts.tiers[now, here, backbone:].sum() > 1.2 * base.counts.tiers[now, here, backbone:].sum()
    assert np.array_equal(world.platforms.opened, base.platforms.opened)  # type: ignore[union-attr]


def test_a_title_that_leaves_its_post_behind_is_found(stage: World, monkeypatch: pytest.MonkeyPatch) -> None:
    right = research.promote

    def careless(world: World, *rest: object) -> None:
        before = world.platforms.risen.copy()  # type: ignore[union-attr]
        right(world, *rest)  # type: ignore[arg-type]
        world.platforms.risen[:] = np.maximum(before, world.platforms.risen)  # type: ignore[union-attr]

    monkeypatch.setattr(research, "promote", careless)
    with pytest.raises(AssertionError):
        law_titles(stage)


def share_taken(stage: World, *moves: Push) -> tuple[float, int]:
    """Of researchers alike in all but their shocks, the share who would take a post of the own tier at another platform."""
    world = laws.under(stage, moved_by(*moves))
    people, home, place = world.people[1], number(world, HOME), number(world, laws.PLACE)
    rows = np.flatnonzero(people.platform[: people.size] == number(world, SITE))
    for column in people.declared:
        if column.name not in ("id", "eligible", "claimed", "touched"):
            people.data[column.name][rows] = people.data[column.name][rows[0]]
    people.lived[rows], people.aware[rows] = 0, 1 << home | 1 << place
    people.platform[rows], people.region[rows], people.tier[rows] = home, home, 1
    open_ = np.zeros_like(open_posts(world))
    open_[place, 1] = 1
    best, month = np.empty(len(rows), np.int64), open_month(world)
    salary, prestige = np.ones(len(TIERS)), 0.0
    terms = PlatformTerms(world.platforms, open_, salary, prestige)
    weigh_posts(rows, np.full(len(rows), -1), world.month, people.arrays(), month.scenes[1], terms, best)
    return float(np.mean(best == place)), len(rows)


def test_a_say_in_the_work_is_worth_its_log_points_of_pay(stage: World) -> None:
    """Odds of an offered post rise by exp(eps * autonomy), of people who are alike but for their shocks."""
    at_rest, n = share_taken(stage)
    freer, _ = share_taken(stage, Push("autonomy", 0.3))
    odds = at_rest / (1 - at_rest) * exp(PARAMETERS["eps_w_grad"] * 0.3)
    expected = odds / (1 + odds)
    assert n > 2_000
    assert 0.02 < at_rest < 0.98
    assert freer == pytest.approx(
        expected, abs=4 * math.sqrt((expected - at_rest) / n) + 4 * expected * math.sqrt(1 / n) * 0.5
    )
    assert freer > at_rest


# Platforms of policies


def law_posts(stage: World) -> None:
    """No more are held than paid for, those in use are paid to the month, and they close as they are left."""
    posts = {"basic": 100, "youth": 60, "backbone": 40, "leading": 14, "top": 3}
    policy = dataclasses.replace(made("research_platform", posts=posts), end=laws.FIRST + 11)
    world, held, before = laws.under(stage, policy), [], 10**9
    place, scale = number(world, HOME), world.scale[1]
    for _ in range(24):
        advance(world)
        on = staff_of(world).by_tier(len(world.platforms.site))[-1] * scale  # type: ignore[union-attr]
        assert (on[1:] <= np.array(list(posts.values())) + scale).all()
        assert (on.sum() <= before) or policy.active(world.month - 1)
        before = on.sum() if not policy.active(world.month - 1) else before
        held.append(on.sum())
    assert held[11] > 0.5 * sum(posts.values())
    assert 0 < held[-1] < held[11]
    assert own(world, "researchers")[world.month - 1 - world.scenario.start].tolist() == [
        held[-1] if j == place else 0 for j in range(world.setting.count)
    ]
    paid = [fen for month, *_, fen, _ in world.counts.ledger]
    assert len(paid) == 12
    assert max(paid) <= round(sum(posts.values()) * 461_000 * 100 / 12)
    assert paid[0] == pytest.approx(held[0] * 461_000 * 100 / 12, abs=1)


def test_no_more_posts_are_held_than_paid_for_and_they_close_as_they_are_left(stage: World) -> None:
    law_posts(stage)


def test_posts_paid_for_whether_used_or_not_are_found(stage: World, monkeypatch: pytest.MonkeyPatch) -> None:
    right = research.keep_up
    monkeypatch.setattr(research, "keep_up", lambda *a: right(*a[:-1], a[-1]._replace(units=217.0)))
    with pytest.raises(AssertionError):
        law_posts(stage)


def test_posts_that_stay_open_after_the_end_are_found(stage: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def careless(world: World, kept: Sequence[Kept]) -> None:
        before = world.platforms.opened[world.setting.count :].copy()  # type: ignore[union-attr]
        right(world, kept)
        now = world.platforms.opened[world.setting.count :]  # type: ignore[union-attr]
        np.maximum(now[: len(before)], before, out=now[: len(before)])

    right = research.keep_policies
    monkeypatch.setattr(research, "keep_policies", careless)
    with pytest.raises(AssertionError):
        law_posts(stage)


def test_a_years_projects_are_half_of_the_people_who_have_been_there_for_two(stage: World) -> None:
    world = laws.under(stage, made("research_platform", posts={"basic": 4000}), months=36)
    first, worked = world.month, 0
    for _ in range(12):
        people, staff = world.people[1], staff_of(world)
        on = staff.row[staff.platform == len(world.platforms.site) - 1]  # type: ignore[union-attr]
        worked += (world.month - people.status_since[on].astype(int) >= 24).sum()
        advance(world)
    rows = slice(first - world.scenario.start, world.month - world.scenario.start)
    ended = own(world, "projects")[rows].sum() / world.scale[1]
    assert ended == pytest.approx(worked / 24, abs=4 * math.sqrt(worked / 24))
    assert worked > 3_000
    assert own(world, "projects")[rows, number(world, HOME)].sum() == own(world, "projects")[rows].sum()


def law_elsewhere(stage: World, policy: Policy) -> None:
    """In the first month whoever sits elsewhere than without the policy sits there now, or would have sat where it acts."""
    base, world = laws.under(stage, months=1), laws.under(stage, policy, months=1)
    site = np.append(world.platforms.site, -1)  # type: ignore[union-attr]
    n, home = base.people[1].size, number(world, HOME)
    one, other = (site[w.people[1].platform[:n]] for w in (base, world))
    moved = base.people[1].platform[:n] != world.people[1].platform[:n]
    assert moved.any()
    assert ((one == home) | (other == home))[moved].all()


def test_a_platform_moves_nobody_between_two_other_places(stage: World) -> None:
    law_elsewhere(stage, made("research_platform", posts={"basic": 2000, "youth": 1000}))


def test_a_shared_order_of_platforms_would_be_found(stage: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Draws by the number of platforms, which another policy moves, re-sort people everywhere."""
    right = research.draws

    def careless(key: np.uint64, ids: np.ndarray) -> np.ndarray:
        return right(key ^ np.uint64(platforms_now[0]), ids)

    def count(world: World, kept: object) -> None:
        keep(world, kept)  # type: ignore[arg-type]
        platforms_now[0] = len(world.platforms.site)  # type: ignore[union-attr]

    platforms_now, keep = [0], research.keep_policies
    monkeypatch.setattr(research, "keep_policies", count)
    monkeypatch.setattr(research, "draws", careless)
    with pytest.raises(AssertionError):
        law_elsewhere(stage, made("research_platform", posts={"basic": 2000, "youth": 1000}))


def test_a_second_policy_moves_no_draw_of_the_first(stage: World) -> None:
    first = made("research_platform", posts={"basic": 3})
    second = dataclasses.replace(first, id="a", regions=(laws.PLACE,))  # before it by name
    alone, both = laws.under(stage, first, months=1), laws.under(stage, first, second, months=1)
    one, two = alone.platforms, both.platforms
    assert one is not None
    assert two is not None
    at = stage.setting.count + both.owners.index((laws.ID, number(stage, HOME)))
    for name in ("key", "lot", "opened", "prestige", "pay"):
        assert np.array_equal(getattr(one, name)[-1], getattr(two, name)[at])


def test_several_platforms_of_a_place_get_residents_in_proportion_to_open_posts(stage: World) -> None:
    world = laws.under(stage, made("research_platform", posts={"basic": 10}), months=1)
    people, place = world.people[1], number(world, HOME)
    rows = np.flatnonzero(people.degree[: people.size] == 3)[:20_000]
    open_ = np.zeros_like(open_posts(world))
    open_[place, 1:], open_[-1, 1:] = 30, 10
    chosen = research.host(world, rows, np.full(len(rows), place), open_)
    assert np.mean(chosen == len(open_) - 1) == pytest.approx(0.25, abs=4 * math.sqrt(0.25 * 0.75 / len(rows)))
    assert set(chosen.tolist()) == {place, len(open_) - 1}
    assert (research.host(world, rows, np.full(len(rows), place), 0 * open_) == -1).all()


def test_a_world_that_goes_on_under_other_policies_keeps_what_is_a_policys(stage: World) -> None:
    first = made("research_platform", posts={"basic": 500})
    world, other = laws.under(stage, first, months=3), dataclasses.replace(first, id="a", regions=(laws.PLACE,))
    both = laws.under(world, first, other)
    assert np.array_equal(both.counts.policy_research[:, :, 1], world.counts.policy_research[:, :, 0])
    assert not both.counts.policy_research[:, :, 0].any()
    advance(both)
    advance(world)
    now = world.month - 1 - world.scenario.start
    assert own(world, "researchers")[now].any()
    assert np.array_equal(own(world, "researchers")[now], both.counts.policy_research[now, :, 1, 0])


# Firms that come of projects


def law_binomial(stage: World, share: float) -> None:
    """Firms are a share of successes, drawn apart from the success."""
    pushes = [Push("conversion", share, {"zone": (zone,)}) for zone in ("north", "south")]
    world = laws.under(stage, moved_by(*pushes), months=9)
    rows, here = slice(stage.month - stage.scenario.start, None), number(stage, laws.PLACE)
    won = world.counts.patents[rows, here].sum() / PARAMETERS["patents_project"] / world.scale[1]
    firms = world.counts.conversions[rows, here].sum() / world.scale[1]
    assert won > 1_000
    assert firms == pytest.approx(2 * share * won, abs=4 * math.sqrt(won * 2 * share * (1 - 2 * share)))
    assert not np.delete(world.counts.conversions[rows], here, axis=1).any()
    jobs, last = world.spinoff_jobs[here], world.counts.conversions[world.month - 1 - world.scenario.start, here]
    assert jobs.sum() == pytest.approx(last * PARAMETERS["jobs_spinoff"])
    assert jobs[[ZONES.index("none"), ZONES.index("centre")]].tolist() == [0, 0]
    half = jobs.sum() / 2
    assert jobs[ZONES.index("north")] == pytest.approx(half, abs=4 * math.sqrt(half * PARAMETERS["jobs_spinoff"]))


def test_a_share_of_successes_becomes_firms_in_the_zones_named(stage: World) -> None:
    law_binomial(stage, 0.1)


def test_a_firm_that_hangs_on_the_draw_of_the_success_is_found(stage: World, monkeypatch: pytest.MonkeyPatch) -> None:
    class Wrong:
        CONVERT, RESEARCH, VISIT = projects.Stream.RESEARCH, projects.Stream.RESEARCH, projects.Stream.VISIT

    monkeypatch.setattr(projects, "Stream", Wrong)
    with pytest.raises(AssertionError):
        law_binomial(stage, 0.1)


def test_patents_are_multiplied_where_the_yield_is(stage: World) -> None:
    base, more = laws.under(stage, months=1), laws.under(stage, moved_by(Push("patent_yield", 1.1)), months=1)
    now, here = stage.month - stage.scenario.start, number(stage, laws.PLACE)
    one, other = base.counts.patents[now], more.counts.patents[now]
    assert other[here] == pytest.approx(1.1 * one[here])
    assert one[here] > 0
    assert np.array_equal(np.delete(one, here), np.delete(other, here))


# Enclave


def law_enclave(stage: World) -> None:
    """Its people live at the site, none is a resident of the region served by it; projects and firms count at home."""
    posts = {"basic": 2000}
    world = laws.under(stage, made("enclave", posts=posts, site=SITE, returns_year=0, conversion=0.5), months=36)
    home, site = number(world, HOME), number(world, SITE)
    staff, people, now = staff_of(world), world.people[1], world.month - 1 - world.scenario.start
    row = staff.row[staff.platform == len(world.platforms.site) - 1]  # type: ignore[union-attr]
    assert len(row) > 200
    assert (people.region[row] == site).all()
    assert np.flatnonzero(own(world, "researchers")[now]).tolist() == [site]
    projects_, firms = own(world, "projects").sum(axis=0), own(world, "conversions").sum(axis=0)
    assert np.flatnonzero(projects_).tolist() == np.flatnonzero(firms).tolist() == [home]
    won = own(world, "patents").sum() / PARAMETERS["patents_project"] / world.scale[1]
    assert firms.sum() / world.scale[1] == pytest.approx(0.5 * won, abs=4 * math.sqrt(won / 4))
    assert (world.counts.conversions.sum(axis=0) == firms).all()
    base = laws.under(stage, months=36)
    fewer = base.counts.persons[now, home, 3] - world.counts.persons[now, home, 3]
    assert fewer > -0.02 * base.counts.persons[now, home, 3]  # whoever lives there is no resident of home


def test_people_of_an_enclave_live_at_its_site_and_work_for_home(stage: World) -> None:
    law_enclave(stage)


def test_an_enclave_whose_people_count_at_home_is_found(stage: World, monkeypatch: pytest.MonkeyPatch) -> None:
    right = platforms.open_for

    def careless(world: World, policy: str, region: int, posts: object) -> None:
        right(world, policy, region, posts)  # type: ignore[arg-type]
        world.platforms.site[-1] = region  # type: ignore[union-attr]

    monkeypatch.setattr(platforms, "open_for", careless)
    with pytest.raises(AssertionError):
        law_enclave(stage)


def test_some_of_an_enclave_are_asked_home_and_take_posts_there(stage: World) -> None:
    world = stage.copy()
    assert world.platforms is not None
    home, site = number(world, HOME), number(world, SITE)
    world.platforms.opened[home, 1:] += 5_000
    runs = [
        laws.under(world, made("enclave", posts={"basic": 3000}, site=SITE, returns_year=hazard), months=12)
        for hazard in (0.0, 0.6)
    ]
    still, back = (run.counts.invited[:, home].sum() for run in runs)
    assert still == 0
    there = own(runs[1], "researchers")[:, site].sum()  # person-months
    assert back == pytest.approx(there * (1 - 0.4 ** (1 / 12)), rel=0.2)
    arrived = [run.counts.researcher_arrivals[:, home, site].sum() for run in runs]
    assert arrived[1] > arrived[0]


# Academicians and experts


def experts(**fields: object) -> Policy:
    none = {"visits_year": 0, "stations": 0, "teams": 0}
    return made("expert_programme", **{**none, **fields})


def law_visitors(stage: World, years: int) -> World:
    """16 stations of half a person: 12 * 16 * .5/24 = 4 a year; and none of them is anybody who lives here."""
    world = laws.under(stage, experts(stations=16, conversion=1.0), months=12 * years)
    ended, home = world.counts.visiting_projects.sum(axis=0), number(world, HOME)
    assert np.flatnonzero(ended).tolist() == [home]
    monthly = 16 * 0.5 / 24
    assert ended[home] == pytest.approx(4 * years, abs=4 * math.sqrt(12 * years * monthly * (1 - monthly)))
    assert not own(world, "researchers").any()
    assert not laws.reached(world, world.scenario.policies[0])
    return world


def test_visitors_end_as_many_projects_as_they_work(stage: World) -> None:
    world = law_visitors(stage, 8)
    ended, chance = own(world, "visiting_projects").sum(), success_chance(RULES.level[LEADING])
    firms = own(world, "conversions").sum()
    assert firms == pytest.approx(ended * chance, abs=4 * math.sqrt(ended * chance * (1 - chance)))
    assert own(world, "patents").sum() == pytest.approx(firms * PARAMETERS["patents_project"])


def test_a_part_of_a_project_that_is_always_dropped_is_found(stage: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(projects, "draws", lambda key, ids: np.zeros(len(ids)))
    with pytest.raises(AssertionError):
        law_visitors(stage, 4)


def test_visitors_make_the_cluster_larger_and_no_more(stage: World) -> None:
    base, world = laws.under(stage, months=1), laws.under(stage, experts(stations=10_000, fte_station=20), months=1)
    now, home = stage.month - stage.scenario.start, number(stage, HOME)
    assert np.array_equal(base.counts.projects[now], world.counts.projects[now])
    for one, other in zip(base.people, world.people, strict=True):
        assert np.array_equal(one.region[: one.size], other.region[: other.size])
    assert (np.delete(base.counts.patents[now], home) == np.delete(world.counts.patents[now], home)).all()


def law_invited(stage: World) -> None:
    """As many as planned, as far as the money goes, and each is paid for."""
    months, year = 12, 6000
    world = laws.under(stage, experts(visits_year=year, yuan_visit=20_000), months=months)
    home = number(world, HOME)
    invited = world.counts.invited[:, home].sum()
    assert invited == pytest.approx(year, abs=4 * math.sqrt(year * world.scale[1]))
    assert not np.delete(world.counts.invited, home, axis=1).any()
    assert laws.paid(world, "city") == invited * 20_000 * 100
    poor = laws.with_budget(experts(visits_year=year, yuan_visit=20_000), 2e6)
    served = laws.under(stage, poor, months=4)
    assert served.counts.invited.sum() == 100


def test_as_many_are_invited_as_planned_and_paid_for(stage: World) -> None:
    law_invited(stage)


def test_an_invitation_beyond_the_money_is_found(stage: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(invitations, "affordable", lambda *a: math.inf)
    with pytest.raises(AssertionError):
        law_invited(stage)


def law_closed(stage: World) -> None:
    """Where no post is open nobody moves for being invited."""
    world = stage.copy()
    for state in (world,):
        staff = staff_of(state).by_tier(len(state.platforms.site))  # type: ignore[union-attr]
        state.platforms.opened[:] = staff  # type: ignore[union-attr]
        state.platforms.planned[:] = 0.0  # type: ignore[union-attr]
        state.platforms.opened[number(state, HOME), LEADING:] = 0  # type: ignore[union-attr]
    runs = [laws.under(world, *policies, months=1) for policies in ((), (experts(visits_year=1e6, yuan_visit=0),))]
    assert runs[1].counts.invited.sum() > 1_000
    home = number(world, HOME)
    assert not runs[1].counts.researcher_arrivals[:, home, :, LEADING:].any()


def test_nobody_comes_for_an_invitation_where_no_post_is_open(stage: World) -> None:
    law_closed(stage)


def test_an_invitation_brings_some_where_posts_are_open(stage: World) -> None:
    policies = (
        experts(teams={"leading": 1000, "top": 300}),
        experts(teams={"leading": 1000, "top": 300}, visits_year=50_000),
    )
    arrived = [
        laws.under(stage, policy, months=6).counts.researcher_arrivals[:, number(stage, HOME), :, LEADING:].sum()
        for policy in policies
    ]
    assert arrived[1] > 1.5 * arrived[0]


@pytest.mark.parametrize("kind", ["research_reform", "research_platform", "enclave", "expert_programme"])
def test_a_kind_of_research_names_its_own_outcomes(kind: str) -> None:
    assert set(KINDS[kind].record.own) <= set(sim.MEASURES)
    assert KINDS[kind].family == "research"
    assert set(KINDS[kind].record.caveat) == {"zh", "en"}
