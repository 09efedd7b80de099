"""What the levers start from: policies of shipped scenarios, as their files write them."""

from __future__ import annotations

import copy
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import tomlkit
from tomlkit.items import Table

from sim.policies import KINDS, Policy
from sim.scenario.folders import SCENARIOS, shipped

FILE = Path(__file__).with_name("start.toml")
SHARED = "budget"  # of its own instead, where start.toml gives one


class Start(NamedTuple):
    """A policy that may be switched on. block: its table, comments and all, which is not to be changed."""

    id: str
    scenario: str
    block: Table

    @property
    def kind(self) -> type[Policy]:
        """Its kind."""
        return KINDS[self.plain["kind"]].record

    @property
    def plain(self) -> dict[str, Any]:
        """Its table without places and comments."""
        return self.block.unwrap()

    def written(self) -> Table:
        """A table of one's own."""
        return copy.deepcopy(self.block)


@cache
def starts() -> Mapping[str, Start]:
    """All of them by id, in the order of the panel."""
    given = tomllib.loads(FILE.read_text("utf-8"))
    return {name: _start(name, dict(entry)) for name, entry in given.items()}


def _start(name: str, given: dict[str, Any]) -> Start:
    scenario = given.pop("scenario")
    text = (shipped(SCENARIOS) / f"{scenario}.toml").read_text("utf-8")
    block = next(table for table in tomlkit.parse(text)["policy"] if table["id"] == name)  # type: ignore[union-attr]
    if given:
        block.pop(SHARED, None)
        block.update(given)
    return Start(name, scenario, block)
