"""Loops over firms: growth, closing, moving; what they want, counted as it is said; who founded an entrant."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.draws import draw, draw_at, normal
from sim.engine.posts import FIELDS
from sim.exact import exp
from sim.jit import inlined, kernel, loop, rule
from sim.records import ZONES, Status
from sim.rules.firm import exit_hazard, yearly_growth
from sim.rules.review import monthly

ZONE_CODE = np.uint64(4)
ABOVE = 1.0 + 1e-9  # so that rounding never decides what a bound decides
AWAY = int(Status.AWAY)
ONE, TWO = np.uint64(1), np.uint64(2)
ZONE_CODES = len(ZONES)
LAST_ZONE = ZONE_CODES - 2  # in the column `zone`, which counts from -1


class FirmRules(NamedTuple):
    """Numbers of firms' decisions."""

    growth_sd: float
    growth_mean: float  # a year, beside -g**2/2; 0 but in limit worlds
    firm_exit: float
    exit_young: float
    exit_old: float
    young_months: float  # younger firms close with exit_young
    small_share: float  # as do those drawn smaller than this share of the mean
    mean_size: float  # agents
    relocation: float
    vacancy_rate: float
    quits: float  # chance a month that somebody quits
    growth_months: int = 12  # how long one draw of growth lasts


class FirmKeys(NamedTuple):
    """Keys of firms' streams; those of exit and moves change by the month."""

    shock: np.uint64
    shock_2: np.uint64
    exit: np.uint64
    move: np.uint64
    place: np.uint64
    zone: np.uint64
    advance: np.uint64


class FirmConditions(NamedTuple):
    """What firms face in R regions this month; by zone (code of ZONES) and technology (code of TECHNOLOGIES) what policies move."""

    place: np.ndarray  # float64[R], where moving firms go, cumulated
    ln_place: np.ndarray  # float64[R], by how much a firm that moves there grows, log points
    zones: np.ndarray  # float64[R, 2], shares of the north and of north and centre; below 0 where a region has no zones
    staff: np.ndarray  # float64[R, 4, 2], factor on the staff wanted
    exit: np.ndarray  # float64[R, 4, 2], factor on the chance to close
    advance: np.ndarray  # float64[R, 4], chance to move to the next zone
    helped: (
        np.ndarray
    )  # float64[P + 1], factor on the chance to close of firms that each policy helps; the last: of all others


class Endings(NamedTuple):
    """What a month brings to the posts of cells (region, field, skill), agents, not rounded."""

    held: np.ndarray  # float64[cells], that firms wanted last month
    ended: (
        np.ndarray
    )  # float64[cells], those of them that go where firms close or move, or shrink faster than people quit
    freed: (
        np.ndarray
    )  # float64[R, 4], posts by zone that end in firms of no technology because policies have them close more often

    @classmethod
    def none(cls, regions: int) -> Endings:
        """Nothing yet."""
        held, ended = np.zeros((2, regions * FIELDS * 2))
        return cls(held, ended, np.zeros((regions, ZONE_CODES)))


class Survey(NamedTuple):
    """Firms in business and the staff they want, by region."""

    wanted: np.ndarray  # float64[R, 2, FIELDS], by skill
    firms: np.ndarray  # int64[R, 4, 2], by zone and technology
    staff: np.ndarray  # float64[R, 4], staff that they want, by zone
    technology_wanted: np.ndarray  # float64[R], staff that technology firms want

    @classmethod
    def none(cls, regions: int) -> Survey:
        """Not one firm."""
        firms, staff = np.zeros((regions, ZONE_CODES, 2), np.int64), np.zeros((regions, ZONE_CODES))
        return cls(np.zeros((regions, 2, FIELDS)), firms, staff, np.zeros(regions))


@loop
def live(firms, rows, size, month, keys, rules, faced, endings):
    """One month of the firms in rows: growth, exit, relocation, the next zone.

    size: float64[n], that of each over the size drawn with. faced: FirmConditions; endings: Endings, added to.
    """
    young, old = monthly(rules.firm_exit * rules.exit_young), monthly(rules.firm_exit * rules.exit_old)
    staff_of, exit_of = faced.staff.reshape(-1), faced.exit.reshape(-1)
    for k in range(rows.size):
        f = np.uint64(rows[k])
        j, here = int(firms.region[f]), place_of(firms, f)
        cell = np.uint64((j * FIELDS + int(firms.field[f])) * 2)
        staff = size[k] * staff_of[here]
        low, high = float(firms.low0[f]) * staff, float(firms.high0[f]) * staff
        age = month - int(firms.born[f])
        if age % rules.growth_months == 0:
            firms.growth[f] = growth_of_year(firms.id[f], age // rules.growth_months, keys, rules) / rules.growth_months
        firms.ln_size[f] = float(firms.ln_size[f]) + float(firms.growth[f])
        drawn = (float(firms.low0[f]) + float(firms.high0[f])) * (1.0 - rules.vacancy_rate)
        share = shed_share(float(firms.growth[f]), rules.quits)
        u = draw(keys.exit, firms.id[f])
        hazard = exit_hazard(age, drawn, young, old, rules) * help_now(firms, f, month, faced)
        if u < hazard * exit_of[here]:
            firms.alive[f] = 0
            firms.target_low[f] = firms.target_high[f] = 0
            share = 1.0
            if u >= hazard and int(firms.tech[f]) == 0:
                endings.freed[j, int(firms.zone[f]) + 1] += low + high
        elif rules.relocation > 0.0 and draw(keys.move, firms.id[f]) < rules.relocation:
            share = 1.0
            relocate(firms, f, keys, faced)
        elif advances(firms, f, keys, faced):
            firms.zone[f] += 1
        endings.held[cell] += low
        endings.held[cell + ONE] += high
        endings.ended[cell] += low * share
        endings.ended[cell + ONE] += high * share


@inlined
def place_of(firms, f):
    """Where a firm's number stands in an array by region, zone and technology laid end to end."""
    return np.uint64((int(firms.region[f]) * ZONE_CODES + int(firms.zone[f]) + 1) * 2 + int(firms.tech[f]))


@inlined
def help_now(firms, f, month, faced):
    """Factor on the chance to close of a firm that a policy helps; 1 of any other."""
    return faced.helped[firms.helped_by[f]] if month < int(firms.helped_until[f]) else 1.0


@inlined
def advances(firms, f, keys, faced):
    """Whether a firm moves to the next zone, from the north to the centre and from there to the south."""
    zone = int(firms.zone[f])
    if zone < 0 or zone >= LAST_ZONE:
        return False
    chance = faced.advance[int(firms.region[f]), zone + 1]
    return chance > 0.0 and draw(keys.advance, firms.id[f]) < chance


@rule
def shed_share(growth, quits):
    """Share of its posts that a firm gives up beyond those that people leave: max(0, 1 - e**growth / (1 - quits)).

    As e**x >= 1 + x, most firms are told without the exponential.

    >>> shed_share(0.0, 0.01), round(shed_share(-0.1, 0.01), 4)
    (0.0, 0.086)
    """
    if 1.0 + growth >= (1.0 - quits) * ABOVE:
        return 0.0
    return max(0.0, 1.0 - exp(growth) / (1.0 - quits))


@inlined
def relocate(firms, f, keys, faced):
    """Move a firm to where its draw of the month falls, into the zone of its draw for life; what the place earns decides its size there."""
    u = draw(keys.place, firms.id[f])
    j = 0
    while j < faced.place.size - 1 and u >= faced.place[j]:
        j += 1
    firms.region[f] = j
    firms.ln_size[f] = float(firms.ln_size[f]) + faced.ln_place[j]
    firms.zone[f] = zone_at(draw_at(keys.zone, firms.id[f], ZONE_CODE), j, faced.zones)


@rule
def zone_at(u, j, ends):
    """Zone of a region that a draw falls into, -1 where there is none.  ends: as in FirmConditions.

    >>> ends = np.array([[0.3, 0.7], [-1.0, -1.0]])
    >>> [zone_at(u, 0, ends) for u in (0.1, 0.5, 0.9)], zone_at(0.5, 1, ends)
    ([0, 1, 2], -1)
    """
    if ends[j, 0] < 0.0:
        return -1
    return 0 if u < ends[j, 0] else (1 if u < ends[j, 1] else 2)


@kernel
def fill_zones(u, region, ends, out):
    """The zone of each of n draws: int64[n] in out."""
    for k in range(u.size):
        out[k] = zone_at(u[k], region[k], ends)


@inlined
def growth_of_year(who, year, keys, rules):
    """Log growth of desired size in one year (or other span) of a firm's age, keyed by both."""
    code = np.uint64(year + 1)
    shock = normal(draw_at(keys.shock, who, code), draw_at(keys.shock_2, who, code))
    return rules.growth_mean + yearly_growth(shock, rules.growth_sd)


@loop
def want(firms, rows, size, low_factor, high_factor, factor):
    """Staff that the firms in rows want at today's prices, not rounded: posts belong to cells, so that no firm needs whole ones.

    size: float64[n], as in `live`; low_factor, high_factor: float64[R], by skill relative to the anchor; factor: float64[R, 4, 2], by
    zone and technology.
    """
    factor_of = factor.reshape(-1)
    for k in range(rows.size):
        f = np.uint64(rows[k])
        j = int(firms.region[f])
        staff = size[k] * factor_of[place_of(firms, f)]
        firms.target_low[f] = float(firms.low0[f]) * staff * low_factor[j]
        firms.target_high[f] = float(firms.high0[f]) * staff * high_factor[j]


@loop
def survey(firms, rows, seen):
    """Count the firms in rows and what they want.  seen: Survey, added to."""
    number, staff = seen.firms.reshape(-1), seen.staff.reshape(-1)
    for k in range(rows.size):
        f = np.uint64(rows[k])
        j, field, here = int(firms.region[f]), int(firms.field[f]), place_of(firms, f)
        low, high = float(firms.target_low[f]), float(firms.target_high[f])
        seen.wanted[j, 0, field] += low
        seen.wanted[j, 1, field] += high
        number[here] += 1
        zone = here // TWO
        staff[zone] += low
        staff[zone] += high
        if int(firms.tech[f]) == 1:
            seen.technology_wanted[j] += low + high


@loop
def find_founders(people, low, high, region, key, firms, out):
    """Row of a resident of region[f] drawn by each firm's id, in out[f]; -1 if a hundred thousand tries met nobody there."""
    for f in range(firms.size):
        out[f] = -1
        for attempt in range(100_000):
            i = low + int(draw_at(key, firms[f], np.uint64(attempt)) * (high - low))
            if int(people.region[i]) == region[f] and int(people.status[i]) in (1, 2):
                out[f] = i
                break


@loop
def grow(firms, rows, month, keys, rules):
    """The growth of the year of their age, of firms that have entered or stand at the anchor."""
    for k in range(rows.size):
        f = rows[k]
        year = (month - int(firms.born[f])) // rules.growth_months
        firms.growth[f] = growth_of_year(firms.id[f], year, keys, rules) / rules.growth_months
