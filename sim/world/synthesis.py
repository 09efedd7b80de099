"""Who the people are: classes of college leavers with field, home, ability, family, from published numbers (docs/model.md: Synthesis)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.calendar import SEPTEMBER, month_index, season, year_of
from sim.draws import Stream, draws, identity, stream_key
from sim.engine.asking import fit_for_life
from sim.engine.picks import pick_rows
from sim.exact import cos_turn, ln, log1p
from sim.records import DEGREES, FIELDS, Columns, Status
from sim.rules.entitlement import Access
from sim.world.setting import Setting

if TYPE_CHECKING:
    from sim.policies import Policy
    from sim.world.state import World

Floats = NDArray[np.float64]
DEGREES_OF = ((0, 1, 2), (3,))  # of the two populations
MOST_CLASSES = int(np.iinfo(np.int16).max)  # that the column class_row can tell apart


def entrants(world: World, college: int, year: int, degree: int) -> float:
    """Persons of a class who look for work: graduates less those who study on."""
    tables, p = world.setting.tables, world.scenario.parameters
    assert tables is not None
    share = tables.fact(f"graduates_{DEGREES[degree]}_share")[college]
    graduates = tables.fact("graduates_all")[college] * share * tables.yearly("graduates_index")[year]
    studying_on = {1: p["further_study_bachelor"], 2: p["further_study_master"]}.get(degree, 0.0)
    return float(graduates * (1.0 - studying_on))


def class_sizes(world: World, classes: Classes) -> tuple[NDArray[np.int64], NDArray[np.uint64]]:
    """Agents of each class, rounded by the class's own draw, and the id of its first member."""
    first = np.array([identity(int(world.setting.key[c]), classes.year, d) for c, d in classes.pairs()], np.uint64)
    persons = np.array([entrants(world, c, classes.year, d) for c, d in classes.pairs()])
    u = draws(stream_key(world.seed, Stream.CLASS_SIZE, 0), first)
    return np.floor(persons / world.scale[classes.population] + u).astype(np.int64), first


class Classes(NamedTuple):
    """All classes of one graduation year in one population, by college and then degree: int64[C] each."""

    population: int
    year: int
    college: NDArray[np.int64]
    degree: NDArray[np.int64]

    @classmethod
    def of(cls, world: World, population: int, year: int) -> Classes:
        """Every college has a class of every degree of the population."""
        degrees, colleges = DEGREES_OF[population], world.setting.count
        return cls(population, year, np.repeat(np.arange(colleges), len(degrees)), np.tile(degrees, colleges))

    def pairs(self) -> list[tuple[int, int]]:
        """College and degree of each class."""
        return list(zip(self.college.tolist(), self.degree.tolist(), strict=True))


def add_classes(world: World, population: int, year: int) -> slice:
    """The students of a graduation year at their colleges, class after class; their rows."""
    people, classes = world.people[population], Classes.of(world, population, year)
    size, first = class_sizes(world, classes)
    table_row = np.array([class_row(world, population, year, c, d) for c, d in classes.pairs()])
    of = np.repeat(np.arange(len(size)), size)  # the class of each student
    ids = first[of] + (np.arange(len(of)) - np.repeat(np.cumsum(size) - size, size)).astype(np.uint64)
    college, degree = classes.college[of], classes.degree[of]
    home, province = homes(world, ids, college, degree)
    grad = month_index(year, 7)
    rows = people.append(
        len(ids),
        id=ids,
        degree=degree,
        job_degree=degree,
        field=fields(world, ids, college),
        home=home,
        home_province=province,
        college=college,
        class_row=table_row[of],
        grad_month=grad,
        ability=abilities(world, ids),
        region=college,
        status=int(Status.STUDENT),
        last_move=grad - 10,
        lived=(1 << college) | (1 << home.astype(np.int64)),
    )
    people.eligible[rows] = eligibility(world.scenario.policies, people, rows, world.setting)
    return rows


def class_row(world: World, population: int, year: int, college: int, degree: int) -> int:
    """The row of the table of classes, made when new."""
    rows = world.class_of[population]
    key = (year, college, degree)
    if key not in rows:
        if len(rows) > MOST_CLASSES:
            raise OverflowError(
                f"classes: found more than {MOST_CLASSES} of one population; what a person's column can tell"
            )
        rows[key] = len(rows)
        if len(rows) > len(world.classes[population]):
            blank = np.zeros((max(64, len(rows)), world.setting.count + 1), np.int64)
            world.classes[population] = np.concatenate([world.classes[population], blank])
    return rows[key]


def fields(world: World, ids: NDArray[np.uint64], college: NDArray[np.int64]) -> NDArray[np.int8]:
    """Field of study by the shares of the college's region."""
    tables = world.setting.tables
    assert tables is not None
    shares = np.stack([tables.fact(f"field_share_{name}") for name in FIELDS], axis=1)
    cumulative = np.array([np.cumsum(row / row.sum()) for row in shares])
    return picked(cumulative, college, draws(stream_key(world.seed, Stream.FIELD, 0), ids)).astype(np.int8)


def abilities(world: World, ids: NDArray[np.uint64]) -> NDArray[np.float32]:
    """x: normal with standard deviation `ability_sd`, log points."""
    u1 = draws(stream_key(world.seed, Stream.ABILITY, 0), ids)
    u2 = draws(stream_key(world.seed, Stream.ABILITY_2, 0), ids)
    x = np.sqrt(-2.0 * ln(u1)) * cos_turn(u2)
    return (world.scenario.parameters["ability_sd"] * x).astype(np.float32)


def homes(
    world: World, ids: NDArray[np.uint64], college: NDArray[np.int64], degree: NDArray[np.int64]
) -> tuple[NDArray[np.int8], NDArray[np.int8]]:
    """Home region and province: the college's own province for local students, else by residents and distance."""
    setting, p, tables = world.setting, world.scenario.parameters, world.setting.tables
    assert tables is not None
    university, place_within, province_of = (
        draws(stream_key(world.seed, stream, 0), ids)
        for stream in (Stream.COLLEGE_PROVINCE, Stream.HOME_PROVINCE, Stream.HOME)
    )
    own = picked(setting.province_cumulative, college, university)
    local_share = tables.fact("local_students")[college] * np.where(degree >= 2, p["local_postgraduate"], 1.0)
    pool = setting.home_pool[(province_of >= local_share).astype(np.int64), college, own]
    part = picked(setting.home_cumulative, pool, place_within)
    return (part % setting.count).astype(np.int8), (part // setting.count).astype(np.int8)


def picked(cumulative: Floats, row: NDArray[np.int64], u: Floats) -> NDArray[np.int64]:
    """Index of the first share above u in a row of cumulative shares, float64[K, S]: int64[n]."""
    out = np.empty(len(u), np.int64)
    pick_rows(cumulative, row, u, out)
    return out


def eligibility(policies: Sequence[Policy], people: Columns, rows: slice, setting: Setting) -> NDArray[np.uint64]:
    """Bitmask of the policies whose clauses on traits for life hold, one uint64 a row."""
    bits = np.empty(rows.stop - rows.start, np.uint64)
    fit_for_life(people.arrays(), rows.start, rows.stop, Access.of(policies, setting.regions), bits)
    return bits


def career_years(world: World) -> int:
    """Whole years after leaving college that a person stays."""
    return int(world.scenario.parameters["career_years"])


def initial_classes(world: World) -> list[int]:
    """Graduation years of the classes present at the start, oldest first; the last may still be at college."""
    year = year_of(world.month)
    newest = year + 1 if season(world.month) >= SEPTEMBER else year
    assert world.setting.tables is not None
    earliest = min(world.setting.tables.yearly("graduates_index"))
    return list(range(max(earliest, year - career_years(world) + 1), newest + 1))


def expected_rows(world: World, years: Sequence[int]) -> tuple[int, int]:
    """Room for all classes of some years, by population."""
    need = [0.0, 0.0]
    for year in years:
        for college in range(world.setting.count):
            for population, degrees in enumerate(DEGREES_OF):
                need[population] += sum(
                    entrants(world, college, year, d) / world.scale[population] + 1 for d in degrees
                )
    return int(need[0]) + 64, int(need[1]) + 64


def years_of_family(world: World, people: Columns, rows: slice) -> None:
    """Partner and child of people who left college before the start, by the hazards over the years since."""
    p, month = world.scenario.parameters, world.month
    ids = people.id[rows]
    years = (month - people.grad_month[rows].astype(np.int64)) // 12
    found = waiting_years(draws(stream_key(world.seed, Stream.PARTNER, 0), ids), p["partner_hazard"])
    born = found + waiting_years(draws(stream_key(world.seed, Stream.CHILD, 0), ids), p["child_hazard"])
    people.partner[rows] = found <= years
    people.child_age[rows] = np.where(born <= years, np.minimum(years - born, 100), -1)


def waiting_years(u: Floats, hazard: float) -> NDArray[np.int64]:
    """Years until an event of a constant yearly hazard."""
    return np.ceil(log1p(-u) / log1p(-hazard)).astype(np.int64)
