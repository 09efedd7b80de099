"""Agreements with colleges (一院校一方案): their students come as interns, get to know the place and keep a tie to it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sim.calendar import season as month_of_year
from sim.policies.base import HEADS, NUMBER, REGIONS, SEASON, YUAN, Dated, Policy, declare
from sim.policies.recruitment_line import SPRING_AND_AUTUMN, RecruitmentLine
from sim.records import Move, Push, Quota


@dataclass(frozen=True, kw_only=True)
class CampusAgreement(Policy, kind="campus_agreement", family="lines", en="Campus agreement", zh="一院校一方案"):
    """An intern has lived in the place: it is considered, what it offers is known, and it is a little nearer for good."""

    examples = ({"colleges": ("Shenyang", "Harbin"), "students_year": 30_000, "yuan_student": 8_000},)
    matchable = True
    more = ("students_year",)
    own = ("interned", "first_jobs")
    refuses = RecruitmentLine.refuses
    caveat = {
        "zh": "实习生日后更愿留在实习地，其程度没有因果估计（参数internship_tie，0.1至0.8）。",
        "en": "How much nearer an internship brings a place is judgement: studies give its sign only (parameter internship_tie, .1 to .8).",
    }

    colleges: tuple[str, ...] = declare(REGIONS, "regions", "colleges with an agreement, by place", "签约院校所在地")
    season: tuple[int, ...] = declare(
        SEASON,
        "month of the year",
        "months in which internships begin",
        "实习开始的月份",
        low=1,
        high=12,
        default=SPRING_AND_AUTUMN,
    )
    students_year: Dated = declare(
        NUMBER,
        "persons a year",
        "interns a year",
        "每年实习生数",
        high=HEADS,
        neutral=0,
        usual=(0, 30_000, 500),
        lead=True,
    )
    remote_search: Dated = declare(
        NUMBER,
        "share",
        "share of the gap to local search that is closed for them (judgement, C)",
        "对实习生，异地求职与本地求职差距的消除比例（判断，C）",
        high=1,
        default=Dated.always(1),
        neutral=0,
        usual=(0, 1, 0.05),
    )
    yuan_student: Dated = declare(
        NUMBER,
        "yuan an intern",
        "allowance and office (4,000-16,000; judgement, C)",
        "每名实习生的补助与经费（4000—16000，判断，C）",
        high=YUAN,
        default=Dated.always(8000),
        usual=(4000, 16_000, 500),
    )

    def moves(self, region: str, month: int) -> Iterator[Move]:
        at = {"origin": self.colleges}
        if month_of_year(month) + 1 in self.season:
            interns = self.students_year.at(month) / len(self.season)
            yield Quota("internships", interns, yuan=self.yuan_student.at(month), at=at)
        yield Push("remote_search", self.remote_search.at(month), at)

    def says(self) -> Mapping[str, str]:
        return {
            "zh": "与{colleges}地院校签约，每年{students_year}名实习生",
            "en": "{students_year} interns a year from colleges of {colleges} places",
        }
