"""What scenarios share: from which month on two of them differ, what their history has in common, when they are looked at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from sim.calendar import ANCHOR, DECEMBER, Span, season
from sim.given import months_of, refused
from sim.scenario.scenario import Scenario

FRAME = ("start", "end", "persons_per_agent", "researchers_per_agent", "parameters", "constants", "structure", "limit")


def span_of(scenarios: Sequence[Scenario], months: int | None) -> Span:
    """From the first month in which a world may differ from the baseline, the first of them, to the last paid one."""
    base, variants, last = scenarios[0], scenarios[1:], last_month(scenarios[0], months)
    first = min([last, *(divergence(base, variant) for variant in variants)])
    window = (first, min(last, window_end(base, variants, last)))
    return Span(window, outcome_dates(*window, last))


class Family(NamedTuple):
    """Scenarios that have all but policies in common, by place, and the first month in which any two of them differ.

    history: the scenario of all months before: what the members have in common.
    """

    members: tuple[int, ...]
    first: int
    history: Scenario


def families_of(scenarios: Sequence[Scenario], months: int | None = None) -> list[Family]:
    """The scenarios by what they share, in the order of their first members; a scenario alone has no shared history."""
    groups: list[list[int]] = []
    for place, scenario in enumerate(scenarios):
        mine = next((g for g in groups if same_frame(scenarios[g[0]], scenario)), None)
        if mine is None:
            groups.append([place])
        else:
            mine.append(place)
    return [_family(tuple(group), scenarios, last_month(scenarios[group[0]], months)) for group in groups]


def _family(members: tuple[int, ...], scenarios: Sequence[Scenario], last: int) -> Family:
    eldest = scenarios[members[0]]
    if len(members) == 1:
        return Family(members, eldest.start, before(eldest, eldest.start))
    first = min([last, *(policies_part(eldest, scenarios[m]) for m in members[1:])])
    return Family(members, first, before(eldest, first))


def before(scenario: Scenario, month: int) -> Scenario:
    """The scenario with those policies and budgets only that act before a month: nothing else can have shaped its history."""
    policies = tuple(p for p in scenario.policies if p.start < month)
    used = {p.budget for p in policies}
    budgets = {name: budget for name, budget in scenario.budgets.items() if name in used}
    return replace(scenario, policies=policies, budgets=budgets)


def last_month(scenario: Scenario, months: int | None) -> int:
    """Last month simulated."""
    if not isinstance(scenario, Scenario):
        raise refused("scenario", scenario, "a Scenario, as sim.load_scenario gives one")
    wanted = months_of(months)
    return scenario.end if wanted is None else min(scenario.end, scenario.start + wanted - 1)


def same_frame(one: Scenario, two: Scenario) -> bool:
    """Whether two scenarios differ in policies and budgets at most, those of rivals that answer among them."""
    frames = [
        {name: getattr(s, name) for name in FRAME} | {"structure": replace(s.structure, rivals="")} for s in (one, two)
    ]
    return frames[0] == frames[1]


def divergence(base: Scenario, variant: Scenario) -> int:
    """First month compared: in which policies first differ, or from the anchor on where more than policies does."""
    if same_frame(base, variant):
        return policies_part(base, variant)
    return max(ANCHOR, variant.start)


def policies_part(one: Scenario, two: Scenario) -> int:
    """Start of the first policy that is not in both scenarios alike; the anchor where all are."""
    names = {*one.budgets, *two.budgets}
    budgets = {name for name in names if one.budgets.get(name) != two.budgets.get(name)}
    ours, theirs = (_rules(s, budgets) for s in (one, two))
    different = [p for p in ours + theirs if not (p in ours and p in theirs)]
    return min([p[0].start for p in different], default=max(ANCHOR, one.start))


def _rules(scenario: Scenario, changed_budgets: set[str]) -> list[tuple]:
    """Policies as they act: with a mark on those whose shared budget differs between the scenarios."""
    return [(p, scenario.budgets.get(p.budget) if p.budget in changed_budgets else None) for p in scenario.policies]


def window_end(base: Scenario, variants: Sequence[Scenario], last: int) -> int:
    """Last month in which a compared policy pays."""
    ends = []
    for variant in variants:
        for policy in variant.policies:
            if policy not in base.policies:
                ends.append(last if policy.end is None else policy.end)
    return max(ends, default=last)


def outcome_dates(first: int, window_last: int, last: int) -> tuple[int, ...]:
    """Each December from `first` on, and the last month of the window."""
    return tuple(sorted({m for m in range(first, last + 1) if season(m) == DECEMBER} | {min(window_last, last)}))


def always_noted(scenario: Scenario, months: int | None) -> tuple[int, ...]:
    """Months of which every world keeps marks: each December from the anchor on and the last."""
    last = last_month(scenario, months)
    return outcome_dates(max(scenario.start, min(ANCHOR, last)), last, last)
