"""A research platform of its own beside the region's (科研平台): posts by tier, their pay, money for research, firms that come of it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sim.policies.base import (
    CHOICE,
    NUMBER,
    REACHES_NO_PERSONS,
    YUAN,
    Dated,
    PerTier,
    Policy,
    declare,
    full_time_posts,
    posts_of_tiers,
)
from sim.records import ZONES, Move


@dataclass(frozen=True, kw_only=True)
class ResearchPlatform(Policy, kind="research_platform", family="research", en="Research platform", zh="科研平台"):
    """Full-time posts for doctors, who live in the region; the platform is paid for posts in use."""

    examples = (
        {
            "posts": {"basic": 100, "youth": 60, "backbone": 40, "leading": 14, "top": 3},
            "pay": 1.2,
            "funding": 2.0,
            "conversion": 0.06,
            "yuan_post_year": 461_000,
        },
    )
    more = ("posts",)
    own = ("researchers", "projects", "patents", "standards", "conversions")
    refuses = REACHES_NO_PERSONS
    caveat = {
        "zh": "岗位只计博士，当地居民优先；他们在市场上腾出的岗位由他人填补。院士不是居民，不计入岗位。",
        "en": "Posts are of doctors alone. Residents come first; the jobs that they leave in the market are taken by others. Academicians "
        "are no residents and hold none.",
    }

    posts: PerTier = full_time_posts()
    pay: Dated = declare(
        NUMBER,
        "factor",
        "on what platforms pay",
        "平台薪酬的倍数",
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
        "share of its successful projects that become firms",
        "成功项目转化为企业的比例",
        high=1,
        default=Dated.always(0),
        neutral=0,
        usual=(0, 0.3, 0.02),
    )
    zone: str = declare(CHOICE, "zone", "where these firms lie", "转化企业所在片区", default="north", words=ZONES[1:])
    yuan_post_year: Dated = declare(
        NUMBER,
        "yuan a post and year",
        "cost of a post in use",
        "在岗岗位每年的经费",
        high=YUAN,
        parameter="research_post_yuan",
    )

    def moves(self, region: str, month: int) -> Iterator[Move]:
        terms = {name: getattr(self, name).at(month) for name in ("pay", "funding", "conversion")}
        yield from posts_of_tiers(self.posts, month, self.yuan_post_year.at(month), {"zone": (self.zone,)}, **terms)

    def says(self) -> Mapping[str, str]:
        return {"zh": "{posts}个全职科研岗位", "en": "{posts} full-time research posts"}
