"""A service that brings posts and seekers together (供需匹配服务), and offers a second choice of post (二次选岗)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sim.policies.base import NUMBER, OFFICE, REACHES_NO_PERSONS, Dated, Policy, declare
from sim.records import Move, Push, Standing


@dataclass(frozen=True, kw_only=True)
class MatchingService(Policy, kind="matching_service", family="services", en="Matching service", zh="供需匹配服务"):
    """More matches of the same posts and seekers; and a way out of a post beside one's field."""

    examples = ({"efficiency": 1.05, "rematch": 0.01, "yuan_year": 3_000_000},)
    more = ("efficiency", "rematch")
    own = ("matches", "mismatch")
    refuses = REACHES_NO_PERSONS
    caveat = {
        "zh": "求职帮助的效果短暂，部分是从别人处得来（Crépon等，2013）；二次选岗没有找到因果估计。",
        "en": "Help with the search has had passing effects, partly at others' cost (Crépon et al. 2013); no estimate was found of a "
        "second choice of post.",
    }

    efficiency: Dated = declare(
        NUMBER,
        "factor",
        "on the efficiency of matching (1-1.1; Card, Kluve and Weber 2018: near zero at first, A; width C)",
        "匹配效率的倍数（1—1.1）",
        low=0.5,
        high=2,
        default=Dated.always(1),
        neutral=1,
        usual=(1, 1.1, 0.01),
        lead=True,
    )
    rematch: Dated = declare(
        NUMBER,
        "chance a month",
        "chance that somebody who works beside the own field is offered a post of it (0-0.05; judgement, C)",
        "专业不对口者每月获得对口岗位机会的概率（0—0.05，判断，C）",
        high=0.2,
        default=Dated.always(0),
        neutral=0,
        usual=(0, 0.05, 0.005),
        lead=True,
    )
    yuan_year: Dated = declare(
        NUMBER,
        "yuan a year",
        "its office in each region (judgement, C)",
        "每个地区办公室的年经费（判断，C）",
        high=OFFICE,
        default=Dated.always(3e6),
        neutral=0,
        usual=(0, 20_000_000, 1_000_000),
    )

    def moves(self, region: str, month: int) -> Iterator[Move]:
        yield Standing("office", 1.0, self.yuan_year.at(month))
        yield Push("match_efficiency", self.efficiency.at(month))
        yield Push("rematch", self.rematch.at(month))

    def says(self) -> Mapping[str, str]:
        return {"zh": "匹配效率为{efficiency}倍", "en": "matching at {efficiency} times the efficiency"}
