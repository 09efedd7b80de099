"""What must not matter: the number of agents at equal shares, and what a place does for others (docs/model.md: Limit worlds)."""

from __future__ import annotations

import math

import numpy as np
from limits import last, moved, near_share, run, share

ABC = ["a", "b", "c"]
N = 20_000


def crowded(times: int) -> dict[str, object]:
    """A world with prices and jobs that answer, with everything doubled but its shares."""
    return {
        "regions": ABC,
        "persons": N * times,
        "months": 40,
        "review": 0.2,
        "eps": 2.0,
        "alpha": 0.3,
        "wage": [1.4, 1.2, 1.0],
        "rent_rule": {"elastic": 1.0},
        "labour": {"matching": {"mu": 0.5, "separate": 0.03, "vacancies": [360 * times, 280 * times, 200 * times]}},
    }


def test_doubling_everything_keeps_all_shares() -> None:
    once, twice = last(run(**crowded(1))), last(run(**crowded(2)))
    for region in ABC:
        assert near_share(twice.share[region], once.share[region], N, inflation=math.sqrt(1.5))
        rate = once.unemployed[region] / once.persons[region]
        observed = twice.unemployed[region] / twice.persons[region]
        assert near_share(observed, rate, once.persons[region], inflation=math.sqrt(1.5))
        assert math.isclose(twice.rent[region], once.rent[region], rel_tol=0.05)


def test_persons_are_conserved_and_margins_of_flows_are_changes_of_stocks() -> None:
    world = run(**crowded(1))
    stock = world.table().pivot(index="month", columns="region", values="persons")[ABC]
    assert (stock.sum(axis=1) == N).all()
    flows = world.flows[world.flows.origin != world.flows.destination]
    zero = stock * 0
    came = flows.pivot_table(index="month", columns="destination", values="count", aggfunc="sum")
    left = flows.pivot_table(index="month", columns="origin", values="count", aggfunc="sum")
    net = zero.add(came, fill_value=0) - zero.add(left, fill_value=0)
    assert (stock.diff().iloc[1:] == net.iloc[1:]).all(axis=None)


def test_people_and_tables_agree() -> None:
    world = run(**crowded(1))
    people, table = world.people(), last(world)
    assert len(people) == N
    assert people.index.is_unique
    counts = people.region.astype(str).value_counts()
    assert all(counts[region] == table.persons[region] for region in ABC)
    assert np.isclose(table.share.sum(), 1.0)


def test_nobody_reviews_nobody_moves() -> None:
    world = run(regions=ABC, persons=1000, months=5, utility=[5.0, 1.0, 0.0], review=0.0, shares=[0.2, 0.3, 0.5])
    assert [share(world, region) for region in ABC] == [0.2, 0.3, 0.5]
    assert moved(world, "2018-05") == 0
