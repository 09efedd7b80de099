"""A monthly payment to newcomers (生活补贴); with months = 1 a settling-in grant (安家费)."""

from collections.abc import Iterator
from dataclasses import dataclass

from sim.policies.base import PER_DEGREE, WHOLE, YUAN, Dated, PerDegree, Policy, declare, each, whole
from sim.records import Lever


@dataclass(frozen=True, kw_only=True)
class LivingSubsidy(Policy, kind="living_subsidy", family="cash", en="Living subsidy", zh="生活补贴"):
    """Cash that does not depend on what one spends."""

    yuan_month: PerDegree = declare(PER_DEGREE, "yuan a month", "payment by degree", "按学历的月补贴", high=YUAN)
    months: Dated = declare(WHOLE, "months", "how long a claim is paid", "发放月数", low=1, high=600)

    def moves(self, region: str, month: int) -> Iterator[Lever]:
        yield Lever("cash_month", region, each(self.yuan_month, month), months=whole(self.months, month))
