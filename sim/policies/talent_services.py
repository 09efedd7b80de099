"""Services for talent (人才服务): work for a partner, a place at a good school, help with daily life."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sim.policies.base import NUMBER, WHOLE, YUAN, Dated, Policy, declare, same, whole
from sim.records import Move, Offer

MONTHS_A_YEAR = 12


@dataclass(frozen=True, kw_only=True)
class TalentServices(Policy, kind="talent_services", family="services", en="Services for talent", zh="人才服务"):
    """A case runs as long as the person lives there; what it costs goes to the city's offices."""

    examples = ({"spouse_job": 0.5, "school": 1.0, "amenity": 0.2, "months": 36, "yuan_year_case": 6_000},)
    matchable = True
    foreseen = 0.25
    more = ("spouse_job", "school", "amenity", "months")
    own = ("couples", "served")
    refuses = {
        "minimum_stay_months": "nothing: a service is paid to the city, so a person has nothing to give back",
        "clawback_share": "nothing: a service is paid to the city, so a person has nothing to give back",
    }
    caveat = {
        "zh": "配偶就业安置没有找到因果估计，结果随所设比例变化。",
        "en": "No causal estimate of help with a partner's work was found: what is found here follows from the share that was set.",
    }

    spouse_job: Dated = declare(
        NUMBER,
        "share",
        "share of the gap between a partner's chance of work there and certainty that is closed (0-0.8; judgement, C)",
        "配偶就业机会与确定就业之间差距的消除比例（0—0.8，判断，C）",
        high=0.8,
        default=Dated.always(0.3),
        neutral=0,
        usual=(0, 0.8, 0.05),
        lead=True,
    )
    school: Dated = declare(
        NUMBER,
        "standard deviations",
        "of schools' quality, for those with a child (0-2; judgement, C)",
        "有子女者所获学校质量的提高（0—2，判断，C）",
        high=2,
        default=Dated.always(0.5),
        neutral=0,
        usual=(0, 2, 0.1),
        lead=True,
    )
    amenity: Dated = declare(
        NUMBER,
        "utils",
        "worth of all else (0-0.2; judgement, C)",
        "其他服务的效用（0—0.2，判断，C）",
        high=0.5,
        default=Dated.always(0.05),
        neutral=0,
        usual=(0, 0.2, 0.01),
    )
    months: Dated = declare(
        WHOLE,
        "months",
        "how long a case runs (judgement, C)",
        "服务月数（判断，C）",
        low=1,
        high=600,
        default=Dated.always(60),
        usual=(12, 120, 12),
    )
    yuan_year_case: Dated = declare(
        NUMBER,
        "yuan a case and year",
        "cost of a case (3,000-12,000; judgement, C)",
        "每人每年的费用（3000—12000，判断，C）",
        low=1,
        high=YUAN,
        default=Dated.always(6000),
        usual=(3000, 12_000, 500),
    )

    def moves(self, region: str, month: int) -> Iterator[Move]:
        spouse, school, amenity = (number.at(month) for number in (self.spouse_job, self.school, self.amenity))
        if spouse or school or amenity:
            cost, months = same(self.yuan_year_case.at(month) / MONTHS_A_YEAR), whole(self.months, month)
            yield Offer("service", cost, months=months, spouse=spouse, school=school, amenity=amenity)

    def says(self) -> Mapping[str, str]:
        return {
            "zh": "人才服务：配偶就业差距缩小{spouse_job}",
            "en": "services, {spouse_job} of the gap in a partner's work closed",
        }
