"""The files of `talentflow trace` read back as lives."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from sim.report.lives.seen import SIDES, Life, Side
from sim.report.study import Study
from sim.store.files import read_json
from sim.store.folder import LIVES


@dataclass(frozen=True)
class Pair:
    """The people of one variant. named: asked for by their ids, not chosen as typical."""

    variant: str
    seed: int
    focus: str
    named: bool
    lives: tuple[Life, ...]


def followed(study: Study) -> list[Pair]:
    """What the folder of a study holds of people followed, in the order of its variants."""
    told: dict[str, int] = {}
    return [pair for name in study.names if (pair := _pair(study, name, told)) is not None]


def _pair(study: Study, name: str, told: dict[str, int]) -> Pair | None:
    held = read_json(study.results.folder / LIVES / f"{name}.json")
    if held is None or held["plan"] != study.results.manifest["digest"]:
        return None
    return Pair(name, held["seed"], held["focus"], held["named"], tuple(_lives(held, told)))


def _lives(held: Mapping[str, Any], told: dict[str, int]) -> Iterator[Life]:
    tables = {side: {key: pd.DataFrame(held[side][key]) for key in ("lives", "choices")} for side in SIDES}
    for person in held["people"]:
        one = person["id"]
        sides = [_side(tables[side], one) for side in SIDES]
        if all(len(side.lives) for side in sides):
            told[one] = told.get(one, 0) + 1
            key = one if told[one] == 1 else f"{one}-{told[one]}"
            yield Life(key, one, person["kind"], held["variant"], held["leaving_age"], *sides)


def _side(tables: Mapping[str, pd.DataFrame], one: str) -> Side:
    mine = {key: table[table.id == one] if len(table) else table for key, table in tables.items()}
    lives = mine["lives"].set_index("month") if len(mine["lives"]) else mine["lives"]
    return Side(lives, mine["choices"])
