"""Cases of every kind of policy, as files that need no Python: a situation, and what is moved, or paid to whom."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import laws
import pytest
from test_instruments import staged

from sim.calendar import parse_month
from sim.month import advance
from sim.policies import KINDS, Policy, Who
from sim.records import Move, Offer, Push, Quota, Standing
from sim.world.state import World

FOLDER = Path(__file__).parent / "cases"
CASES = [
    (file.stem, case)
    for file in sorted(FOLDER.glob("*.toml"))
    for case in tomllib.loads(file.read_text("utf-8"))["case"]
]


@pytest.fixture(scope="module")
def stage() -> World:
    return staged({"persons_per_agent": 4_000, "researchers_per_agent": 400})


def policy_of(kind: str, case: dict[str, Any]) -> Policy:
    """The policy of a case: in the delta from September 2018 on."""
    who = Who(**{name: listed(value) for name, value in case.get("who", {}).items()})
    fields = {name: listed(value) for name, value in case["fields"].items()}
    where = (laws.PLACE, laws.OTHER)[: KINDS[kind].record.least_regions]
    common = {"id": laws.ID, "regions": where, "start": laws.FIRST, "who": who, **case.get("common", {})}
    return KINDS[kind].record.of(fields, **common)


def listed(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


def move_of(row: dict[str, Any]) -> Move:
    """A move out of a row of a case."""
    at = {axis: tuple(names) for axis, names in row.get("at", {}).items()}
    rest = {
        name: value
        for name, value in row.items()
        if name not in ("push", "offer", "quota", "standing", "value", "amount", "at")
    }
    if "standing" in row:
        return Standing(row["standing"], at=at, **rest)
    if "push" in row:
        return Push(row["push"], row["value"], at)
    if "offer" in row:
        value = row["value"]
        return Offer(row["offer"], tuple(value) if isinstance(value, list) else (value,) * 4, **rest)
    return Quota(row["quota"], row["amount"], at=at, **rest)


def test_every_kind_has_cases() -> None:
    assert {kind for kind, _ in CASES} == set(KINDS)


@pytest.mark.parametrize(
    ("kind", "case"), [c for c in CASES if "moves" in c[1]], ids=lambda c: c["title"] if isinstance(c, dict) else c
)
def test_what_is_moved(kind: str, case: dict[str, Any]) -> None:
    month = parse_month(case.get("month", "2018-09"))
    moved = [move for region, move in policy_of(kind, case).moves_in_force(month) if region == laws.PLACE]
    assert moved == [move_of(row) for row in case["moves"]]


@pytest.mark.parametrize(
    ("kind", "case"), [c for c in CASES if "pays" in c[1]], ids=lambda c: c["title"] if isinstance(c, dict) else c
)
def test_what_is_paid_to_whom(stage: World, kind: str, case: dict[str, Any]) -> None:
    policy = policy_of(kind, case)
    world = laws.under(stage, policy)
    if "rent_yuan_m2_month" in case:
        world.regions.rent[:] = case["rent_yuan_m2_month"]
    advance(world)
    paid: dict[str, set[float]] = {}
    for *_, recipient, fen, cases in world.counts.ledger:
        paid.setdefault(recipient, set()).add(fen / cases / 100)
    assert paid == {recipient: {yuan} for recipient, yuan in case["pays"].items()}
