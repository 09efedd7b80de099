"""Where to live, against closed forms: logit, nested logit, subsidies, consideration, reviews, peers (docs/model.md: Limit worlds)."""

from __future__ import annotations

import datetime
import math

import numpy as np
import pytest
from limits import last, logit, moved, near_mean, near_share, run, share, solve

import sim

ABC = ["a", "b", "c"]
AB = ["a", "b"]
FAR_BETTER = 25.0  # utility at which everybody who can chooses a place
N = 200_000


def test_multinomial_logit_shares() -> None:
    world = run(regions=ABC, persons=1_000_000, utility=[1.0, 0.5, 0.0])
    for region, expected in zip(ABC, (0.506480, 0.307196, 0.186324), strict=True):
        assert near_share(share(world, region), expected, 1_000_000)


def test_logsum_is_solved_exactly() -> None:
    values = run(regions=ABC, persons=100, utility=[1.0, 0.5, 0.0]).values()
    assert np.allclose(values.logsum, 1.680270, atol=1e-6)


def test_mean_realised_utility_is_equal_whichever_place_was_chosen() -> None:
    people = run(regions=ABC, persons=N, utility=[1.0, 0.5, 0.0]).people()
    for region in ABC:
        assert near_mean(people.utility_chosen[people.choice == region].to_numpy(), 2.257486)


def test_nested_logit_law_and_the_plain_logit_beside_it() -> None:
    keys = {"regions": ABC, "persons": 500_000, "utility": [1.0, 0.0, 0.0]}
    nested = run(**keys, nests=[["b", "c"]], nest_lambda=0.5)
    plain = run(**keys)
    for region in ("b", "c"):
        assert near_share(share(nested, region), 0.171109, 500_000)
        assert near_share(share(plain, region), 0.211942, 500_000)


def test_subsidy_identity() -> None:
    base, more = math.log(0.4 / 0.6), 0.3
    before = run(regions=AB, persons=N, utility=[base, 0.0])
    after = run(regions=AB, persons=N, utility=[base + more, 0.0])
    assert near_share(share(after, "a"), 0.473658, N)
    table = sim.attribute(before, after, "a", "2018-01")
    counts = table["class"].value_counts()
    gained = counts.get("additional", 0) + counts.get("induced", 0)
    kept = counts.get("deadweight", 0) + counts.get("always", 0)
    assert counts.get("crowded_out", 0) == 0
    assert near_share(gained / (gained + kept), 0.155509, N * 0.473658)


def test_wage_subsidy_cost_and_consumer_surplus() -> None:
    keys = {"regions": AB, "persons": N, "eps": 2.0, "wage": [math.sqrt(0.4 / 0.6), 1.0]}
    before, after = run(**keys), run(**keys, subsidy=[0.1, 0.0])
    assert near_share(share(after, "a"), 0.446494, N)
    kept = last(after).persons["a"]
    gained = kept - last(before).persons["a"]
    assert near_share(gained / kept, 0.104132, kept)
    wages_per_additional = 0.1 * kept / gained
    assert abs(wages_per_additional - 0.960317) < 4 * 0.960317 * math.sqrt((1 - 0.104132) / gained)
    surplus = (after.values().logsum - before.values().logsum) / 2.0
    assert np.allclose(surplus, 0.040329, atol=1e-6)
    assert surplus.iloc[0] < 0.1 * 0.446494


def test_the_same_share_of_the_wage_everywhere_moves_nobody_but_an_equal_amount_favours_low_wages() -> None:
    keys = {"regions": ABC, "persons": N, "eps": 2.0}
    wage = np.array([3.0, 2.0, 1.0])
    plain = run(**keys, wage=wage)
    by_share = run(**keys, wage=wage, subsidy=0.2)
    by_amount = run(**keys, wage=wage + 0.5)
    assert (plain.people().choice == by_share.people().choice).mean() > 0.9999
    assert share(by_amount, "c") > share(plain, "c") + 0.01
    assert share(by_amount, "a") < share(plain, "a") - 0.01


def test_units_of_money_do_not_matter() -> None:
    keys = {"regions": ABC, "persons": N, "eps": 2.0, "alpha": 0.25}
    wage, rent = np.array([3.0, 2.0, 1.0]), np.array([2.0, 1.0, 0.7])
    yuan = run(**keys, wage=wage, rent=rent).people().choice
    cents = run(**keys, wage=100 * wage, rent=100 * rent).people().choice
    assert (yuan == cents).mean() > 0.9999
    weights = (wage / rent**0.25) ** 2
    for region, expected in zip(ABC, weights / weights.sum(), strict=True):
        assert near_share(float((yuan == region).mean()), expected, N)


def test_linear_form() -> None:
    world = run(regions=AB, persons=N, form="linear", wage=[2.0, 1.0], rent=[0.7, 0.2], subsidy=[0.1, 0.0])
    assert near_share(share(world, "a"), logit(2.2 - 0.7, 1.0 - 0.2)[0], N)


def test_cost_of_moving_is_subtracted_by_origin_and_destination() -> None:
    cost = [[0.0, 1.0], [2.5, 0.0]]
    world = run(regions=AB, persons=N, utility=[0.3, 0.0], cost=cost, shares=[0.5, 0.5])
    from_a, from_b = logit(0.3, -1.0)[0], logit(0.3 - 2.5, 0.0)[0]
    assert near_share(share(world, "a"), (from_a + from_b) / 2, N)
    stay = world.values().set_index("region").stay
    assert np.allclose([stay["a"], stay["b"]], [from_a, 1 - from_b], atol=1e-6)


def test_only_places_in_the_set_are_chosen() -> None:
    keys = {"regions": AB, "persons": N, "utility": [FAR_BETTER, 0.0], "shares": [0.0, 1.0], "months": 3}
    forgetful = run(**keys, awareness=[0.3, 1.0], ties_known=False)
    assert near_share(share(forgetful, "a"), 0.3, N)  # drawn once a person: three reviews do not help
    assert share(run(**keys, awareness=0.0, ties_known=False), "a") == 0.0
    at_home = run(**{**keys, "shares": [1.0, 0.0]}, awareness=0.0)
    assert share(at_home, "a") == 1.0


def test_logit_within_the_set_considered() -> None:
    world = run(
        regions=ABC, persons=N, utility=[1.0, 0.5, 0.0], awareness=[0.4, 1.0, 1.0], ties_known=False, shares=[0, 1, 0]
    )
    expected = 0.4 * logit(1.0, 0.5, 0.0)[1] + 0.6 * logit(0.5, 0.0)[0]
    assert near_share(share(world, "b"), expected, N)


def test_reviews_come_with_a_constant_hazard() -> None:
    monthly = 1 - 0.9 ** (1 / 12)
    world = run(regions=AB, persons=50_000, months=60, utility=[FAR_BETTER, 0.0], shares=[0.0, 1.0], review=monthly)
    assert near_share(share(world, "b"), 0.59049, 50_000)


def test_two_states_reach_their_stationary_share() -> None:
    # All review every month; v differs by origin through the cost so that p(b|a) = .05 and p(a|b) = .15.
    cost = [[0.0, math.log(19.0)], [math.log(17.0 / 3.0), 0.0]]
    world = run(regions=AB, persons=20_000, months=80, utility=0.0, cost=cost, shares=[1.0, 0.0])
    assert near_share(share(world, "b"), 0.25, 20_000)


@pytest.mark.parametrize(("tastes", "movers"), [("gumbel_once", 0.0), ("gumbel", 2 / 3)])
def test_tastes_fresh_at_each_review_or_fixed_for_life(tastes: str, movers: float) -> None:
    world = run(regions=ABC, persons=N, months=2, utility=0.0, tastes=tastes)
    assert abs(moved(world, "2018-02") / N - movers) <= 4 * math.sqrt(0.25 / N) * (movers > 0)


def test_tastes_uniform_none_and_given() -> None:
    uniform = run(regions=AB, persons=N, utility=[0.0, 0.2], tastes={"uniform": 1.0}, months=2)
    assert near_share(share(uniform, "b"), 0.6, N)
    assert moved(uniform, "2018-02") == 0
    assert share(run(regions=ABC, persons=100, utility=[0.0, 0.1, 0.05], tastes="none"), "b") == 1.0
    given = np.random.default_rng(1).normal(size=(1000, 3))
    people = run(regions=ABC, persons=1000, utility=[0.5, 0.0, 0.2], tastes=given).people()
    expected = np.array(ABC)[np.argmax(given + [0.5, 0.0, 0.2], axis=1)]
    assert (np.asarray(people.choice, dtype=str) == expected).all()


def test_dated_utility() -> None:
    later = [
        {"from": datetime.date(2018, 1, 1), "value": [FAR_BETTER, 0.0]},
        {"from": datetime.date(2018, 3, 1), "value": [0.0, FAR_BETTER]},
    ]
    table = run(regions=AB, persons=1000, months=3, utility=later).table()
    assert table[table.region == "b"].sort_values("month").share.tolist() == [0.0, 0.0, 1.0]


@pytest.mark.parametrize("beta", [0.5, 0.95])
def test_values_solve_their_fixed_point(beta: float) -> None:
    utility, cost = np.array([1.0, 0.5, 0.0]), np.array([[0, 1.0, 2.0], [0.5, 0, 1.0], [3.0, 0.2, 0]])
    values = run(regions=ABC, persons=100, utility=utility, cost=cost, beta=beta).values()
    values = values.drop_duplicates("region").set_index("region").loc[ABC]
    solved = np.log(np.exp(utility - cost + beta * values.value.to_numpy()).sum(axis=1))
    assert np.allclose(values.logsum, solved, atol=1e-6)
    constant = (values.value - values.logsum).to_numpy()  # the same everywhere: only differences of values count
    assert np.allclose(constant, constant[0], atol=1e-6)


@pytest.mark.parametrize("start", [0.9, 0.1])
def test_strong_peers_keep_a_place_on_the_side_it_started(start: float) -> None:
    persons, pull = 20_000, 3.0
    world = run(regions=AB, persons=persons, months=60, utility=0.0, peers=pull, shares=[start, 1 - start])
    side = (0.5001, 1.0) if start > 0.5 else (0.0, 0.4999)
    expected = solve(lambda p: p - logit(pull * p, pull * (1 - p))[0], *side)
    slope = 2 * pull * expected * (1 - expected)
    assert near_share(share(world, "a"), expected, persons, inflation=1 / math.sqrt(1 - slope**2))


def test_weak_peers_forget_where_they_started() -> None:
    persons, pull = 20_000, 1.0
    world = run(regions=AB, persons=persons, months=60, utility=0.0, peers=pull, shares=[0.9, 0.1])
    assert near_share(share(world, "a"), 0.5, persons, inflation=1 / math.sqrt(1 - 0.25))


def test_a_match_known_only_where_one_has_lived_makes_people_settle() -> None:
    keys = {"regions": AB, "persons": N, "months": 12, "shares": [0.5, 0.5]}
    learned, unknown = run(**keys, match_sd=2.0), run(**keys)
    assert near_share(moved(unknown, "2018-12") / N, 0.5, N)
    assert near_share(moved(learned, "2018-01") / N, 0.5, N)  # E[logistic(-q)] = 1/2
    assert moved(learned, "2018-12") < 0.85 * moved(learned, "2018-01")
