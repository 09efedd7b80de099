"""Every stream that two worlds share keeps them together: with any one of them unshared a neutral policy is no longer neutral."""

from __future__ import annotations

import sys
from dataclasses import replace

import numpy as np
import pytest

import sim
from sim import draws, month
from sim.draws import Stream
from sim.policies import KINDS
from sim.world.branch import branch
from sim.world.staff import employers_of
from sim.world.state import World

SHARED = (
    Stream.CLASS_SIZE, Stream.AWARE, Stream.MATCH, Stream.REVIEW, Stream.CHOICE, Stream.SEPARATION, Stream.LAYOFF,
    Stream.QUEUE, Stream.POST, Stream.PAIR, Stream.FIRM_SHOCK, Stream.FIRM_EXIT, Stream.FIRM_ENTRY, Stream.PURCHASE,
    Stream.PARTNER,
)  # fmt: skip
OF_POLICIES = (Stream.FIRM_ZONE, Stream.AWARD, Stream.REMATCH, Stream.TRAIN, Stream.INTERN)
OF_RESEARCH = (Stream.TIER, Stream.RESEARCH, Stream.PROMOTION, Stream.HOST, Stream.INVITE, Stream.CONVERT, Stream.VISIT)
OUTPUT = ("patents", "conversions", "invited", "policy_research")
NAMES = ("id", "region", "job_field", "housing", "income", "ability", "interned")
MONTHS = 14  # past a September and a July


@pytest.fixture(scope="module")
def anchored() -> World:
    """A coarse world shortly after the anchor, in which policies move firms between zones, help some, train, and bring interns."""
    world = month.start(sim.load_scenario("baseline", {"persons_per_agent": 20_000, "researchers_per_agent": 2_000}))
    fields = {
        "zone_programme": {"zone": "north", "advance": 0.9},
        "firm_support": {"jobs_year": 30_000, "firms": "all"},
        "matching_service": {"rematch": 0.2},
        "training": {"places_year": 100_000},
        "campus_agreement": {"colleges": ("Hohhot", "Rest of China"), "students_year": 600_000},
    }
    policies = tuple(KINDS[kind].record.of(own, id=kind, regions=("Hohhot",)) for kind, own in sorted(fields.items()))
    world = branch(world, replace(world.scenario, policies=policies))
    while world.month < 100:
        month.advance(world)
    return world


def later(world: World) -> list[np.ndarray]:
    """Everybody's columns some months on, and what research has brought about."""
    twin = world.copy()
    for _ in range(MONTHS):
        month.advance(twin)
    columns = [people.data[name][: people.size] for people in twin.people for name in NAMES]
    columns += [twin.firms.data[name][: twin.firms.size] for name in ("zone", "helped_until")]
    return [
        *columns,
        employers_of(twin, 0, np.arange(twin.people[0].size)),
        *(getattr(twin.counts, name) for name in OUTPUT),
    ]


def differ(one: list[np.ndarray], other: list[np.ndarray]) -> bool:
    return any(a.shape != b.shape or not np.array_equal(a, b) for a, b in zip(one, other, strict=True))


def test_the_same_streams_give_the_same_people(anchored: World) -> None:
    assert not differ(later(anchored), later(anchored))


@pytest.fixture(scope="module")
def researching(anchored: World) -> World:
    """The same under every kind of policy of research, from now on."""
    records = [KINDS[kind].record for kind in ("enclave", "expert_programme", "research_platform", "research_reform")]
    large = {"posts": 20_000, "teams": 20_000, "stations": 5_000, "visits_year": 20_000, "returns_year": 0.5}
    policies = [
        r.of(
            {**r.examples[0], **{k: v for k, v in large.items() if k in r.examples[0]}},
            id=r.kind,
            regions=("Hohhot",),
            start=100,
        )
        for r in records
    ]
    world = branch(anchored, replace(anchored.scenario, policies=tuple(policies)))
    for _ in range(3):
        month.advance(world)
    return world


@pytest.mark.parametrize("stream", OF_RESEARCH, ids=lambda s: s.name.lower())
def test_one_unshared_stream_of_research_rings(
    researching: World, stream: Stream, monkeypatch: pytest.MonkeyPatch
) -> None:
    rings(researching, stream, monkeypatch)


@pytest.mark.parametrize("stream", SHARED + OF_POLICIES, ids=lambda s: s.name.lower())
def test_one_unshared_stream_rings(anchored: World, stream: Stream, monkeypatch: pytest.MonkeyPatch) -> None:
    rings(anchored, stream, monkeypatch)


def rings(anchored: World, stream: Stream, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the stream unshared the world goes on otherwise."""
    shared = later(anchored)
    true_key = draws.stream_key

    def unshared(seed: int, which: Stream, when: int) -> np.uint64:
        return true_key(seed + (1_000_003 if which == stream else 0), which, when)

    for name, module in list(sys.modules.items()):
        if name.startswith("sim.") and getattr(module, "stream_key", None) is true_key:
            monkeypatch.setattr(module, "stream_key", unshared)
    assert differ(shared, later(anchored))
