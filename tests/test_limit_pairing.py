"""The same draws in two worlds: who differs, and who must not (docs/model.md: Limit worlds, Pairing)."""

from __future__ import annotations

import datetime

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st
from limits import last, near_share, run

import sim

ABC = ["a", "b", "c"]
N = 200_000
FIRST = {"regions": ABC, "persons": N, "utility": [1.0, 0.5, 0.0]}


def choices(**keys: object) -> pd.Series:
    return run(**keys).people().choice.astype(str)


def test_a_better_place_draws_only_to_itself() -> None:
    before, after = choices(**FIRST), choices(**{**FIRST, "utility": [1.0, 0.8, 0.0]})
    switched = before != after
    assert (after[switched] == "b").all()
    assert near_share(switched.mean(), 0.067233, N)


def test_the_same_holds_in_nests_of_their_own_and_month_after_month() -> None:
    keys = {**FIRST, "nests": [["a", "c"]], "nest_lambda": 0.5, "months": 4, "review": 0.3}
    before, after = run(**keys).people(), run(**{**keys, "utility": [1.0, 0.8, 0.0]}).people()
    switched = before.region != after.region
    assert switched.any()
    assert (after.region[switched] == "b").all()


def test_equal_arguments_give_equal_bytes_and_other_seeds_do_not() -> None:
    keys = {**FIRST, "persons": 1000, "months": 3, "review": 0.5}
    assert run(**keys).digest == run(**keys).digest
    assert run(**keys).digest != run(seed=2, **keys).digest


def test_one_more_person_changes_nobody() -> None:
    few = choices(**{**FIRST, "persons": 10_000})
    more = choices(**{**FIRST, "persons": 10_001})
    assert len(more) == 10_001
    assert (more.loc[few.index] == few).all()


def test_one_more_region_draws_only_to_itself() -> None:
    few = choices(**FIRST, shares=[0.2, 0.3, 0.5])
    more = choices(regions=["d", *ABC], persons=N, utility=[-1.0, 1.0, 0.5, 0.0], shares=[0.0, 0.2, 0.3, 0.5])
    switched = few != more.loc[few.index]
    assert (more.loc[few.index][switched] == "d").all()
    assert near_share(switched.mean(), np.exp(-1.0) / np.exp([-1.0, 1.0, 0.5, 0.0]).sum(), N)


@settings(max_examples=5, deadline=None)
@given(st.permutations(range(3)))
def test_another_order_of_the_regions_is_only_another_order(order: list[int]) -> None:
    names, utility = np.array(ABC), np.array(FIRST["utility"])
    keys = {"persons": 5000, "months": 3, "review": 0.5, "awareness": 0.5, "ties_known": False}
    keys |= {"labour": {"matching": {"seekers": 900, "vacancies": 500, "separate": 0.05}}}
    one = run(regions=ABC, utility=utility, **keys)
    other = run(regions=list(names[order]), utility=utility[order], **keys)
    assert (one.people().region.astype(str) == other.people().region.astype(str)).all()
    columns = ["persons", "unemployed", "matches", "vacancies"]
    assert last(one)[columns].loc[ABC].equals(last(other)[columns].loc[ABC])


def test_a_policy_with_neutral_values_changes_nothing() -> None:
    keys = {"regions": ABC, "persons": 10_000, "eps": 2.0, "wage": [1.2, 1.1, 1.0], "months": 6, "review": 0.2}
    later = [{"from": datetime.date(2018, 3, 1), "value": 0.0}]
    assert run(**keys).digest == run(**keys, subsidy=[0.0, later, later], cost=0.0).digest


def test_unequal_review_hazards_only_add_reviews() -> None:
    keys = {"regions": ["a", "b"], "persons": N, "utility": [25.0, 0.0], "shares": [0.0, 1.0]}
    some, more = choices(**keys, review=0.2), choices(**keys, review=0.3)
    assert not ((some == "a") & (more == "b")).any()
    assert near_share(((some == "b") & (more == "a")).mean(), 0.1, N)


def test_attribution_is_an_identity_of_stocks() -> None:
    before, after = run(**FIRST), run(**{**FIRST, "utility": [1.0, 0.8, 0.2]})
    for region in ABC:
        counts = sim.attribute(before, after, region, "2018-01")["class"].value_counts()
        net = counts.get("additional", 0) + counts.get("induced", 0) - counts.get("crowded_out", 0)
        assert net == last(after).persons[region] - last(before).persons[region]
