"""The size at which a policy pays what it should, found by trying: packages are compared at one budget."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

from sim import simulate
from sim.given import Refused
from sim.policies import KINDS, Policy
from sim.scenario import Scenario, ScenarioError
from sim.scenario.document import Node, parse
from sim.scenario.kinship import before
from sim.scenario.paths import takes_whole_numbers
from sim.scenario.problems import Problem
from sim.scenario.values import at, value_at
from sim.store.files import replacing

CLOSE = 0.02  # of the yuan asked for
MOST_TRIALS = 24
DIGITS = 3  # of a value that is found
NUMBER_IN_LINE = re.compile(r"(=\s*(?:\{\s*value\s*=\s*)?)[0-9][0-9_.eE+]*")
INSIDE = 0.1  # a trial lies at least so far inside what brackets the answer


class Trial(NamedTuple):
    """A value of the field, and yuan a year that the policy then pays in the mean of its months and of the seeds."""

    value: float
    yuan_year: float


class Aim(NamedTuple):
    """The number of a scenario that is looked for."""

    scenario: Scenario
    path: str
    policy: Policy
    low: float
    high: float


def aim_of(scenario: Scenario, path: str) -> Aim:
    """What is looked for at `policy.ID.FIELD`; raises Refused where there is no plain number there."""
    _, name, field = (*path.split(".", 2), "", "")[:3]
    policy = next((p for p in scenario.policies if p.id == name and path.startswith("policy.")), None)
    allowed = "policy.ID.FIELD, a plain number of a policy of this scenario"
    if policy is None:
        raise Refused(f"{path}: found no such policy; allowed {allowed}")
    found = value_at(scenario.document(), path)
    if not isinstance(found, int | float) or isinstance(found, bool) or found <= 0:
        raise Refused(f"{path}: found {found}; allowed {allowed}, above 0")
    specs = {spec.name: spec for spec in KINDS[policy.kind].fields}
    spec = specs.get(field.split(".")[0])
    return Aim(scenario, path, policy, spec.low if spec else 0.0, spec.high if spec else 1e12)


def find(aim: Aim, yuan_year: float, seeds: Sequence[int], workers: int = 1) -> Iterator[Trial]:
    """Trials until one pays the yuan asked for within CLOSE, which is the last; raises Refused where none does."""
    with ThreadPoolExecutor(workers) as pool:
        first, *others = seeds  # compiled by one thread: two at once would do it twice
        trunks = [history(aim, first), *pool.map(lambda seed: history(aim, seed), others)]

        def trial(value: float) -> Trial:
            return Trial(value, sum(pool.map(lambda trunk: paid(aim, trunk, value), trunks)) / len(trunks))

        yield from search(trial, rounded(aim, float(value_at(aim.scenario.document(), aim.path))), yuan_year, aim)


def search(trial: Callable[[float], Trial], start: float, yuan_year: float, aim: Aim) -> Iterator[Trial]:
    """Trials from a first value on: doubled or halved until two lie about the answer, then ever closer between them."""
    below, above = Trial(0.0, 0.0), None
    value, last = start, Trial(0.0, 0.0)
    for _ in range(MOST_TRIALS):
        now = trial(value)
        yield now
        if abs(now.yuan_year - yuan_year) <= CLOSE * yuan_year:
            return
        if now.yuan_year > yuan_year:
            above = now
        elif above is None and last.value and now.value > 1.5 * last.value and now.yuan_year < 1.01 * last.yuan_year:
            raise Refused(
                f"{aim.path}: found that it pays {now.yuan_year:,.0f} yuan a year at most; allowed a yuan that it can pay"
            )
        else:
            below = now
        last = now
        value = rounded(aim, between(below, above, yuan_year) if above else min(aim.high, 2 * now.value))
        if value == now.value:
            break
    raise Refused(
        f"{aim.path}: found nothing that pays {yuan_year:,.0f} yuan a year; allowed values {aim.low:g} to {aim.high:g}"
    )


def between(below: Trial, above: Trial, yuan_year: float) -> float:
    """Where a straight line through two trials meets the answer, well inside them."""
    share = (yuan_year - below.yuan_year) / (above.yuan_year - below.yuan_year)
    return below.value + min(1 - INSIDE, max(INSIDE, share)) * (above.value - below.value)


def rounded(aim: Aim, value: float) -> float:
    """A value of few digits, whole where only whole numbers make sense."""
    short = float(f"{value:.{DIGITS}g}")
    return float(round(short)) if takes_whole_numbers(aim.path, [aim.scenario]) else short


def history(aim: Aim, seed: int) -> simulate.Line:
    """The world up to the month in which the policy begins, which no size of it changes."""
    line = simulate.begin(before(aim.scenario, aim.policy.start), seed)
    line.to(aim.policy.start - 1)
    return line


def paid(aim: Aim, trunk: simulate.Line, value: float) -> float:
    """Yuan a year that the policy pays at a value, in the mean of its months."""
    line, last = trunk.branched(at(aim.scenario, {aim.path: value})), aim.scenario.end
    last = last if aim.policy.end is None else min(last, aim.policy.end)
    line.to(last)
    fen = sum(fen for _, name, _, _, fen, _ in line.world.counts.ledger if name == aim.policy.id)
    return fen / 100 / (last - aim.policy.start + 1) * 12


def write(path: Path, aim: Aim, value: float) -> None:
    """Put the number into the scenario's own file, where it stands as one on a line; raises ScenarioError, CannotWrite."""
    node = node_at(parse(path), aim)
    text = path.read_text(encoding="utf-8")
    lines = text.splitlines(keepends=True)
    number = f"{value:_.0f}" if value == round(value) else f"{value:g}"
    changed, n = NUMBER_IN_LINE.subn(rf"\g<1>{number}", lines[node.line - 1], count=1) if node else ("", 0)
    if not node or n != 1:
        line = node.line if node else 1
        raise ScenarioError([Problem(str(path), line, aim.path, "no plain number", "a number on a line of this file")])
    lines[node.line - 1] = changed
    with replacing(path) as temporary:
        temporary.write_text("".join(lines), encoding="utf-8", newline="\n")


def node_at(tree: Node, aim: Aim) -> Node | None:
    """The node of the field in the policy's table of a file, None where the file does not give it."""
    policies = tree.table.get("policy", Node([], "", 0)).items
    node = next((p for p in policies if getattr(p.table.get("id"), "value", None) == aim.policy.id), None)
    for word in aim.path.split(".")[2:]:
        node = node.table.get(word) if node else None
    return node if node is None or isinstance(node.value, int | float) or "value" in node.table else None
