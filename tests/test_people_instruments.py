"""What instruments for people do by their own outcome: analytic results and exact counts (docs/model.md: Levers)."""

from __future__ import annotations

import dataclasses
import math

import laws
import numpy as np
import pytest
from plain import plain
from test_instruments import staged

from sim.engine.choice import expected_work, income_at, person_at, utility
from sim.engine.places import Scene
from sim.phases.training import train_people
from sim.phases.work import expected_matches, matching_of
from sim.phases.workspace import open_month
from sim.policies import KINDS, Policy
from sim.records import DEGREES, Status
from sim.world.state import World

PLACE = "Hohhot"
SEARCHING = int(Status.SEARCHING)


@pytest.fixture(scope="module")
def stage() -> World:
    return staged({"persons_per_agent": 4_000, "researchers_per_agent": 400})


def policy(kind: str, regions: tuple[str, ...] = (PLACE,), **fields: object) -> Policy:
    return KINDS[kind].record.of(fields, id="p", regions=regions, start=laws.FIRST)


def scene_under(stage: World, *policies: Policy) -> Scene:
    return open_month(laws.under(stage, *policies)).scenes[0]


def somebody(stage: World, scene: Scene, **traits: object):  # type: ignore[no-untyped-def]  # noqa: ANN201
    """A bachelor from and in the rest of China five years out, with some traits changed."""
    people, elsewhere = stage.people[0], stage.setting.regions.index("Rest of China")
    rows = np.flatnonzero(
        (people.status[: people.size] == Status.EMPLOYED) & (people.degree[: people.size] == DEGREES.index("bachelor"))
    )
    person = person_at(people.arrays(), int(rows[0]), stage.month, 1.0, scene.p)
    plain = {
        "home": elsewhere,
        "college": elsewhere,
        "region": elsewhere,
        "lived": 1 << elsewhere,
        "interned": 0,
        "status": SEARCHING,
    }
    life = {"years": 5.0, "power": math.exp(0.15), "partner": 0, "child": 0, "housing": 0, "claims": 0.0, "served": 0.0}
    bits = {"live_bits": np.uint64(1), "claimed": np.uint64(0), "id": np.uint64(person.id)}
    return person._replace(**{**plain, **life, **bits, **traits})


def value(person, j: int, scene: Scene) -> float:  # type: ignore[no-untyped-def]
    with plain():
        return utility(person, j, expected_work(person, j, scene), 0.0, scene)


# Regional compact


def test_a_compact_makes_a_move_between_members_likelier_by_its_part_of_the_cost(stage: World) -> None:
    members = (PLACE, "Baotou", "Harbin")
    base, under = scene_under(stage), scene_under(stage, policy("compact", members, move_cost=0.97))
    names = stage.setting.regions
    for origin in range(len(names)):
        for j in range(len(names)):
            one, other = (value(somebody(stage, s, region=origin), j, s) for s in (base, under))
            inside = names[origin] in members and names[j] in members and origin != j
            assert other - one == pytest.approx(0.03 * base.p.move_cost_sunk if inside else 0.0, abs=1e-12)


def test_half_the_access_to_registration_halves_what_it_takes_from_members_people_only(stage: World) -> None:
    base, under = scene_under(stage), scene_under(stage, policy("compact", (PLACE, "Baotou"), hukou_access=0.5))
    names = stage.setting.regions
    here, wedge = names.index(PLACE), stage.setting.hukou_loss[names.index(PLACE)]
    for home, expected in (("Baotou", (1 - wedge / 2) / (1 - wedge)), ("Harbin", 1.0), (PLACE, 1.0)):
        one, other = (income_at(somebody(stage, s, home=names.index(home)), here, 0.9, s) for s in (base, under))
        assert other / one == pytest.approx(expected, rel=1e-12)
    assert pytest.approx(1.0882, abs=5e-5) == (1 - 0.075) / (1 - 0.15)  # the figures of the design, at a wedge of .15
    assert pytest.approx(1.184, abs=5e-4) == ((1 - 0.075) / (1 - 0.15)) ** 2


# Matching service


def test_a_service_multiplies_matches_until_the_short_side_binds(stage: World) -> None:
    seekers, posts = np.full(36, 100.0), np.full(36, 60.0)
    kind, eta = matching_of(stage)
    few, more = (expected_matches(np.full((12, 3), m), seekers, posts, kind, eta) for m in (0.3, 0.3 * 1.05))
    assert more == pytest.approx(1.05 * few)
    assert expected_matches(np.full((12, 3), 5.0), seekers, posts, kind, eta) == pytest.approx(60.0)


def test_a_service_shows_in_the_hires_of_its_first_month(stage: World) -> None:
    base, world = (
        laws.under(stage, months=1),
        laws.under(stage, policy("matching_service", (laws.PLACE,), efficiency=1.05), months=1),
    )
    here, now = stage.setting.regions.index(laws.PLACE), stage.month - stage.scenario.start
    expected = [w.regions.expected[stage.month % len(w.regions.expected)] for w in (base, world)]
    free = base.counts.posts[now, here] > 1.06 * expected[0][here] * base.scale[0]
    assert free[:2].any()
    assert expected[1][here][free] == pytest.approx(1.05 * expected[0][here][free])
    others = np.arange(len(stage.setting.regions)) != here
    assert np.array_equal(expected[0][others], expected[1][others])


def test_a_second_choice_of_post_ends_mismatches_and_nothing_else(stage: World) -> None:
    given = policy("matching_service", (laws.PLACE,), rematch=0.2)
    base, world = laws.under(stage), laws.under(stage, given)
    for one in (base, world):
        month = open_month(one)
        for name, phase in one.course.phases:
            if name == "platforms":
                break
            phase(one, month)
    here = stage.setting.regions.index(laws.PLACE)
    n, one, other = base.people[0].size, base.people[0], world.people[0]
    changed = np.flatnonzero(one.job_field[:n] != other.job_field[:n])
    assert len(changed) > 0
    assert (one.region[changed] == here).all()
    assert (one.mismatched[changed] == 1).all()
    assert (other.mismatched[changed] == 0).all()
    assert np.array_equal(other.job_field[changed], other.field[changed])
    for name in ("status", "region", "status_since", "job_degree"):
        assert np.array_equal(one.data[name][:n], other.data[name][:n]), name
    asked = (one.mismatched[:n] == 1) & (one.region[:n] == here) & (one.status[:n] == Status.EMPLOYED)
    assert len(changed) <= asked.sum() * 0.2 + 4 * math.sqrt(asked.sum() * 0.16)


# Campus agreement


def test_an_intern_knows_the_place_and_is_nearer_to_it(stage: World) -> None:
    given = policy("campus_agreement", (PLACE,), colleges=("Harbin",), students_year=6_000_000)
    base, world = laws.under(stage, months=1), laws.under(stage, given, months=1)
    here, harbin, n = stage.setting.regions.index(PLACE), stage.setting.regions.index("Harbin"), stage.people[0].size
    interns = np.flatnonzero((world.people[0].interned[:n] >> here) & 1)
    students = np.flatnonzero((base.people[0].status[:n] == Status.STUDENT) & (base.people[0].college[:n] == harbin))
    assert len(interns) > 0
    assert np.isin(interns, students).all()  # enough places for all of them
    assert len(interns) == len(students)
    for name in ("contacted", "aware", "lived"):
        assert ((world.people[0].data[name][interns] >> here) & 1).all(), name
    now = stage.month - stage.scenario.start
    assert world.counts.interned[now, here] == sum(
        int(((p.interned[: p.size] >> here) & 1).sum()) * k for p, k in zip(world.people, world.scale, strict=True)
    )
    scene = scene_under(stage, given)
    one, other = (value(somebody(stage, scene, interned=mask), here, scene) for mask in (0, 1 << here))
    assert other - one == pytest.approx(scene.p.internship_tie, abs=1e-12)


# Training


def test_as_many_are_trained_as_there_are_places_and_their_wage_rises_by_the_gain(stage: World) -> None:
    given = policy(
        "training", (laws.PLACE,), places_year={"bachelor": 1_200_000}, gain=0.05, retrain=0.5, yuan_place=1000
    )
    base, world = laws.under(stage, months=6), laws.under(stage, given, months=6)
    (trained, _), n = laws.touched(world, given), stage.people[0].size
    gains = world.people[0].ability[trained] - base.people[0].ability[trained]
    assert gains == pytest.approx(0.05, abs=1e-6)
    others = np.setdiff1d(np.arange(n), trained)
    assert np.array_equal(world.people[0].ability[others], base.people[0].ability[others])
    assert abs(len(trained) * world.scale[0] - 600_000) <= 6 * world.scale[0]
    assert laws.paid(world, "city") == len(trained) * world.scale[0] * 100_000
    assert world.counts.trained.sum() == len(trained) * world.scale[0]


def test_training_is_portable(stage: World) -> None:
    """Ability is paid everywhere: it moves no difference between places, for singles without claims."""
    scene = scene_under(stage)
    person = somebody(stage, scene)
    places = range(len(stage.setting.regions))
    one = np.array([value(person, j, scene) for j in places])
    other = np.array([value(person._replace(power=person.power * math.exp(0.02)), j, scene) for j in places])
    assert other - one == pytest.approx(0.02 * stage.scenario.parameters["eps_w_grad"], abs=1e-9)


def test_who_works_beside_the_field_fits_after_training_with_the_given_chance(stage: World) -> None:
    given = policy("training", (laws.PLACE,), places_year=30_000_000, gain=0, retrain=0.5)
    world = laws.under(stage, given)
    world.people[0].mismatched[: world.people[0].size] = 1
    train_people(world, open_month(world))
    (trained, _), fits = laws.touched(world, given), world.people[0].mismatched == 0
    assert len(trained) > 1000
    assert abs(fits[trained].mean() - 0.5) < 4 * math.sqrt(0.25 / len(trained))
    assert not fits[np.setdiff1d(np.arange(world.people[0].size), trained)].any()


# Services for talent


def test_half_the_gap_of_a_partners_work_raises_income_as_the_design_says(stage: World) -> None:
    given = policy("talent_services", spouse_job=0.5, school=0, amenity=0, months=60)
    base, under = scene_under(stage), scene_under(stage, given)
    here = stage.setting.regions.index(PLACE)
    one, other = (income_at(somebody(stage, s, partner=1), here, 0.9, s) for s in (base, under))
    gap = base.places.partner_here[here] - base.places.partner[here]
    assert other - one == pytest.approx(0.5 * gap, rel=1e-9)
    assert gap == pytest.approx(base.places.partner_here[here] * (1 - stage.scenario.parameters["spouse_job_prob"]))
    alone = [income_at(somebody(stage, s), here, 0.9, s) for s in (base, under)]
    assert alone[0] == alone[1]
    assert pytest.approx(1.31, abs=5e-3) == (9_811 / 8_568) ** 2  # odds at eps 2


def test_schools_are_worth_something_to_parents_only_and_last_as_long_as_the_case(stage: World) -> None:
    given = policy("talent_services", spouse_job=0, school=2.0, amenity=0.1, months=36)
    base, under = scene_under(stage), scene_under(stage, given)
    here, p = stage.setting.regions.index(PLACE), stage.scenario.parameters
    beta = p["discount_beta"] ** (1 / 12)
    part = (1 - beta**36) / (1 - beta) / p["horizon_months"]
    for child, worth in ((0, 0.1), (1, 0.1 + 2 * p["amenity_school"])):
        one, other = (value(somebody(stage, s, child=child), here, s) for s in (base, under))
        assert other - one == pytest.approx(worth * part, rel=1e-9)


def test_a_running_case_holds_whom_it_serves_until_it_ends(stage: World) -> None:
    given = policy("talent_services", (laws.PLACE,), spouse_job=0, school=0, amenity=0.4, months=6, yuan_year_case=1200)
    world = laws.under(stage, given, months=1)
    (served, _), people, p = laws.touched(world, given), world.people[0], stage.scenario.parameters
    here = stage.setting.regions.index(laws.PLACE)
    beta = p["discount_beta"] ** (1 / 12)
    assert len(served) > 0
    assert people.served[served] == pytest.approx(0.4 * (1 - beta**5) / (1 - beta) / p["horizon_months"], rel=1e-6)
    now = world.month - 1 - world.scenario.start
    assert world.counts.served[now, here] == laws.reached(world, given)
    assert (people.served[: people.size] > 0).sum() == len(served)
    ended = dataclasses.replace(given, end=laws.FIRST)
    world = laws.under(stage, ended, months=8)
    assert not world.people[0].served.any()
    assert not len(world.claims.row)


def test_couples_and_skill_are_counted(stage: World) -> None:
    world = laws.under(stage, months=1)
    now = world.month - 1 - world.scenario.start
    couples, ability, works = 0, 0.0, 0
    for people, k in zip(world.people, world.scale, strict=True):
        n = people.size
        there = (people.status[:n] == Status.SEARCHING) | (people.status[:n] == Status.EMPLOYED)
        job = people.status[:n] == Status.EMPLOYED
        couples += int((people.partner[:n][there] == 1).sum()) * k
        ability += float(people.ability[:n][job].sum(dtype=float)) * k
        works += int(job.sum()) * k
    assert world.counts.couples[now].sum() == couples
    assert world.counts.ability[now].sum() == pytest.approx(ability, rel=1e-9, abs=1.0)
    assert world.counts.employed[now].sum() == works
