"""INVENTED regions, variants and inputs for tests of the report: no number here says anything about any policy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

REGIONS = (
    ("Beijing", "北京", "Beijing", 39.904, 116.407, "Beijing", True),
    ("Shenyang", "沈阳", "沈大长哈", 41.805, 123.431, "Liaoning", True),
    ("Dalian", "大连", "沈大长哈", 38.914, 121.614, "Liaoning", True),
    ("Changchun", "长春", "沈大长哈", 43.817, 125.323, "Jilin", True),
    ("Harbin", "哈尔滨", "沈大长哈", 45.803, 126.535, "Heilongjiang", True),
    ("Hohhot", "呼和浩特", "呼包", 40.842, 111.749, "Inner Mongolia", True),
    ("Baotou", "包头", "呼包", 40.657, 109.84, "Inner Mongolia", True),
    ("Inner Mongolia rest", "内蒙古其他", "origin", 43.06, 116.43, "Inner Mongolia", False),
    ("North-East rest", "东北其他", "origin", 43.72, 125.04, "Liaoning; Jilin; Heilongjiang", False),
    ("Jing-Jin-Ji rest", "津冀", "origin", 38.63, 116.08, "Tianjin; Hebei", False),
    ("Yangtze delta", "长三角", "origin", 31.52, 119.39, "Shanghai; Jiangsu; Zhejiang; Anhui", False),
    ("Rest of China", "其他地区", "origin", 30.04, 110.67, "Shanxi; Fujian", False),
)
NAMES = [r[0] for r in REGIONS]
K = 50  # persons an agent
CAP = 1e8  # yuan a year
FLATS = {
    "kind": "talent_housing",
    "units": [{"from": "2022-01", "value": 7500.0}, {"from": "2024-01", "value": 15000.0}],
    "discount": 0.4,
    "max_stay_months": 36.0,
}
LIVING = {
    "kind": "living_subsidy",
    "yuan_month": {"college": 0.0, "bachelor": 500.0, "master": 1000.0, "doctor": 2000.0},
    "months": 36.0,
}
LINES = {
    "kind": "recruitment_line",
    "origins": NAMES[1:5],
    "season": [3, 4, 5],
    "contacts_year": 30000.0,
    "yuan_contact": 400.0,
}
POSTS = {
    "kind": "public_posts",
    "posts_year": {"college": 0.0, "bachelor": 300.0, "master": 100.0, "doctor": 20.0},
    "lock_in_months": 36.0,
}
PURCHASE = {
    "kind": "purchase_subsidy",
    "yuan": {"college": 0.0, "bachelor": 20000.0, "master": 50000.0, "doctor": 100000.0},
}


@dataclass(frozen=True)
class Invented:
    """A variant. persons: additional, deadweight, induced, crowded out; paid: share of the cap; rent, wage: %."""

    zh: str
    en: str
    policies: tuple[dict[str, Any], ...]
    persons: tuple[float, float, float, float]
    paid: float = 0.98
    rent: float = 0.0
    wage: float = 0.0

    @property
    def net(self) -> float:
        """Persons."""
        return self.persons[0] + self.persons[2] - self.persons[3]


VARIANTS = {
    "housing": Invented(
        "人才公寓一万五千套", "15,000 talent flats", (FLATS,), (3550, 11140, 620, 330), 0.985, -0.9, 0.15
    ),
    "cash": Invented(
        "生活补贴（每年一亿元）",
        "Living subsidy, 100 million yuan a year",
        (LIVING,),
        (2300, 18600, 350, 520),
        0.99,
        1.5,
        -0.1,
    ),
    "lines": Invented("引才专线", "Recruitment lines", (LINES,), (2150, 3500, 260, 120), 0.97, 0.55, -0.12),
    "posts": Invented("事业单位岗位", "Public posts", (POSTS,), (330, 400, 190, 40), 0.975, 0.12, 0.3),
    "homes": Invented("购房补贴", "Purchase subsidy", (PURCHASE,), (90, 2100, 20, 35), 0.96, 0.05, 0.0),
    "package": Invented(
        "住房、现金和专线各三分之一",
        "Flats, cash and lines, a third each",
        (FLATS, LIVING, LINES),
        (3900, 13000, 600, 330),
        0.985,
        0.25,
    ),
    "flats_b": Invented(
        "人才公寓，只给硕士", "Talent flats for masters only", (FLATS,), (1250, 7700, 450, 210), 0.98, -0.35, 0.6
    ),
    "shut": Invented("没有用的方案", "A variant that harms", (LIVING,), (20, 900, 20, 900), 0.9, 0.4, 0.1),
}
THREE = ("housing", "cash", "lines")
PARTS = {
    "Inner Mongolia rest": 0.27,
    "Baotou": 0.16,
    "Jing-Jin-Ji rest": 0.12,
    "Beijing": 0.11,
    "Rest of China": 0.1,
    "North-East rest": 0.07,
    "Yangtze delta": 0.06,
    "Shenyang": 0.035,
    "Harbin": 0.03,
    "Changchun": 0.025,
    "Dalian": 0.02,
}
#: Keys of the manifest without which the page must do as well.
OPTIONAL: dict[str, Any] = {
    "off": [{"zh": "落户政策", "en": "Hukou policies", "effect": {"zh": "留不住的人可能更多", "en": "fewer may stay"}}],
    "parameters": [
        {
            "name": "awareness_base",
            "meaning": "base awareness of a city",
            "value": 0.2,
            "low": 0.05,
            "high": 0.5,
            "unit": "share",
            "grade": "C",
            "source": "judgement",
            "moved": False,
        },
        {
            "name": "move_cost_sunk",
            "meaning": "C: sunk cost of a move",
            "value": 2.5,
            "low": 1,
            "high": 4,
            "unit": "utils",
            "grade": "B",
            "source": "a named publication",
            "moved": True,
        },
    ],
    "fit": [
        {
            "pattern": "bachelors who stay in Liaoning",
            "region": "Dalian",
            "target": 0.41,
            "low": 0.38,
            "high": 0.65,
            "width": 0.12,
            "fitted": 0.64,
            "year": 2019,
            "use": "fit",
        },
        {
            "pattern": "graduates who work in Jilin",
            "region": "Jilin",
            "target": 0.5,
            "low": 0.45,
            "high": 0.55,
            "width": 0.05,
            "fitted": 0.51,
            "year": 2023,
            "use": "check",
        },
    ],
    "kept_graduates": {"reported": {"a": 61_000, "b": 98_000}},
}
