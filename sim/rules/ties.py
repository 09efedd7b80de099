"""What binds a person to a place, and how far it is: exact logit over cities, summed (docs/model.md: Ties)."""

from __future__ import annotations

from sim.exact import exp, expm1, power
from sim.jit import rule


@rule
def city_tie(home, college, province, g_h, g_c, g_p):
    """B of one city: exp of the premiums that hold (1 or 0 each; `province`: home province, not home).

    >>> round(city_tie(1, 0, 0, 1.5, 1.2, 0.7), 4)
    4.4817
    """
    return exp(g_h * home + g_c * college + g_p * province)


@rule
def aggregate_tie(home, college, province_share, size, g_h, g_c, g_p):
    """B of a mean city of an aggregate of `size` cities; psi: part of its people in the home province, less the home city.

    >>> nine = 9 * aggregate_tie(1, 0, 0.0, 9.0, 1.5, 0.0, 0.0)
    >>> round(nine / (1 + nine), 6)
    0.925825
    """
    premium = expm1(g_h) * home + expm1(g_c) * college
    return 1.0 + premium / size + province_share * expm1(g_p)


@rule
def other_cities_inside(home, province_share, size, inner_distance, gamma, g_h, g_p):
    """Weight of the other cities of one's own aggregate, before the cost of moving to them."""
    near = power(1.0 + inner_distance, -gamma)
    return near * ((size - 1.0) * (1.0 + province_share * expm1(g_p)) + expm1(g_h) * home)


@rule
def move_cost(leaving_college, owner, child, factor, p):
    """C: utils lost by a move; nothing for a first job, more for owners and with a child.  p: Behaviour.

    >>> from sim.rules.example import BEHAVIOUR
    >>> round(move_cost(False, 1, 0, 1.0, BEHAVIOUR), 6), move_cost(True, 0, 0, 1.0, BEHAVIOUR)
    (3.9, 0.0)
    """
    if leaving_college:
        return 0.0
    return p.move_cost_sunk * (1.0 + p.owner_cost * owner + p.child_cost * child) * factor


@rule
def move_kind(leaving_college, owner, child):
    """Which of the five costs of a move somebody bears: 0 of a first job, then by home owned and child.

    >>> move_kind(True, 1, 1), move_kind(False, 0, 0), move_kind(False, 1, 1)
    (0, 1, 4)
    """
    return 0 if leaving_college else 1 + 2 * owner + child
