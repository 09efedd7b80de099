"""When a tenant buys a home (docs/model.md: Housing)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from sim.exact import power
from sim.jit import rule


class Purchase(NamedTuple):
    """The numbers that buyers read, under the names of parameters.csv."""

    h_b: float
    purchase_exponent: float
    purchase_wait: int
    home_m2: float
    affordability_months: float

    @classmethod
    def of(cls, parameters: Mapping[str, float]) -> Purchase:
        """From a scenario's parameters."""
        named = {name: parameters[name] for name in cls._fields}
        return cls(**named)._replace(purchase_wait=int(parameters["purchase_wait"]))  # type: ignore[arg-type]


@rule
def purchase_hazard(income_yuan, cost_yuan, p):
    """Yearly chance to buy: rises with the months of income set against the price, over what the home costs.  p: Purchase.

    >>> round(purchase_hazard(5000.0, 600000.0, Purchase(0.04, 1.5, 24, 90.0, 120.0)), 4)
    0.04
    """
    return min(1.0, p.h_b * power(p.affordability_months * income_yuan / cost_yuan, p.purchase_exponent))
