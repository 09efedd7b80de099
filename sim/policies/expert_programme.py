"""Academicians and experts (院士专家计划): visits of leading researchers, stations where outsiders work part-time, posts for teams."""

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
from sim.records import TIERS, ZONES, Move, Quota, Standing

MONTHS_A_YEAR = 12
NONE = Dated.always(0)


@dataclass(frozen=True, kw_only=True)
class ExpertProgramme(
    Policy, kind="expert_programme", family="research", en="Academicians and experts", zh="院士专家计划"
):
    """Who is invited looks at the posts that are open in the region; who works at a station lives elsewhere and is nobody's agent."""

    examples = (
        {
            "visits_year": 157,
            "stations": 16,
            "fte_station": 0.5,
            "teams": {"leading": 25},
            "conversion": 0.06,
            "yuan_visit": 20_000,
            "yuan_station_year": 500_000,
            "yuan_post_year": 461_000,
        },
    )
    more = ("visits_year", "stations", "teams")
    own = ("visiting_projects", "invited", "researchers", "researcher_arrivals", "conversions")
    refuses = REACHES_NO_PERSONS
    caveat = {
        "zh": "院士来自外地，从不计为居民。未找到院士工作站因果效应的研究；带头人吸引更优秀新人的渠道不在模型中。",
        "en": "Academicians come from outside and are never residents. No causal study of experts' stations was found; that a star draws "
        "better recruits is not in the model.",
    }

    visits_year: Dated = declare(
        NUMBER,
        "persons a year",
        "researchers of tier leading and top elsewhere who are invited a year",
        "每年邀请的外地领军与顶尖人才",
        high=HEADS,
        default=NONE,
        neutral=0,
        usual=(0, 500, 1),
        lead=True,
    )
    stations: Dated = declare(
        NUMBER,
        "stations",
        "stations kept up",
        "工作站数",
        high=1e4,
        default=NONE,
        neutral=0,
        usual=(0, 50, 1),
        lead=True,
    )
    fte_station: Dated = declare(
        NUMBER,
        "full-time equivalents",
        "work of outside experts at a station",
        "每站外地专家的全时当量",
        high=20,
        parameter="station_fte",
    )
    teams: PerTier = declare(
        PER_TIER,
        "posts",
        "posts for teams that come to live there, by tier",
        "引进团队的常驻岗位（按层次）",
        high=HEADS,
        default=(NONE,) * len(TIERS[1:]),
        neutral=0,
        usual=(0, 50, 1),
    )
    conversion: Dated = declare(
        NUMBER,
        "share",
        "share of successful projects of stations and teams that become firms",
        "工作站与团队成功项目转化为企业的比例",
        high=1,
        parameter="conversion_share",
        neutral=0,
    )
    zone: str = declare(CHOICE, "zone", "where these firms lie", "转化企业所在片区", default="north", words=ZONES[1:])
    yuan_visit: Dated = declare(
        NUMBER, "yuan a visit", "cost of a visit", "每次考察的费用", high=YUAN, parameter="visit_yuan"
    )
    yuan_station_year: Dated = declare(
        NUMBER, "yuan a station and year", "cost of a station", "每站每年的经费", high=YUAN, parameter="station_yuan"
    )
    yuan_post_year: Dated = declare(
        NUMBER,
        "yuan a post and year",
        "cost of a team's post in use",
        "团队在岗岗位每年的经费",
        high=YUAN,
        parameter="research_post_yuan",
    )

    def moves(self, region: str, month: int) -> Iterator[Move]:
        yield Quota("invitations", self.visits_year.at(month) / MONTHS_A_YEAR, yuan=self.yuan_visit.at(month))
        at, conversion = {"zone": (self.zone,)}, self.conversion.at(month)
        station = {"visiting": self.fte_station.at(month), "conversion": conversion}
        yield Standing("stations", self.stations.at(month), self.yuan_station_year.at(month), at, station)
        yield from posts_of_tiers(self.teams, month, self.yuan_post_year.at(month), at, conversion=conversion)

    def says(self) -> Mapping[str, str]:
        return {
            "zh": "每年邀请{visits_year}人，{stations}个工作站，团队岗位{teams}个",
            "en": "{visits_year} invited a year, {stations} stations, {teams} posts for teams",
        }
