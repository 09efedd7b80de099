"""What one firm decides, as ratios to the anchor: only hats enter, so no level of productivity is needed (docs/model.md: Firms)."""

from __future__ import annotations

from sim.exact import power
from sim.jit import rule


@rule
def unit_cost(low_share, wage_low, wage_high, substitution):
    """c: cost of one unit of staff relative to the anchor; `low_share` of wages went to low skill then.

    >>> unit_cost(0.7, 1.0, 1.0, 2.0)
    1.0
    """
    exponent = 1.0 - substitution
    low, high = power(wage_low, exponent), power(wage_high, exponent)
    return power(low_share * low + (1.0 - low_share) * high, 1.0 / exponent)


@rule
def desired_size(productivity, cost, returns):
    """n relative to the anchor: (Z z / c) ** (1 / (1 - a))."""
    return power(productivity / cost, 1.0 / (1.0 - returns))


@rule
def profit(productivity, cost, returns):
    """Profit of a place relative to the anchor: (Z / c ** a) ** (1 / (1 - a))."""
    return power(productivity / power(cost, returns), 1.0 / (1.0 - returns))


@rule
def exit_hazard(age_months, drawn_size, young, old, p):
    """Chance that a firm closes: by its age and the size it was drawn with, never by today's staff (docs/model.md: Pairing).

    young, old: the chances of young or small firms and of the others. p: FirmRules.
    """
    weak = age_months < p.young_months or drawn_size < p.small_share * p.mean_size
    return young if weak else old


@rule
def yearly_growth(standard_normal, growth_sd):
    """Log growth of desired size in a year: mean -g**2 / 2, so that the mean size does not grow out of nothing."""
    return growth_sd * standard_normal - 0.5 * growth_sd * growth_sd
