"""Projects that a city attracts with their people (招商引才): jobs of firms that would not have come."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sim.policies.base import (
    CHOICE,
    HEADS,
    NUMBER,
    PER_TIER,
    REACHES_NO_PERSONS,
    YUAN,
    Dated,
    PerTier,
    Policy,
    declare,
    posts_of_tiers,
)
from sim.records import TECHNOLOGIES, ZONES, Move, Quota

MONTHS_A_YEAR = 12
NONE = Dated.always(0)


@dataclass(frozen=True, kw_only=True)
class ProjectAttraction(
    Policy, kind="project_attraction", family="firms", en="Projects with their people", zh="招商引才"
):
    """Every project that lands is paid for, also those that would have come anyway; only the others bring jobs."""

    examples = (
        {"projects_year": 600, "jobs_project": 100, "technology_share": 0.82, "but_for": 0.12, "yuan_project": 2e6},
        {
            "projects_year": 600,
            "jobs_project": 100,
            "but_for": 0.12,
            "zone": "north",
            "people": {"backbone": 40, "leading": 10},
            "yuan_project": 2e6,
        },
    )
    more = ("projects_year",)
    own = ("entries", "firm_posts", "technology_share", "researchers")
    refuses = REACHES_NO_PERSONS
    caveat = {
        "zh": "多数落地项目没有激励也会来；但凡激励才落地的份额与每个项目的岗位是模型的假设。",
        "en": "Most projects that land would have come without the money; the share that would not, and the jobs of a project, "
        "are assumptions.",
    }

    projects_year: Dated = declare(
        NUMBER,
        "projects a year",
        "projects that land",
        "每年落地的项目数",
        high=1e5,
        neutral=0,
        usual=(0, 200, 5),
        lead=True,
    )
    jobs_project: Dated = declare(
        NUMBER,
        "jobs a project",
        "graduates' jobs of a project (30-300; judgement, C)",
        "每个项目的毕业生岗位（30—300，判断，C）",
        low=1,
        high=1e4,
        default=Dated.always(100),
        usual=(30, 300, 10),
        lead=True,
    )
    technology_share: Dated = declare(
        NUMBER,
        "share",
        "share of projects of technology firms (seed article, A)",
        "科技类项目的比例（种子文章，A）",
        high=1,
        default=Dated.always(0.82),
        usual=(0, 1, 0.02),
    )
    but_for: Dated = declare(
        NUMBER,
        "share",
        "share of projects that would not have come",
        "无激励则不来的项目比例",
        high=1,
        parameter="but_for",
    )
    zone: str | None = declare(
        CHOICE, "zone", "where they land; anywhere if left out", "落地片区，可不填", required=False, words=ZONES[1:]
    )
    people: PerTier = declare(
        PER_TIER,
        "posts",
        "posts for researchers that come with the projects, which pay them",
        "随项目而来的科研岗位，由项目出资",
        high=HEADS,
        default=(NONE,) * 5,
        neutral=0,
    )
    yuan_project: Dated = declare(
        NUMBER,
        "yuan a project",
        "paid for every project that lands (0.5-10 million; judgement, C)",
        "每个落地项目的支出（50万—1000万，判断，C）",
        high=YUAN,
        default=Dated.always(2_000_000),
        usual=(500_000, 10_000_000, 500_000),
    )

    def moves(self, region: str, month: int) -> Iterator[Move]:
        projects, technology = self.projects_year.at(month) / MONTHS_A_YEAR, self.technology_share.at(month)
        jobs, zone = self.jobs_project.at(month) * self.but_for.at(month), self.zone or ZONES[0]
        for kind, share in zip(TECHNOLOGIES, (1.0 - technology, technology), strict=True):
            at = {"zone": (zone,), "technology": (kind,)}
            yield Quota("projects", projects * share, yuan=self.yuan_project.at(month), at=at, effect={"jobs": jobs})

        yield from posts_of_tiers(self.people, month, 0.0, {"zone": (self.zone or ZONES[1],)})

    def says(self) -> Mapping[str, str]:
        return {"zh": "每年{projects_year}个落地项目", "en": "{projects_year} projects a year"}
