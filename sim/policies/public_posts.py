"""Posts in public institutions reserved for graduates (事业单位引才)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sim.policies.base import HEADS, NUMBER, PER_DEGREE, WHOLE, YUAN, Dated, PerDegree, Policy, declare, each, whole
from sim.records import DEGREES, Move, Push, Quota

MONTHS_A_YEAR = 12


@dataclass(frozen=True, kw_only=True)
class PublicPosts(Policy, kind="public_posts", family="posts", en="Public posts", zh="事业单位岗位"):
    """Openings at market pay, safer than those of firms; the pay itself is not the programme's to find."""

    examples = (
        {"posts_year": {"bachelor": 300, "master": 180, "doctor": 30}, "lock_in_months": 36, "yuan_post_once": 100_000},
    )
    matchable = True
    more = ("posts_year",)
    refuses = {"rationing": "nothing: posts go to those whom the labour market's queue brings to them"}

    posts_year: PerDegree = declare(
        PER_DEGREE,
        "posts a year",
        "openings a year by degree; college and bachelor share one labour market",
        "按学历的年招聘岗位；专科与本科同一劳动力市场",
        high=HEADS,
        neutral=0,
        usual=(0, 1000, 10),
        lead=True,
    )
    lock_in_months: Dated = declare(
        WHOLE,
        "months",
        "service that a post obliges to",
        "最低服务月数",
        high=600,
        default=Dated.always(0),
        neutral=0,
        usual=(0, 120, 12),
    )

    yuan_post_once: Dated = declare(
        NUMBER,
        "yuan a post",
        "paid to whoever takes a post",
        "到岗安家费",
        high=YUAN,
        default=Dated.always(0),
        usual=(100_000, 500_000, 4000),
        lead=True,
    )
    yuan_post_year: Dated = declare(
        NUMBER,
        "yuan a post and year",
        "cost of a post as long as it is held",
        "每个岗位每年的经费",
        high=YUAN,
        default=Dated.always(0),
    )

    def moves(self, region: str, month: int) -> Iterator[Move]:
        once, yearly = self.yuan_post_once.at(month), self.yuan_post_year.at(month)
        for degree, posts in zip(DEGREES, each(self.posts_year, month), strict=True):
            at = {"degree": (degree,)}
            yield Quota("posts", posts / MONTHS_A_YEAR, yuan=once, yuan_month=yearly / MONTHS_A_YEAR, at=at)
        yield Push("lock_in", whole(self.lock_in_months, month))

    def says(self) -> Mapping[str, str]:
        return {"zh": "每年{posts_year}个岗位", "en": "{posts_year} posts a year"}

    def faults(self) -> Iterator[tuple[str, str, str]]:
        costs = self.admin_yuan_case > 0 or any(any(c.values) for c in (self.yuan_post_once, self.yuan_post_year))
        for field in ("budget", "budget_yuan_year"):
            if getattr(self, field) is not None and not costs:
                yield (
                    field,
                    "a budget of posts without a cost",
                    "a budget beside yuan_post_once, yuan_post_year or admin_yuan_case",
                )
        if self.clawback_share > 0 and not any(self.yuan_post_once.values):
            yield "clawback_share", "a share of nothing", "a share beside yuan_post_once, which it gives back"
