"""The moves of one month as picture, list, table and CSV show them: one set of rows, with every text, from flows.json."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sim.report import formats
from sim.report.words import word
from sim.web.studies import Lang

YEAR = 12  # months of a level
Row = dict[str, Any]
Show = Literal["without", "with", "diff"]


@dataclass(frozen=True)
class Month:
    """One month of one variant. told: flows.json; at: number of the month."""

    told: Mapping[str, Any]
    lang: Lang
    variant: Mapping[str, Any]
    at: int
    show: Show

    def figure(self, arcs: Sequence[int], others: bool) -> dict[str, Any]:
        """Question, sentence and note, columns and rows: three sums, then arcs that are not empty, and all others where asked for."""
        sums = {name: len(self.told["arcs"]) + i for i, name in enumerate(self.told["sums"])}
        top = [self._row(sums[name], part=name) for name in ("in", "out", "net")]
        shown = [row for row in (self._row(i, part="arc") for i in arcs) if row["value"]]
        shown = sorted(shown, key=lambda row: (not row["sure"], -abs(row["value"])))
        rest = [self._row(sums["other"], part="other")] if others else []
        return {
            "question": self._w("question"),
            "says": top[-1]["says"],
            "note": self._w("note_diff" if self._differs else "note_level"),
            "columns": [{"key": key, "title": title} for key, title in self._columns()],
            "rows": [*top, *shown, *rest],
        }

    @property
    def _differs(self) -> bool:
        return self.show == "diff"

    def _columns(self) -> Sequence[tuple[str, str]]:
        more = [(key, word(f"column.{key}", self.lang)) for key in ("low", "high", "sure")] if self._differs else []
        return [("title", self._w("move")), ("value", self._w("persons")), *more]

    def _row(self, series: int, part: str) -> Row:
        """A series in this month, with its texts."""
        title, what = self._names(series, part)
        row = {"part": part, **self._ends(series, part), "title": title, **self._number(series, signed=part == "net")}
        return {**row, "says": self._says(row, what)}

    def _ends(self, series: int, part: str) -> Row:
        start, end = self.told["arcs"][series] if part == "arc" else (None, None)
        return {"from": start, "to": end}

    def _names(self, series: int, part: str) -> tuple[str, str]:
        """A title, and what it is called at the head of a sentence."""
        places = [place["title"][self.lang] for place in self.told["places"]]
        if part == "arc":
            a, b = (places[end] for end in self.told["arcs"][series])
            return self._w("arc", a=a, b=b), formats.capital(self._w("way", a=a, b=b))
        title = formats.capital(self._w(part, region=places[self.told["focus"]]))
        return title, title

    def _number(self, series: int, signed: bool) -> Row:
        """Value, range, texts, and whether the sign is sure (true of a level)."""
        if not self._differs:
            value = self._level(series)
            text = "–" if value is None else self._persons(value, sign=signed)
            return {"value": value, "low": None, "high": None, "text": text, "span": "", "sure": value is not None}
        value, sure = self.variant["change"][series][self.at], self.variant["sure"][series][self.at] == "1"
        half = self.variant["half"][series][self.at]
        low, high = ends(self.variant, series, self.at)
        text = self._persons(value, float("nan") if half is None else half, sign=True)
        span = "" if low is None or high is None else formats.span(low, high, self.lang)
        return {"value": value, "low": low, "high": high, "text": text, "span": span, "sure": sure}

    def _level(self, series: int) -> int | None:
        if self.show == "without":
            return self.told["level"][series][self.at]  # type: ignore[no-any-return]
        return with_policy(self.told, self.variant, series, self.at)

    def _persons(self, value: float, half: float = float("nan"), *, sign: bool = False) -> str:
        return formats.count(formats.rounded(value, half), self.lang, sign=sign)

    def _says(self, row: Row, what: str) -> str:
        """The row as a sentence."""
        lang, name = self.lang, self.variant["named"][self.lang]
        month, begin = (formats.month_name(month, lang) for month in (self.told["months"][self.at], self.told["first"]))
        if row["value"] is None:
            return self._w("level_unknown", what=what, month=month)
        if not self._differs:
            world = self._w(self.show, name=name)
            return self._w("level", what=what, n=row["text"], month=month, world=world)
        fill = {
            "what": what,
            "begin": begin,
            "month": month,
            "name": name,
            "n": row["text"].lstrip(f"+{formats.MINUS}"),
        }
        noise = self._w("noise", span=row["span"]) if row["low"] != row["high"] else ""
        sign = self._w("few" if row["low"] is None else "sure" if row["sure"] else "unsure")
        direction = "same" if not row["value"] else "more" if row["value"] > 0 else "fewer"
        return self._w(direction, noise=noise, sure=sign, **fill)

    def _w(self, key: str, **fill: object) -> str:
        return word(f"flows.{key}", self.lang, **fill)


def with_policy(told: Mapping[str, Any], variant: Mapping[str, Any], series: int, at: int) -> int | None:
    """Persons of the twelve months to a month in the world with a variant: those without, and what it changes in these months."""
    without, change = told["level"][series][at], variant["change"][series]
    before = change[at - YEAR] if at >= YEAR else 0
    return None if without is None else without + change[at] - before  # type: ignore[no-any-return]


def ends(variant: Mapping[str, Any], series: int, at: int) -> tuple[int | None, int | None]:
    """The 95 % range of a change; none from too few pairs of worlds."""
    value, half = variant["change"][series][at], variant["half"][series][at]
    return (None, None) if half is None else (value - half, value + half)
