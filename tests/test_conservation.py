"""Nothing is lost and nothing appears: staff, classes, flats and fen add up in every month."""

from __future__ import annotations

import numpy as np
import pytest

import sim
from sim import month
from sim.calendar import ANCHOR, label, month_index, year_of
from sim.records import NO_FIELD, Claim, Status, Tenure
from sim.world.staff import employers_of, jobs_by_field, staff_of_firms
from sim.world.state import World

SCALE = {"persons_per_agent": 5_000, "researchers_per_agent": 1_000}
LAST = month_index(2023, 12)


@pytest.fixture(scope="module")
def months() -> World:
    """The world with talent flats, after the last month; what must hold is checked in each month on the way."""
    world = month.start(sim.load_scenario("housing", SCALE))
    while world.month <= LAST:
        month.advance(world)
        if world.anchored:
            staff_is_who_works_there(world)
        classes_are_who_lives_there(world)
        flats_hold_their_claims(world)
    return world


def staff_is_who_works_there(world: World) -> None:
    """Jobs of each cell = people (and students with an offer) who hold one there; whoever works for a firm works for one of the cell."""
    people, firms = world.people[0], world.firms
    n, status = people.size, people.status[: people.size]
    at_work = np.flatnonzero(
        (status == Status.EMPLOYED) | ((status == Status.STUDENT) & (people.offer_region[:n] >= 0))
    )
    assert (people.job_field[:n][status == Status.SEARCHING] == NO_FIELD).all()
    place = np.where(people.offer_region[at_work] >= 0, people.offer_region[at_work], people.region[at_work])
    field, skill = people.job_field[at_work], (people.job_degree[at_work] >= 2).astype(int)
    held = jobs_by_field(world, 0)
    for f in range(-2, held.shape[2] - 2):
        for s in (0, 1):
            here = np.bincount(place[(field == f) & (skill == s)], minlength=len(held))
            assert np.array_equal(here, held[:, s, f]), label(world.month - 1)
    slot = employers_of(world, 0, at_work)
    named = slot >= 0
    assert (named <= (field >= 0)).all()
    assert (firms.alive[slot[named]] == 1).all()
    assert np.array_equal(firms.region[slot[named]], place[named])
    assert np.array_equal(firms.field[slot[named]], field[named])
    assert staff_of_firms(world).sum() == named.sum()


def classes_are_who_lives_there(world: World) -> None:
    """Members of each class by region are those who live there, until the class has left; they add up to its members."""
    for people, classes in zip(world.people, world.classes, strict=True):
        status = people.status[: people.size]
        here = np.flatnonzero((status == Status.SEARCHING) | (status == Status.EMPLOYED))
        living = np.zeros_like(classes[:, :-1])
        np.add.at(living, (people.class_row[here], people.region[here]), 1)
        present = living.any(axis=1)
        assert np.array_equal(classes[present, :-1], living[present]), label(world.month - 1)
        assert np.array_equal(classes[:, :-1].sum(axis=1), classes[:, -1]), label(world.month - 1)


def flats_hold_their_claims(world: World) -> None:
    """Nobody is in a flat without a running claim, and no more than there are flats."""
    people = world.people[0]
    inside = np.flatnonzero(
        (people.housing[: people.size] == Tenure.FLAT) & (people.status[: people.size] != Status.AWAY)
    )
    held = world.claims.row[(world.claims.population == 0) & (world.claims.kind == Claim.FLAT)]
    assert set(inside) <= set(held), label(world.month - 1)
    now = world.month - 1 - world.scenario.start
    assert (world.counts.flats_used[now] <= world.counts.flats_open[now]).all()


def test_staff_classes_and_flats_add_up(months: World) -> None:
    assert months.month == LAST + 1
    assert months.counts.flats_used.max() > 0


def test_spending_stays_within_the_budget_of_each_year(months: World) -> None:
    flats = next(p for p in months.scenario.policies if p.id == "flats")
    paid: dict[int, int] = {}
    for when, policy, _, _, fen, _ in months.counts.ledger:
        if policy == "flats":
            paid[year_of(when)] = paid.get(year_of(when), 0) + fen
    assert paid
    assert flats.budget_yuan_year is not None
    for year, fen in paid.items():
        assert 0 < fen <= flats.budget_yuan_year.at(month_index(year, 1)) * 100


def world_of(seed: int) -> World:
    """The same world of another seed, after the last month."""
    world = month.start(sim.load_scenario("housing", SCALE), seed)
    while world.month <= LAST:
        month.advance(world)
    return world


def lots_of(world: World) -> np.ndarray:
    """Lots less what was expected of them, each month since the anchor: float64[month, term, region], persons."""
    since = np.arange(len(world.counts.luck)) >= ANCHOR - world.scenario.start
    return np.concatenate([world.counts.surprise[:, None], world.counts.luck], axis=1)[since].sum(axis=3)


def test_lots_less_what_was_expected_of_them_have_mean_zero(months: World) -> None:
    """Choices and invitations from afar, month by month since the anchor, in each region and direction."""
    lots = np.concatenate([lots_of(months), *(lots_of(world_of(seed)) for seed in (2, 3, 4))])
    assert lots.any(axis=0).all()
    t = lots.mean(axis=0) / (lots.std(axis=0, ddof=1) / np.sqrt(len(lots)))
    assert np.abs(t).max() <= 4.0
    assert np.abs(t).mean() < 1.2  # .8 of a standard normal number
