"""Recruiters who go where graduates are (引才专线): they make a place known and shorten the search from afar."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sim.calendar import season as month_of_year
from sim.policies.base import HEADS, NUMBER, REGIONS, SEASON, YUAN, Dated, Policy, declare
from sim.records import Move, Push, Quota

SPRING_AND_AUTUMN = (3, 4, 5, 9, 10, 11)


@dataclass(frozen=True, kw_only=True)
class RecruitmentLine(Policy, kind="recruitment_line", family="lines", en="Recruitment lines", zh="引才专线"):
    """Personal contacts with students of the origins in the months of campus recruitment."""

    examples = (
        {"origins": ("Shenyang", "Harbin"), "contacts_year": 30_000, "remote_search": 0.5, "yuan_contact": 400},
    )
    matchable = True
    foreseen = 0.2
    more = ("contacts_year",)
    refuses = {
        "who.tier": "nothing: students, whom lines meet, are of no tier",
        "who.years_since_graduation_max": "nothing: students, whom lines meet, have not left college",
        "who.tenure_months_min": "nothing: students are met before they come, so that nobody would be",
        "rationing": "nothing: whom a line meets is drawn by lot",
        "minimum_stay_months": "nothing: a student who is met is paid nothing, so there is nothing to give back",
        "clawback_share": "nothing: a student who is met is paid nothing, so there is nothing to give back",
    }
    caveat = {
        "zh": "人们对外地的了解程度没有可靠数据，专线的效果几乎全取决于它。",
        "en": "How many people consider {region} at all is not known from data; the effect of lines depends almost wholly on it.",
    }

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
        NUMBER,
        "persons a year",
        "students contacted a year",
        "每年联系的学生数",
        high=HEADS,
        neutral=0,
        usual=(0, 500_000, 10_000),
        lead=True,
    )
    remote_search: Dated = declare(
        NUMBER,
        "share",
        "share of the gap to local search that is closed for those contacted",
        "对被联系者，异地求职与本地求职差距的消除比例",
        high=1,
        default=Dated.always(0),
        neutral=0,
        usual=(0, 1, 0.05),
        lead=True,
    )
    yuan_contact: Dated = declare(
        NUMBER,
        "yuan a contact",
        "cost of a contact",
        "每次联系的成本",
        high=YUAN,
        default=Dated.always(0),
        usual=(200, 1000, 50),
    )

    def moves(self, region: str, month: int) -> Iterator[Move]:
        at = {"origin": self.origins}
        if month_of_year(month) + 1 in self.season:
            contacts = self.contacts_year.at(month) / len(self.season)
            yield Quota("line_contacts", contacts, yuan=self.yuan_contact.at(month), at=at)
        yield Push("remote_search", self.remote_search.at(month), at)

    def says(self) -> Mapping[str, str]:
        return {
            "zh": "到{origins}个来源地，每年联系{contacts_year}人",
            "en": "{contacts_year} contacts a year in {origins} origins",
        }
