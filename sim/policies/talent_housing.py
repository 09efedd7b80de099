"""Rental flats reserved for talent (租赁型人才保障住房), let below the market for a limited stay."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sim.policies.base import HEADS, NUMBER, WHOLE, Dated, Policy, declare, same, whole
from sim.records import Move, Offer, Push


@dataclass(frozen=True, kw_only=True)
class TalentHousing(Policy, kind="talent_housing", family="housing", en="Talent flats", zh="人才公寓"):
    """Flats open to a queue of eligible market tenants; the discount is paid by the budget."""

    examples = ({"units": 15_000, "discount": 0.4, "max_stay_months": 36, "net_addition": 0.5},)
    matchable = True
    foreseen = 0.35
    more = ("units", "discount", "max_stay_months")
    refuses = {
        "minimum_stay_months": "nothing: the discount is paid to the city, so a tenant has nothing to give back",
        "clawback_share": "nothing: the discount is paid to the city, so a tenant has nothing to give back",
    }

    units: Dated = declare(
        NUMBER,
        "flats",
        "flats open in each region",
        "每个地区开放的套数",
        high=HEADS,
        neutral=0,
        usual=(0, 50_000, 1000),
        lead=True,
    )
    discount: Dated = declare(
        NUMBER,
        "share",
        "how far the rent is below the market's",
        "低于市场租金的比例",
        high=0.99,
        usual=(0.1, 0.6, 0.05),
        lead=True,
    )
    max_stay_months: Dated = declare(
        WHOLE, "months", "longest stay of a tenant", "最长租住月数", low=1, high=600, usual=(12, 60, 6)
    )
    net_addition: Dated = declare(
        NUMBER,
        "flats per flat",
        "net addition to the housing stock by a flat opened",
        "每开放一套对住房存量的净增加",
        high=1,
        parameter="net_addition_per_flat",
    )

    def moves(self, region: str, month: int) -> Iterator[Move]:
        units = self.units.at(month)
        stay = whole(self.max_stay_months, month)
        yield Offer("flats", same(self.discount.at(month)), months=stay, units=units)
        yield Push("flat_space", units * (1.0 - self.net_addition.at(month)))

    def faults(self) -> Iterator[tuple[str, str, str]]:
        if self.rationing == "pro_rata":
            field = "budget" if self.budget else "rationing"
            yield field, "pro_rata", "first_come, tier or lottery: a flat is let whole or not at all"

    def says(self) -> Mapping[str, str]:
        return {"zh": "{units}套公寓，低于市价{discount}", "en": "{units} flats, {discount} below market"}
