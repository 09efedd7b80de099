"""What does not change in a world: its regions, their ties and distances, prices at the data (docs/model.md: Ties, Synthesis)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from sim.draws import code_key
from sim.engine.places import Afar, afar_always
from sim.exact import exp, ln, log1p, power
from sim.records import DEGREES
from sim.rules.parameters import Behaviour
from sim.rules.review import monthly_of_quarter
from sim.rules.ties import aggregate_tie, city_tie, move_cost, other_cities_inside
from sim.scenario import PARAMETERS, Scenario
from sim.world.tables import Tables

Floats = NDArray[np.float64]
D = len(DEGREES)


@dataclass(frozen=True)
class Setting:
    """R regions, 4 degrees, P provinces; money in yuan of 2023, distance costs in utils."""

    regions: tuple[str, ...]
    groups: tuple[str, ...]
    key: NDArray[np.uint64]  # [R], of each region's stable code
    size: Floats  # [R], n_j
    aggregate: NDArray[np.bool_]  # [R]
    residents: Floats  # [R], persons
    ln_wage: Floats  # [R, 4]
    rent: Floats  # [R], yuan a m2 and month
    price: Floats  # [R], yuan a m2
    average_wage: Floats  # [R], yuan a month
    hukou_loss: Floats  # [R]
    base_awareness: Floats  # [R]
    constant: Floats  # [R, 4]
    tie: Floats  # [4, R, P, 2, 2]
    tie_here: Floats  # [4, R, P, 2, 2, 5]
    distance: Floats  # [4, R, R]
    same_province: NDArray[np.bool_]  # [P, R]
    province_cumulative: Floats  # [R, P]
    home_cumulative: Floats  # [K, P * R], parts of provinces that a pool of students comes from, cumulated
    home_pool: NDArray[np.int64]  # [2, R, P], row of home_cumulative by local or not, college, its province
    nest: NDArray[np.int64]  # [R]
    nest_key: NDArray[np.uint64]  # [R]
    finding_rate: float  # f0, a month
    tables: Tables | None  # None in a limit world
    zoned: NDArray[np.bool_]  # bool[R], whether firms there lie in a zone

    @property
    def count(self) -> int:
        """R."""
        return len(self.regions)

    @cached_property
    def afar(self) -> Afar:
        """What reviews read of places afar and no month changes."""
        return afar_always(self.tie, self.same_province, self.province_cumulative)


def attachment(parameters: Mapping[str, float]) -> Floats:
    """Factor on home, college, province and distance by degree: float64[4]."""
    return np.array(
        [parameters["attachment_college"], 1.0, parameters["attachment_master"], parameters["attachment_doctor"]]
    )


def data_setting(scenario: Scenario, tables: Tables) -> Setting:
    """The setting of the real world under a scenario's parameters, fitted constants and nests."""
    p = scenario.parameters
    regions = tables.regions
    residents = tables.fact("resident_population")
    size = residents / p["city_size_unit"]
    aggregate = ~tables.is_city
    tie, inner = ties(p, size, aggregate, tables)
    tie_here = ties_here(p, tie, inner, size, aggregate)
    gamma = -p["ln_dist"] * p["eps_w_grad"] * attachment(p)
    home_cumulative, home_pool = home_pools(p, tables)
    nest, nest_key = nests(
        regions, scenario.structure.nests if scenario.structure.choice == "nested" else (), tables.codes
    )
    return Setting(
        regions=regions,
        groups=tables.groups,
        key=np.array([code_key(int(c)) for c in tables.codes], np.uint64),
        size=size,
        aggregate=aggregate,
        residents=residents,
        ln_wage=ln(
            np.outer(tables.fact("starting_salary_bachelor"), [tables.national(f"wage_ratio_{d}") for d in DEGREES])
        ),
        rent=tables.fact("rent").astype(float),
        price=tables.fact("house_price_second_hand"),
        average_wage=tables.fact("average_wage_urban_nonprivate") / 12.0,
        hukou_loss=p["hukou_wedge"] + np.array([p["hukou_barrier_bj"] if r == "Beijing" else 0.0 for r in regions]),
        base_awareness=awareness(p, tables),
        constant=constants(scenario, regions),
        tie=tie,
        tie_here=tie_here,
        distance=gamma[:, None, None] * log1p(tables.distance)[None],
        same_province=tables.province_parts > 0,
        province_cumulative=province_cumulative(tables),
        home_cumulative=home_cumulative,
        home_pool=home_pool,
        nest=nest,
        nest_key=nest_key,
        finding_rate=monthly_of_quarter(p["job_finding_q"]),
        tables=tables,
        zoned=tables.zoned,
    )


def awareness(parameters: Mapping[str, float], tables: Tables) -> Floats:
    """p0: facts.csv, and `awareness_base` where that holds the catalogue's value of it: no figure of the city's own."""
    given = tables.fact("awareness_p0")
    return np.where(given == PARAMETERS["awareness_base"].value, parameters["awareness_base"], given)


def constants(scenario: Scenario, regions: tuple[str, ...]) -> Floats:
    """A_jd by region and degree, zero where nothing has been fitted: float64[R, 4]."""
    pairs = [scenario.constants.get(r, (0.0, 0.0)) for r in regions]
    return np.array([[low, high, high, high] for low, high in pairs])


def province_cumulative(tables: Tables) -> Floats:
    """Provinces of each region by residents, cumulated: float64[R, P]."""
    persons = np.ascontiguousarray((tables.province_parts * tables.province_residents[:, None]).T)
    return np.cumsum(persons / persons.sum(axis=1, keepdims=True), axis=1)


def home_pools(p: Mapping[str, float], tables: Tables) -> tuple[Floats, NDArray[np.int64]]:
    """Where students come from: `home_cumulative` and `home_pool`.

    Locals by residents of the college's province, others by residents and distance of the rest of the country.
    """
    persons = tables.province_parts * tables.province_residents[:, None]
    provinces, regions = persons.shape
    pool = np.full((2, regions, provinces), -1)
    rows: list[Floats] = []
    for college in range(regions):
        near = persons * power(1.0 + tables.distance[college], -p["origin_dist"])[None, :]
        for province in np.flatnonzero(tables.province_parts[:, college] > 0):
            here, elsewhere = np.zeros_like(persons), near.copy()
            here[province], elsewhere[province] = persons[province], 0.0
            for stranger, weights in enumerate((here, elsewhere)):
                pool[stranger, college, province] = len(rows)
                rows.append(np.cumsum(weights.ravel() / weights.sum()))
    return np.array(rows), pool


def ties(p: Mapping[str, float], size: Floats, aggregate: NDArray[np.bool_], tables: Tables) -> tuple[Floats, Floats]:
    """ln(n_j B_ij) by (degree, region, home province, home here, college here), and the other cities inside an aggregate."""
    parts = tables.province_parts * tables.province_residents[:, None]  # persons of province p in region j
    share = parts / parts.sum(axis=0)
    regions, provinces = len(size), len(tables.provinces)
    tie, inner = np.zeros((D, regions, provinces, 2, 2)), np.zeros((D, regions, provinces, 2))
    for d, factor in enumerate(attachment(p)):
        g_h, g_c, g_p = (p[name] * factor for name in ("home_premium", "college_city_premium", "same_province"))
        gamma = -p["ln_dist"] * p["eps_w_grad"] * factor
        for j in range(regions):
            for q in range(provinces):
                for home in (0, 1):
                    psi = max(0.0, share[q, j] - home / size[j])
                    inner[d, j, q, home] = other_cities_inside(
                        home, psi, size[j], tables.distance[j, j], gamma, g_h, g_p
                    )
                    for college in (0, 1):
                        if aggregate[j]:
                            b = aggregate_tie(home, college, psi, size[j], g_h, g_c, g_p)
                        else:
                            b = city_tie(home, college, 1 if share[q, j] > 0 and not home else 0, g_h, g_c, g_p)
                        tie[d, j, q, home, college] = ln(size[j] * b)
    return tie, inner


def ties_here(p: Mapping[str, float], tie: Floats, inner: Floats, size: Floats, aggregate: NDArray[np.bool_]) -> Floats:
    """`tie` at the place lived in, beside it by what a move costs (`sim.rules.ties.move_kind`): float64[4, R, P, 2, 2, 5].

    Inside an aggregate only the own city is near and free of the cost of a move; for a student that is the city of the college.
    """
    kinds = [(True, 0, 0), *((False, owner, child) for owner in (0, 1) for child in (0, 1))]
    cost = np.array([move_cost(*kind, 1.0, Behaviour.of(p)) for kind in kinds])
    own = np.repeat((exp(tie) / size[:, None, None, None])[..., None], len(kinds), axis=-1)
    own[..., 0] = exp(p["college_city_premium"] * attachment(p))[:, None, None, None, None]
    inside = ln(own + exp(-cost) * inner[..., None, None])
    return np.where(aggregate[:, None, None, None, None], inside, tie[..., None])


def nests(
    regions: tuple[str, ...], groups: tuple[tuple[str, ...], ...], codes: NDArray[np.uint32]
) -> tuple[NDArray[np.int64], NDArray[np.uint64]]:
    """Nest number and key of each region; a region in no nest is one of its own. Keys come from codes, not positions."""
    number = np.arange(len(regions))
    for group in groups:
        members = [regions.index(name) for name in group]
        number[members] = min(members)
    lowest = [min(int(codes[k]) for k in np.flatnonzero(number == n)) for n in number]
    return number, np.array([code_key(code ^ 0x9E37) for code in lowest], np.uint64)
