"""Recruiters who go where graduates are (引才专线): they make a place known and shorten the search from afar."""

from collections.abc import Iterator
from dataclasses import dataclass

from sim.calendar import season as month_of_year
from sim.policies.base import HEADS, NUMBER, REGIONS, SEASON, YUAN, Dated, Policy, declare, same
from sim.records import Lever

SPRING_AND_AUTUMN = (3, 4, 5, 9, 10, 11)


@dataclass(frozen=True, kw_only=True)
class RecruitmentLine(Policy, kind="recruitment_line", family="lines", en="Recruitment lines", zh="引才专线"):
    """Personal contacts with students of the origins in the months of campus recruitment."""

    origins: tuple[str, ...] = declare(REGIONS, "regions", "where students are contacted", "联系学生的来源地")
    season: tuple[int, ...] = declare(
        SEASON,
        "month of the year",
        "months in which the lines work",
        "专线工作的月份",
        low=1,
        high=12,
        default=SPRING_AND_AUTUMN,
    )
    contacts_year: Dated = declare(
        NUMBER, "persons a year", "students contacted a year", "每年联系的学生数", high=HEADS
    )
    remote_search: Dated = declare(
        NUMBER,
        "share",
        "share of the gap to local search that is closed for those contacted",
        "对被联系者，异地求职与本地求职差距的消除比例",
        high=1,
        default=Dated.always(0),
    )
    yuan_contact: Dated = declare(
        NUMBER, "yuan a contact", "cost of a contact", "每次联系的成本", high=YUAN, default=Dated.always(0)
    )

    def moves(self, region: str, month: int) -> Iterator[Lever]:
        if month_of_year(month) + 1 in self.season:
            contacts = self.contacts_year.at(month) / len(self.season)
            yield Lever("line_contacts", region, same(contacts), origins=self.origins)
        yield Lever("remote_search", region, same(self.remote_search.at(month)), origins=self.origins)
        yield Lever("contact_cost", region, same(self.yuan_contact.at(month)))
