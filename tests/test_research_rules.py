"""What one researcher produces: more funding, more ability or a bigger cluster never lower it; failure never speeds a promotion."""

from __future__ import annotations

import math

from hypothesis import given
from hypothesis import strategies as st

import sim
from sim.rules.research import LADDER, Research, ln_output, promotion_chance, success_chance

RULES = Research.of({name: parameter.value for name, parameter in sim.PARAMETERS.items()})
NUMBERS = st.floats(-3.0, 3.0)
MORE = st.floats(0.0, 3.0)


@given(NUMBERS, NUMBERS, NUMBERS, NUMBERS, MORE, MORE, MORE)
def test_more_of_anything_never_lowers_output(
    level: float, ability: float, cluster: float, funding: float, skill: float, peers: float, money: float
) -> None:
    before = ln_output(level, ability, cluster, funding, 0, RULES)
    assert ln_output(level, ability + skill, cluster + peers, funding + money, 0, RULES) >= before
    assert ln_output(level, ability, cluster, funding, 1, RULES) < before
    assert 0.0 < success_chance(before) < 1.0


def test_output_has_the_elasticity_of_the_parameter() -> None:
    doubled = ln_output(0.0, 0.0, 0.0, math.log(2.0), 0, RULES) - ln_output(0.0, 0.0, 0.0, 0.0, 0, RULES)
    assert math.isclose(doubled, RULES.funding_elast * math.log(2.0))


def test_promotion_ends_at_the_top_and_is_slower_after_a_failure() -> None:
    for tier in range(1, len(LADDER)):
        assert 0.0 <= promotion_chance(tier, 1, 1.0, 1.0, RULES) <= promotion_chance(tier, 0, 1.0, 1.0, RULES) < 1.0
    assert promotion_chance(len(LADDER), 0, 1.0, 1.0, RULES) == 0.0
