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

    def test_whoever_chooses_otherwise_chooses_or_leaves_the_policys_region(self, stage: World, name: str, number: int) -> None:
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
    """Every kind that reaches people."""

    def test_budgets_hold_to_the_fen(self, stage: World, name: str, number: int) -> None:
        laws.law_money(stage, policy_of(name, number))

    def test_whoever_is_paid_for_is_marked(self, stage: World, name: str, number: int) -> None:
        laws.law_touch(stage, policy_of(name, number))

    @pytest.mark.parametrize("clause", laws.CLAUSES)
    def test_only_people_whose_clauses_hold_are_reached(self, stage: World, name: str, number: int, clause: str) -> None:
        policy = policy_of(name, number)
        if f"who.{clause}" in policy.refuses:
            pytest.skip(f"refused at load: {policy.refuses[f'who.{clause}']}")
        laws.law_access(stage, policy, clause)
