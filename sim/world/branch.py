"""One history, several futures: a world goes on under another scenario, and everything numbered by policy is numbered anew."""

from __future__ import annotations

import numpy as np

from sim.scenario import Scenario
from sim.world.state import Finance, World
from sim.world.synthesis import eligibility


def branch(world: World, scenario: Scenario) -> World:
    """The same world, bit for bit, to go on under `scenario`."""
    twin = world.copy()
    twin.scenario = scenario
    if world.scenario.policies == scenario.policies:
        return twin
    place, old, new = places(world.scenario, scenario), world.scenario.policies, scenario.policies
    for people in twin.people:
        rows = slice(0, people.size)
        claimed, touched = renumbered(people.claimed[rows], place), renumbered(people.touched[rows], place)
        people.hold_policies(len(new))
        people.eligible[rows] = eligibility(new, people, rows, twin.setting)
        people.claimed[rows], people.touched[rows] = claimed, touched
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
    cases = np.zeros((len(twin.counts.cases), max(1, len(new)), 2), np.int64)
    cases[:, place[known]] = twin.counts.cases[:, : len(old)][:, known]
    twin.counts.cases = cases
    return twin


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
