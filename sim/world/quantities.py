"""What facts.csv must hold: every quantity with its unit, its bounds and for whom it is given."""

from __future__ import annotations

import math
from typing import NamedTuple

from sim.calendar import ANCHOR, LAST_MONTH, newest_class, year_of
from sim.records import DEGREES, FIELDS, TIERS

REGION, NATION, YEARLY = "region", "nation", "yearly"


class Quantity(NamedTuple):
    """A quantity of facts.csv: one row a region, one for the nation, or one a year for the nation."""

    name: str
    unit: str
    low: float = 0.0
    high: float = math.inf
    scope: str = REGION
    years: tuple[int, int] = (0, 0)  # first and last year needed, YEARLY only
    positive: bool = True  # zero is refused


def _shares(prefix: str, parts: tuple[str, ...], suffix: str = "", scope: str = REGION) -> tuple[Quantity, ...]:
    return tuple(Quantity(f"{prefix}{part}{suffix}", "share", 0, 1, scope, positive=False) for part in parts)


DEGREE_SHARES = tuple(f"graduates_{degree}_share" for degree in DEGREES)
FIELD_SHARES = tuple(f"field_share_{field}" for field in FIELDS)
TIER_SHARES = tuple(f"tier_share_{tier}" for tier in TIERS[1:])

QUANTITIES: tuple[Quantity, ...] = (
    Quantity("resident_population", "persons"),
    *(Quantity(f"population_{ages}", "persons") for ages in ("20_24", "25_29", "30_34", "35_39")),
    Quantity("stock_junior_college", "persons"),
    Quantity("stock_bachelor_and_above", "persons"),
    *_shares("share_", ("professionals", "it_services", "research_services", "education", "manufacturing")),
    *_shares("share_", ("households_renting",)),
    Quantity("floor_area_person", "m2 a person"),
    Quantity("graduates_all", "persons a year"),
    *_shares("graduates_", DEGREES, "_share"),
    *_shares("", ("local_students",)),
    Quantity("average_wage_urban_nonprivate", "yuan a year"),
    Quantity("starting_salary_bachelor", "yuan a month"),
    Quantity("rent", "yuan per m2 a month"),
    Quantity("house_price_second_hand", "yuan per m2"),
    Quantity("high_tech_firms", "firms", positive=False),
    Quantity("rd_staff_fte", "person-years", positive=False),
    Quantity("awareness_p0", "probability", 0, 1),
    *_shares("field_share_", FIELDS),
    *(Quantity(f"wage_ratio_{degree}", "ratio", scope=NATION) for degree in DEGREES),
    *_shares("", ("researcher_platform_share",), scope=NATION),
    *_shares("tier_share_", TIERS[1:], scope=NATION),
    Quantity("graduates_index", "index, 2023 = 1", scope=YEARLY, years=(1996, newest_class(LAST_MONTH))),
    Quantity("class_growth", "share a year", -1, 1, YEARLY, (year_of(ANCHOR), year_of(LAST_MONTH)), positive=False),
)
