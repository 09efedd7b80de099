"""A monthly payment to newcomers (生活补贴); with months = 1 a settling-in grant (安家费)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sim.policies.base import PER_DEGREE, WHOLE, YUAN, Dated, PerDegree, Policy, declare, each, whole
from sim.records import Move, Offer


@dataclass(frozen=True, kw_only=True)
class LivingSubsidy(Policy, kind="living_subsidy", family="cash", en="Living subsidy", zh="生活补贴"):
    """Cash that does not depend on what one spends."""

    examples = (
        {"yuan_month": {"bachelor": 500, "master": 1000, "doctor": 2000}, "months": 36},
        {"yuan_month": {"master": 20_000, "doctor": 50_000}, "months": 1},
    )
    matchable = True
    foreseen = 0.25
    more = ("yuan_month", "months")

    yuan_month: PerDegree = declare(
        PER_DEGREE,
        "yuan a month",
        "payment by degree",
        "按学历的月补贴",
        high=YUAN,
        neutral=0,
        usual=(0, 3000, 100),
        lead=True,
    )
    months: Dated = declare(
        WHOLE, "months", "how long a claim is paid", "发放月数", low=1, high=600, usual=(6, 60, 6), lead=True
    )

    def moves(self, region: str, month: int) -> Iterator[Move]:
        yield Offer("cash_month", each(self.yuan_month, month), months=whole(self.months, month))

    def says(self) -> Mapping[str, str]:
        if self.months == Dated.always(1):
            return {"zh": "安家费，{yuan_month}元", "en": "{yuan_month} yuan once, on settling in"}
        return {"zh": "生活补贴，每月{yuan_month}元", "en": "{yuan_month} yuan a month"}
