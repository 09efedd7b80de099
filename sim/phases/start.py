"""A world at its first month: classes of the past placed by one graduation choice each, prices at the data (docs/model.md: Synthesis)."""

from __future__ import annotations

import numpy as np

from sim.calendar import month_index, newest_class
from sim.draws import Stream, draws, stream_key
from sim.engine.households import refresh_income
from sim.engine.transitions import house, set_to_work
from sim.exact import power
from sim.measures.counts import Counts
from sim.phases.choices import choose
from sim.phases.workspace import open_month
from sim.rules.home import Purchase
from sim.scenario import Scenario
from sim.world.setting import data_setting
from sim.world.state import Claims, Finance, Regions, World, empty_firms, empty_people
from sim.world.synthesis import add_classes, expected_rows, initial_classes, years_of_family
from sim.world.tables import load_tables


def begin(scenario: Scenario, seed: int, threads: int) -> World:
    """The world before its first month; everybody who left college in the last `career_years` is there."""
    setting = data_setting(scenario, load_tables())
    policies, memory = len(scenario.policies), int(scenario.parameters["memory_months"])
    finance = Finance.blank(memory, policies, setting.count)
    world = World(
        scenario=scenario,
        setting=setting,
        seed=seed,
        month=scenario.start,
        people=empty_people((0, 0)),
        low=[0, 0],
        firms=empty_firms(),
        regions=Regions.at_data(setting, memory),
        classes=[np.zeros((0, setting.count + 1), np.int64) for _ in (0, 1)],
        class_of=[{}, {}],
        claims=Claims(),
        finance=finance,
        counts=Counts.blank(scenario.end - scenario.start + 1, setting.count, policies),
        threads=threads,
    )
    populate(world)
    world.persons_before = world.persons_now()
    return world


def populate(world: World) -> None:
    """All classes present at the start, those who have left college placed and in work."""
    years = initial_classes(world)
    all_years = range(years[0], newest_class(world.scenario.end) + 1)
    world.people = empty_people(expected_rows(world, all_years))
    for year in years:
        for population in (0, 1):
            rows = add_classes(world, population, year)
            if month_index(year, 7) < world.month:
                years_of_family(world, world.people[population], rows)
    for population in (0, 1):
        place(world, population)


def place(world: World, population: int) -> None:
    """One graduation choice for everybody who has left college, then work, and for some a home of their own."""
    people, first = world.people[population], world.month
    out = np.flatnonzero(people.grad_month[: people.size] < first)
    for grad in np.unique(people.grad_month[out]):
        rows = out[people.grad_month[out] == grad]
        world.month = int(grad)
        chosen, _ = choose(world, open_month(world), population, rows)
        people.region[rows] = chosen
    world.month = first
    settle(world, population, out)


def settle(world: World, population: int, rows: np.ndarray) -> None:
    """Work, tenure at the place and home of those placed."""
    people, p = world.people[population], world.scenario.parameters
    region = people.region[rows].astype(np.int64)
    people.lived[rows] |= (1 << region).astype(np.uint16)
    people.aware[rows] |= (1 << region).astype(np.uint16)
    u = draws(stream_key(world.seed, Stream.INITIAL, 0), people.id[rows])
    employed = u < p["initial_employed"]
    set_to_work(rows, employed, people.arrays())
    people.worked[rows] = 1
    grad = people.grad_month[rows]
    people.last_move[rows] = grad
    people.status_since[rows] = world.month - 1
    people.search_since[rows] = world.month - 1
    classes = world.classes[population]
    np.add.at(classes, (people.class_row[rows], region), 1)
    np.add.at(classes, (people.class_row[rows], -1), 1)
    income_at_start(world, population)
    people.status_since[rows[employed]] = grad[employed]
    buy_at_start(world, population, rows)


def income_at_start(world: World, population: int) -> None:
    """`income` of everybody, all of whom count as having begun something last month."""
    scene, people = open_month(world).scenes[population], world.people[population]
    refresh_income(people.arrays(), 0, people.size, world.month - 1, scene)


def buy_at_start(world: World, population: int, rows: np.ndarray) -> None:
    """Homes bought in the years before the start, by the hazard at today's income and prices."""
    people, rules, setting = world.people[population], Purchase.of(world.scenario.parameters), world.setting
    region = people.region[rows].astype(np.int64)
    affordability = rules.affordability_months * people.income[rows] / (setting.price[region] * rules.home_m2)
    hazard = np.minimum(1.0, rules.h_b * power(affordability, rules.purchase_exponent))
    years = np.maximum(0.0, (world.month - people.grad_month[rows] - rules.purchase_wait) / 12.0)
    owner = draws(stream_key(world.seed, Stream.PURCHASE, 0), people.id[rows]) < 1.0 - power(1.0 - hazard, years)
    house(rows, owner, setting.rent, people.arrays())
