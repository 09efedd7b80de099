"""DataCollector and batch_run: the same frames as Mesa's own collector on plain objects."""

from __future__ import annotations

import pickle
from functools import partial

import mesa
import pandas as pd
import pytest
from mesa_worlds import PLAIN, SmallModel, plain_twin

from sim.agents import ColumnDataCollector, Firm, Graduate, Person, Researcher

TIMED = "time" in vars(mesa.Model)


def size(model):
    return len(model.agents)


def size_from(model, start):
    return start + len(model.agents)


def twice(agent):
    return 2 * agent.region


def plus(agent, number):
    return agent.region + number


def month(model):
    return getattr(model, "month", 0)


REPORTERS = {
    "names": ({"size": size}, {"region": "region", "key": "id"}, None),
    "unique names": ({"size": partial(size_from, start=3)}, {"unique_id": "unique_id"}, None),
    "functions": ({"size": size, "steps": "steps"}, {"region": twice, "more": [plus, [5]]}, None),
    "mixed": (None, {"region": "region", "twice": twice}, None),
    "types": (
        {"size": lambda m: len(m.agents)},
        None,
        {Graduate: {"ability": "ability"}, Firm: {"wanted": "target_low"}},
    ),
    "base type": (None, None, {Person: {"status": "status"}, Researcher: {"twice": twice}}),
    "partial": (None, {"region": partial(plus, number=2)}, None),
}


def steps(collector, model, kinds):
    """Frames of three collections, the ids renumbered in order (a plain model counts all types together)."""
    for _ in range(3):
        model.step()
        collector.collect(model)
    frames = {"model": collector.get_model_vars_dataframe()} if collector.model_reporters else {}
    if collector.agent_reporters:
        frames["agents"] = collector.get_agent_vars_dataframe()
    for kind in kinds:
        frames[str(len(frames))] = collector.get_agenttype_vars_dataframe(kind)
    return {
        name: frame.reset_index().drop(columns=["AgentID", "unique_id"], errors="ignore")
        for name, frame in frames.items()
    }


def renamed(types):
    names = {**PLAIN, Person: mesa.Agent}
    return None if types is None else {names[kind]: reporters for kind, reporters in types.items()}


@pytest.mark.parametrize("name", REPORTERS)
def test_frames_equal_those_of_mesa(name):
    model, agents, types = REPORTERS[name]
    if name == "base type":  # a plain model knows no Person, and a mesa.Agent would be a firm too
        ours = SmallModel()
        ours.agents_by_type[Firm].do("remove")
    else:
        ours = SmallModel()
    plain = plain_twin(ours)
    ours.world.advance = lambda: None
    ours_frames = steps(ColumnDataCollector(model, agents, types), ours, types or ())
    stock_frames = steps(mesa.DataCollector(model, agents, types), ours, types or ())
    plain_frames = steps(mesa.DataCollector(model, agents, renamed(types)), plain, renamed(types) or ())
    assert ours_frames.keys() == plain_frames.keys() == stock_frames.keys()
    for key, frame in ours_frames.items():
        pd.testing.assert_frame_equal(frame, plain_frames[key], check_names=True)
        same = [c for c in frame if c not in ("Step", "steps")]
        pd.testing.assert_frame_equal(frame[same], stock_frames[key][same])


def test_an_attribute_that_an_institution_lacks_is_as_in_mesa():
    model = SmallModel(institutions=True)
    results = []
    for collector in (
        ColumnDataCollector(None, {"ability": "ability"}),
        mesa.DataCollector(None, {"ability": "ability"}),
    ):
        if TIMED:
            with pytest.raises(AttributeError):
                collector.collect(model)
        else:
            collector.collect(model)
            results.append(collector.get_agent_vars_dataframe())
    if results:
        pd.testing.assert_frame_equal(*results)


def test_collector_can_be_pickled_and_goes_on():
    model = SmallModel()
    model.datacollector = ColumnDataCollector({"size": size}, {"region": "region"}, {Graduate: {"ability": "ability"}})
    model.datacollector.collect(model)
    again = pickle.loads(pickle.dumps(model))
    for each in (model, again):
        each.step()
        each.datacollector.collect(each)
    for frame in ("get_model_vars_dataframe", "get_agent_vars_dataframe"):
        pd.testing.assert_frame_equal(getattr(model.datacollector, frame)(), getattr(again.datacollector, frame)())
    assert len(again.datacollector.get_agenttype_vars_dataframe(Graduate)) > 30


class Batchable(SmallModel):
    """A small model with a parameter and a collector, as batch_run wants it."""

    def __init__(self, loss: int = 0, *, seed: int | None = 1, rng: int | None = None) -> None:
        super().__init__(seed if rng is None else rng)
        self.agents_by_type[Graduate].select(at_most=loss).do("remove")
        self.datacollector = ColumnDataCollector({"size": size, "draw": first_draw})
        self.datacollector.collect(self)

    def step(self) -> None:
        super().step()
        self.datacollector.collect(self)


def first_draw(model):
    return float(model.random.random())


@pytest.mark.parametrize("processes", [1, 2])
def test_batch_run(processes):
    seeds = {"rng": [1, 2]} if TIMED else {}
    grid = {"loss": [0, 5], **({} if seeds else {"seed": [1, 2]})}
    rows = mesa.batch_run(Batchable, grid, number_processes=processes, max_steps=2, display_progress=False, **seeds)
    assert len(rows) == 4
    assert {row["size"] for row in rows if row["loss"] == 5} < set(range(36))
    assert len({row["draw"] for row in rows}) == 2
