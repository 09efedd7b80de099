"""Births, departures and views: rows come and go under the engine, and views stay themselves."""

from __future__ import annotations

import copy
import gc
import pickle
import weakref

import mesa
import numpy as np
import pytest
from mesa_worlds import SmallModel, SmallWorld, plain_twin, words

from sim.agents import ColumnAgentSet, Firm, Graduate, Person, Researcher, University
from sim.records import FIRMS, PEOPLE, Status


def here(columns):
    ids, status = columns.id[: columns.size], columns.status[: columns.size]
    return ids[status != Status.AWAY].tolist()


def test_rows_are_agents_of_mesa():
    model = SmallModel(institutions=True)
    assert isinstance(model.agents, mesa.agent.AgentSet)
    assert all(isinstance(a, mesa.Agent) for a in model.agents)
    assert model.agents.groupby(type).count() == {Graduate: 30, Researcher: 6, Firm: 5, University: 3}
    assert model.agent_types == [Graduate, Researcher, Firm, University]
    assert list(model.agents_by_type) == model.agent_types


def test_no_view_is_made_before_it_is_asked_for():
    model = SmallModel()
    graduates = model.agents_by_type[Graduate]
    graduates.select(graduates.column("region") == 1).set("aware", 3).agg("region", np.mean)
    graduates.groupby("region").count()
    model.step()
    assert not model.table(Graduate).views
    held = graduates.to_list()[4]
    assert list(model.table(Graduate).views) == [held.unique_id - 1]
    del held
    assert not model.table(Graduate).views


def test_one_view_a_row():
    model = SmallModel()
    graduates = model.agents_by_type[Graduate]
    one = graduates.to_list()[7]
    assert one is graduates.to_list()[7] is model.agents.select(lambda a: a.id == one.id).to_list()[0]
    assert {one: 1}[graduates.to_list()[7]] == 1
    model.world.arrive(0, 500)  # the arrays are replaced
    assert one is graduates.to_list()[7]
    one.ability = 1.25
    assert model.world.people[0].ability[one.unique_id - 1] == 1.25
    model.world.people[0].ability[one.unique_id - 1] = -2
    assert one.ability == -2


def test_sets_follow_births_and_departures():
    model = SmallModel(world=SmallWorld(month=100))
    everyone, graduates = model.agents, model.agents_by_type[Graduate]
    fixed = graduates.copy()
    for _ in range(12):
        before = set(fixed.get("id"))
        model.step()
        assert graduates.get("id") == here(model.world.people[0])
        assert [a.id for a in model.agents_by_type[Researcher]] == here(model.world.people[1])
        assert len(model.agents_by_type[Firm]) == int(model.world.firms.alive[:5].sum())
        assert everyone.get("id") == [a.id for a in everyone]
        assert set(fixed.get("id")) == before & set(here(model.world.people[0]))
        assert words(everyone) == words(plain_twin(model).agents)
    assert model.world.people[0].size == 39
    assert max(graduates.ids) > 30


def test_who_has_left_keeps_the_last_values_and_is_in_no_set():
    model = SmallModel()
    graduates = model.agents_by_type[Graduate]
    some = graduates.select(at_most=5)
    gone, rest = some.to_list()[0], some.to_list()[1:]
    region = gone.region
    gone.remove()
    gone.remove()  # as in Mesa: no error
    assert gone not in model.agents
    assert gone not in graduates
    assert gone not in some
    assert list(some) == rest
    assert (gone.region, gone.status) == (region, Status.AWAY)
    with pytest.raises(KeyError):
        model.deregister_agent(gone)


def test_departures_during_a_walk_are_skipped():
    model = SmallModel()
    graduates = model.agents_by_type[Graduate]
    seen = []

    def meet(agent):
        seen.append(agent.id)
        model.agents.select(lambda a: a.id == agent.id + 1).do("remove")

    graduates.do(meet)
    assert seen == list(range(1, 31, 2))
    assert len(graduates) == 15


def test_remove_in_every_table_and_all():
    model = SmallModel(institutions=True)
    for kind in model.agent_types:
        model.agents_by_type[kind].to_list()[0].remove()
    assert model.agents.groupby(type).count() == {Graduate: 29, Researcher: 5, Firm: 4, University: 2}
    assert model.world.firms.alive[0] == 0
    model.remove_all_agents()
    assert len(model.agents) == 0
    assert model.agents.get("region") == []
    assert list(model.agents_by_type) == [Graduate, Researcher, Firm, University]


def test_agents_made_by_hand():
    model = SmallModel()
    new = Graduate(model, region=1, degree=2, ability=0.5)
    assert (new.status, new.search_region, new.home, new.college) == (Status.SEARCHING, 1, 1, 1)
    assert (new.aware, new.lived, new.grad_month, new.job_field) == (2, 2, 96, -1)
    assert new is model.agents_by_type[Graduate].to_list()[-1]
    many = Graduate.create_agents(model, 40, region=np.arange(40) % 3, degree=1)
    assert isinstance(many, ColumnAgentSet)
    assert many.get("region") == [i % 3 for i in range(40)]
    assert many.get("aware") == [1 << i % 3 for i in range(40)]
    assert Researcher(model, region=0).degree == 3
    firm = Firm(model, region=2, low0=5, high0=1.5)
    assert (firm.alive, firm.born, firm.high0) == (1, 96, 1.5)
    ids = model.agents.get("id")
    assert len(set(ids)) == len(ids)
    assert SmallModel().agents_by_type[Graduate] is not None
    twin = SmallModel()
    twin.world.arrive(0, 7)
    assert Graduate(twin, region=0, degree=0).id == new.id  # the same agent in both worlds, whatever else arrived


@pytest.mark.parametrize(
    ("values", "error", "message"),
    [
        ({"region": 1}, TypeError, "needs degree"),
        ({"region": 3, "degree": 1}, ValueError, "'region' holds 0 to 2"),
        ({"region": 1, "degree": 1.5}, TypeError, "'degree' holds int8"),
        ({"region": 1, "degree": 1, "abilty": 1}, AttributeError, "did you mean 'ability'"),
        ({"region": 1, "degree": [1, 2]}, ValueError, "holds one number"),
    ],
)
def test_agents_made_wrongly(values, error, message):
    model = SmallModel()
    before = model.world.people[0].size
    with pytest.raises(error, match=message):
        Graduate(model, **values)
    assert model.world.people[0].size == before
    assert len(model.agents_by_type[Graduate]) == 30


@pytest.mark.parametrize(
    ("name", "value", "error", "message"),
    [
        ("abilty", 1.0, AttributeError, "not a column of Graduate; did you mean 'ability'"),
        ("region", 1, AttributeError, "set by the simulation; writable: ability, aware"),
        ("unique_id", 1, AttributeError, "unique_id"),
        ("model", None, AttributeError, "model"),
        ("partner", 1.0, TypeError, "'partner' holds int8"),
        ("partner", 2, ValueError, "'partner' holds 0 to 1"),
        ("last_move", 40_000, ValueError, "32767"),
        ("ability", float("nan"), ValueError, "'ability' holds"),
        ("ability", "high", TypeError, "'ability' holds float32"),
        ("ability", None, TypeError, "'ability' holds float32"),
    ],
)
def test_wrong_values_are_refused(name, value, error, message):
    model = SmallModel()
    before = model.agents.get(["ability", "region", "partner", "last_move"], "default")
    graduates = model.agents_by_type[Graduate]
    with pytest.raises(error, match=message):
        setattr(graduates.to_list()[0], name, value)
    with pytest.raises(error):
        graduates.set(name, value)
    assert model.agents.get(["ability", "region", "partner", "last_move"], "default") == before


def test_numpy_scalars_and_arrays_are_taken_where_they_fit():
    graduates = SmallModel().agents_by_type[Graduate]
    one = graduates.to_list()[0]
    one.ability = np.float64(0.75)
    one.last_move = np.int64(12)
    one.partner = True
    assert (one.ability, one.last_move, one.partner) == (0.75, 12, 1)
    with pytest.raises(ValueError, match="holds 0 to 7"):
        graduates.set("aware", np.arange(30))


def test_every_column_is_an_attribute_with_its_unit():
    one, firm = SmallModel().agents_by_type[Graduate].to_list()[0], SmallModel().agents_by_type[Firm].to_list()[0]
    for agent, declared in ((one, PEOPLE), (firm, FIRMS)):
        for column in declared:
            assert type(getattr(agent, column.name)) in (int, float)
            assert getattr(type(agent), column.name).__doc__ == column.unit
    assert set(Researcher.writable) == {*Graduate.writable, "failures"}


def test_model_sets_refuse_members():
    model = SmallModel()
    one = model.agents.to_list()[0]
    for change in (model.agents.add, model.agents.remove, model.agents_by_type[Graduate].discard):
        with pytest.raises(TypeError, match="copy"):
            change(one)
    with pytest.raises(AttributeError):
        model.agents = []


def test_ids_differ_across_tables_and_are_never_reused():
    model = SmallModel(institutions=True)
    ids = model.agents.get("unique_id")
    assert len(set(ids)) == len(ids) == 44
    assert ids[:3] == [1, 2, 3]
    model.agents.do("remove")
    new = Graduate(model, region=0, degree=1)
    assert new.unique_id not in ids
    assert University(model, 0).unique_id not in ids


class Watcher(mesa.Agent):
    """An ordinary agent of a user that holds a view."""

    def __init__(self, model, friend):
        super().__init__(model)
        self.friend = friend
        self.region = friend.region


@pytest.mark.parametrize("duplicate", [copy.deepcopy, lambda model: pickle.loads(pickle.dumps(model))])
def test_copies_run_alike_and_apart(duplicate):
    model = SmallModel(seed=5, institutions=True)
    watcher = Watcher(model, model.agents_by_type[Graduate].to_list()[6])
    model.step()
    other = duplicate(model)
    for each in (model, other) * 9:
        each.step()
    twin = other.agents_by_type[Watcher].to_list()[0]
    assert twin is not watcher
    assert twin.friend.id == watcher.friend.id
    assert twin.friend.model is other
    assert twin.friend is other.table(Graduate).view(twin.friend.unique_id - 1)
    assert other.agents.get(["unique_id", "region"]) == model.agents.get(["unique_id", "region"])
    assert other.agents.shuffle().get("unique_id") == model.agents.shuffle().get("unique_id")
    other.agents.do("remove")
    assert len(model.agents) > 0
    assert University(other, 0).unique_id not in model.agents.get("unique_id")


def test_models_are_freed():
    gc.collect()
    model = SmallModel(institutions=True)
    watcher = Watcher(model, model.agents_by_type[Graduate].to_list()[6])
    sets = [model.agents, model.agents.shuffle()]
    model.step()
    dead = weakref.ref(model)
    del model, watcher, sets
    gc.collect()
    assert dead() is None


def test_regions_and_universities_say_where_to_look():
    model = SmallModel(institutions=True)
    hohhot = model.regions["Hohhot"]
    assert model.regions[1] is hohhot
    assert [r.name for r in hohhot.neighbours] == ["Beijing", "Baotou"]
    assert [r.name for r in model.regions["Baotou"].neighbours] == ["Hohhot", "Beijing"]
    assert list(hohhot.agents) == [a for a in model.agents if a.region == 1]
    with pytest.raises(KeyError, match="did you mean 'Hohhot'"):
        model.regions["Hohot"]
    university = model.agents_by_type[University].to_list()[2]
    people = model.agents.select(agent_type=Person)
    assert list(university.students) == [p for p in people if p.college == 2 and p.status == Status.STUDENT]
    assert list(university.graduates) == [p for p in people if p.college == 2 and p.status != Status.STUDENT]
