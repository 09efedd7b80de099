"""A city's zones with a task each (片区计划): firms enter, close, grow or move on there at other rates than elsewhere."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sim.policies.base import CHOICE, NUMBER, OFFICE, REACHES_NO_PERSONS, Dated, Policy, declare
from sim.records import TECHNOLOGIES, ZONES, Move, Push, Quota, Standing

ONE, NONE = Dated.always(1), Dated.always(0)
YUAN_JOB = 1e6  # no job costs more
ZONES_ZH = ("北部", "中部", "南部")


def factor(en: str, zh: str, low: float = 0.0, high: float = 5.0, **moved: Any) -> Any:
    """A factor that changes nothing unless it is given. moved: how it is moved, as for `declare`."""
    return declare(NUMBER, "factor", en, zh, low=low, high=high, default=ONE, neutral=1, **moved)


@dataclass(frozen=True, kw_only=True)
class ZoneProgramme(Policy, kind="zone_programme", family="firms", en="Zone programme", zh="片区计划"):
    """Rates of firms in one zone of a city. What enters beyond the usual is paid for by the job, so that entry is never free."""

    examples = (
        {"zone": "centre", "entry_technology": 1.2, "exit_technology": 0.9, "advance": 0.25, "yuan_year": 1e6},
        {"zone": "centre", "exit_other": 2.1, "refill": 0.5, "yuan_year": 1e6},
        {"zone": "south", "size_technology": 1.05, "yuan_year": 1e6},
        {"zone": "north", "conversion": 0.06, "patent_yield": 1.1, "yuan_year": 1e6},
    )
    more = (
        "entry_technology",
        "exit_technology",
        "exit_other",
        "size_technology",
        "refill",
        "advance",
        "conversion",
        "patent_yield",
    )
    own = ("firm_posts", "technology_share", "entries", "exits", "conversions", "patents")
    refuses = REACHES_NO_PERSONS
    caveat = {
        "zh": "园区与孵化器对企业存活的影响，已有研究正负都有；片区内的企业率是假设。",
        "en": "Studies of parks and incubators find longer lives of firms and shorter ones; the rates in a zone are assumptions.",
    }

    zone: str = declare(CHOICE, "zone", "where it acts", "作用的片区", words=ZONES[1:])
    entry_technology: Dated = factor("entry of technology firms", "科技企业进入率的倍数", usual=(1, 3, 0.1), lead=True)
    entry_other: Dated = factor("entry of other firms", "其他企业进入率的倍数")
    exit_technology: Dated = factor("closing of technology firms", "科技企业关闭率的倍数")
    exit_other: Dated = factor("closing of other firms", "其他企业关闭率的倍数")
    size_technology: Dated = factor(
        "staff that technology firms want", "科技企业期望用工的倍数", 0.5, 2.0, usual=(0.8, 1.5, 0.05)
    )
    refill: Dated = declare(
        NUMBER,
        "share",
        "jobs ended by exit_other that technology entrants bring anew",
        "因 exit_other 腾退的岗位中由科技企业补入的比例",
        high=1,
        default=NONE,
        neutral=0,
    )
    advance: Dated = declare(
        NUMBER,
        "hazard a year",
        "firms that move on to the next zone",
        "企业每年转入下一片区的概率",
        high=1,
        default=NONE,
        neutral=0,
        usual=(0, 0.3, 0.01),
    )
    conversion: Dated = declare(
        NUMBER,
        "share",
        "share of the region's successful research projects that become firms there",
        "当地成功科研项目在此转化为企业的比例",
        high=1,
        default=NONE,
        neutral=0,
        usual=(0, 0.3, 0.02),
    )
    patent_yield: Dated = factor(
        "patents of a successful research project of the region", "当地成功科研项目专利申请的倍数", 0.5, 2.0
    )
    yuan_job: Dated = declare(
        NUMBER,
        "yuan a job",
        "paid for each job that enters beyond the usual (5,000-100,000; judgement, C: entry is not free)",
        "每个额外进入岗位的支出（5000—100000，判断，C）",
        high=YUAN_JOB,
        default=Dated.always(20_000),
        usual=(5000, 100_000, 5000),
    )
    yuan_year: Dated = declare(
        NUMBER,
        "yuan a year",
        "cost of the office",
        "每年的管理经费",
        high=OFFICE,
        default=NONE,
        neutral=0,
        usual=(0, 20_000_000, 1_000_000),
    )

    def moves(self, region: str, month: int) -> Iterator[Move]:
        yield Standing("office", 1.0, self.yuan_year.at(month))
        zone, yuan = {"zone": (self.zone,)}, self.yuan_job.at(month)
        rates = ((self.entry_other, self.exit_other), (self.entry_technology, self.exit_technology))
        for technology, (entry, exit_) in zip(TECHNOLOGIES, rates, strict=True):
            at = {**zone, "technology": (technology,)}
            yield Push("firm_entry", min(1.0, entry.at(month)), at)
            yield Quota("more_firms", max(0.0, entry.at(month) - 1.0), yuan=yuan, at=at)
            yield Push("firm_exit", exit_.at(month), at)
        technology_firms = {**zone, "technology": TECHNOLOGIES[1:]}
        yield Push("firm_size", self.size_technology.at(month), technology_firms)
        yield Push("zone_advance", self.advance.at(month), zone)
        yield Push("conversion", self.conversion.at(month), zone)
        yield Push("patent_yield", self.patent_yield.at(month))
        yield Quota("refill", self.refill.at(month), yuan=yuan, at=technology_firms)

    def says(self) -> Mapping[str, str]:
        place = ZONES_ZH[ZONES.index(self.zone) - 1]
        return {
            "zh": f"{place}片区的企业进入、关闭与成长",
            "en": f"other rates at which firms enter, close and grow in the {self.zone}",
        }
