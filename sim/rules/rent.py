"""A share of the rent that somebody else pays: a lower price of floor space, up to a cap; beyond it an amount (docs/model.md: Rent)."""

from __future__ import annotations

from sim.exact import ln, power
from sim.jit import rule


@rule
def capped(share, cap_yuan, bill_yuan):
    """Whether the cap makes the payment an amount, which no further m2 would raise; yuan a month.

    >>> capped(0.5, 800.0, 1200.0), capped(0.5, 800.0, 2000.0)
    (False, True)
    """
    return share * bill_yuan > cap_yuan


@rule
def ln_rent_left(share):
    """ln of the price that is left.

    >>> round(ln_rent_left(0.2), 4)
    -0.2231
    """
    return ln(1.0 - share)


@rule
def worth_in_income(share, alpha, part):
    """By how much income would have to rise to be worth the same in `money`, relative to it; `part`: of the horizon.

    >>> round(worth_in_income(0.2, 0.22, 1.0), 4)
    0.0503
    """
    return power(1.0 - share, -alpha * part) - 1.0


@rule
def more_space(share, demand_elasticity):
    """Floor space that a tenant takes at the lower price, over that without the share.

    >>> round(more_space(0.2, 1.1), 4)
    1.2782
    """
    return power(1.0 - share, -demand_elasticity)
