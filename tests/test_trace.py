"""People followed through a world: nothing else changes, what they weighed is what they chose by, and luck is the same in every world."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

import sim
from sim.engine.weighing import PARTS
from sim.given import Refused
from sim.phases import choices
from sim.simulate import Run, paired

SIZE = {"persons_per_agent": 20_000, "researchers_per_agent": 2_000}
MONTHS, FIRST = 120, 97  # to 2019-12; flats from 2018-02 on
START = {"policy.flats.start": "2018-02-01", "policy.flats.end": "2019-06-01", "policy.flats.units": 400_000}


def scenario(name: str = "baseline", **changes: object) -> sim.Scenario:
    return sim.load_scenario(name, {**SIZE, **{path.replace("__", "."): value for path, value in changes.items()}})


def flats() -> sim.Scenario:
    return sim.load_scenario("housing", {**SIZE, **START})


@pytest.fixture(scope="module")
def plain() -> Run:
    """A world in which nobody is followed."""
    return sim.run(flats(), months=MONTHS)


@pytest.fixture(scope="module")
def ids(plain: Run) -> list[int]:
    """Graduates and researchers, students and old hands, and people whom the flats have reached."""
    bit = [policy.id for policy in flats().policies].index("flats")
    touched = plain.marks.loc[plain.marks.touched.to_numpy() & (1 << bit) != 0, "id"]
    return [*plain.people().index[::200], *touched[:12]]


@pytest.fixture(scope="module")
def traced(ids: list[int]) -> Run:
    return sim.run(flats(), months=MONTHS, trace=ids)


@pytest.fixture(scope="module")
def pair(ids: list[int]) -> tuple[Run, Run]:
    """The same people without the flats and with them, from a history in common."""
    base, variant = paired(scenario(), [flats()], months=MONTHS, trace=ids).runs
    return base, variant


def test_following_changes_nothing(plain: Run, traced: Run, ids: list[int]) -> None:
    assert traced.digest == plain.digest
    assert {int(one) for one in traced.lives.id} == {int(one) for one in ids}


def made(
    monkeypatch: pytest.MonkeyPatch, world: sim.Scenario, ids: list[int], **given: Any
) -> tuple[Run, pd.DataFrame]:
    """A run that follows, and every choice that its reviews made: id, month, population, region."""
    seen: list[pd.DataFrame] = []
    choose: Callable[..., Any] = choices.choose

    def watched(world: Any, month: Any, population: int, rows: np.ndarray) -> Any:
        chosen, surprise = choose(world, month, population, rows)
        names = np.array(world.setting.regions, object)
        table = {"id": world.people[population].id[rows], "month": world.month, "region": names[chosen]}
        seen.append(pd.DataFrame(table))
        return chosen, surprise

    monkeypatch.setattr(choices, "choose", watched)
    run = sim.run(world, trace=ids, **given)
    every = pd.concat(seen)
    return run, every[every.id.isin(ids)]


@pytest.mark.parametrize("choice", ["mnl", "nested"])
def test_the_choice_weighed_is_the_choice_made_in_every_review(
    monkeypatch: pytest.MonkeyPatch, ids: list[int], choice: str
) -> None:
    world = sim.load_scenario("housing", {**SIZE, **START, "structure.choice": choice})
    run, every = made(monkeypatch, world, ids, months=MONTHS)
    found = run.choices[run.choices.chosen]
    keys = ["id", "month", "region"]
    reviews = every.sort_values(keys)[keys].to_numpy().tolist()
    assert found.sort_values(keys)[keys].to_numpy().tolist() == reviews
    assert len(found) == len(reviews) > 100


def test_chances_are_those_of_the_parts_and_the_largest_sum_wins(traced: Run) -> None:
    table = traced.choices.assign(v=traced.choices[list(PARTS)].sum(axis=1))
    of = [table.id, table.month]
    weight = np.exp(table.v - table.groupby(["id", "month"]).v.transform("max"))
    np.testing.assert_allclose(table.chance, weight / weight.groupby(of).transform("sum"), rtol=1e-9, atol=1e-15)
    total = table.v + table.luck
    assert (table.chosen == (total == total.groupby(of).transform("max"))).all()
    assert (table.groupby(["id", "month"]).chosen.sum() == 1).all()
    assert (table.distance[table.region == table.here] == 0).all()


def test_the_same_with_two_threads(traced: Run, ids: list[int]) -> None:
    other = sim.run(flats(), months=MONTHS, trace=ids, threads=2)
    pd.testing.assert_frame_equal(other.choices, traced.choices)
    pd.testing.assert_frame_equal(other.lives, traced.lives)


def test_two_lives_agree_until_the_worlds_part(pair: tuple[Run, Run]) -> None:
    base, variant = (run.lives[run.lives.month < FIRST].reset_index(drop=True) for run in pair)
    pd.testing.assert_frame_equal(base, variant)
    assert len(base) > 100
    keys = ["id", "month", "region"]
    both = pair[0].choices.merge(pair[1].choices, on=keys, suffixes=("_without", "_with"))
    assert (both.luck_without == both.luck_with).all()
    assert not (both.chance_without == both.chance_with).all()


def test_a_branch_follows_as_a_world_alone_does(pair: tuple[Run, Run], traced: Run) -> None:
    pd.testing.assert_frame_equal(pair[1].choices, traced.choices)
    pd.testing.assert_frame_equal(pair[1].lives, traced.lives)


def test_whom_the_flats_reach_is_said_from_that_month_on(pair: tuple[Run, Run], ids: list[int]) -> None:
    without, with_flats = (run.lives for run in pair)
    assert not any("flats" in names for names in without.reached_by)
    reached = with_flats[["flats" in names for names in with_flats.reached_by]]
    assert reached.month.min() >= FIRST
    marks = pair[1].marks[pair[1].marks.id.isin(ids)]
    bit = 1 << [policy.id for policy in flats().policies].index("flats")
    assert set(reached.id) == set(marks.id[marks.touched.to_numpy() & bit != 0]) != set()
    assert (with_flats.housing == "flat").any()


def test_nobody_is_followed_where_nobody_is_named(plain: Run) -> None:
    for table in ("lives", "choices"):
        with pytest.raises(KeyError, match="trace="):
            getattr(plain, table)


@pytest.mark.parametrize("wrong", [[-1], [2**64], ["1"], [1.5], 3])
def test_what_is_no_id_is_refused(wrong: Any) -> None:
    with pytest.raises(Refused, match="trace: found"):
        sim.run(scenario(), months=97, trace=wrong)


def test_a_limit_world_is_not_followed() -> None:
    with pytest.raises(Refused, match="limit world"):
        sim.run(sim.limit_world(sim.LimitWorld(regions=["a", "b"], persons=10)), trace=[1])


def test_an_id_of_nobody_leaves_empty_tables() -> None:
    run = sim.run(scenario(), months=3, trace=[1])
    assert len(run.lives) == len(run.choices) == 0
