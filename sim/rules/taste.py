"""Shocks of taste: independent Gumbel numbers, or those of the nested logit, one draw an alternative (docs/model.md: Choice)."""

from __future__ import annotations

from sim.draws import gumbel
from sim.exact import ln, sin_turn
from sim.jit import rule


@rule
def ln_positive_stable(lam, u1, u2):
    """ln Z of a positive stable number of index lam by Kanter's formula, from two uniform numbers.

    >>> abs(ln_positive_stable(1.0, 0.3, 0.7)) < 1e-12
    True
    """
    turns = 0.5 * u1
    exponential = -ln(u2)
    inner = sin_turn((1.0 - lam) * turns) / exponential if lam < 1.0 else 1.0
    outer = ln(sin_turn(lam * turns)) - ln(sin_turn(turns)) / lam
    return outer + (ln(inner) * (1.0 - lam) / lam if lam < 1.0 else 0.0)


@rule
def nested_shock(u, ln_z, lam):
    """e = lam (G + ln Z): with Z common to a nest, choices follow the nested logit exactly."""
    return lam * (gumbel(u) + ln_z)
