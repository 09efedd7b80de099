"""What people expect of offers: the payments that will be made, at the chance to be served; and what little money does little to."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import laws
import numpy as np
import pytest
from test_instruments import SCALE, policy_of, staged

from sim.aid.expectations import belief
from sim.month import advance
from sim.phases.choices import due, hazards
from sim.phases.workspace import open_month
from sim.policies import Policy, Who
from sim.policies.base import Dated
from sim.rules.income import present_months
from sim.world.state import World

Made = Callable[..., Policy]


@pytest.fixture(scope="module")
def stage() -> World:
    return staged(SCALE)


def cash(**common: object) -> Policy:
    """500 yuan a month for three years to whoever works in the delta."""
    made = laws.changed(policy_of("living_subsidy", 0), lambda _: 500.0, ["yuan_month"])
    return dataclasses.replace(made, **common)


def flats(discount: float = 0.4, months: int = 36, units: float = 1e8, **common: object) -> Policy:
    """Flats for all who rent in the delta."""
    numbers = {"units": units, "discount": discount, "max_stay_months": months, "net_addition": 1.0}
    made = dataclasses.replace(policy_of("talent_housing", 0), **{k: Dated.always(v) for k, v in numbers.items()})
    return dataclasses.replace(made, **common)


def share_chosen(stage: World, *policies: Policy) -> int:
    """How many more choose the delta in the first month."""
    here = stage.setting.regions.index(laws.PLACE)
    return sum(
        int((mine == here).sum()) - int((base == here).sum())
        for (_, base), (_, mine) in zip(laws.choices(stage), laws.choices(stage, *policies), strict=True)
    )


def here_of(world: World) -> int:
    return world.setting.regions.index(laws.PLACE)


# Little money does little


@pytest.mark.parametrize(
    "made",
    [
        cash(yuan_month=(Dated.always(1.0),) * 4, months=Dated.always(2.0)),
        cash(months=Dated.always(1.0), yuan_month=(Dated.always(60.0),) * 4),
        flats(discount=0.0001, months=2),
    ],
    ids=["one yuan", "one month", "a ten thousandth off"],
)
def test_the_end_of_a_payment_asks_nobody(stage: World, made: Policy) -> None:
    world, base = laws.under(stage, made, months=3), laws.under(stage, months=3)
    assert laws.reached(world, made) > 0
    asked = [(due(w, open_month(w), 0, hazards(w))) for w in (world, base)]
    assert len(np.setxor1d(*asked)) <= 0.001 * len(asked[1])


@pytest.mark.parametrize(("kind", "field"), [(cash, "yuan_month"), (flats, "discount")], ids=["cash", "flats"])
def test_people_choose_for_money_in_proportion(stage: World, kind: Made, field: str) -> None:
    whole, part, little = (
        share_chosen(stage, laws.changed(kind(), lambda v, f=factor: v * f, [field])) for factor in (2.0, 0.5, 0.0002)
    )
    assert whole > 50
    assert abs(part - 0.25 * whole) < 3.0 * np.sqrt(0.25 * whole)  # as many as chance leaves of so few
    assert little <= 1


# What is promised is what will be paid


def test_payments_end_with_the_policy(stage: World) -> None:
    month, p = stage.month, stage.scenario.parameters
    part = {
        last: share_chosen(stage, cash(end=month + last - 1, yuan_month=(Dated.always(3000.0),) * 4))
        for last in (1, 12, 36, 60)
    }
    assert part[1] < part[12] < part[36] == part[60]
    promises = open_month(laws.under(stage, cash(end=month + 5))).promises
    discount = p["discount_beta"] ** (1 / 12)
    worth = promises.part[int(min(promises.months[0], promises.left[0]))]
    assert worth == pytest.approx(present_months(6, discount) / p["horizon_months"])


def test_longer_payments_are_never_worth_less(stage: World) -> None:
    for made in (flats, lambda months: cash(months=Dated.always(months))):
        chosen = [share_chosen(stage, made(months=months)) for months in (1, 12, 24, 36)]
        assert chosen == sorted(chosen)
        assert chosen[0] < chosen[-1]


def test_a_flat_is_worth_what_its_discount_saves(stage: World) -> None:
    p, here = stage.scenario.parameters, here_of(stage)
    saved = 0.4 * stage.regions.rent[here] * p["flat_m2"]
    same = cash(yuan_month=(Dated.always(saved),) * 4)
    for population, ((rows, one), (_, other)) in enumerate(
        zip(laws.choices(stage, flats()), laws.choices(stage, same), strict=True)
    ):
        away = stage.people[population].region[rows] != here  # who owns a home there needs no flat
        assert (one[away] == other[away]).all()
    held = laws.under(stage, flats(), months=1)
    rows = held.claims.row[held.claims.population == 0]
    left = held.people[0].claims_left[rows]
    rest = present_months(35, p["discount_beta"] ** (1 / 12)) / p["horizon_months"]
    assert left == pytest.approx(np.rint(100 * saved) / 100 * rest, rel=1e-3)


# Who may be served


def chances(world: World) -> tuple[float, float]:
    """Chance to be served in a month, and part of the amount, of the first policy in the delta."""
    open_month(world)
    chance, share = belief(world)
    return float(chance[0, here_of(world)]), float(share[0, here_of(world)])


@pytest.mark.parametrize("kind", [cash, flats])
def test_money_for_everybody_is_believed_from_the_first_month_on(stage: World, kind: Made) -> None:
    made = laws.with_budget(kind(), laws.RICH)
    for months in (0, 1, 13):
        assert chances(laws.under(stage, made, months=months)) == (1.0, 1.0)


def test_more_money_is_believed_more_and_none_not_at_all(stage: World) -> None:
    first = [chances(laws.under(stage, laws.with_budget(cash(), yuan)))[0] for yuan in (0.0, 1e8, 1e9, 1e10)]
    assert first == sorted(first)
    assert first[0] == 0.0
    assert 0.0 < first[1] < first[2] < 0.5
    assert share_chosen(stage, laws.with_budget(cash(), 0.0)) == 0
    chosen = [share_chosen(stage, laws.with_budget(cash(), yuan)) for yuan in (1e8, 1e10, 1e12)]
    assert chosen == sorted(chosen)


def test_what_is_foreseen_is_about_what_happens(stage: World) -> None:
    made = laws.with_budget(cash(), 5e9)
    world = laws.under(stage, made)
    foreseen = chances(world)[0]
    for _ in range(15):
        advance(world)
    assert 0.4 < chances(world)[0] / foreseen < 2.5


def test_whoever_may_ask_longer_counts_on_more(stage: World) -> None:
    poor = laws.with_budget(cash(yuan_month=(Dated.always(3000.0),) * 4), 3e9)
    long = share_chosen(stage, poor)
    short = share_chosen(stage, dataclasses.replace(poor, who=Who(years_since_graduation_max=0.5)))
    assert 0 <= short < long


def test_shared_out_alike_a_part_is_expected(stage: World) -> None:
    made = dataclasses.replace(laws.with_budget(cash(), 5e9), rationing="pro_rata")
    chance, share = chances(laws.under(stage, made))
    assert chance == 1.0
    assert 0.0 < share < 0.5


def test_a_programme_in_two_halves_is_worth_as_much(stage: World) -> None:
    units = 4e6
    one = share_chosen(stage, flats(units=units))
    two = share_chosen(stage, flats(units=units / 2), flats(units=units / 2, id="q"))
    assert one > 20
    assert two == pytest.approx(one, rel=0.15, abs=4)


def test_a_grant_is_believed_as_far_as_buyers_are_paid(stage: World) -> None:
    grant = policy_of("purchase_subsidy", 0)
    rich, poor = (laws.under(stage, laws.with_budget(grant, yuan)) for yuan in (1e12, 1e8))
    assert chances(rich) == (1.0, 1.0)
    assert chances(poor)[1] < 0.2


def test_a_second_line_meets_others(stage: World) -> None:
    line = laws.changed(policy_of("recruitment_line", 0), lambda v: v / 4, ["contacts_year"])
    one, two = laws.under(stage, line, months=1), laws.under(stage, line, dataclasses.replace(line, id="q"), months=1)
    met = [laws.reached(two, policy) for policy in two.scenario.policies]
    assert met[0] == laws.reached(one, line) > 0
    assert met[1] == pytest.approx(met[0], rel=0.2)
