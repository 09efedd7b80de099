"""A grant towards the purchase of a home (购房补贴)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sim.policies.base import PER_DEGREE, YUAN, PerDegree, Policy, declare, each
from sim.records import Move, Offer


@dataclass(frozen=True, kw_only=True)
class PurchaseSubsidy(Policy, kind="purchase_subsidy", family="cash", en="Purchase subsidy", zh="购房补贴"):
    """Paid once, when a home is bought in the region."""

    examples = ({"yuan": {"bachelor": 30_000, "master": 50_000, "doctor": 100_000}},)
    matchable = True
    more = ("yuan",)

    yuan: PerDegree = declare(
        PER_DEGREE,
        "yuan",
        "grant by degree, paid once",
        "按学历的一次性补贴",
        high=YUAN,
        neutral=0,
        usual=(0, 300_000, 10_000),
        lead=True,
    )

    def moves(self, region: str, month: int) -> Iterator[Move]:
        yield Offer("purchase_grant", each(self.yuan, month))

    def says(self) -> Mapping[str, str]:
        return {"zh": "购房补贴，{yuan}元", "en": "{yuan} yuan towards a home"}
