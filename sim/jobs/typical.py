"""Whom to follow through a pair of worlds: a few of each kind of people, by a rule that a reader can be told."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from sim.appraisal import attribute
from sim.given import refused
from sim.store.stored import KeptRun

EACH = 2  # people of a kind
HERE = ("deadweight", "always", "additional", "induced")  # classes of those who are in the place with the policy
KINDS = ("additional", "left", "deadweight", "reached", "crowded_out")  # told of, in this order


class Person(NamedTuple):
    """One to follow: the id, and the class at the end of the window; `left` for who had come because of it and is gone later."""

    id: int
    kind: str


def typical(base: KeptRun, variant: KeptRun, region: str, end: str, later: str) -> list[Person]:
    """Of each kind the graduates of the commonest degree and, among those, of the median year of graduation: the lowest ids.

    end: last month of the window, later: an outcome date after it, "" for none; "YYYY-MM".
    """
    people = _classed(base, variant, region, end, later)
    graduates = people[people.population == 0]
    return [Person(int(one), kind) for kind in KINDS for one in _middle(graduates[graduates.kind == kind])]


def named(base: KeptRun, variant: KeptRun, region: str, end: str, later: str, ids: tuple[int, ...]) -> list[Person]:
    """The people with these ids, whatever their class; raises Refused for an id of nobody."""
    kind = _classed(base, variant, region, end, later).set_index("id").kind
    for one in ids:
        if one not in kind.index:
            raise refused("--who", one, "the id of an agent, as in marks/RUN_ID.parquet")
    return [Person(one, str(kind[one])) for one in ids]


def _classed(base: KeptRun, variant: KeptRun, region: str, end: str, later: str) -> pd.DataFrame:
    """Everybody: id, kind, population, degree, grad_year; in the order of ids."""
    found = attribute(base, variant, region, end)
    kind = found["class"].astype(str)
    if later:
        gone = ~attribute(base, variant, region, later)["class"].isin(HERE)
        kind = kind.mask((kind == "additional") & gone, "left")
    traits = pd.concat([base.marks, variant.marks]).drop_duplicates("id").set_index("id").loc[found.id]
    return traits[["population", "degree", "grad_year"]].reset_index().assign(kind=kind)


def _middle(people: pd.DataFrame) -> np.ndarray:
    """Ids of the middle of some people."""
    if people.empty:
        return np.zeros(0, np.uint64)
    alike = people[people.degree == np.bincount(people.degree).argmax()]
    years = np.sort(alike.grad_year.to_numpy(), kind="stable")
    alike = alike[alike.grad_year == years[(len(years) - 1) // 2]]
    return np.sort(alike.id.to_numpy(), kind="stable")[:EACH]
