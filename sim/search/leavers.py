"""One class of college leavers as targets see it: who they are, and in which province of an aggregate they live."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.calendar import month_index
from sim.draws import Stream, draws, stream_key
from sim.records import Status
from sim.world.setting import Setting, attachment
from sim.world.state import World
from sim.world.synthesis import picked
from sim.world.tables import Tables

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Leavers:
    """N people who left college in one July, at a later date; codes of regions and provinces, weight in persons.

    at_work: whether each has a job at that date, which is where each lives.
    college_province: the keyed draw that the engine makes where a college's region holds several provinces.
    """

    setting: Setting
    parameters: Mapping[str, float]
    degree: Codes
    college: Codes
    college_province: Codes
    home: Codes
    home_province: Codes
    region: Codes
    at_work: Flags
    weight: Floats

    @property
    def tables(self) -> Tables:
        """The data behind the setting."""
        assert self.setting.tables is not None
        return self.setting.tables

    def where(self, chosen: Flags) -> Leavers:
        """Those chosen.  chosen: bool[N]."""
        names = ("degree", "college", "college_province", "home", "home_province", "region", "at_work", "weight")
        return Leavers(self.setting, self.parameters, *(getattr(self, name)[chosen] for name in names))

    def lives_in(self, name: str) -> Floats:
        """Chance that each lives in a region or a province: float64[N], 0 or 1 but inside aggregates."""
        if name in self.setting.regions:
            return (self.region == self.setting.regions.index(name)).astype(float)
        return self.in_province(np.full(len(self.region), self.tables.provinces.index(name)))

    def in_province(self, province: Codes) -> Floats:
        """Chance that each lives in the province given for each: its part of B where the region holds several.

        This is the mean over the keyed draw of a province, and so has less noise than the draw.
        """
        share = self.tables.province_parts * self.tables.province_residents[:, None]
        share = share / share.sum(axis=0)
        chance = np.zeros(len(self.region))
        for j in np.unique(self.region):
            here = self.region == j
            group, wanted = self.where(here), province[here]
            chance[here] = group._part(int(j), wanted, share[:, j]) if self.setting.aggregate[j] else share[wanted, j]
        return chance

    def _part(self, j: int, wanted: Codes, share: Floats) -> Floats:
        """Part of `wanted` in the ties of aggregate j, for people who all live there (docs/model.md: Ties)."""
        p, size = self.parameters, self.setting.size[j]
        bound = attachment(p)[self.degree]
        at_home, home_wanted = (self.home == j).astype(float), self.home_province == wanted
        home_share = np.maximum(0.0, share[self.home_province] - at_home / size) * np.expm1(p["same_province"] * bound)
        other = share[wanted] + home_share * home_wanted
        home_city = np.expm1(p["home_premium"] * bound) * at_home
        college_city, college_wanted = np.exp(p["college_city_premium"] * bound), self.college_province == wanted
        near = (1.0 + self.tables.distance[j, j]) ** (p["ln_dist"] * p["eps_w_grad"] * bound)
        inside = college_city * college_wanted + near * ((size - 1.0) * other + home_city * home_wanted)
        inside_all = college_city + near * ((size - 1.0) * (1.0 + home_share) + home_city)
        arrived = other + home_city * home_wanted / size
        arrived_all = 1.0 + home_share + home_city / size
        return np.asarray(np.where(self.college == j, inside / inside_all, arrived / arrived_all))


def leavers(world: World, year: int) -> Leavers:
    """The class that left college in July of a year, at the end of the last month simulated."""
    columns: dict[str, list[np.ndarray]] = {
        name: []
        for name in ("degree", "college", "college_province", "home", "home_province", "region", "at_work", "weight")
    }
    for people, scale in zip(world.people, world.scale, strict=True):
        grad, status = people.grad_month[: people.size], people.status[: people.size]
        out = (grad == month_index(year, 7)) & (status != Status.STUDENT) & (status != Status.AWAY)
        rows = np.flatnonzero(out)
        for name in ("degree", "college", "home", "home_province", "region"):
            columns[name].append(getattr(people, name)[rows].astype(np.int64))
        columns["college_province"].append(college_provinces(world, people.id[rows], columns["college"][-1]))
        columns["at_work"].append(status[rows] == Status.EMPLOYED)
        columns["weight"].append(np.full(len(rows), float(scale)))
    joined = {name: np.concatenate(parts) for name, parts in columns.items()}
    return Leavers(world.setting, world.scenario.parameters, **joined)


def college_provinces(world: World, ids: NDArray[np.uint64], college: Codes) -> Codes:
    """Province of each one's college."""
    return picked(
        world.setting.province_cumulative, college, draws(stream_key(world.seed, Stream.COLLEGE_PROVINCE, 0), ids)
    )


def any_of(chances: Sequence[Floats]) -> Floats:
    """Chance of living in one of several places that do not overlap."""
    return np.asarray(np.sum(chances, axis=0))
