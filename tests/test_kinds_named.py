"""A kind of policy is known by its class alone: no other part of the program speaks of one; results tell what readers need."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import sim
from sim.jobs.compare import make_plan
from sim.policies import KINDS
from sim.store.plan import Cell, plan_of

PACKAGE = Path(sim.__file__).parent
FILES_OF_SCENARIOS = {PACKAGE / "scenario" / "template.toml", PACKAGE / "panel" / "start.toml"}


def test_no_kind_is_named_outside_its_own_file() -> None:
    named = re.compile(rf"""["']({"|".join(KINDS)})["']|^({"|".join(KINDS)}) = """, re.MULTILINE)
    files = {file for pattern in ("*.py", "*.toml", "*.j2") for file in PACKAGE.rglob(pattern)} - FILES_OF_SCENARIOS
    outside = sorted(file for file in files if not file.is_relative_to(PACKAGE / "policies"))
    assert len(outside) > 100
    assert [str(file.relative_to(PACKAGE)) for file in outside if named.search(file.read_text(encoding="utf-8"))] == []


def test_results_tell_of_every_policy_and_hang_on_nothing_that_is_told() -> None:
    plan = make_plan("run", [sim.load_scenario("reported")], 3)
    (world,) = plan_of(json.loads(json.dumps(plan.content()))).worlds
    assert world == plan.worlds[0]
    assert world.told.keys() == {policy["id"] for policy in world.document["policies"]}
    assert all({*told["title"]} == {*told["says"]} == {"zh", "en"} and told["family"] for told in world.told.values())
    silent = replace(plan, worlds=(replace(world, told={}),))
    assert (silent.digest, silent.run_id(0, Cell(0, 1))) == (plan.digest, plan.run_id(0, Cell(0, 1)))
