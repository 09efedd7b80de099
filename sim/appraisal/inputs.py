"""What the appraisal reads of two finished worlds, and the same people side by side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import pandas as pd

from sim.calendar import label
from sim.measures import areas


class Policy(Protocol):
    """A policy, as far as the appraisal looks at it."""

    @property
    def id(self) -> str: ...
    @property
    def regions(self) -> tuple[str, ...]: ...
    @property
    def budget(self) -> str | None: ...


class Scenario(Protocol):
    """A scenario, as far as the appraisal looks at it; `start` in months since 2010-01."""

    @property
    def start(self) -> int: ...
    @property
    def policies(self) -> tuple[Any, ...]: ...  # of Policy
    @property
    def budgets(self) -> Mapping[str, Any]: ...


class Run(Protocol):
    """One finished world: tables as in the results folder, `marks` one row an agent in id order.

    martingale: float64[month from `scenario.start`, region, degree, term] of TERMS, persons: what happened by lot less what was expected.
    """

    @property
    def scenario(self) -> Any: ...  # Scenario
    @property
    def seed(self) -> int: ...
    @property
    def measures(self) -> pd.DataFrame: ...
    @property
    def ledger(self) -> pd.DataFrame: ...
    @property
    def marks(self) -> pd.DataFrame: ...
    @property
    def martingale(self) -> np.ndarray: ...
    @property
    def regions(self) -> tuple[str, ...]: ...
    @property
    def groups(self) -> Mapping[str, str]: ...
    @property
    def persons_per_agent(self) -> tuple[int, int]: ...  # graduates, researchers


class Pair(Protocol):
    """What the worlds of one comparison share; months since 2010-01, the window with both ends."""

    @property
    def window(self) -> tuple[int, int]: ...
    @property
    def dates(self) -> tuple[int, ...]: ...


@dataclass(frozen=True)
class People:
    """The same agents in both worlds, row by row.

    Traits are those of the baseline: a group holds the same people in both worlds even where a tier has changed.
    """

    base: pd.DataFrame
    variant: pd.DataFrame

    def places(self, date: int) -> tuple[np.ndarray, np.ndarray]:
        """Region of everyone at a date in the baseline and in the variant: int8[N] each, -1 in none."""
        name = f"region_{label(date)}"
        return self.base[name].to_numpy(), self.variant[name].to_numpy()

    def column(self, name: str, date: int) -> tuple[np.ndarray, np.ndarray]:
        """A mark `name_YYYY-MM` of everyone in the baseline and in the variant."""
        name = f"{name}_{label(date)}"
        return self.base[name].to_numpy(), self.variant[name].to_numpy()

    def touched(self, date: int) -> np.ndarray:
        """Bits of the variant's policies that have reached each agent by the date: unsigned, as wide as they are many."""
        return np.asarray(self.variant[f"touched_{label(date)}"])


def match_people(base: Run, variant: Run) -> People:
    """Marks of both worlds in one order of rows; agents that one world lacks live nowhere there."""
    one, two = base.marks, variant.marks
    if len(one) == len(two) and all((one[c].to_numpy() == two[c].to_numpy()).all() for c in ("population", "id")):
        return People(one, two)
    one, two = (marks.set_index(["population", "id"]) for marks in (one, two))
    everyone = pd.MultiIndex.from_tuples(one.index.union(two.index), names=one.index.names)
    return People(_extended(one, two, everyone), _extended(two, one, everyone))


def _extended(marks: pd.DataFrame, other: pd.DataFrame, everyone: pd.MultiIndex) -> pd.DataFrame:
    """`marks` with a row for everyone; of those absent the traits come from the other world."""
    strangers = other[~other.index.isin(marks.index)].copy()
    for name in map(str, strangers):
        if name.startswith("region_"):
            strangers[name] = np.int8(-1)
        elif name.startswith(("kept_", "touched", "employer_")):
            strangers[name] = strangers[name].to_numpy() * False
    return pd.concat([marks, strangers]).loc[everyone].reset_index()


def areas_of(run: Run) -> areas.Areas:
    """Areas of a world."""
    return areas.areas_of(run.regions, [run.groups.get(region, "") for region in run.regions])


@dataclass(frozen=True)
class Compared:
    """Policies in which the variant differs from the baseline.

    bits: uint64[R], per region the bits (place in the variant's list) of its new or changed policies that act there;
    acts: bool[R], where a policy acts that is new, changed or dropped.
    """

    bits: np.ndarray
    acts: np.ndarray

    def mask(self, inside: np.ndarray) -> np.uint64:
        """Bits of the policies that act in any of the regions `inside`: bool[R]."""
        return np.uint64(np.bitwise_or.reduce(self.bits[inside], initial=np.uint64(0)))

    @property
    def everything(self) -> np.uint64:
        """Bits of all policies compared."""
        return self.mask(np.ones(len(self.bits), bool))


def compared_policies(base: Run, variant: Run) -> Compared:
    """Which policies are compared, and where they act."""
    regions = variant.regions
    before, after = (_with_budget(run.scenario) for run in (base, variant))
    bits, acts = np.zeros(len(regions), np.uint64), np.zeros(len(regions), bool)
    for place, policy in enumerate(variant.scenario.policies):
        if before.get(policy.id) != after[policy.id]:
            where = np.isin(regions, policy.regions)
            bits[where] |= np.uint64(1 << place)
            acts |= where
    for policy in base.scenario.policies:
        if before[policy.id] != after.get(policy.id):
            acts |= np.isin(regions, policy.regions)
    return Compared(bits, acts)


def _with_budget(scenario: Scenario) -> dict[str, tuple[Policy, object]]:
    """Policies by id, each with the budget it draws on: a larger budget makes it another policy."""
    return {p.id: (p, scenario.budgets.get(p.budget) if p.budget else None) for p in scenario.policies}
