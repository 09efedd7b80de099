"""Keys that every kind of policy may be given: each kind honours a key, or refuses it at load with the reason; none does nothing."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import laws
import numpy as np
import pytest
from test_instruments import ACTIVE, policy_of, staged

import sim
import sim.policies
from sim.calendar import label
from sim.policies import KINDS
from sim.policies.base import Dated
from sim.world.state import World

CLAUSES = tuple(f"who.{clause}" for clause in laws.CLAUSES)
MONEY = (
    "budget", "budget_yuan_year", "rationing", "minimum_stay_months", "clawback_share", "admin_yuan_case",
)  # fmt: skip
GIVEN = {
    "budget": '"city"', "budget_yuan_year": "1000000", "rationing": '"tier"', "minimum_stay_months": "24",
    "clawback_share": "0.5", "admin_yuan_case": "10", "who.degree": '["master"]', "who.field": '["other"]',
    "who.tier": '["youth"]', "who.origin": '["Beijing"]', "who.college": '["Harbin"]', "who.home": '["Hohhot"]',
    "who.native": "false", "who.years_since_graduation_max": "2", "who.tenure_months_min": "12",
}  # fmt: skip


@pytest.fixture(scope="module")
def stage() -> World:
    return staged({"persons_per_agent": 4_000, "researchers_per_agent": 400})


def file_of(folder: Path, kind: str, key: str) -> Path:
    """A scenario with one policy of the kind in Hohhot, and one key of every kind."""
    record = KINDS[kind].record
    name = f"who = {{{key.removeprefix('who.')} = {GIVEN[key]}}}" if key.startswith("who.") else f"{key} = {GIVEN[key]}"
    lines = ['title = {zh = "一", en = "one"}', "[budget.city]", 'region = "Hohhot"', "yuan_year = 1", "[[policy]]"]
    lines += ['id = "p"', f'kind = "{kind}"', 'region = "Hohhot"', "start = 2022-01-01", name]
    lines += [f"{field} = {toml(value)}" for field, value in record.examples[0].items()]
    path = folder / "one.toml"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def toml(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{k} = {v}" for k, v in value.items()) + "}"
    return str(list(value)).replace("'", '"') if isinstance(value, tuple) else str(value)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("key", GIVEN)
def test_a_key_is_honoured_or_refused_with_the_reason(tmp_path: Path, kind: str, key: str) -> None:
    refuses = KINDS[kind].record.refuses
    problems = sim.validate(file_of(tmp_path, kind, key))
    reason = refuses.get(key) or refuses.get(key.split(".")[0])
    if reason is None:
        assert problems == ()
    else:
        (problem,) = problems
        assert problem.line == 10
        assert problem.field.startswith("policy.p.")
        assert problem.field.endswith(key.split(".")[0]) or problem.field.endswith(key)
        assert problem.allowed == reason
        assert len(reason) > 20


def test_flats_cannot_be_shared_out_and_posts_without_a_cost_need_no_budget(tmp_path: Path) -> None:
    path = file_of(tmp_path, "talent_housing", "rationing")
    path.write_text(path.read_text("utf-8").replace('"tier"', '"pro_rata"'), encoding="utf-8")
    (problem,) = sim.validate(path)
    assert (problem.line, problem.field) == (10, "policy.p.rationing")
    path = file_of(tmp_path, "public_posts", "budget_yuan_year")
    path.write_text(path.read_text("utf-8").replace("yuan_post_once = 100000", ""), encoding="utf-8")
    (problem,) = sim.validate(path)
    assert (problem.line, problem.field) == (10, "policy.p.budget_yuan_year")


def honouring(key: str) -> list[tuple[str, int]]:
    return [(name, k) for name, k in ACTIVE if key not in KINDS[name].record.refuses]


@pytest.mark.parametrize(("name", "number"), honouring("rationing"))
def test_rationing_decides_who_is_served(stage: World, name: str, number: int) -> None:
    policy = dataclasses.replace(policy_of(name, number), budget_yuan_year=Dated.always(2e8))
    served = {}
    for rationing in ("first_come", "tier", "lottery"):
        made = dataclasses.replace(policy, rationing=rationing)
        served[rationing] = np.concatenate(laws.touched(laws.under(stage, made, months=14), made)).tolist()
    assert len({tuple(rows) for rows in served.values()}) == 3


@pytest.mark.parametrize(("name", "number"), honouring("clawback_share"))
def test_who_leaves_too_early_gives_part_of_it_back(stage: World, name: str, number: int) -> None:
    policy = dataclasses.replace(policy_of(name, number), minimum_stay_months=60, clawback_share=0.5)
    world = laws.under(stage, policy, months=24)
    receipts = [(fen, recipient) for *_, recipient, fen, _ in world.counts.ledger if fen < 0]
    assert receipts, label(world.month)
    assert {recipient for _, recipient in receipts} == {"person"}
    kept = laws.under(stage, dataclasses.replace(policy, clawback_share=0.0), months=24)
    assert laws.paid(world) - laws.paid(kept) == sum(fen for fen, _ in receipts)


def test_two_programmes_of_posts_mark_their_own(stage: World) -> None:
    one = policy_of("public_posts", 0)
    two = dataclasses.replace(one, id="q", who=dataclasses.replace(one.who, native=True))
    world = laws.under(stage, one, two, months=4)
    both = [np.concatenate(laws.touched(world, policy)) for policy in (one, two)]
    assert all(len(rows) for rows in both)
    assert len(np.intersect1d(*both)) < min(map(len, both))


def test_two_grants_are_credited_only_to_who_may_have_both(stage: World) -> None:
    natives = dataclasses.replace(policy_of("purchase_subsidy", 0), id="a", who=sim.policies.Who(native=True))
    others = dataclasses.replace(natives, id="b", who=sim.policies.Who(native=False))
    apart, alone = (laws.under(stage, *policies, months=1) for policies in ((natives, others), (natives,)))
    here = stage.setting.regions.index(laws.PLACE)
    for one, other, people in zip(apart.people, alone.people, stage.people, strict=True):
        native = people.home[: people.size] == here
        assert np.array_equal(one.housing[: one.size][native], other.housing[: other.size][native])
