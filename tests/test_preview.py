"""The first-order preview: it looks at the baseline and leaves it as it is, and says nothing where there is nothing to say."""

from __future__ import annotations

import numpy as np
import pytest

from sim import load_scenario, simulate
from sim.calendar import month_index
from sim.month import advance
from sim.panel.asked import Asked, Beside, question_of
from sim.panel.draft import draft
from sim.panel.preview import error_of
from sim.policies import KINDS
from sim.preview.estimate import net, preview
from sim.preview.shadow import Seen, Shadow, asleep
from sim.scenario import Scenario
from sim.simulate import Line

SCALE = {"persons_per_agent": 5_000, "researchers_per_agent": 500}
LAST = month_index(2022, 12)


def plan(*on: str, **values: float) -> Scenario:
    return draft("baseline", on, values).scenario(SCALE)


def own(scenario: Scenario) -> frozenset[str]:
    return frozenset(policy.id for policy in scenario.policies) - {p.id for p in BASE.policies}


BASE = load_scenario("baseline", SCALE)


@pytest.fixture(scope="module")
def line() -> Line:
    """The baseline until plans begin."""
    begun = simulate.begin(BASE, 1)
    begun.to(month_index(2021, 12))
    return begun


def foreseen(line: Line, scenario: Scenario) -> float:
    place = line.world.setting.regions.index("Hohhot")
    return preview(line, scenario, own(scenario), place, LAST)


def test_looking_changes_no_bit_of_the_world(line: Line) -> None:
    scenario = plan("flats", "lines", "services")
    looked, plain = (line.branched(asleep(scenario, own(scenario), LAST)) for _ in range(2))
    shadow = Shadow(scenario, own(scenario), 0)
    while looked.world.month <= LAST:
        advance(looked.world, shadow.before)
    plain.to(LAST)
    assert looked.finished().digest == plain.finished().digest
    assert len(shadow.seen) == LAST + 1 - month_index(2022, 1)


def test_nothing_offered_is_nothing_foreseen(line: Line) -> None:
    assert foreseen(line, plan("flats", **{"policy.flats.units": 0})) == 0.0
    assert foreseen(line, plan("lines", **{"policy.lines.contacts_year": 0})) == 0.0


def test_more_is_foreseen_of_more(line: Line) -> None:
    few = foreseen(line, plan("lines", **{"policy.lines.contacts_year": 50_000}))
    many = foreseen(line, plan("lines"))
    flats = foreseen(line, plan("flats"))
    assert 0 < few < many
    assert 0 < foreseen(line, plan("flats", **{"policy.flats.discount": 0.2})) < flats
    assert foreseen(line, plan("flats", "lines")) == pytest.approx(
        flats + many, rel=0.2
    )  # to the first order they add up


def test_choices_become_moves_and_people_leave_again() -> None:
    month = Seen(living=1_000.0, come=20.0, go=50.0, more_come=4.0, more_stay=3.0)
    came, went = np.full(3, 10.0), np.full(3, 20.0)
    each = 4.0 * (10 / 20) + 3.0 * (20 / 50)
    assert net([month] * 3, came, went) == pytest.approx(each * (1 + 0.98 + 0.98**2))
    assert net([month._replace(come=0.0, go=0.0)] * 3, came, went) == 0.0


def test_only_kinds_whose_error_was_measured_are_told_of() -> None:
    def error(*on: str) -> float | None:
        made = draft("baseline", on, {})
        return error_of(
            question_of(Asked("", made.name, made.text, Beside("baseline", tuple(SCALE.items()), None, ""), 4, ""))
        )

    known = {kind.name: kind.record.foreseen for kind in KINDS.values() if kind.record.foreseen is not None}
    assert len(known) >= 5
    assert all(0 < share < 0.5 for share in known.values())
    flats, lines = (KINDS[kind].record.foreseen for kind in ("talent_housing", "recruitment_line"))
    assert error("flats") == flats
    assert error("flats", "lines") == max(flats or 0, lines or 0)
    assert error("flats", "platform") is None


def test_a_policy_asleep_keeps_its_number() -> None:
    scenario = plan("flats")
    slept = asleep(scenario, own(scenario), LAST)
    assert [p.id for p in slept.policies] == [p.id for p in scenario.policies]
    assert [p for p in slept.policies if p.id != "flats"] == [p for p in scenario.policies if p.id != "flats"]
    assert next(p for p in slept.policies if p.id == "flats").start == LAST + 1
