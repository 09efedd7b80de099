"""Keys that every kind of policy may be given: each kind honours a key, or refuses it at load with the reason; none does nothing."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import laws
import numpy as np
import pytest
from test_instruments import ACTIVE, policy_of, staged

import sim
import sim.policies
from sim.aid.expectations import belief
from sim.calendar import label, year_of
from sim.month import advance
from sim.policies import KINDS, Policy
from sim.policies.base import Dated
from sim.records import Claim
from sim.scenario.policies import Budget
from sim.world.branch import branch
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


def where(kind: str) -> str:
    """Where a kind acts: in Hohhot, or in a pair of cities."""
    return '["Hohhot", "Baotou"]' if KINDS[kind].record.least_regions > 1 else '"Hohhot"'


def file_of(folder: Path, kind: str, key: str) -> Path:
    """A scenario with one policy of the kind in Hohhot, and one key of every kind."""
    record = KINDS[kind].record
    name = f"who = {{{key.removeprefix('who.')} = {GIVEN[key]}}}" if key.startswith("who.") else f"{key} = {GIVEN[key]}"
    lines = ['title = {zh = "一", en = "one"}', "[budget.city]", 'region = "Hohhot"', "yuan_year = 1", "[[policy]]"]
    lines += ['id = "p"', f'kind = "{kind}"', f"region = {where(kind)}", "start = 2022-01-01", name]
    lines += [f"{field} = {toml(value)}" for field, value in record.examples[0].items()]
    path = folder / "one.toml"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def toml(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{k} = {v}" for k, v in value.items()) + "}"
    return json.dumps(value)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("key", GIVEN)
def test_a_key_is_honoured_or_refused_with_the_reason(tmp_path: Path, kind: str, key: str) -> None:
    refuses = KINDS[kind].record.refuses
    problems = sim.validate(file_of(tmp_path, kind, key))
    reason = refuses.get(key) or refuses.get(key.split(".")[0])
    if key == "budget" and KINDS[kind].record.least_regions > 1:
        reason = "policies of Hohhot only: the budget is that city's"
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


def paid_by_year(world: World) -> dict[int, int]:
    """Fen of the ledger by calendar year."""
    total: dict[int, int] = {}
    for month, _, _, _, fen, _ in world.counts.ledger:
        total[year_of(month)] = total.get(year_of(month), 0) + fen
    return total


def with_pot(stage: World, policies: list[Policy], yuan_year: Dated, months: int) -> World:
    """The stage under policies that share a budget, some months on."""
    pot = Budget("pot", laws.PLACE, yuan_year)
    shared = [dataclasses.replace(policy, budget="pot") for policy in policies]
    world = branch(stage, dataclasses.replace(laws.with_policies(stage.scenario, shared), budgets={"pot": pot}))
    for _ in range(months):
        advance(world)
    return world


@pytest.mark.parametrize("name", ["public_posts", "living_subsidy", "talent_housing"])
def test_policies_of_one_purse_spend_it_once(stage: World, name: str) -> None:
    policies = [dataclasses.replace(policy_of(name, 0), id=letter, admin_yuan_case=100.0) for letter in "abc"]
    spent = paid_by_year(with_pot(stage, policies, Dated.always(2e9), 16))
    assert spent
    assert max(spent.values()) <= 2e9 * 100


def test_a_purse_is_as_large_for_whoever_draws_on_it(stage: World) -> None:
    early = policy_of("living_subsidy", 1)
    late = dataclasses.replace(early, id="q", start=laws.FIRST + 2)
    grown = Dated((0, laws.FIRST + 2), (1e9, 5e9))
    spent = paid_by_year(with_pot(stage, [early, late], grown, 4))
    assert spent[2018] <= 1e9 * 100


@pytest.mark.parametrize(("name", "number"), [("living_subsidy", 0), ("rent_subsidy", 1), ("purchase_subsidy", 0)])
def test_what_is_shared_out_leaves_room_for_the_office(stage: World, name: str, number: int) -> None:
    made = dataclasses.replace(
        policy_of(name, number), rationing="pro_rata", admin_yuan_case=30.0, budget_yuan_year=Dated.always(2e9)
    )
    spent = paid_by_year(laws.under(stage, made, months=16))
    assert max(spent.values(), default=0) <= 2e9 * 100


def test_a_share_is_believed_as_far_as_it_goes(stage: World) -> None:
    made = dataclasses.replace(policy_of("living_subsidy", 0), rationing="pro_rata", budget_yuan_year=Dated.always(1e9))
    here, world = stage.setting.regions.index(laws.PLACE), laws.under(stage, made, months=6)
    assert 0.0 < belief(world)[1][0, here] < 0.5
    poor = dataclasses.replace(made, budget_yuan_year=Dated.always(100.0))
    assert laws.reached(laws.under(stage, poor, months=6), poor) == 0


def test_whoever_takes_another_post_leaves_the_one_before(stage: World) -> None:
    posts = dataclasses.replace(policy_of("public_posts", 0), yuan_post_year=Dated.always(12_000))
    world = laws.under(stage, *(dataclasses.replace(posts, id=letter) for letter in "abc"), months=24)
    claims = world.claims
    held = claims.row[(claims.kind == Claim.POST) & (claims.population == 0)]
    assert len(held) > 10
    assert len(held) == len(np.unique(held))


@pytest.mark.parametrize(
    ("name", "number", "field"),
    [("rent_subsidy", 1, "cap_yuan_month"), ("living_subsidy", 0, "months"), ("talent_housing", 0, "max_stay_months")],
)
def test_before_the_first_date_of_a_number_nobody_asks(stage: World, name: str, number: int, field: str) -> None:
    policy = policy_of(name, number)
    later = dataclasses.replace(policy, **{field: Dated((laws.FIRST + 3,), getattr(policy, field).values)})
    world = laws.under(stage, later, months=3)
    assert laws.reached(world, later) == 0
    assert not world.finance.foreseen.any()
    assert not world.counts.ledger
