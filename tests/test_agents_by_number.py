"""Agents made by hand in any number, none among them; what is refused leaves the model as it was."""

from __future__ import annotations

from typing import Any

import mesa
import numpy as np
import pandas as pd
import pytest

from sim.agents import Firm, Graduate, Researcher
from sim.model import TalentModel

KINDS: dict[type, dict[str, Any]] = {
    Graduate: {"region": 5, "degree": 1},
    Researcher: {"region": 5},
    Firm: {"region": 3, "low0": 5, "high0": 1},
}


@pytest.fixture(scope="module")
def model() -> TalentModel:
    return TalentModel("baseline", persons_per_agent=100_000, researchers_per_agent=10_000)


def state(model: TalentModel) -> tuple[Any, ...]:
    """All that making agents changes."""
    tables = [(t.made, t.columns.size) for t in model.tables.values() if hasattr(t, "made")]
    return (*tables, *(classes.tobytes() for classes in model.world.classes), len(model.agents))


@pytest.mark.parametrize("n", [0, -1, -5, np.int64(0)])
@pytest.mark.parametrize("kind", KINDS)
def test_none_are_made_for_nothing_and_below(model: TalentModel, kind: Any, n: int) -> None:
    class Plain(mesa.Agent):
        pass

    before = state(model)
    made = kind.create_agents(model, n, **KINDS[kind])
    assert len(made) == len(Plain.create_agents(mesa.Model(), n)) == 0
    assert isinstance(made, mesa.agent.AgentSet)
    assert made.get("unique_id") == []
    assert state(model) == before


@pytest.mark.parametrize("kind", KINDS)
def test_a_frame_without_rows_makes_none(model: TalentModel, kind: Any) -> None:
    frame = pd.DataFrame({name: np.zeros(0, np.int64) for name in KINDS[kind]})
    assert len(kind.from_dataframe(model, frame)) == 0


@pytest.mark.parametrize("n", [2.0, 1.5, True, "2", None, np.float64(2)])
def test_what_is_no_number_of_agents_is_refused(model: TalentModel, n: Any) -> None:
    before = state(model)
    with pytest.raises(TypeError):
        Graduate.create_agents(model, n, **KINDS[Graduate])
    assert state(model) == before


WRONG: list[dict[str, Any]] = [
    {"region": 99}, {"region": -1}, {"region": 2.5}, {"region": True}, {"region": None}, {"region": np.array([1, 2, 3])},
    {"region": np.array([1])}, {"region": np.array([[1, 2]])}, {"region": [1, 99]}, {"foo": 1},
]  # fmt: skip
WRONG_OF_PEOPLE: list[dict[str, Any]] = [
    {"ability": np.nan}, {"grad_month": 30_000}, {"grad_month": -401}, {"home": 99}, {"degree": 4}, {"low0": 1},
]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "wrong"), [*((k, w) for k in KINDS for w in WRONG), *((Graduate, w) for w in WRONG_OF_PEOPLE)]
)
def test_what_is_refused_changes_nothing(model: TalentModel, kind: Any, wrong: dict[str, Any]) -> None:
    before = state(model)
    with pytest.raises((TypeError, ValueError, AttributeError)):
        kind.create_agents(model, 2, **{**KINDS[kind], **wrong})
    assert state(model) == before


def test_numbers_of_numpy_make_agents(model: TalentModel) -> None:
    made = Graduate.create_agents(model, np.int64(2), region=np.int8(5), degree=np.array([1, 2]))
    assert made.get("degree") == [1, 2]
    assert Graduate(model, region=np.array([3]), degree=1).region == 3
    assert len(made.select(at_most=np.float32(0.5))) == 1


def test_a_column_is_set_in_all_members_or_in_none(model: TalentModel) -> None:
    Firm(model, region=3, low0=5, high0=1)
    graduates = model.agents_by_type[Graduate]
    before = graduates.column("ability")
    with pytest.raises(AttributeError):
        model.agents.select(agent_type=(Graduate, Firm)).set("ability", 0.5)  # a firm has none
    for values in (np.zeros(3), np.zeros(0)):
        with pytest.raises(ValueError, match="ability"):
            graduates.set("ability", values)
    assert np.array_equal(graduates.column("ability"), before)
    empty = graduates.select(at_most=0)
    assert len(empty.set("ability", 1.0)) == len(empty.set("ability", np.zeros(0))) == 0
