"""Rental flats reserved for talent (租赁型人才保障住房), let below the market for a limited stay."""

from collections.abc import Iterator
from dataclasses import dataclass

from sim.policies.base import HEADS, NUMBER, WHOLE, Dated, Policy, declare, same, whole
from sim.records import Lever


@dataclass(frozen=True, kw_only=True)
class TalentHousing(Policy, kind="talent_housing", family="housing", en="Talent flats", zh="人才公寓"):
    """Flats open to a queue of eligible market tenants; the discount is paid by the budget."""

    units: Dated = declare(NUMBER, "flats", "flats open in each region", "每个地区开放的套数", high=HEADS)
    discount: Dated = declare(
        NUMBER, "share", "how far the rent is below the market's", "低于市场租金的比例", high=0.99
    )
    max_stay_months: Dated = declare(WHOLE, "months", "longest stay of a tenant", "最长租住月数", low=1, high=600)
    net_addition: Dated = declare(
        NUMBER,
        "flats per flat",
        "net addition to the housing stock by a flat opened",
        "每开放一套对住房存量的净增加",
        high=1,
        parameter="net_addition_per_flat",
    )

    def moves(self, region: str, month: int) -> Iterator[Lever]:
        yield Lever("flat_units", region, same(self.units.at(month)))
        yield Lever("flat_discount", region, same(self.discount.at(month)))
        yield Lever("flat_months", region, same(whole(self.max_stay_months, month)))
        yield Lever("flat_addition", region, same(self.net_addition.at(month)))
