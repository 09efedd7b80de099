"""A grant towards the purchase of a home (购房补贴)."""

from collections.abc import Iterator
from dataclasses import dataclass

from sim.policies.base import PER_DEGREE, YUAN, PerDegree, Policy, declare, each
from sim.records import Lever


@dataclass(frozen=True, kw_only=True)
class PurchaseSubsidy(Policy, kind="purchase_subsidy", family="cash", en="Purchase subsidy", zh="购房补贴"):
    """Paid once, when a home is bought in the region."""

    yuan: PerDegree = declare(PER_DEGREE, "yuan", "grant by degree, paid once", "按学历的一次性补贴", high=YUAN)

    def moves(self, region: str, month: int) -> Iterator[Lever]:
        yield Lever("purchase_grant", region, each(self.yuan, month))
