"""Standing money: what offices, posts and stations cost goes before all claims, set aside for the year (docs/model.md: Finance)."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from sim.aid.purse import YEARS, book, commit, room
from sim.calendar import season, year_of
from sim.levers import ASLEEP, OFFICE, MonthLevers
from sim.records import Standing
from sim.world.state import World

MONTHS_A_YEAR = 12


def set_aside(world: World) -> None:
    """Reserve what policies keep up for the rest of the year: in January, and when one begins. In order of ids."""
    finance, funded, year = world.finance, world.finance.funded, year_of(world.month)
    if finance.funded_year != year:
        funded.clear()
        finance.funded_year = year
    for number, policy in enumerate(world.scenario.policies):
        if not policy.active(world.month):
            continue
        for region in sorted(world.setting.regions.index(name) for name in policy.regions):
            if (number, region) not in funded:
                funded[number, region] = reserve(world, number, list(planned_year(world, number, region)))


def planned_year(world: World, policy: int, region: int) -> Iterator[Standing]:
    """What a policy plans to keep up in a region in each month from now to December: one entry a month and lever."""
    rule, place = world.scenario.policies[policy], world.setting.regions[region]
    for month in range(world.month, world.month + MONTHS_A_YEAR - season(world.month)):
        yield from (m for name, m in rule.moves_in_force(month) if name == place and isinstance(m, Standing))


def reserve(world: World, policy: int, planned: list[Standing]) -> float:
    """Set aside the office, then as large a share of all else as the budget holds; the share, ASLEEP without the office.

    A fen for each entry is left over, since a share of each is rounded on its own.
    """
    if not planned:
        return 1.0
    office = sum(month_fen(s) for s in planned if s.lever == OFFICE)
    units = sum(month_fen(s) for s in planned if s.lever != OFFICE)
    left_now, left_by_year = room(world, policy)
    left = min(left_now, int(left_by_year[0])) - office
    if left < 0:
        return ASLEEP
    share = 1.0 if left >= units else max(0, left - len(planned)) / units
    due = np.zeros((1, YEARS), np.int64)
    due[0, 0] = office + min(units, left)
    commit(world, policy, due)
    return share


def month_fen(standing: Standing) -> int:
    """Fen of a month of all units."""
    return round(standing.units * standing.yuan_year * 100 / MONTHS_A_YEAR)


def keep_offices(world: World, levers: MonthLevers) -> None:
    """A month of every office that stands."""
    for policy, region, standing in levers.standing(OFFICE):
        keep_up(world, policy, region, "city", standing)


def keep_up(world: World, policy: int, region: int, recipient: str, in_use: Standing) -> None:
    """Book a month of what is in use; the caller has kept its units within those that stand."""
    fen = month_fen(in_use)
    if fen:
        book(world, policy, region, recipient, fen, round(in_use.units))
