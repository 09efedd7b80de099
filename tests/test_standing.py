"""Standing money: an office, posts of a platform. Set aside for the year before anybody claims; never more than there is."""

from __future__ import annotations

import dataclasses

import laws
import pytest
from test_instruments import staged

from sim.aid.standing import keep_up, set_aside
from sim.calendar import year_of
from sim.levers import ASLEEP
from sim.month import advance
from sim.phases.workspace import open_month
from sim.policies import Policy
from sim.policies.base import Dated
from sim.records import Push, Standing
from sim.scenario.policies import Budget
from sim.world.branch import branch
from sim.world.state import World

OFFICE_YUAN, POST_YUAN, POSTS = 1.2e6, 120_000.0, 100


class Keeper(Policy, kind="keeper", family="none", en="A test's kind", zh="测试"):
    """An office and posts, and a lever that it moves as long as the office stands."""

    examples = ({},)

    def moves(self, region: str, month: int):  # type: ignore[no-untyped-def]  # noqa: ANN201
        yield Standing("office", 1.0, OFFICE_YUAN)
        yield Standing("posts_of_a_test", float(POSTS), POST_YUAN)
        yield Push("move_cost", 0.5)


@pytest.fixture(scope="module")
def stage() -> World:
    return staged({"persons_per_agent": 20_000, "researchers_per_agent": 4_000})


def keeper(yuan_year: float | None = None, **common: object) -> Policy:
    budget = None if yuan_year is None else Dated.always(yuan_year)
    return laws.example(Keeper, budget_yuan_year=budget, **common)


def standing(world: World) -> tuple[float, float]:
    """Offices and posts that stand in the month that has just begun."""
    levers = open_month(world).levers
    return tuple(sum(k.standing.units for k in levers.standing(n)) for n in ("office", "posts_of_a_test"))  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("yuan_year", "posts"),
    [(None, POSTS), (0.3e6, 0), (0.4e6, 0), (0.4e6 + 40_000 * 50.5, 50), (0.4e6 + 40_000 * 100.001, 100)],
)
def test_the_office_comes_first_and_as_many_whole_posts_stand_as_four_months_cost(
    stage: World, yuan_year: float | None, posts: int
) -> None:
    world = laws.under(stage, keeper(yuan_year), months=1)  # September: four months are left
    place = stage.setting.regions.index(laws.PLACE)
    asleep = yuan_year is not None and yuan_year < 0.4e6
    assert (world.finance.funded[0, place] == ASLEEP) == asleep
    assert standing(world) == (0.0 if asleep else 1.0, posts)
    assert (open_month(world).levers.places.move_cost[0, place] == 1.0) == asleep


def test_each_january_the_year_is_set_aside_anew(stage: World) -> None:
    budget = Dated((0, laws.FIRST + 4), (1e12, 1.2e6 + 120_000 * 10.5))
    world = laws.under(stage, laws.example(Keeper, budget_yuan_year=budget), months=4)
    assert standing(world) == (1.0, POSTS)
    advance(world)
    assert standing(world) == (1.0, 10)


def test_what_is_kept_up_is_paid_by_the_month_and_to_the_fen(stage: World) -> None:
    world, by_year = laws.under(stage, keeper(2.5e6)), dict.fromkeys((2018, 2019), 0)
    for _ in range(16):
        set_aside(world)
        for kept in open_month(world).levers.standing("posts_of_a_test"):
            keep_up(world, kept.policy, kept.region, "platform", kept.standing)
        advance(world)
    for month, _, _, _, fen, _ in world.counts.ledger:
        by_year[year_of(month)] += fen
    assert by_year == {2018: 248_000_000, 2019: 240_000_000}  # 52 posts for 4 months, 10 for 12
    assert [fen for *_, to, fen, _ in world.counts.ledger if to == "city"] == [int(OFFICE_YUAN / 12 * 100)] * 16


def test_two_offices_of_one_budget_are_paid_for_in_order_of_ids(stage: World) -> None:
    """The first of the two has what is there; the other sleeps."""
    policies = [keeper(budget="both", id=name) for name in ("b", "a")]
    budgets = {"both": Budget("both", laws.PLACE, Dated.always(0.4e6))}
    world = branch(stage, dataclasses.replace(laws.with_policies(stage.scenario, policies), budgets=budgets))
    advance(world)
    place = stage.setting.regions.index(laws.PLACE)
    assert world.finance.funded == {(0, place): 0.0, (1, place): ASLEEP}
