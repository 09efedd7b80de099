"""Each verb of mesa.AgentSet gives the same values, types and order on columns as on plain objects, for one seed."""

from __future__ import annotations

import pickle
import warnings

import mesa
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mesa_worlds import PLAIN, SmallModel, plain_twin, words

from sim.agents import ColumnAgentSet, Graduate, Person
from sim.records import Status

KINDS = {**PLAIN, Person: (PLAIN[Graduate], *(k for c, k in PLAIN.items() if issubclass(c, Person)))}


def raised(agent, by, factor=1):
    agent.ability = agent.ability + by * factor
    return agent.ability


def hires(agent):
    return agent.region == 1


def even(agent):
    return agent.id % 2 == 0


def everybody(model):
    return ColumnAgentSet(model.agents) if isinstance(model, SmallModel) else mesa.agent.AgentSet(model.agents)


VERBS = {
    "iterate": lambda s, k: list(s),
    "length": lambda s, k: len(s),
    "contains": lambda s, k: [a in s for a in list(s)[:3]],
    "contains others": lambda s, k: [a in s.select(even) for a in s],
    "index": lambda s, k: (s[0], s[-1], s[2:5], s[::-7]),
    "select": lambda s, k: s.select(even),
    "select nothing": lambda s, k: s.select(),
    "select nobody": lambda s, k: s.select(lambda a: False),
    "select at most": lambda s, k: s.select(even, at_most=4),
    "select at most none": lambda s, k: s.select(at_most=0),
    "select less than none": lambda s, k: s.select(at_most=-3),
    "select a share": lambda s, k: s.select(at_most=0.3),
    "select all as a share": lambda s, k: s.select(even, at_most=1.0),
    "select one": lambda s, k: s.select(even, at_most=1),
    "select two and a half": lambda s, k: s.select(at_most=2.5),
    "select type": lambda s, k: s.select(agent_type=k(Graduate)),
    "select base type": lambda s, k: s.select(agent_type=k(Person)),
    "select all three": lambda s, k: s.select(hires, at_most=5, agent_type=k(Graduate)),
    "select in place": lambda s, k: (s.select(even, inplace=True), s, s.select(inplace=True) is s),
    "shuffle": lambda s, k: s.shuffle(),
    "shuffle in place": lambda s, k: (s.shuffle(inplace=True) is s, s),
    "shuffle twice": lambda s, k: s.shuffle().shuffle(),
    "sort by column": lambda s, k: s.sort("region"),
    "sort ascending": lambda s, k: s.sort("region", ascending=True),
    "sort by function": lambda s, k: s.sort(lambda a: (a.region, -a.id)),
    "sort by word": lambda s, k: s.sort(lambda a: str(a.id), ascending=True),
    "sort in place": lambda s, k: (s.sort("id", inplace=True) is s, s),
    "sort big ids": lambda s, k: s.sort("id", ascending=True).get("id"),
    "do function": lambda s, k: (s.do(raised, 0.25, factor=2) is s, [a.region for a in s]),
    "do method": lambda s, k: s.do("step") is s,
    "shuffle_do": lambda s, k: ((seen := []), s.shuffle_do(lambda a: seen.append(a.id)) is s, list(seen))[1:],
    "shuffle_do method": lambda s, k: (s.shuffle_do("step") is s, s.random.random()),
    "map function": lambda s, k: s.map(even),
    "map method": lambda s, k: s.map("step"),
    "map arguments": lambda s, k: s.select(agent_type=k(Person)).map(raised, 0.5, factor=3),
    "get": lambda s, k: s.get("region"),
    "get float": lambda s, k: s.select(agent_type=k(Person)).get("ability"),
    "get two": lambda s, k: s.get(["id", "region"]),
    "get none": lambda s, k: s.get([]),
    "get missing": lambda s, k: s.get("ability", handle_missing="default", default_value="none"),
    "get two missing": lambda s, k: s.get(["region", "ability"], "default"),
    "get random": lambda s, k: len(set(map(id, s.get("random")))),
    "set": lambda s, k: s.select(agent_type=k(Person)).set("aware", 5).get("aware"),
    "set float": lambda s, k: s.select(agent_type=k(Person)).set("ability", 0.5).agg("ability", sum),
    "agg sum": lambda s, k: s.agg("region", sum),
    "agg several": lambda s, k: s.agg("region", [min, max, sum, len]),
    "agg numpy": lambda s, k: s.agg("region", [np.mean, np.max, np.sum, np.std, np.median]),
    "agg numpy float": lambda s, k: s.select(agent_type=k(Person)).agg("ability", [np.mean, np.sum, np.max, np.min]),
    "agg big ids": lambda s, k: s.agg("id", [np.max, np.sum, max]),
    "agg by lambda": lambda s, k: s.agg("region", lambda values: values or 0),
    "groupby": lambda s, k: s.groupby("region"),
    "groupby types": lambda s, k: [type(name) for name in s.groupby("region").groups],
    "groupby function": lambda s, k: s.groupby(lambda a: (a.region, even(a))),
    "groupby list": lambda s, k: s.groupby("region", result_type="list"),
    "groupby count": lambda s, k: s.groupby("region").count(),
    "groupby agg": lambda s, k: s.groupby("region").agg("id", max),
    "groupby agg numpy": lambda s, k: s.groupby("region").agg("region", np.mean),
    "groupby list agg": lambda s, k: s.groupby("region", result_type="list").agg("id", max),
    "groupby map": lambda s, k: s.groupby("region").map(lambda group: len(group)),
    "groupby map method": lambda s, k: s.groupby("region").map("get", "id"),
    "groupby do": lambda s, k: len(s.groupby("region").do("shuffle", inplace=True)),
    "groupby iterate": lambda s, k: [(name, len(group)) for name, group in s.groupby(even)],
    "add": lambda s, k: ((t := s.select(even)), t.add(list(s)[0]), t.add(list(s)[1]), t.add(list(s)[1]), t)[-1],
    "remove": lambda s, k: ((t := s.select()), t.remove(list(s)[2]), t)[-1],
    "discard": lambda s, k: ((t := s.select(even)), t.discard(list(s)[0]), t.discard(list(s)[1]), t)[-1],
    "union": lambda s, k: s.select(hires) | s.select(even),
    "intersection": lambda s, k: s.select(hires) & s.select(even),
    "difference": lambda s, k: s.select(hires) - s.select(even),
    "equal": lambda s, k: (s == s.shuffle(), s == s.select(even), s.select(even) <= s),
    "pop": lambda s, k: ((t := s.select(even)).pop(), t),
    "clear": lambda s, k: ((t := s.select(even)).clear(), len(t)),
    "random of the model": lambda s, k: s.random.random(),
    "chain": lambda s, k: s.shuffle().select(even).sort("region").do(hires).get("id"),
}


def outcome(verb, agents, kind):
    """What a verb returns, or the error it raises."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return words(verb(agents, kind))
        except (AttributeError, KeyError, ValueError, TypeError, IndexError) as error:
            return type(error).__name__


def state(model):
    return {a.id: {c: getattr(a, c) for c in ("region", "ability", "aware") if hasattr(a, c)} for a in model.agents}


@pytest.mark.parametrize("name", VERBS)
def test_same_as_plain_objects(name):
    ours = SmallModel(seed=3)
    plain = plain_twin(ours, seed=3)
    first = outcome(VERBS[name], everybody(ours), lambda k: k)
    second = outcome(VERBS[name], everybody(plain), KINDS.__getitem__)
    assert first == second
    assert state(ours) == state(plain)
    assert ours.random.random() == plain.random.random()  # the same number of draws


def quietly(agents, index):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Mesa 3.5 would rather have to_list()[index]
        return agents[index]


MISTAKES = {
    "unknown attribute": lambda s: s.get("wage"),
    "unknown way with what is missing": lambda s: s.get("region", handle_missing="perhaps"),
    "remove who is no member": lambda s: s.select(even).remove(next(a for a in s if not even(a))),
    "index beyond the end": lambda s: quietly(s, 1000),
    "sort by the unknown": lambda s: s.sort("wage"),
    "group by the unknown": lambda s: s.groupby("wage"),
    "unknown method": lambda s: s.do("dance"),
    "greatest of nobody": lambda s: s.select(lambda a: False).agg("region", max),
}


@pytest.mark.parametrize("mistake", MISTAKES.values(), ids=MISTAKES)
def test_same_errors(mistake):
    ours = SmallModel()
    caught = []
    for model in (ours, plain_twin(ours)):
        with pytest.raises((AttributeError, KeyError, ValueError, IndexError)) as error:
            mistake(everybody(model))
        caught.append(error.type)
    assert caught[0] is caught[1]


STEPS = {
    "select": lambda s, n: s.select(lambda a: a.id % (n + 2) != 0),
    "at_most": lambda s, n: s.select(at_most=n * 3),
    "share": lambda s, n: s.select(at_most=n / 10),
    "shuffle": lambda s, n: s.shuffle(inplace=n % 2 == 0),
    "sort": lambda s, n: s.sort(("region", "id")[n % 2], ascending=n % 3 == 0),
    "group": lambda s, n: next(iter(s.groupby("region").groups.values()), s),
    "set": lambda s, n: s.do(lambda a: hasattr(a, "aware") and setattr(a, "aware", n % 8)),
}


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 99), st.lists(st.tuples(st.sampled_from(sorted(STEPS)), st.integers(0, 9)), max_size=7))
def test_same_after_any_chain(seed, chain):
    ours = SmallModel(seed)
    plain = plain_twin(ours, seed)
    results = []
    for model in (ours, plain):
        agents = everybody(model)
        for name, number in chain:
            agents = STEPS[name](agents, number)
        results.append((words(agents), state(model), model.random.random()))
    assert results[0] == results[1]


def test_column_ways_equal_agent_ways():
    model = SmallModel()
    people = model.agents_by_type[Graduate]
    assert list(people.select(people.column("ability") > 0)) == list(people.select(lambda a: a.ability > 0))
    people.set("ability", people.column("ability") * 2)
    assert people.get("ability") == [a.ability for a in people]
    assert people.column("region").dtype == np.int8
    assert people.column("unique_id").tolist() == [a.unique_id for a in people] == people.ids.tolist()


def test_mixed_sets_read_each_table_once():
    model = SmallModel(institutions=True)
    everyone = model.agents.shuffle()
    assert everyone.get("region") == [a.region for a in everyone]
    with pytest.raises(AttributeError, match="ordinary agents"):
        everyone.column("region")
    persons = model.agents.select(agent_type=Person).shuffle()
    assert persons.column("status").tolist() == [a.status for a in persons]


def test_pickled_set_is_the_same_set_in_another_model():
    model = SmallModel()
    chosen = model.agents.shuffle().select(even)
    again = pickle.loads(pickle.dumps(chosen))
    assert words(again) == words(chosen)
    assert again.random.random() == chosen.random.random()
    again.to_list()[0].model.world.people[0].status[:] = Status.AWAY
    assert len(again) < len(chosen)
