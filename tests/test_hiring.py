"""Who is invited: all who stand below their market's level, at which its matches are expected."""

from __future__ import annotations

import numpy as np
import pytest

from sim.draws import draws
from sim.engine.hiring import levels
from sim.engine.searching import Searches

WEIGHTS = np.array([1.0, 0.5, 0.75])


def searches(n: int, markets: int, seed: int = 1) -> Searches:
    """n searchers of some weights in some markets; the last market has none."""
    rng = np.random.default_rng(seed)
    return Searches(np.arange(n), rng.integers(0, markets - 1, n), WEIGHTS[rng.integers(0, 3, n)])


def level_of(who: Searches, expected: np.ndarray) -> np.ndarray:
    """t of each market."""
    level = np.empty(len(expected))
    levels(who, expected, level)
    return level


@pytest.mark.parametrize("share", [1e-6, 0.1, 0.5, 0.9, 0.999])
def test_at_the_level_as_many_are_expected_as_there_are_matches(share: float) -> None:
    who = searches(3_000, 5)
    supply = np.bincount(who.market, who.weight, minlength=5)
    level = level_of(who, share * supply)
    chance = 1.0 - np.exp(-level[who.market] * who.weight)
    assert np.allclose(np.bincount(who.market, chance, minlength=5), share * supply, rtol=1e-9)


def test_without_matches_nobody_is_invited_and_with_a_match_each_everybody_is() -> None:
    who = searches(100, 3)._replace(weight=np.ones(100))
    assert (level_of(who, np.zeros(3)) == 0.0).all()
    assert np.isinf(level_of(who, np.bincount(who.market, minlength=3).astype(float))[:2]).all()


def test_one_searcher_more_pushes_at_most_those_out_who_stand_between_the_two_levels() -> None:
    who, expected = searches(2_000, 2), np.array([300.0, 0.0])
    place = -np.log(draws(np.uint64(7), np.arange(2_000, dtype=np.uint64))) / who.weight
    more = Searches(*(np.append(column, last) for column, last in zip(who, (2_000, 0, 1.0), strict=True)))
    before, after = (place < level_of(each, expected)[0] for each in (who, more))
    assert not (after & ~before).any()
    assert (before & ~after).sum() <= 3
    assert abs(before.sum() - 300) < 5 * np.sqrt(300)
