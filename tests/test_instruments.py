"""One suite of laws over every kind of policy; and planted faults, each of which must break the law that it offends."""

from __future__ import annotations

import dataclasses
import subprocess
import sys
from pathlib import Path

import laws
import numpy as np
import pytest

import sim
from sim import simulate
from sim.calendar import month_index
from sim.levers import COMBINE, LEVERS, month_levers
from sim.month import advance, start
from sim.policies import KINDS, Policy, check_moves
from sim.records import Offer, Push
from sim.world.state import World

SCALE = {"persons_per_agent": 4_000, "researchers_per_agent": 400}
EXAMPLES = [(name, k) for name, kind in KINDS.items() for k in range(len(kind.record.examples))]
ACTIVE = [(name, k) for name, k in EXAMPLES if name != "neutral"]
REACHING = [(name, k) for name, k in ACTIVE if "who" not in KINDS[name].record.refuses]


def staged(scale: dict[str, int]) -> World:
    """Without any policy, shortly after the anchor."""
    scenario = laws.with_policies(sim.load_scenario("baseline", scale), ())
    world = start(dataclasses.replace(scenario, start=month_index(2017, 6)))
    while world.month < laws.FIRST:
        advance(world)
    return world


@pytest.fixture(scope="module")
def stage() -> World:
    return staged(SCALE)


def policy_of(name: str, number: int) -> Policy:
    return laws.example(KINDS[name].record, number)


@pytest.mark.parametrize(("name", "number"), EXAMPLES)
class TestLaws:
    """Every kind, in every form that its class gives an example of."""

    def test_neutral_numbers_change_nothing(self, stage: World, name: str, number: int) -> None:
        laws.law_neutral(stage, policy_of(name, number))

    def test_nothing_before_the_start_and_nothing_new_after_the_end(self, stage: World, name: str, number: int) -> None:
        laws.law_window(stage, policy_of(name, number))

    def test_more_is_more(self, stage: World, name: str, number: int) -> None:
        laws.law_more(stage, policy_of(name, number))

    def test_whoever_chooses_otherwise_chooses_or_leaves_the_policys_region(
        self, stage: World, name: str, number: int
    ) -> None:
        laws.law_pairing(stage, policy_of(name, number))

    def test_levers_move_in_the_policys_region_only(self, stage: World, name: str, number: int) -> None:
        laws.law_place(stage, policy_of(name, number))

    def test_two_of_it_are_more_than_one(self, stage: World, name: str, number: int) -> None:
        laws.law_combine(stage, policy_of(name, number))

    def test_it_is_named_and_written_down(self, name: str, number: int) -> None:
        laws.law_document(policy_of(name, number))

    def test_it_moves_levers_that_there_are(self, name: str, number: int) -> None:
        check_moves(KINDS[name].record)


@pytest.mark.parametrize(("name", "number"), ACTIVE)
class TestLawsOfMoney:
    """Every kind that does something."""

    def test_budgets_hold_to_the_fen(self, stage: World, name: str, number: int) -> None:
        laws.law_money(stage, policy_of(name, number))


@pytest.mark.parametrize(("name", "number"), REACHING)
def test_whoever_is_paid_for_is_marked(stage: World, name: str, number: int) -> None:
    laws.law_touch(stage, policy_of(name, number))


@pytest.mark.parametrize(
    ("name", "number", "clause"),
    [(n, k, c) for n, k in REACHING for c in laws.CLAUSES if f"who.{c}" not in KINDS[n].record.refuses],
)
def test_only_people_whose_clauses_hold_are_reached(stage: World, name: str, number: int, clause: str) -> None:
    laws.law_access(stage, policy_of(name, number), clause)


# Laws of the whole


def test_the_order_of_the_tables_in_a_file_changes_nothing(tmp_path: Path) -> None:
    policies = [
        f'[[policy]]\nid = "{name}"\nkind = "recruitment_line"\nregion = "Hohhot"\nstart = 2022-01-01\norigins = ["Harbin"]\n'
        f"contacts_year = {k + 1}000\nremote_search = 0.{k + 1}"
        for k, name in enumerate("abc")
    ]
    loaded = []
    for k, order in enumerate((policies, policies[::-1])):
        path = tmp_path / f"s{k}.toml"
        path.write_text('title = {zh = "一", en = "one"}\n' + "\n".join(order), encoding="utf-8")
        loaded.append(sim.load_scenario(path))
    one, other = (month_levers(s.policies, ("Hohhot", "Harbin"), month_index(2022, 3)) for s in loaded)
    assert all(np.array_equal(a, b) for a, b in zip(one.places, other.places, strict=True))
    assert (one.offers, one.quotas) == (other.offers, other.quotas)
    assert one.places.remote_search[1, 0] == pytest.approx(1 - 0.9 * 0.8 * 0.7)


SMALL = {"persons_per_agent": 40_000, "researchers_per_agent": 4_000}
MONTHS = 24


def short(*policies: Policy) -> sim.Scenario:
    """A coarse world of two years around the anchor under some policies."""
    scenario = laws.with_policies(sim.load_scenario("baseline", SMALL), policies)
    return dataclasses.replace(scenario, start=month_index(2017, 6))


def test_worlds_of_a_pair_are_the_worlds_alone() -> None:
    variants = [short(policy_of(name, number)) for name, number in ACTIVE]
    pair = simulate.paired(short(), variants, months=MONTHS)
    for world, variant in zip(pair.runs[1:], variants, strict=True):
        assert world.digest == sim.run(variant, months=MONTHS, threads=2).digest, variant.policies[0].kind


PLAIN = """
import sys
sys.path.insert(0, sys.argv[1])
import sim, test_instruments as t, dataclasses
every = [dataclasses.replace(t.policy_of(name, number), id=f"p{k}") for k, (name, number) in enumerate(t.ACTIVE)]
t.SMALL.update(persons_per_agent=100_000, researchers_per_agent=50_000)
print(sim.run(t.short(*every), months=20).digest)
"""


def test_plain_python_gives_the_same_world_under_every_kind() -> None:
    tests, root = Path(__file__).parent, Path(sim.__file__).parents[1]

    def digest(plain: str) -> str:
        environment = {**laws.environment(), "NUMBA_DISABLE_JIT": plain}
        command = [sys.executable, "-c", PLAIN, str(tests)]
        return subprocess.run(command, env=environment, cwd=root, check=True, capture_output=True, text=True).stdout

    assert digest("0") == digest("1")


@pytest.mark.parametrize(("name", "number"), REACHING)
def test_a_coarser_world_reaches_as_many_persons(stage: World, coarser: World, name: str, number: int) -> None:
    policy = policy_of(name, number)
    fine, coarse = (laws.reached(laws.under(world, policy, months=6), policy) for world in (stage, coarser))
    agents = coarse / coarser.scale[0]
    assert abs(fine - coarse) <= 4 * coarser.scale[0] * max(4.0, np.sqrt(1.5 * agents))


@pytest.fixture(scope="module")
def coarser() -> World:
    return staged({name: 2 * k for name, k in SCALE.items()})


# Planted faults: each law fails for the fault that it is there to find


class Mover(Policy, kind="mover", family="none", en="A test's kind", zh="测试"):
    """Cheaper moves to the region: a lever that no shipped kind pushes."""

    examples = ({},)

    def moves(self, region: str, month: int):  # type: ignore[no-untyped-def]  # noqa: ANN201
        yield Push("move_cost", 0.2)


def test_a_policy_that_acts_at_neutral_numbers_is_found(stage: World, monkeypatch: pytest.MonkeyPatch) -> None:
    flats, moves = KINDS["talent_housing"].record, KINDS["talent_housing"].record.moves
    monkeypatch.setattr(flats, "moves", lambda *a: [*moves(*a), Push("flat_space", 1e6)])
    with pytest.raises(AssertionError):
        laws.law_neutral(stage, policy_of("talent_housing", 0))


def test_a_policy_that_goes_on_after_its_end_is_found(stage: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Policy, "active", lambda policy, month: policy.start <= month)
    with pytest.raises(AssertionError):
        laws.law_window(stage, policy_of("recruitment_line", 0))


@pytest.mark.parametrize("name", ["living_subsidy", "purchase_subsidy"])
def test_a_purse_that_serves_fewer_for_more_money_is_found(
    stage: World, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    from sim.aid import grants

    approved = grants.approved
    monkeypatch.setattr(grants, "approved", lambda due, *room: len(due) - approved(due, *room))
    with pytest.raises(AssertionError):
        laws.law_more(stage, policy_of(name, 0))


@pytest.mark.parametrize(
    ("name", "yuan_year"), [("living_subsidy", 1e9), ("recruitment_line", 5e7), ("public_posts", 1e9)]
)
def test_a_purse_that_is_too_large_is_found(
    stage: World, monkeypatch: pytest.MonkeyPatch, name: str, yuan_year: float
) -> None:
    from sim.aid import purse

    budget = purse.budget_fen
    monkeypatch.setattr(purse, "budget_fen", lambda *a: 40 * budget(*a))
    with pytest.raises(AssertionError):
        laws.law_money(stage, policy_of(name, 0), yuan_year)


@pytest.mark.parametrize(
    "name", ["living_subsidy", "talent_housing", "purchase_subsidy", "public_posts", "recruitment_line"]
)
@pytest.mark.parametrize("clause", ["homes", "native", "origins"])
def test_a_clause_that_is_not_read_is_found(
    stage: World, monkeypatch: pytest.MonkeyPatch, name: str, clause: str
) -> None:
    from sim.rules.entitlement import Access

    read = Access.of

    def careless(*a: object) -> Access:
        access = read(*a)  # type: ignore[arg-type]
        return access._replace(**{clause: np.full_like(getattr(access, clause), -1)})

    monkeypatch.setattr(Access, "of", careless)
    which = {"homes": "home", "native": "native", "origins": "origin"}[clause]
    with pytest.raises(AssertionError):
        laws.law_access(stage, policy_of(name, 0), which)


def test_a_push_in_another_region_is_found(stage: World, monkeypatch: pytest.MonkeyPatch) -> None:
    from sim import levers

    right = levers.push
    mover = laws.example(Mover)
    laws.law_place(stage, mover)
    laws.law_pairing(stage, mover)
    monkeypatch.setattr(levers, "push", lambda places, move, region, regions: right(places, move, regions[0], regions))
    with pytest.raises(AssertionError):
        laws.law_place(stage, mover)
    with pytest.raises(AssertionError):
        laws.law_pairing(stage, mover)


@pytest.mark.parametrize(
    ("combine", "policy"), [("close", "recruitment_line"), ("sum", "talent_housing"), ("product", "mover")]
)
def test_a_combiner_that_keeps_the_last_push_only_is_found(
    stage: World, monkeypatch: pytest.MonkeyPatch, combine: str, policy: str
) -> None:
    made = laws.example(Mover) if policy == "mover" else policy_of(policy, 0)
    laws.law_combine(stage, made)
    monkeypatch.setitem(COMBINE, combine, lambda old, new: np.full_like(old, new))
    with pytest.raises(AssertionError):
        laws.law_combine(stage, made)


@pytest.mark.parametrize("name", ["living_subsidy", "talent_housing"])
def test_a_claim_that_leaves_no_mark_is_found(stage: World, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    from sim.aid import grants

    right = grants.open_claims

    def unmarked(world: World, *claims: object) -> None:
        before = [people.touched.copy() for people in world.people]
        right(world, *claims)  # type: ignore[arg-type]
        for people, touched in zip(world.people, before, strict=True):
            people.touched[:] = touched

    monkeypatch.setattr(grants, "open_claims", unmarked)
    with pytest.raises(AssertionError):
        laws.law_touch(stage, policy_of(name, 0))


@pytest.mark.parametrize(
    ("move", "said"),
    [
        (Push("move_costs", 1.0), "move_costs"),
        (Push("move_cost", 1.0, {"zone": ("north",)}), "zone"),
        (Push("cash_month", 1.0), "Offer"),
        (Offer("cash_moth", (1.0,) * 4), "cash_moth"),
    ],
)
def test_a_move_of_no_lever_fails_when_the_kind_is_read(
    monkeypatch: pytest.MonkeyPatch, move: object, said: str
) -> None:
    monkeypatch.setattr(Mover, "moves", lambda *a: [move])
    with pytest.raises(ValueError, match=said):
        check_moves(Mover)


def test_every_lever_says_what_reads_it() -> None:
    for lever in LEVERS.values():
        assert lever.unit
        assert lever.equation
        assert lever.low <= lever.neutral <= lever.high
        assert lever.combine in COMBINE
