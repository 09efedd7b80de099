"""Cities that recognise each other's people (区域人才一体化): a move, a registration, a search inside the group cost less."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sim.policies.base import NUMBER, OFFICE, REACHES_NO_PERSONS, Dated, Policy, declare, others
from sim.records import Move, Push, Standing


@dataclass(frozen=True, kw_only=True)
class Compact(Policy, kind="compact", family="services", en="Regional compact", zh="区域人才一体化"):
    """Acts between its regions only; who lives or comes from elsewhere sees nothing of it."""

    examples = ({"move_cost": 0.9, "hukou_access": 0.5, "search_gap": 0.1, "yuan_year": 5_000_000},)
    more = ("move_cost", "hukou_access", "search_gap")
    own = ("arrivals", "departures")
    refuses = REACHES_NO_PERSONS
    least_regions = 2
    caveat = {
        "zh": "区域人才一体化对迁移的影响没有可靠估计：律师互认使迁移增加，护士互认没有影响；结果随所设比例变化。",
        "en": "No estimate says how much such a compact eases a move: recognition raised lawyers' moves and left nurses' as they were. "
        "What is found here follows from the share that was set.",
    }

    move_cost: Dated = declare(
        NUMBER, "factor", "cost of a move between members (0.9-1; judgement, C)", "成员之间迁移成本的倍数（0.9—1，判断，C）", low=0.5,
        high=1, default=Dated.always(0.97), neutral=1, usual=(0.9, 1, 0.01), lead=True)  # fmt: skip
    hukou_access: Dated = declare(
        NUMBER,
        "share",
        "share of what registration takes that is lifted for people whose home is a member (0-1; judgement, C)",
        "对成员地区户籍者取消的户籍损失比例（0—1，判断，C）",
        high=1,
        default=Dated.always(0),
        neutral=0,
        usual=(0, 1, 0.05),
        lead=True,
    )
    search_gap: Dated = declare(
        NUMBER,
        "share",
        "share of the gap to local search that is closed between members (0-0.1; judgement, C)",
        "成员之间异地求职与本地求职差距的消除比例（0—0.1，判断，C）",
        high=0.3,
        default=Dated.always(0),
        neutral=0,
        usual=(0, 0.1, 0.01),
    )
    yuan_year: Dated = declare(
        NUMBER, "yuan a year", "its office in each member (judgement, C)", "每个成员办公室的年经费（判断，C）", high=OFFICE,
        default=Dated.always(5e6), neutral=0, usual=(0, 20_000_000, 1_000_000))  # fmt: skip

    def moves(self, region: str, month: int) -> Iterator[Move]:
        members = others(self.regions, region)
        yield Standing("office", 1.0, self.yuan_year.at(month))
        yield Push("move_cost", self.move_cost.at(month), {"origin": members})
        yield Push("hukou_access", self.hukou_access.at(month), {"home": members})
        yield Push("search_gap", self.search_gap.at(month), {"origin": members})

    def faults(self) -> Iterator[tuple[str, str, str]]:
        if len(self.regions) < self.least_regions:
            yield "region", f"{len(self.regions)} region", "at least two: a compact is between cities"

    def says(self) -> Mapping[str, str]:
        return {
            "zh": "成员之间迁移成本为{move_cost}倍",
            "en": "moves between members at {move_cost} of the cost",
        }
