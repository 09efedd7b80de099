"""A limit world before its first month."""

from __future__ import annotations

import math

import numpy as np

from sim.draws import Stream, code_key, draws, identity, stream_key
from sim.engine.transitions import set_to_work
from sim.limits.firms import open_firms
from sim.measures.counts import Counts
from sim.records import Degree, Status
from sim.scenario import Scenario
from sim.scenario.limit.record import LimitWorld
from sim.scenario.limit.rules import Firms, FreeEntry, Matching
from sim.world.setting import Setting
from sim.world.state import Claims, Finance, LimitGiven, Regions, World, empty_firms, empty_people

PERSON, FIRM = 7, 8  # kinds of identities


def begin(scenario: Scenario, seed: int, threads: int) -> World:
    """A limit world before its first month."""
    limit = limit_of(scenario)
    setting = limit_setting(limit)
    n, r = limit.persons, setting.count
    people = empty_people((n, 0))
    place = limit.initial_regions()
    ids = np.uint64(identity(PERSON)) + np.arange(n, dtype=np.uint64)
    people[0].append(
        n, id=ids, degree=int(Degree.BACHELOR), job_degree=int(Degree.BACHELOR), home=place, college=place, region=place,
        grad_month=scenario.start, last_move=scenario.start, status_since=scenario.start - 1,
        status=int(Status.EMPLOYED), worked=1, lived=(1 << place.astype(np.int64)).astype(np.uint16),
    )  # fmt: skip
    classes = np.zeros((1, r + 1), np.int64)
    classes[0, :r] = np.bincount(place, minlength=r)
    classes[0, r] = n
    world = World(
        scenario=scenario, setting=setting, seed=seed, month=scenario.start, people=people, low=[0, 0], firms=empty_firms(),
        regions=Regions.at_data(setting, int(scenario.parameters["memory_months"])),
        classes=[classes, np.zeros((0, r + 1), np.int64)], class_of=[{(0, 0, 0): 0}, {}],
        claims=Claims(), finance=Finance.blank(1, 0, r), counts=Counts.blank(scenario.end - scenario.start + 1, r, 0), threads=threads,
        detail=np.zeros((n, 3)),
        given=LimitGiven.blank(r),
    )  # fmt: skip
    world.detail[:, 0] = place
    begin_labour(world, limit)
    if isinstance(limit.firms, Firms):
        open_firms(world, np.uint64(identity(FIRM)) + np.arange(limit.firms.count, dtype=np.uint64))
    return world


def limit_setting(limit: LimitWorld) -> Setting:
    """Regions without ties, size, distance or data: what is given comes month by month."""
    r, codes = len(limit.regions), limit.codes()
    nest = limit.nest_of().astype(np.int64)
    lowest = [min(int(codes[k]) for k in np.flatnonzero(nest == n)) for n in nest]
    ones, zeros = np.ones(r), np.zeros(r)
    return Setting(
        regions=tuple(limit.regions), groups=("limit",) * r, key=np.array([code_key(int(c)) for c in codes], np.uint64), size=ones,
        aggregate=np.zeros(r, bool), residents=np.full(r, float(limit.persons)), ln_wage=np.zeros((r, 4)), rent=ones, price=ones,
        average_wage=zeros, hukou_loss=zeros, base_awareness=ones, constant=np.zeros((r, 4)), tie=np.zeros((4, r, 1, 2, 2)),
        tie_here=np.zeros((4, r, 1, 2, 2, 5)), distance=np.zeros((4, r, r)), same_province=np.zeros((1, r), bool),
        province_cumulative=np.ones((r, 1)), home_cumulative=np.ones((1, r)),
        home_pool=np.zeros((2, r, 1), np.int64), nest=nest, nest_key=np.array([code_key(c ^ 0x9E37) for c in lowest], np.uint64),
        finding_rate=0.0, tables=None, zoned=np.zeros(r, bool),
    )  # fmt: skip


def begin_labour(world: World, limit: LimitWorld) -> None:
    """Who is out of work at the start, and the markets' efficiency."""
    rule, people = limit.labour, world.people[0]
    world.anchored = isinstance(rule, Matching | FreeEntry)
    if isinstance(rule, Matching):
        seekers = rule.at("seekers", world.month)
        key = stream_key(world.seed, Stream.INITIAL, 0)
        lot = draws(key, people.id[: people.size])
        for j in range(world.setting.count):
            here = np.flatnonzero(people.region[: people.size] == j)
            n = len(here) if math.isinf(seekers[j]) else min(len(here), int(seekers[j]))
            idle = here[np.argsort(lot[here], kind="stable")][:n]
            set_to_work(idle, np.zeros(n, bool), people.arrays())


def limit_of(scenario: Scenario) -> LimitWorld:
    """The record of a limit world's scenario."""
    assert scenario.limit is not None
    return scenario.limit
