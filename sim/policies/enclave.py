"""An enclave (科创飞地): a research platform of the region in another one, where its people live; firms that come of it lie at home."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sim.policies.base import (
    CHOICE,
    NUMBER,
    OFFICE,
    REACHES_NO_PERSONS,
    REGION,
    YUAN,
    Dated,
    PerTier,
    Policy,
    declare,
    full_time_posts,
    posts_of_tiers,
)
from sim.records import ZONES, Move, Standing


@dataclass(frozen=True, kw_only=True)
class Enclave(Policy, kind="enclave", family="research", en="Enclave", zh="科创飞地"):
    """Posts at the site; projects, patents and firms count at home, and some of its people are invited there."""

    examples = (
        {
            "site": "Beijing",
            "posts": {"basic": 60, "youth": 50, "backbone": 30, "leading": 8, "top": 2},
            "pay": 1.2,
            "funding": 2.0,
            "conversion": 0.06,
            "returns_year": 0.05,
            "yuan_post_year": 600_000,
            "yuan_year": 5_000_000,
        },
    )
    more = ("posts",)
    own = ("projects", "patents", "conversions", "researcher_arrivals")
    refuses = REACHES_NO_PERSONS
    caveat = {
        "zh": "飞地人员住在外地，从不计为本地居民。未找到任何关于飞地因果效应的研究，只有成功案例；转化率与回流率范围很宽。",
        "en": "People of an enclave live at its site and are never counted as residents of {region}. No causal study of an enclave was "
        "found, only stories of success: shares that become firms and that return are judgement with wide ranges.",
    }

    site: str = declare(REGION, "region", "where it stands", "飞地所在地区")
    posts: PerTier = full_time_posts()
    pay: Dated = declare(
        NUMBER,
        "factor",
        "on what platforms at the site pay",
        "所在地平台薪酬的倍数",
        low=0.5,
        high=3,
        default=Dated.always(1),
        neutral=1,
        usual=(1, 1.5, 0.05),
    )
    funding: Dated = declare(
        NUMBER,
        "factor",
        "on money for research a head",
        "人均科研经费的倍数",
        low=0.1,
        high=10,
        default=Dated.always(1),
        neutral=1,
        usual=(1, 4, 0.25),
    )
    conversion: Dated = declare(
        NUMBER,
        "share",
        "share of its successful projects that become firms at home",
        "成功项目在本地转化为企业的比例",
        high=1,
        parameter="conversion_share",
        neutral=0,
    )
    zone: str = declare(
        CHOICE, "zone", "where these firms lie at home", "转化企业在本地所在片区", default="south", words=ZONES[1:]
    )
    returns_year: Dated = declare(
        NUMBER,
        "per year",
        "hazard that somebody of it is invited home",
        "人员受邀回本地任职的年风险率",
        high=1,
        parameter="enclave_returns",
        neutral=0,
    )
    yuan_post_year: Dated = declare(
        NUMBER,
        "yuan a post and year",
        "cost of a post in use",
        "在岗岗位每年的经费",
        high=YUAN,
        parameter="enclave_post_yuan",
    )
    yuan_year: Dated = declare(
        NUMBER,
        "yuan a year",
        "office",
        "管理机构经费",
        high=OFFICE,
        parameter="enclave_office_yuan",
        neutral=0,
        usual=(0, 20_000_000, 1_000_000),
    )

    def moves(self, region: str, month: int) -> Iterator[Move]:
        yield Standing("office", 1, self.yuan_year.at(month))
        terms = {name: getattr(self, name).at(month) for name in ("pay", "funding", "conversion")}
        at = {"site": (self.site,), "zone": (self.zone,)}
        yuan, returns = self.yuan_post_year.at(month), self.returns_year.at(month)
        yield from posts_of_tiers(self.posts, month, yuan, at, **terms, returns=returns)

    def says(self) -> Mapping[str, str]:
        return {"zh": "在外地设{posts}个科研岗位", "en": "{posts} research posts at another place"}

    def faults(self) -> Iterator[tuple[str, str, str]]:
        if self.site in self.regions:
            yield "site", self.site, "another region than the policy's"
