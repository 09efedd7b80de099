"""Shocks of taste: independent Gumbel numbers, or those of the nested logit, one draw an alternative (core.md section 6, choice)."""

from __future__ import annotations

import math

from sim.draws import gumbel
from sim.jit import rule


@rule
def ln_positive_stable(lam, u1, u2):
    """ln Z of a positive stable number of index lam by Kanter's formula, from two uniform numbers.

    >>> abs(ln_positive_stable(1.0, 0.3, 0.7)) < 1e-12
    True
    """
    angle = math.pi * u1
    exponential = -math.log(u2)
    inner = math.sin((1.0 - lam) * angle) / exponential if lam < 1.0 else 1.0
    outer = math.log(math.sin(lam * angle)) - math.log(math.sin(angle)) / lam
    return outer + (math.log(inner) * (1.0 - lam) / lam if lam < 1.0 else 0.0)


@rule
def nested_shock(u, ln_z, lam):
    """e = lam (G + ln Z): with Z common to a nest, choices follow the nested logit exactly."""
    return lam * (gumbel(u) + ln_z)
