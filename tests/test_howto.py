"""docs/howto/instrument.md does what it says: its blocks, applied to a copy of the package, make two kinds of policy that work."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import sim

ROOT = Path(sim.__file__).parents[1]
PAGE = ROOT / "docs/howto/instrument.md"
NEW, AFTER = re.compile(r"# new file: (\S+)"), re.compile(r"# (\S+), after: (.+)")
TRY = """
import dataclasses, json
import sim
from sim.calendar import month_index
from sim.policies import KINDS

scenario = sim.load_scenario("baseline", {"persons_per_agent": 50_000, "researchers_per_agent": 20_000})
scenario = dataclasses.replace(scenario, start=month_index(2017, 9), policies=())
place = "Yangtze delta"

def world(kind, **fields):
    policy = KINDS[kind].record.of(fields, id="p", regions=(place,), start=month_index(2018, 2))
    return sim.run(dataclasses.replace(scenario, policies=(policy,)), months=16)

base, parks = sim.run(scenario, months=16), world("parks", amenity=2.0)
cards, nothing = world("meal_card", yuan_month=3000, months=12), world("meal_card", yuan_month=0, months=12)
def persons(run): return int(run.world.persons_now()[run.regions.index(place)].sum())
people = cards.world.people[0]
print(json.dumps({
    "base": persons(base), "parks": persons(parks), "cards": persons(cards), "nothing": persons(nothing),
    "paid": int(cards.ledger.fen.sum()), "recipients": sorted(set(cards.ledger.recipient)),
    "marked": int((people.touched[: people.size] > 0).sum()), "levers": sorted(sim.LEVERS),
}))
"""


def blocks() -> list[str]:
    """The Python of the page, a piece for each file that it makes or changes."""
    code = re.findall(r"```python\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    return [
        piece for block in code for piece in re.split(r"(?m)^(?=# (?:new file|\S+, after): )", block) if piece.strip()
    ]


def apply(piece: str, root: Path) -> Path:
    """Do what a piece says in a copy of the package; the file that it concerns."""
    head, body = piece.split("\n", 1)
    if made := NEW.fullmatch(head):
        path = root / made[1]
        path.write_text(body, encoding="utf-8")
        return path
    after = AFTER.fullmatch(head)
    assert after, head
    path = root / after[1]
    lines = path.read_text("utf-8").splitlines(keepends=True)
    (start,) = (k for k, line in enumerate(lines) if after[2] in line)
    end = start
    while lines[start : end + 1] and "".join(lines[start : end + 1]).count("(") > "".join(lines[start : end + 1]).count(
        ")"
    ):
        end += 1
    lines[end + 1 : end + 1] = [body]
    path.write_text("".join(lines), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package and its scenarios, with what the page adds."""
    root = tmp_path_factory.mktemp("howto")
    for name in ("sim", "scenarios"):
        shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
    for piece in blocks():
        apply(piece, root)
    return root


def test_a_lever_of_places_and_one_of_persons_are_two_files_each() -> None:
    heads = [piece.split("\n", 1)[0] for piece in blocks()]
    changed = {AFTER.fullmatch(head)[1] for head in heads if AFTER.fullmatch(head)}  # type: ignore[index]
    assert sum(head.startswith("# new file") for head in heads) == 2
    assert changed == {"sim/levers.py", "sim/phases/workspace.py", "sim/engine/promises.py"}


def test_both_kinds_act_pay_and_mark(copy: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(copy), "NUMBA_DISABLE_JIT": "1"}
    done = subprocess.run(
        [sys.executable, "-c", TRY], cwd=copy, env=environment, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout)
    assert {"amenity", "meals"} <= set(seen["levers"])
    assert seen["parks"] > seen["base"]
    assert seen["nothing"] == seen["base"]
    assert seen["cards"] >= seen["base"]
    assert seen["paid"] > 0
    assert seen["recipients"] == ["person"]
    assert seen["marked"] > 0


def test_a_lever_that_is_not_in_the_table_fails_when_the_kind_is_read(copy: Path) -> None:
    file = copy / "sim" / "policies" / "parks.py"
    text = file.read_text("utf-8")
    file.write_text(text.replace('Push("amenity"', 'Push("amenities"'), encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(copy)}
    done = subprocess.run(
        [sys.executable, "-c", "import sim.policies"], cwd=copy, env=environment, capture_output=True, text=True
    )
    file.write_text(text, encoding="utf-8")
    assert done.returncode != 0
    assert "no lever 'amenities'" in done.stderr
