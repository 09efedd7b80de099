"""One history, several futures: a world goes on under another scenario, and everything numbered by policy is numbered anew."""

from __future__ import annotations

import numpy as np

from sim.measures.outcomes import COUNTS
from sim.scenario import Scenario
from sim.world.state import Finance, World
from sim.world.synthesis import eligibility


def branch(world: World, scenario: Scenario) -> World:
    """The same world, bit for bit, to go on under `scenario`."""
    twin = world.copy()
    twin.scenario = scenario
    if world.scenario.policies == scenario.policies:
        return twin
    place, new = places(world.scenario, scenario), scenario.policies
    for people in twin.people:
        rows = slice(0, people.size)
        people.eligible[rows] = eligibility(new, people, rows, twin.setting)
        people.claimed[rows] = renumbered(people.claimed[rows], place)
        people.touched[rows] = renumbered(people.touched[rows], place)
    firms = twin.firms
    firms.programme[: firms.size] = renumbered(firms.programme[: firms.size], place)
    firms.helped_by[: firms.size] = np.append(place, -1)[firms.helped_by[: firms.size]]
    claims, finance = twin.claims, twin.finance
    claims.policy = place[claims.policy].astype(claims.policy.dtype)
    known = place >= 0
    blank = Finance.blank(len(finance.cases), len(new), twin.setting.count)
    blank.cases[:, place[known]] = finance.cases[:, known]
    blank.foreseen[place[known]] = finance.foreseen[known]
    finance.cases, finance.foreseen = blank.cases, blank.foreseen
    finance.funded = {(int(place[p]), j): share for (p, j), share in finance.funded.items() if known[p]}
    if len(twin.public_open):
        twin.public_open = np.zeros((len(new), *twin.public_open.shape[1:]), np.int64)
        twin.public_open[place[known]] = world.public_open[known]
    for count in COUNTS.values():
        if "policy" in count.axes:
            counted = getattr(twin.counts, count.name)
            setattr(twin.counts, count.name, recounted(counted, 1 + count.axes.index("policy"), place, len(new)))
    return twin


def recounted(counted: np.ndarray, axis: int, place: np.ndarray, policies: int) -> np.ndarray:
    """What has been counted along an axis of policies, under their new numbers."""
    known = place >= 0
    before = np.moveaxis(counted, axis, 0)
    after = np.zeros((max(1, policies), *before.shape[1:]), counted.dtype)
    after[place[known]] = before[: len(place)][known]
    return np.ascontiguousarray(np.moveaxis(after, 0, axis))


def places(old: Scenario, new: Scenario) -> np.ndarray:
    """Number of each policy of one scenario in another, -1 where it is gone: int64[P]."""
    ids = [policy.id for policy in new.policies]
    return np.array([ids.index(p.id) if p.id in ids else -1 for p in old.policies], np.int64)


def renumbered(bits: np.ndarray, place: np.ndarray) -> np.ndarray:
    """Bitmasks of policies under new numbers; policies that are gone lose their bit."""
    out = np.zeros(len(bits), np.uint64)
    for before, after in enumerate(place.tolist()):
        if after >= 0:
            out |= ((bits >> np.uint64(before)) & np.uint64(1)) << np.uint64(after)
    return out
