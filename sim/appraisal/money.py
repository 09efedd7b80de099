"""Outcomes summed over months: person-years, spending, cost, rents and wages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from sim.appraisal.classes import ADDITIONAL, ALWAYS, CROWDED_OUT, DEADWEIGHT, INDUCED, REACHED, Counts
from sim.appraisal.inputs import Run
from sim.appraisal.periods import Period
from sim.appraisal.rows import Block
from sim.appraisal.series import booked, measured
from sim.exact import ln
from sim.measures.areas import Areas
from sim.measures.outcomes import MEASURES

CHANGED, REACHED_BY_POLICY, RESIDENTS = (
    [ADDITIONAL, INDUCED, CROWDED_OUT],
    [DEADWEIGHT, ADDITIONAL, REACHED],
    [DEADWEIGHT, ALWAYS, CROWDED_OUT],
)


@dataclass(frozen=True)
class Worlds:
    """Two worlds month by month: what is compared, and where and when."""

    base: Run
    variant: Run
    months: range
    periods: tuple[Period, ...]
    areas: Areas
    groups: tuple[str, ...]  # those of people first
    of_people: int  # how many these are

    def sums(self, values: np.ndarray) -> np.ndarray:
        """Monthly values [month, ...] summed over each period: [year, ...]."""
        return np.array([values[period.rows(self.months)].sum(0) for period in self.periods])

    def by_area(self, values: np.ndarray) -> np.ndarray:
        """Monthly values by region [month, R] summed over each period and area: [year, area, group 1]."""
        return self.sums(np.stack([values[:, inside].sum(1) for inside in self.areas.inside], axis=1))[:, :, None]

    def both(self, name: str) -> tuple[np.ndarray, np.ndarray]:
        """A measure in the baseline and in the variant: float64[month, area, group]."""
        one, two = (measures[name] for measures in self._measures)
        return one, two

    def both_of_people(self, name: str) -> tuple[np.ndarray, np.ndarray]:
        """The same by the groups of people alone."""
        one, two = (values[:, :, : self.of_people] for values in self.both(name))
        return one, two

    @cached_property
    def _measures(self) -> tuple[dict[str, np.ndarray], ...]:
        """Every measure in the baseline and in the variant; what a policy brings about is nothing in a world that does not have it."""
        one, two = (
            measured(run.measures, list(MEASURES), self.months, self.areas.names, self.groups)
            for run in (self.base, self.variant)
        )
        of_policies = np.array([group.startswith("policy=") for group in self.groups])
        for name in MEASURES:
            lacks, other = np.isnan(one[name]), np.isnan(two[name])
            one[name][of_policies & lacks & ~other] = 0.0
            two[name][of_policies & other & ~lacks] = 0.0
        return one, two

    def spent(self, gross: bool = False) -> tuple[np.ndarray, np.ndarray]:
        """Money out in the baseline and in the variant: float64[year, area, group 1], yuan."""
        one, two = (
            self.by_area(booked(run.ledger, self.months, run.regions, gross)) for run in (self.base, self.variant)
        )
        return one, two


class Gained(NamedTuple):
    """Person-years: float64[year, area, group]."""

    base: np.ndarray
    variant: np.ndarray
    plain: np.ndarray  # variant - base
    adjusted: np.ndarray  # less the noise of known mean zero, NaN where none is known


def money_blocks(worlds: Worlds, noise: np.ndarray, counts: Counts) -> list[Block]:
    """The outcomes over months. noise: float64[month, area, group] in the difference of stocks, NaN where unknown."""

    def agents(classes: Sequence[int]) -> np.ndarray:
        return np.asarray(counts.agents.sum(-1)[:, :, classes].sum(2))

    gained = _gained(worlds, noise)
    return [
        _person_years(gained, agents(CHANGED)),
        _spend(worlds, agents(REACHED_BY_POLICY)),
        _cost(worlds, gained, agents(CHANGED)),
        _price_change(worlds, "rent", agents(RESIDENTS)),
        _price_change(worlds, "wage", agents(RESIDENTS)),
        _rent_incidence(worlds, agents(RESIDENTS)),
    ]


def _gained(worlds: Worlds, noise: np.ndarray) -> Gained:
    before, after = (worlds.sums(stock) / 12 for stock in worlds.both_of_people("persons"))
    plain = after - before
    return Gained(before, after, plain, plain - worlds.sums(noise) / 12)


def _person_years(gained: Gained, agents: np.ndarray) -> Block:
    base, variant, plain, adjusted = (values[..., None] for values in gained)
    return Block(
        "person_years",
        ~np.isnan(plain),
        plain,
        agents[..., None],
        adjusted=adjusted,
        level_base=base,
        level_variant=variant,
    )


def _spend(worlds: Worlds, agents: np.ndarray) -> Block:
    before, after = (yuan[..., None] for yuan in worlds.spent())
    shown = np.ones_like(before, bool)
    return Block("spend", shown, after - before, agents[:, :, :1, None], level_base=before, level_variant=after)


def _cost(worlds: Worlds, gained: Gained, agents: np.ndarray) -> Block:
    """Spending for each person-year gained, of everybody: spending is not known by group."""
    before, after = (yuan[..., None] for yuan in worlds.spent())
    return Block(
        "cost_per_additional",
        np.ones_like(before, bool),
        after - before,
        agents[:, :, :1, None],
        plain_per=gained.plain[:, :, :1, None],
        adjusted_per=gained.adjusted[:, :, :1, None],
    )


def _price_change(worlds: Worlds, name: str, agents: np.ndarray) -> Block:
    """Change of a rent or wage in %: at each December, the mean over the window for `all`."""
    before, after = worlds.both_of_people(name)
    change = _at(worlds, 100 * (after / before - 1))[..., None]
    base, variant = (_at(worlds, 100 * ln(price))[..., None] for price in (before, after))
    return Block(
        f"{name}_change",
        np.isfinite(change),
        change,
        agents[..., None],
        level_base=base,
        level_variant=variant,
    )


def _at(worlds: Worlds, values: np.ndarray) -> np.ndarray:
    """Monthly values at each December, their mean over the window for `all`: [year, ...]."""
    months = [p.rows(worlds.months) if p.year == "all" else [p.last - worlds.months.start] for p in worlds.periods]
    return np.array([values[rows].mean(0) for rows in months])


def _rent_incidence(worlds: Worlds, agents: np.ndarray) -> Block:
    """What dearer rents take from tenants for each yuan paid out: sum of floor space (baseline) x rise / spend."""
    floor, (before, after) = worlds.both("floor_space")[0], worlds.both("rent")
    burden = (floor * (after - before))[:, : len(worlds.base.regions), 0]
    taken = worlds.by_area(burden)[..., None]
    paid_before, paid_after = worlds.spent(gross=True)
    return Block(
        "rent_incidence",
        np.ones_like(taken, bool),
        taken,
        agents[:, :, :1, None],
        plain_per=(paid_after - paid_before)[..., None],
    )
