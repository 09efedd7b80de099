"""A few people followed through a world: their months, and what each of their choices of a place weighed.

Following changes nothing: before the reviews of a month, those of the people followed are made on the side, by the engine's own
code and from the same state. A world without a trace runs none of this.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd

from sim.engine.places import Scene
from sim.engine.review import BLOCK, review, room_of
from sim.engine.review_any import review_any
from sim.engine.weighing import PARTS, weigh_parts
from sim.given import listed, plain, refused, whole
from sim.measures.people import people_rows
from sim.phases.choices import due, hazards
from sim.phases.workspace import Month
from sim.records import Status
from sim.scenario import Scenario
from sim.world.state import World

LAST_ID = 2**64 - 1
LIFE = (
    "degree", "field", "home", "college", "grad_month", "status", "region", "search_region", "offer_region", "housing",
    "income", "partner", "child_age", "tier",
)  # fmt: skip


@dataclass
class Trace:
    """Those followed, ids ascending, and what was seen of them so far, a table a month and population."""

    ids: np.ndarray
    _lives: list[pd.DataFrame] = field(default_factory=list)
    _choices: list[pd.DataFrame] = field(default_factory=list)

    @classmethod
    def of(cls, ids: Sequence[int], scenario: Scenario) -> Trace | None:
        """A trace of these people, None for nobody; raises Refused for what is no id, and for limit worlds."""
        known = {whole(one, "trace", 0, LAST_ID) for one in listed(plain(ids), "trace")}
        if known and scenario.limit is not None:
            raise refused("trace", scenario.name, "worlds of the data: a limit world's own tables tell all choices")
        return cls(np.array(sorted(known), np.uint64)) if known else None

    def copy(self) -> Trace:
        """The same so far, to go on apart."""
        return replace(self, _lives=list(self._lives), _choices=list(self._choices))

    def before(self, phase: str, world: World, month: Month) -> None:
        """Make the reviews of those followed on the side, just before they are made."""
        if phase != "reviews":
            return
        for population, rows in enumerate(self._rows(world)):
            reviewing = np.intersect1d(rows, due(world, month, population, hazards(world)))
            self._choices.append(weighed(world, month, population, reviewing))

    def note(self, world: World, month: int) -> None:
        """Keep the month that has just passed."""
        for population, rows in enumerate(self._rows(world)):
            there = world.people[population].status[rows] != Status.AWAY
            self._lives.append(life(world, month, population, rows[there]))

    def _rows(self, world: World) -> list[np.ndarray]:
        """Rows of those followed, of each population."""
        return [np.flatnonzero(np.isin(people.id[: people.size], self.ids)) for people in world.people]

    @property
    def lives(self) -> pd.DataFrame:
        """One row a person and month at whose end it was there: id, month (since 2010-01), LIFE in the words of `people_table`,
        reached_by (ids of policies) and met_by (regions whose lines have met the person), lists."""
        return _joined(self._lives)

    @property
    def choices(self) -> pd.DataFrame:
        """One row a person, review and place considered: id, month, here (lived in), region, chosen, chance (0 to 1),
        income (yuan a month expected there), the parts of v (PARTS) and luck, the shock, in utils."""
        return _joined(self._choices)


def _joined(tables: Sequence[pd.DataFrame]) -> pd.DataFrame:
    filled = [table for table in tables if len(table)]
    found = pd.concat(filled) if filled else pd.DataFrame({"id": np.zeros(0, np.uint64), "month": np.zeros(0, int)})
    return found.sort_values(["id", "month"], kind="stable").reset_index(drop=True)


def life(world: World, month: int, population: int, rows: np.ndarray) -> pd.DataFrame:
    """The rows as they are at the end of a month: `Trace.lives`."""
    table = people_rows(world, population, rows).reset_index()
    names = [policy.id for policy in world.scenario.policies]
    return table[["id", *LIFE]].assign(
        month=month,
        reached_by=[_of_bits(bits, names) for bits in table["touched"]],
        met_by=[_of_bits(bits, world.setting.regions) for bits in table["contacted"]],
    )


def _of_bits(bits: int, names: Sequence[str]) -> list[str]:
    """The names whose bit is set."""
    return [name for place, name in enumerate(names) if int(bits) >> place & 1]


def weighed(world: World, month: Month, population: int, rows: np.ndarray) -> pd.DataFrame:
    """What rows choose in a review, from what they see this month: `Trace.choices`."""
    people: Any = world.people[population].arrays()
    scene = month.scenes[population]
    n, r = len(rows), world.setting.count
    parts, luck, income = np.empty((n, r, len(PARTS))), np.empty((n, r)), np.empty((n, r))
    weigh_parts(rows, world.month, people, scene, parts, luck, income)
    aware = people.aware.copy()  # a review adds to what its person considers
    chosen, chance = chosen_of(rows, world, people._replace(aware=aware), scene)
    k, j = np.nonzero((aware[rows].astype(np.int64)[:, None] >> np.arange(r)) & 1)
    names = np.array(world.setting.regions, object)
    return pd.DataFrame(
        {
            "id": people.id[rows[k]],
            "month": world.month,
            "here": names[people.region[rows[k]]],
            "region": names[j],
            "chosen": chosen[k] == j,
            "chance": chance[k, j],
            "income": income[k, j],
            **{name: parts[k, j, place] for place, name in enumerate(PARTS)},
            "luck": luck[k, j],
        }
    )


def chosen_of(rows: np.ndarray, world: World, people: Any, scene: Scene) -> tuple[np.ndarray, np.ndarray]:
    """The place each row chooses, int64[N], and the chance of each place, float64[N, R], by the code that all reviews go through."""
    r = world.setting.count
    chosen, chance, surprise = np.empty(len(rows), np.int64), np.empty((len(rows), r)), np.zeros((4, r))
    block = BLOCK if scene.p.plain else 1  # the general code keeps the chances of its last person alone
    for first in range(0, len(rows), block):
        mine = slice(first, min(first + block, len(rows)))
        given = rows[mine], world.month, people, scene, surprise, chosen[mine]
        if scene.p.plain:
            room = room_of(r)
            review(*given, room)
            chance[mine] = room.chance[: mine.stop - first]
        else:
            scratch = np.empty((3, r))
            review_any(*given, world.detail, scratch)
            chance[mine] = scratch[1]
    return chosen, chance
