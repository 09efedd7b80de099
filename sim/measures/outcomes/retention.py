"""Who has stayed: of a college's entrants, those who live in a region some time after they left it. Counted in July."""

from __future__ import annotations

import numpy as np

from sim.calendar import JULY, season, year_of
from sim.measures.measure import HORIZONS, Count, Measure, Ratio, Reading, World

COUNTS = (Count("stays", ("horizon", "college", "region"), np.int32),)


def retention(months: int) -> Reading:
    """Reads the share by college: float64[M, R, college] of those who live there over [M, 1, college] of those who entered."""

    def read(world: World, rows: slice, axis: str) -> Ratio:
        stays = world.counts.stays[rows, HORIZONS.index(months)].astype(float)
        first = world.scenario.start + (rows.start or 0)
        entered = [
            [entrants(world, first + row, months, college) for college in range(world.setting.count)]
            for row in range(len(stays))
        ]
        return Ratio(stays.swapaxes(1, 2), np.array(entered)[:, None])

    return read


def entrants(world: World, month: int, after: int, college: int) -> float:
    """Persons of the class that left a college `after` months before; 0 but in July."""
    if season(month) != JULY or world.setting.tables is None:
        return 0.0
    year, total = year_of(month - after), 0
    for population, scale in enumerate(world.scale):
        rows, members = world.class_of[population], world.classes[population]
        total += scale * sum(int(members[rows[key], -1]) for d in range(4) if (key := (year, college, d)) in rows)
    return float(total)


MEASURES = tuple(
    Measure(
        f"retention_{months}",
        "share",
        f"离校{months}个月后仍在当地的比例",
        f"share of a college's entrants living there {months} months after leaving",
        "mean",
        ("college",),
        retention(months),
    )
    for months in HORIZONS
)
