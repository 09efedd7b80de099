"""What theory says of instruments, in the smallest worlds that show it (docs/model.md: Limit worlds)."""

from __future__ import annotations

import math

import pytest
from limits import last, run, share

import sim

AB = ["a", "b"]
N = 50_000


def deadweight(probability: float, more: float) -> float:
    """Share of those who are at a with a subsidy and would be there without."""
    base = math.log(probability / (1 - probability))
    before = run(regions=AB, persons=N, utility=[base, 0.0])
    after = run(regions=AB, persons=N, utility=[base + more, 0.0])
    classes = sim.attribute(before, after, "a", "2018-01")["class"]
    return float(classes.isin(["deadweight", "always"]).sum() / last(after).persons["a"])


def test_keeping_people_carries_more_deadweight_than_attracting_them() -> None:
    assert deadweight(0.7, 0.3) > deadweight(0.4, 0.3) > deadweight(0.05, 0.3)


@pytest.mark.parametrize(("appeal", "least", "most"), [(0.0, 0.15, 0.25), (-9.0, 0.0, 0.001)])
def test_outreach_multiplies_what_a_place_offers(appeal: float, least: float, most: float) -> None:
    keys = {"regions": AB, "persons": N, "utility": [appeal, 0.0], "shares": [0.0, 1.0]}
    gained = share(run(**keys, awareness=[0.6, 1.0]), "a") - share(run(**keys, awareness=[0.2, 1.0]), "a")
    assert least <= gained <= most


def test_more_subsidy_never_loses_anybody() -> None:
    shares = [share(run(regions=AB, persons=N, eps=2.0, subsidy=[s, 0.0]), "a") for s in (0.0, 0.05, 0.1, 0.3)]
    assert shares == sorted(shares)
    assert shares[0] < shares[-1]


def test_a_congested_place_gives_back_part_of_what_a_subsidy_brings() -> None:
    keys = {"regions": AB, "persons": N, "months": 60, "review": 0.2, "eps": 2.0, "alpha": 0.3}
    gains = {}
    for rule in ("fixed", {"elastic": 0.5}):
        before, after = run(**keys, rent_rule=rule), run(**keys, rent_rule=rule, subsidy=[0.2, 0.0])
        gains[str(rule)] = share(after, "a") - share(before, "a")
    free, crowded = gains.values()
    assert 0 < crowded < 0.8 * free
