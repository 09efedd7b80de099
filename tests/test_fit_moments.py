"""What targets see of a world: provinces inside an aggregate, and shares of a class."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from sim.calendar import month_index
from sim.scenario import load_scenario
from sim.search.leavers import Leavers
from sim.search.moments import OWN, Counted, Stay
from sim.search.rows import Row
from sim.search.worlds import Point, Task, call, scenario_at
from sim.world.setting import data_setting
from sim.world.tables import load_tables


def everybody(region: str, degree: int = 1) -> Leavers:
    """One person for each college, home (with each of its provinces) and province of college, all living in a region."""
    tables, scenario = load_tables(), load_scenario("baseline")
    setting = data_setting(scenario, tables)
    parts = [(j, int(q)) for j in range(setting.count) for q in np.flatnonzero(tables.province_parts[:, j])]
    people = np.array([(c, cp, h, hp) for c, cp in parts for h, hp in parts])
    n = len(people)
    there = np.full(n, tables.regions.index(region))
    college, college_province, home, home_province = people.T
    ones = np.ones(n)
    works = np.arange(n) % 4 > 0
    return Leavers(
        setting,
        scenario.parameters,
        np.full(n, degree),
        college,
        college_province,
        home,
        home_province,
        there,
        works,
        ones,
    )


@pytest.mark.parametrize("region", ["North-East rest", "Yangtze delta", "Dalian"])
def test_everybody_lives_in_one_province(region: str) -> None:
    """Chances over the provinces of a region sum to one, and are none elsewhere."""
    people = everybody(region)
    inside = np.flatnonzero(people.tables.province_parts[:, people.region[0]])
    chances = np.array([people.in_province(np.full(len(people.region), q)) for q in inside])
    np.testing.assert_allclose(chances.sum(axis=0), 1.0, atol=1e-12)
    assert (chances >= 0).all()


def test_people_of_a_province_and_leavers_of_its_colleges_live_there_more() -> None:
    """Home, and college in the same aggregate, each raise the chance of their province; doctors and bachelors differ."""
    people = everybody("North-East rest")
    names, regions = people.tables.provinces, people.setting.regions
    jilin, rest, delta = names.index("Jilin"), regions.index("North-East rest"), regions.index("Yangtze delta")
    chance = people.lives_in("Jilin")
    stranger = (people.home == delta) & (people.college == delta)
    native = (people.home_province == jilin) & (people.home == rest) & (people.college == delta)
    student = (people.college == rest) & (people.college_province == jilin) & (people.home == delta)
    residents = people.tables.province_parts[:, rest] * people.tables.province_residents
    np.testing.assert_allclose(chance[stranger], residents[jilin] / residents.sum())
    assert chance[native].min() > chance[stranger].max() + 0.2
    assert chance[student].min() > chance[stranger].max() + 0.2


def test_stay_counts_the_people_it_names() -> None:
    """Own province is that of the college; degrees and homes select."""
    people = everybody("Dalian")
    own = people.in_province(people.college_province)
    assert set(np.unique(own)) == {0.0, 1.0}
    chosen = Stay(("Harbin",), (OWN,), (1,), home_province="Liaoning").chosen(people)
    assert len(chosen.region) == 3  # homes Shenyang, Dalian and the rest
    assert not len(Stay(("Harbin",), (OWN,), (3,)).chosen(people).region)


@pytest.mark.parametrize(
    ("counted", "above", "below"),
    [
        (Counted.LIVING, "living", "living"),
        (Counted.WORKING, "working", "working"),
        (Counted.WORKING_OF_ALL, "working", "living"),
    ],
)
def test_who_works_is_counted_where_the_row_says_so(
    monkeypatch: pytest.MonkeyPatch, counted: Counted, above: str, below: str
) -> None:
    """Of people who all live in Dalian three of four work: they are counted, out of all or out of themselves."""
    people = everybody("Dalian")
    monkeypatch.setattr("sim.search.moments.leavers", lambda world, year: people)
    college = people.college == people.setting.regions.index("Harbin")
    number = {"living": college.sum(), "working": (college & people.at_work).sum()}
    assert 0 < number["working"] < number["living"]
    moment = Stay(("Harbin",), ("Dalian",), counted=counted)
    seen, of = moment.look(None, 0, {})  # type: ignore[arg-type]
    assert (seen.sum(), of.sum()) == (number[above], number[below])


@pytest.mark.slow
def test_worlds_repeat_and_constants_draw_people() -> None:
    """The same seed gives the same numbers; a region with a higher constant holds more."""
    base = dataclasses.replace(load_scenario("baseline"), persons_per_agent=8000, researchers_per_agent=1000)
    row = Row("Harbin", "stay", 0.5, 0.4, 0.6, "share", 2012, "fit", Stay(("Harbin",), ("Heilongjiang",)))
    regions = load_tables().regions
    constants = np.array([base.constants[r] for r in regions])
    higher = constants.copy()
    higher[regions.index("Harbin")] += 1.0
    first, again, more = (
        call(Task(scenario_at(base, Point({}, c), regions), 1, (row,), markets=False))
        for c in (constants, constants, higher)
    )
    np.testing.assert_array_equal(first.above, again.above)
    harbin = regions.index("Harbin")
    assert (more.stock[harbin] > first.stock[harbin]).all()
    assert more.moments[0] >= first.moments[0] > 0.0
    assert row.looks() == tuple(month_index(y, 12) for y in range(2010, 2015))
