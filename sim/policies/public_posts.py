"""Posts in public institutions reserved for graduates (事业单位引才)."""

from collections.abc import Iterator
from dataclasses import dataclass

from sim.policies.base import HEADS, PER_DEGREE, WHOLE, Dated, PerDegree, Policy, declare, each, same, whole
from sim.records import Lever

MONTHS_A_YEAR = 12


@dataclass(frozen=True, kw_only=True)
class PublicPosts(Policy, kind="public_posts", family="posts", en="Public posts", zh="事业单位岗位"):
    """Openings at market pay, safer than those of firms."""

    posts_year: PerDegree = declare(
        PER_DEGREE, "posts a year", "openings a year by degree", "按学历的年招聘岗位", high=HEADS
    )
    lock_in_months: Dated = declare(
        WHOLE, "months", "service that a post obliges to", "最低服务月数", high=600, default=Dated.always(0)
    )

    def moves(self, region: str, month: int) -> Iterator[Lever]:
        college, bachelor, master, doctor = each(self.posts_year, month)
        monthly = (college / MONTHS_A_YEAR, bachelor / MONTHS_A_YEAR, master / MONTHS_A_YEAR, doctor / MONTHS_A_YEAR)
        yield Lever("posts", region, monthly)
        yield Lever("lock_in", region, same(whole(self.lock_in_months, month)))
