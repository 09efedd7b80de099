"""Moves between places as the page shows them, from flows.json: what all months share, and the rows of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from fastapi import HTTPException, Query

from sim.report import formats
from sim.report.words import word
from sim.web.month import Month, Show, ends, with_policy
from sim.web.studies import Lang

SCHEMA = 1  # of the moves that the page reads


@dataclass(frozen=True)
class Shown:
    """What is looked at: a variant, a month, the world without or with it or the difference, the judged place's moves or all."""

    pick: Annotated[str, Query(max_length=200)]
    month: Annotated[str, Query(pattern=r"^[0-9]{4}-[0-9]{2}$")]
    show: Show = "diff"
    at: Literal["focus", "all"] = "focus"


@dataclass(frozen=True)
class Moves:
    """The moves of a comparison in one language. told: flows.json."""

    told: Mapping[str, Any]
    lang: Lang

    def sheet(self) -> dict[str, Any]:
        """What all months share: places, titles of months, the largest numbers, the net inflow, notes."""
        told = self.told
        return {
            **{key: told[key] for key in ("first", "last", "focus")},
            "months": [{"key": month, "title": formats.month_name(month, self.lang)} for month in told["months"]],
            "places": [{**place, "title": place["title"][self.lang]} for place in told["places"]],
            "widest": {at: self._widest(at) for at in ("focus", "all")},
            "net": {variant["name"]: self._net(variant) for variant in told["variants"]},
            "question": word("flows.question", self.lang),
            "notes": told["notes"][self.lang],
        }

    def figure(self, shown: Shown) -> dict[str, Any]:
        """The rows of a month: three sums, then arcs, those whose sign is sure and the largest first; raises HTTPException."""
        variant, at = self._variant(shown.pick), self._at(shown.month)
        return Month(self.told, self.lang, variant, at, shown.show).figure(self._arcs(shown.at), shown.at == "all")

    def _variant(self, name: str) -> Mapping[str, Any]:
        found = next((variant for variant in self.told["variants"] if variant["name"] == name), None)
        if found is None:
            raise HTTPException(404, "no such variant")
        return found

    def _at(self, month: str) -> int:
        if month not in self.told["months"]:
            raise HTTPException(404, "no such month")
        return int(self.told["months"].index(month))

    def _arcs(self, at: str) -> list[int]:
        """Numbers of the arcs that are shown."""
        return [i for i, ends in enumerate(self.told["arcs"]) if at == "all" or self.told["focus"] in ends]

    def _widest(self, at: str) -> dict[str, int]:
        """The largest number of an arc over all months and variants, so that a width means the same in each."""
        arcs, variants = self._arcs(at), self.told["variants"]
        levels = [number for i in arcs for number in self.told["level"][i] if number is not None]
        changes = [abs(number) for variant in variants for i in arcs for number in variant["change"][i]]
        return {"level": max(levels, default=0), "diff": max(changes, default=0)}

    def _net(self, variant: Mapping[str, Any]) -> dict[str, list[int | None]]:
        """Net moves into the judged place by month: without and with, and the difference added up with its range."""
        months, net = range(len(self.told["months"])), len(self.told["arcs"]) + self.told["sums"].index("net")
        ranges = [ends(variant, net, at) for at in months]
        return {
            "without": self.told["level"][net],
            "with": [with_policy(self.told, variant, net, at) for at in months],
            "diff": variant["change"][net],
            "low": [low for low, _ in ranges],
            "high": [high for _, high in ranges],
        }
