"""What every kind of policy must obey, as functions that raise AssertionError: run over all kinds, and over planted faults."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Callable, Sequence

import numpy as np

from sim.calendar import ANCHOR, year_of
from sim.levers import LEVERS, month_levers, neutral_places
from sim.measures.outcomes import COUNTS
from sim.month import advance
from sim.phases.choices import choose, due, hazards
from sim.phases.workspace import open_month
from sim.policies import Policy, Who
from sim.policies.base import TABLES, Dated
from sim.records import DEGREES, FIELDS, TIERS, Push, Status
from sim.scenario import Scenario
from sim.world.branch import branch
from sim.world.state import World

FIRST = ANCHOR + 8  # month from which policies act here: 2018-09, when students look around and lines are out
PLACE = "Yangtze delta"  # where they act: large, so that something happens to somebody in every month
OTHER = "Rest of China"  # where kinds that need several regions act too
ID = "p"
RICH = 1e12  # a budget that never binds, yuan a year
Made = Callable[..., Policy]


def example(record: type[Policy], number: int = 0, **common: object) -> Policy:
    """A policy of a kind in the delta from September 2018 on, its heads as many as the place is large (few search in one month)."""
    where = (PLACE, OTHER)[: record.least_regions]
    policy = record.of(record.examples[number], **{"id": ID, "regions": where, "start": FIRST, **common})
    heads = [
        spec.name
        for spec in policy.specs()
        if spec.unit.startswith(("flats", "posts", "persons")) and spec.neutral == 0
    ]
    return changed(policy, lambda v: (2000 if policy.family == "posts" else 100) * v, heads)


def changed(policy: Policy, value: Callable[[float], float], fields: Sequence[str]) -> Policy:
    """The policy with every number of some of its fields replaced."""

    def other(dated: Dated) -> Dated:
        return Dated(dated.months, tuple(value(v) for v in dated.values))

    specs = {spec.name: spec for spec in policy.specs()}
    now = {name: getattr(policy, name) for name in fields if getattr(policy, name) is not None}
    new = {n: tuple(map(other, v)) if specs[n].shape in TABLES else other(v) for n, v in now.items()}
    return dataclasses.replace(policy, **new)


def neutral(policy: Policy) -> Policy:
    """The policy with every number that changes something at the value that changes nothing."""
    for spec in policy.specs():
        if spec.neutral is not None:
            policy = changed(policy, lambda _, value=spec.neutral: value, [spec.name])
    return policy


def under(stage: World, *policies: Policy, months: int = 0) -> World:
    """The world of the stage under some policies, some months on."""
    world = branch(stage, with_policies(stage.scenario, policies))
    for _ in range(months):
        advance(world)
    return world


def with_policies(scenario: Scenario, policies: Sequence[Policy]) -> Scenario:
    """A scenario with these policies only."""
    return dataclasses.replace(scenario, policies=tuple(sorted(policies, key=lambda p: p.id)))


def state(world: World) -> list[np.ndarray]:
    """All columns of people and firms but those numbered by policy, and all counts."""
    columns = [
        part.data[c.name][: part.size]
        for part in (*world.people, world.firms)
        for c in part.declared
        if c.name != "eligible"
    ]
    counts = [getattr(world.counts, count.name) for count in COUNTS.values() if "policy" not in count.axes]
    return columns + counts


def same(one: World, other: World) -> bool:
    return all(np.array_equal(a, b) for a, b in zip(state(one), state(other), strict=True))


def touched(world: World, policy: Policy) -> list[np.ndarray]:
    """Rows of the two populations that a policy has reached."""
    bit = np.uint64(1 << [p.id for p in world.scenario.policies].index(policy.id))
    return [np.flatnonzero(p.touched[: p.size].astype(np.uint64) & bit) for p in world.people]


def reached(world: World, policy: Policy) -> int:
    """Persons that a policy has reached."""
    return sum(len(rows) * scale for rows, scale in zip(touched(world, policy), world.scale, strict=True))


def paid(world: World, *recipients: str) -> int:
    """Fen in the ledger, of some recipients or all."""
    return sum(fen for *_, to, fen, _ in world.counts.ledger if not recipients or to in recipients)


def law_neutral(stage: World, policy: Policy) -> None:
    """L1: with neutral numbers nothing changes, bit for bit, and nothing is paid."""
    world = under(stage, neutral(policy), months=14)
    assert same(world, under(stage, months=14))
    assert not world.counts.ledger


def law_window(stage: World, policy: Policy) -> None:
    """L2: nothing before its start; nobody newly reached or promised after its end."""
    late = dataclasses.replace(policy, start=FIRST + 3, end=FIRST + 8)
    assert same(under(stage, late, months=3), under(stage, months=3))
    at_end, after = under(stage, late, months=9), under(stage, late, months=13)
    assert reached(at_end, late) == reached(after, late)
    assert not len(open_month(at_end).promises.kind)
    levers, none = open_month(at_end).levers, neutral_places(stage.setting.regions)
    assert not levers.quotas
    assert not levers.kept
    assert all(np.array_equal(a, b) for a, b in zip(levers.places, none, strict=True))
    assert (after.claims.start <= FIRST + 8).all()


def law_more(stage: World, policy: Policy) -> None:
    """L4: more of it reaches all whom less of it reaches, at once, as long as they are in the place; more money never serves fewer.

    What acts on places only moves levers further.
    """
    if not reaches_persons(policy):
        law_more_of_places(stage, policy)
        return
    here = stage.setting.regions.index(PLACE)
    for field in policy.more:
        more = changed(policy, lambda v: v * 1.5 if v > 1 or v == 0 else min(0.99, v * 1.5), [field])
        less, world = under(stage, policy, months=1), under(stage, more, months=1)
        for fewer, others, people in zip(touched(less, policy), touched(world, more), world.people, strict=True):
            missing = np.setdiff1d(fewer, others)
            there = (people.region[missing] == here) & (people.status[missing] == Status.EMPLOYED)
            assert not there.any(), field
    if takes_money(policy):
        spent = [reached(under(stage, with_budget(policy, yuan), months=6), policy) for yuan in (2e7, 1e9, 1e10)]
        assert spent == sorted(spent)
        assert spent[0] < spent[-1]


def law_more_of_places(stage: World, policy: Policy) -> None:
    """More of it moves no lever less far from where it changes nothing, and some further; of events and what stands there is more.

    More of a field that changes nothing is none of this law: examples show the others.
    """
    regions, none = stage.setting.regions, neutral_places(stage.setting.regions)
    shown = [field for field in policy.more if getattr(policy, field) != getattr(neutral(policy), field)]
    assert shown or not policy.more
    for field in shown:
        spec = next(spec for spec in policy.specs() if spec.name == field)
        more = changed(
            policy, lambda v, spec=spec: min(spec.high, max(spec.low, v + 0.5 * (v - spec.neutral))), [field]
        )
        moved = 0.0
        for month in range(FIRST, FIRST + 12):
            one, other = (month_levers([p], regions, month) for p in (policy, more))
            for name, neutral_ in none._asdict().items():
                further = np.abs(getattr(other.places, name) - neutral_) - np.abs(getattr(one.places, name) - neutral_)
                assert (further >= 0.0).all(), field
                moved += further.sum()
            moved += sum(k.standing.units for k in other.kept) - sum(k.standing.units for k in one.kept)
            moved += sum(q.quota.amount for q in other.quotas) - sum(q.quota.amount for q in one.quotas)
        assert moved > 0.0, field


def reaches_persons(policy: Policy) -> bool:
    """Whether it reaches single persons, so that it may choose whom."""
    return "who" not in policy.refuses


def takes_money(policy: Policy) -> bool:
    """Whether a budget may bind."""
    return "budget_yuan_year" not in policy.refuses


def with_budget(policy: Policy, yuan_year: float) -> Policy:
    return dataclasses.replace(policy, budget_yuan_year=Dated.always(yuan_year))


def law_money(stage: World, policy: Policy, yuan_year: float = 1e9) -> None:
    """L5: what is paid in a year stays within its budget, to the fen, and goes to whom it should; without money nobody is reached."""
    if not takes_money(policy):
        return
    some = with_budget(policy, yuan_year)
    if "admin_yuan_case" not in policy.refuses:
        some = dataclasses.replace(some, admin_yuan_case=100.0)
    world = under(stage, some, months=20)
    by_year: dict[int, int] = {}
    for month, name, region, recipient, fen, cases in world.counts.ledger:
        assert name == ID
        assert world.setting.regions[region] in policy.regions
        assert recipient in {"person", "firm", "platform", "city"}
        assert cases > 0
        by_year[year_of(month)] = by_year.get(year_of(month), 0) + fen
    assert by_year, "nothing was paid, so that nothing is seen"
    assert max(by_year.values()) <= yuan_year * 100
    nothing = under(stage, with_budget(some, 0.0), months=6)
    assert not nothing.counts.ledger
    assert reached(nothing, policy) == 0
    if not reaches_persons(policy):
        assert same(nothing, under(stage, months=6)), "what nobody pays for acts all the same"


def law_touch(stage: World, policy: Policy) -> None:
    """Whoever is paid for is marked, and nobody else: cases of the first month are the persons reached."""
    world = under(stage, dataclasses.replace(policy, admin_yuan_case=50.0), months=10)
    office = [
        cases for *_, fen, cases in world.counts.ledger if fen == 5000 * cases
    ]  # an entry of its own, where the case has a claim
    every = [cases for *_, cases in world.counts.ledger]
    assert reached(world, policy) == sum(office or every) > 0


def choices(stage: World, *policies: Policy) -> list[tuple[np.ndarray, np.ndarray]]:
    """Who reviews in the first month, and the places they choose, in both populations."""
    world = under(stage, *policies)
    month = open_month(world)
    rows = [due(world, month, population, hazards(world)) for population in (0, 1)]
    return [(mine, choose(world, month, population, mine)[0]) for population, mine in enumerate(rows)]


CLAUSES: dict[str, object] = {
    "degree": ("master",),
    "field": ("other",),
    "tier": ("basic", "youth"),
    "origin": ("Beijing", "Harbin"),
    "college": ("Rest of China", "Harbin"),
    "home": ("Rest of China", "Hohhot"),
    "native": False,
    "years_since_graduation_max": 1.0,
    "tenure_months_min": 90.0,
}


def fits(stage: World, population: int, who: Who, month: int, now: bool = False) -> np.ndarray:
    """Which people could have what a policy in the delta gives (`now`: without waiting), by this file's own reading: bool[n]."""
    people, names = stage.people[population], stage.setting.regions
    n, here = people.size, names.index(PLACE)
    out, at = np.ones(n, bool), people.region[:n] == here

    def among(column: str, words: Sequence[str] | None, allowed: tuple[str, ...] | None) -> np.ndarray:
        return (
            np.ones(n, bool) if allowed is None else np.isin(people.data[column][:n], [words.index(w) for w in allowed])
        )

    out &= among("degree", DEGREES, who.degree) & among("college", names, who.college) & among("home", names, who.home)
    out &= among("tier", TIERS, who.tier) & among("field", FIELDS, who.field)
    if who.native is not None:
        out &= (people.home[:n] == here) == who.native
    if who.origin is not None:
        mask = sum(1 << names.index(w) for w in who.origin)
        before = np.where(at, people.lived[:n].astype(int), 1 << people.region[:n].astype(int))
        out &= (before & mask) != 0
    wait = max(0.0, who.tenure_months_min or 0.0) - np.where(at, month - people.last_move[:n].astype(int), 0)
    if who.years_since_graduation_max is not None:
        years = np.maximum(0, month - people.grad_month[:n].astype(int)) / 12
        out &= years + np.maximum(0, wait) / 12 <= who.years_since_graduation_max
    return out & (wait <= 0) if now else out


def law_access(stage: World, policy: Policy, clause: str) -> None:
    """L6: in the first month only people whose clauses hold are reached, or choose otherwise than they would."""
    who = Who(**{clause: CLAUSES[clause]})
    policy = policy if "rationing" in policy.refuses else dataclasses.replace(policy, rationing="lottery")
    narrow = dataclasses.replace(policy, who=who)
    world, everybody = under(stage, narrow, months=1), under(stage, policy, months=1)
    differ, excluded = zip(choices(stage), choices(stage, narrow), strict=True), 0
    for population, ((rows, one), (_, other)) in enumerate(differ):
        assert fits(world, population, who, stage.month, now=True)[touched(world, narrow)[population]].all(), clause
        assert fits(stage, population, who, stage.month)[rows[one != other]].all(), clause
        excluded += (~fits(everybody, population, who, stage.month, now=True))[
            touched(everybody, policy)[population]
        ].sum()
    assert excluded > 0, f"{clause} excludes nobody, so that nothing is seen"


def law_pairing(stage: World, policy: Policy) -> None:
    """L7: in the first month whoever chooses otherwise chooses or leaves the policy's region; firms of the baseline stay what they are."""
    base, world = under(stage, months=1), under(stage, policy, months=1)
    here = [stage.setting.regions.index(region) for region in policy.regions]
    for (rows, one), (others, other) in zip(choices(stage), choices(stage, policy), strict=True):
        assert np.array_equal(rows, others)
        assert ((one == other) | np.isin(one, here) | np.isin(other, here)).all()
    assert np.array_equal(base.firms.id[: base.firms.size], world.firms.id[: base.firms.size])
    assert np.array_equal(base.firms.tech[: base.firms.size], world.firms.tech[: base.firms.size])


def law_place(stage: World, policy: Policy) -> None:
    """L8: levers of places differ in the policy's region only, its offers and events are there, within the bounds of the table."""
    regions = stage.setting.regions
    here = [regions.index(region) for region in policy.regions]
    for month in range(FIRST, FIRST + 12):
        levers = month_levers([policy], regions, month)
        for name, array in levers.places._asdict().items():
            moved = np.argwhere(array != getattr(neutral_places(regions), name))
            assert np.isin(moved[:, LEVERS[name].axes.index("region")], here).all(), name
            assert ((array >= LEVERS[name].low) & (array <= LEVERS[name].high)).all(), name
        assert all(offered.region in here for offered in (*levers.offers, *levers.quotas, *levers.kept))


def law_combine(stage: World, policy: Policy) -> None:
    """Two of a policy move more than one and neither is lost: pushes by their combiner, offers and events one beside the other."""
    twin = dataclasses.replace(policy, id="q")
    regions = stage.setting.regions
    for month in range(FIRST, FIRST + 12):
        one, two = month_levers([policy], regions, month), month_levers([policy, twin], regions, month)
        assert [o.policy for o in two.offers] == [0] * len(one.offers) + [1] * len(one.offers)
        assert len(two.quotas) == 2 * len(one.quotas)
        for _, move in policy.moves_in_force(month):
            if isinstance(move, Push) and LEVERS[move.lever].combine != "max":
                a, b = getattr(one.places, move.lever), getattr(two.places, move.lever)
                neutral_ = LEVERS[move.lever].neutral
                room = (a != neutral_) & (a > LEVERS[move.lever].low) & (a < LEVERS[move.lever].high)
                assert (np.abs(b - neutral_) > np.abs(a - neutral_))[room].all(), move.lever


def law_document(policy: Policy) -> None:
    """L11: named in two languages, every field with unit and meaning, and the document is the policy again."""
    assert set(policy.title) == set(policy.says()) == {"zh", "en"}
    assert all(spec.unit and spec.en and spec.zh for spec in policy.specs())
    assert policy.document["kind"] == policy.kind


def environment() -> dict[str, str]:
    """That of a child process."""
    return dict(os.environ)
