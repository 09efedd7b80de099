"""The outcomes of a world: name, unit, and how regions add up to groups of regions."""

from __future__ import annotations

from typing import NamedTuple


class Measure(NamedTuple):
    """One measure of measures.parquet. together: "sum" over regions, or the name of the measure that weighs a mean."""

    name: str
    unit: str
    together: str
    en: str
    zh: str


MEASURES = {
    m.name: m
    for m in (
        Measure(
            "persons",
            "persons",
            "sum",
            "people of the fifteen classes who live there and have left college",
            "居住在当地、已离校的十五届毕业生",
        ),
        Measure("kept_in_work", "persons", "sum", "of these, those in work", "其中在业者"),
        Measure("first_jobs", "persons a month", "sum", "first jobs begun", "开始首份工作者"),
        Measure(
            "retention_12",
            "share",
            "stays",
            "share of a college's entrants living there 12 months after leaving",
            "离校12个月后仍在当地的比例",
        ),
        Measure("retention_36", "share", "stays", "the same after 36 months", "离校36个月后"),
        Measure("retention_60", "share", "stays", "the same after 60 months", "离校60个月后"),
        Measure("arrivals", "persons a month", "sum", "moves into the region", "迁入"),
        Measure("departures", "persons a month", "sum", "moves out of the region", "迁出"),
        Measure("choices", "persons a month", "sum", "reviews that chose this region from elsewhere", "选择前来者"),
        Measure("unemployed", "persons", "sum", "people without work", "无业者"),
        Measure("unemployment", "share", "persons", "share without work", "失业率"),
        Measure(
            "searching",
            "persons",
            "sum",
            "searchers of the region's markets, those from afar by their weight",
            "求职者（异地按权重）",
        ),
        Measure("vacancies", "persons", "sum", "open posts", "空缺岗位"),
        Measure("matches", "persons", "sum", "hires", "录用"),
        Measure("tightness", "ratio", "searching", "open posts over searchers", "岗位与求职者之比"),
        Measure("wage", "yuan_month", "kept_in_work", "market wage, weighted with today's jobs by degree", "市场工资"),
        Measure("rent", "yuan_m2_month", "floor_space", "market rent", "市场租金"),
        Measure("floor_space", "m2", "sum", "floor space let on the market", "市场出租面积"),
        Measure("flats_open", "units", "sum", "talent flats open", "开放的人才公寓"),
        Measure("flats_used", "persons", "sum", "people in talent flats", "入住人才公寓者"),
        Measure("flats_queue", "persons", "sum", "people waiting for one", "排队者"),
        Measure("spend", "yuan", "sum", "paid by all programmes in the month", "当月支出"),
        Measure("firms", "firms", "sum", "firms, at the scale of agents", "企业数（按仿真尺度）"),
        Measure(
            "technology_firms", "firms", "sum", "technology firms, at the scale of agents", "科技企业数（按仿真尺度）"
        ),
        Measure("technology_share", "share", "firms", "share of technology firms", "科技企业占比"),
        Measure("mismatch", "share", "kept_in_work", "share of jobs in another field", "专业不对口比例"),
        Measure("overqualified", "share", "kept_in_work", "share of jobs below one's degree", "学历高配比例"),
        Measure(
            "researchers",
            "persons",
            "sum",
            "doctors who live there; by tier, those on research platforms",
            "居住在当地的博士；分层次为科研平台在岗者",
        ),
        Measure(
            "projects",
            "projects a month",
            "sum",
            "research projects that end, one a researcher",
            "结题科研项目（每人一项）",
        ),
        Measure(
            "patents", "patents a month", "sum", "patent applications of successful projects", "成功项目的专利申请"
        ),
    )
}
