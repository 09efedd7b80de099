"""Help with the rent of a flat of the market (租房补贴): a fixed amount, or a share of the bill up to a cap."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sim.policies.base import NUMBER, PER_DEGREE, WHOLE, YUAN, Dated, PerDegree, Policy, declare, each, same, whole
from sim.records import Move, Offer


@dataclass(frozen=True, kw_only=True)
class RentSubsidy(Policy, kind="rent_subsidy", family="cash", en="Rent subsidy", zh="租房补贴"):
    """A fixed amount below the bill is income; a share of the bill lowers the price of floor space."""

    examples = (
        {"yuan_month": {"bachelor": 500, "master": 850, "doctor": 1250}, "months": 24},
        {"share": 0.3, "cap_yuan_month": 1000, "months": 24},
    )
    matchable = True
    foreseen = 0.45
    more = ("yuan_month", "share", "cap_yuan_month", "months")

    yuan_month: PerDegree | None = declare(
        PER_DEGREE,
        "yuan a month",
        "payment by degree",
        "按学历的月补贴",
        high=YUAN,
        required=False,
        neutral=0,
        usual=(0, 3000, 100),
        lead=True,
    )
    share: Dated | None = declare(
        NUMBER,
        "share",
        "share of the bill, instead of yuan_month",
        "按房租比例补贴",
        high=0.99,
        required=False,
        neutral=0,
    )
    cap_yuan_month: Dated | None = declare(
        NUMBER, "yuan a month", "most that a share pays", "按比例补贴的月上限", high=YUAN, required=False
    )
    months: Dated = declare(
        WHOLE, "months", "how long a claim is paid", "发放月数", low=1, high=600, usual=(6, 60, 6), lead=True
    )

    def moves(self, region: str, month: int) -> Iterator[Move]:
        months = whole(self.months, month)
        if self.yuan_month:
            yield Offer("cash_month", each(self.yuan_month, month), months=months)
        if self.share:
            cap = self.cap_yuan_month.at(month) if self.cap_yuan_month else math.inf
            yield Offer("rent_discount", same(self.share.at(month)), months=months, cap=cap)

    def says(self) -> Mapping[str, str]:
        if self.share:
            return {"zh": "补贴房租的{share}", "en": "{share} of the rent"}
        return {"zh": "租房补贴，每月{yuan_month}元", "en": "{yuan_month} yuan a month towards rent"}

    def faults(self) -> Iterator[tuple[str, str, str]]:
        if not self.yuan_month and not self.share:
            yield "yuan_month", "neither yuan_month nor share", "one of the two"
        if self.yuan_month and self.share:
            yield "share", "both yuan_month and share", "one of the two"
        if self.cap_yuan_month and not self.share:
            yield "cap_yuan_month", "a cap without a share", "a cap beside share only"
