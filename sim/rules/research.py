"""What one researcher on a platform produces, and when she is promoted (docs/model.md: Researchers)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from sim.exact import exp
from sim.jit import rule
from sim.records import TIERS
from sim.rules.review import monthly

LADDER = TIERS[1:]  # basic to top; a tier's code is its place here plus one


class Research(NamedTuple):
    """The numbers that research reads, under the names of parameters.csv; `level` and `promotion` by tier's code."""

    level: tuple[float, ...]  # log points, a_tier
    promotion: tuple[float, ...]  # a year, to the next tier
    rd_cluster: float
    funding_elast: float
    star_spillover: float
    failure_weight: float
    project_months: int

    @classmethod
    def of(cls, parameters: Mapping[str, float]) -> Research:
        """From a scenario's parameters."""
        return cls(
            level=(0.0, *(parameters[f"a_tier_{tier}"] for tier in LADDER)),
            promotion=(0.0, *(parameters[f"promotion_{tier}"] for tier in LADDER[:-1]), 0.0),
            rd_cluster=parameters["rd_cluster"],
            funding_elast=parameters["funding_elast"],
            star_spillover=parameters["star_spillover"],
            failure_weight=parameters["failure_weight"],
            project_months=int(parameters["project_months"]),
        )


@rule
def ln_output(level, ability, ln_cluster, ln_funding, bereft, p):
    """Log output: tier and ability, cluster and funding relative to the anchor, less when the team's leader has left.  p: Research.

    >>> from sim.rules.example import RESEARCH
    >>> round(ln_output(0.4, 0.1, 0.0, 0.7, 1, RESEARCH), 4)
    0.575
    """
    return level + ability + p.rd_cluster * ln_cluster + p.funding_elast * ln_funding - p.star_spillover * bereft


@rule
def success_chance(ln_output):
    """Chance that a project succeeds: the logistic of log output.

    >>> success_chance(0.0)
    0.5
    """
    return 1.0 / (1.0 + exp(-ln_output))


@rule
def promotion_chance(tier, failed, factor, failure_cost, p):
    """Monthly chance of promotion from a tier (its code); lower while the last project is a failed one.

    factor, failure_cost: of reform, on the chance and on what a failure takes off it; p: Research.

    >>> from sim.rules.example import RESEARCH
    >>> promotion_chance(2, 1, 1.0, 1.0, RESEARCH) / promotion_chance(2, 0, 1.0, 1.0, RESEARCH)
    0.5
    """
    return monthly(p.promotion[tier]) * factor * (1.0 - p.failure_weight * failure_cost * failed)
