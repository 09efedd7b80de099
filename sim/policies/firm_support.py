"""Finance and grants for firms (科技金融与创新扶持): staff that firms want for good, and closings while they are helped."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sim.policies.base import CHOICE, HEADS, NUMBER, REACHES_NO_PERSONS, WHOLE, Dated, Policy, declare, whole
from sim.records import TECHNOLOGIES, ZONES, Move, Quota

MONTHS_A_YEAR = 12
TECHNOLOGY, ALL = "technology", "all"
OLDEST = 600  # months
YUAN_JOB = 1e6  # no job costs more


@dataclass(frozen=True, kw_only=True)
class FirmSupport(
    Policy, kind="firm_support", family="firms", en="Finance and grants for firms", zh="科技金融与创新扶持"
):
    """Firms are helped in the order of a draw for life, each once, as many as have the jobs that are paid for."""

    examples = (
        {"jobs_year": 50_000, "yuan_job": 5000, "growth": 0.05, "exit": 0.9, "months": 36, "firms": "technology"},
        {"jobs_year": 50_000, "yuan_job": 5000, "growth": 0.02, "months": 24, "firms": "all", "age_max_months": 120},
    )
    more = ("jobs_year",)
    own = ("supported_jobs", "firm_posts", "exits")
    refuses = REACHES_NO_PERSONS
    caveat = {
        "zh": "对中国创新基金的断点研究未发现对存活、专利和融资的影响；其他国家的研究有正的效果。增长幅度是假设。",
        "en": "A study of China's Innofund at the threshold finds no effect on survival, patents or funding; studies elsewhere find one. "
        "How much firms grow is an assumption.",
    }

    jobs_year: Dated = declare(
        NUMBER,
        "jobs a year",
        "jobs in the firms that are helped",
        "受扶持企业每年覆盖的岗位",
        high=HEADS,
        neutral=0,
        usual=(0, 60_000, 100),
        lead=True,
    )
    yuan_job: Dated = declare(
        NUMBER,
        "yuan a job",
        "paid for each job in a firm that is helped (1,300-7,500; C: growth x 100,000 yuan a new job, from Brown and Earle 2017)",
        "每个被覆盖岗位的支出（1300—7500，C：增长×每个新岗位10万元）",
        high=YUAN_JOB,
        default=Dated.always(5000),
        usual=(1300, 7500, 100),
    )
    growth: Dated = declare(
        NUMBER,
        "log points",
        "staff wanted for good (0-0.1; 0: Wang, Li and Furman 2017, A; above: Howell 2017, A)",
        "期望用工的持久增长（0—0.1；0：Wang、Li、Furman 2017，A）",
        high=0.3,
        default=Dated.always(0.05),
        usual=(0, 0.1, 0.01),
        lead=True,
    )
    exit: Dated = declare(
        NUMBER,
        "factor",
        "on closing while helped (0.7-1.1; judgement, C)",
        "扶持期内关闭率的倍数（0.7—1.1，判断，C）",
        low=0.5,
        high=1.5,
        default=Dated.always(0.9),
        usual=(0.7, 1.1, 0.05),
    )
    months: Dated = declare(
        WHOLE,
        "months",
        "how long a firm is helped",
        "扶持月数",
        low=1,
        high=120,
        default=Dated.always(36),
        usual=(12, 60, 6),
    )
    firms: str = declare(CHOICE, "firms", "which firms", "扶持对象", words=(TECHNOLOGY, ALL), default=TECHNOLOGY)
    age_max_months: Dated = declare(
        WHOLE, "months", "oldest firm that is helped", "企业最大月龄", low=1, high=OLDEST, default=Dated.always(OLDEST)
    )
    zone: str | None = declare(
        CHOICE, "zone", "where; anywhere if left out", "片区，可不填", required=False, words=ZONES[1:]
    )

    def moves(self, region: str, month: int) -> Iterator[Move]:
        technologies = TECHNOLOGIES[1:] if self.firms == TECHNOLOGY else TECHNOLOGIES
        at = {"zone": (self.zone,) if self.zone else ZONES, "technology": technologies}
        effect = {
            "growth": self.growth.at(month),
            "exit": self.exit.at(month),
            "months": whole(self.months, month),
            "age_max": whole(self.age_max_months, month),
        }
        jobs = self.jobs_year.at(month) / MONTHS_A_YEAR
        yield Quota("firm_award", jobs, yuan=self.yuan_job.at(month), at=at, effect=effect)

    def says(self) -> Mapping[str, str]:
        return {"zh": "每年扶持{jobs_year}个岗位的企业", "en": "help for firms with {jobs_year} jobs a year"}
