"""Plans that are made up: what the page may ask of a server, each question going on as a test says."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator
from typing import Any

from page_views import number, view

from sim.web.plans import Full, Moved, Snapshot, Unfit
from sim.web.studies import Lang, Study

ENDED = ("stopped", "failed", "done")
PAIRS = (500.0, 90_000.0, 620.0, 680.0, 540.0, 700.0)  # the second runs off the edge of the other cards
CITY = 1e8
_AHEAD = {"value": 640.0, "low": 480.0, "high": 930.0, "text": "+640"}
FORESEEN = {
    "zh": {**_AHEAD, "span": "480 至 930", "says": "一阶预估，不含反应"},
    "en": {**_AHEAD, "span": "480 to 930", "says": "A first-order preview"},
}  # what is foreseen of every plan that runs


def field(
    policy: str, name: str, zh: str, en: str, form: str, value: float, most: float, unit: tuple[str, str], lang: Lang
) -> dict[str, Any]:
    return {
        "path": f"policy.{policy}.{name}", "label": zh if lang == "zh" else en, "form": form, "unit": unit[lang == "en"],
        "value": value, "low": 0, "high": most, "step": most / 20, "lead": name != "remote", "purse": name == "budget",
        "source": "", "grade": "B",
    }  # fmt: skip


def policy(name: str, zh: str, en: str, marker: str, value: float, lang: Lang) -> dict[str, Any]:
    yuan, none, flats = ("元/年", "yuan a year"), ("", ""), ("套", "flats")
    fields = [
        field(name, "budget", "年度支出上限", "most that is spent a year", "yuan", value, 2e8, yuan, lang),
        field(name, "units", "套数", "flats", "count", 30_000, 100_000, flats, lang),
        field(name, "discount", "租金低于市价的比例，在每个地区", "how far below market", "share", 0.4, 1, none, lang),
        field(name, "remote", "倍数", "factor", "factor", 1.5, 4, none, lang),
    ]  # fmt: skip
    return {"id": name, "kind": name, "title": zh if lang == "zh" else en, "marker": marker, "scenario": name,
            "source": "article", "fields": fields}  # fmt: skip


def levers(lang: Lang) -> dict[str, Any]:
    families = [
        ("housing", "住房", "Housing", [("flats", "人才公寓", "Talent flats", "o", 57e6), ("rent", "租房补贴", "Rent subsidy", "o", 1e7)]),
        ("cash", "现金", "Cash", [("living", "生活补贴", "Living subsidy", "s", 6e7)]),
        ("lines", "引才", "Recruitment", [("lines", "引才专线", "Recruitment lines", "^", 1e8)]),
    ]  # fmt: skip
    return {
        "focus": "Hohhot", "budget": {"value": CITY, "text": "1亿元" if lang == "zh" else "100 million yuan", "source": "x"},
        "note": "", "seeds": len(PAIRS),
        "families": [
            {"family": hue, "title": zh if lang == "zh" else en, "policies": [policy(*one, lang) for one in policies]}
            for hue, zh, en, policies in families
        ],
    }  # fmt: skip


class Script:
    """A Plans. study: where the questions that end are stored; full: whether no question is taken."""

    def __init__(self, study: str) -> None:
        self.study, self.full = study, False
        self.states: dict[str, tuple[str, int]] = {}

    def go(self, pairs: int) -> None:
        """So many pairs more of every question that has not ended."""
        for key, (state, done) in self.states.items():
            if state not in ENDED:
                more = done + pairs
                after = "stopped" if state == "stopping" else "done" if more == len(PAIRS) else "running"
                self.states[key] = after, more

    async def levers(self, study: Study, lang: Lang) -> dict[str, Any]:
        return levers(lang)

    async def plan(self, study: Study, moved: Moved, lang: Lang) -> dict[str, Any]:
        key = self._key(moved)
        told = {"title": " + ".join(moved.on), "toml": f"# {dict(moved.values)}\n", "file": "plan.toml"}
        return {"key": key, **told, "command": f"talentflow compare {key}", "job": self.snapshot(key, lang)}

    async def ask(self, study: Study, moved: Moved, lang: Lang) -> Snapshot:
        if self.full:
            raise Full
        key = self._key(moved)
        state, done = self.states.get(key, ("stopped", 0))
        if state != "done":
            self.states[key] = "waiting", done
        return self._told(key, lang)

    def snapshot(self, key: str, lang: Lang) -> Snapshot | None:
        return self._told(key, lang) if key in self.states else None

    async def events(self, key: str, lang: Lang) -> AsyncIterator[Snapshot]:
        told = None
        while key in self.states and (told is None or told[0] not in ENDED):
            if told != self.states[key]:
                told = self.states[key]
                yield self._told(key, lang)
            await asyncio.sleep(0.02)

    async def stop(self, key: str) -> None:
        self.states[key] = "stopping", self.states[key][1]

    def _key(self, moved: Moved) -> str:
        if ("policy.flats.units", 0.0) in moved.values:
            raise Unfit([{"field": "policy.flats.units", "found": "0", "allowed": "1 or more", "hint": "<b>none</b>"}])
        return hashlib.sha256(repr(moved).encode()).hexdigest()[:12]

    def _told(self, key: str, lang: Lang) -> Snapshot:
        state, done = self.states[key]
        return {
            "key": key, "state": state, "done": done, "of": len(PAIRS), "says": f"{state}: {done} / {len(PAIRS)}",
            "by_seed": list(PAIRS[:done]), "preview": None if done >= 4 else FORESEEN[lang],
            "view": so_far(done, lang) if done >= 4 else None,
            "study": self.study if state == "done" else "",
        }  # fmt: skip


def so_far(done: int, lang: Lang) -> dict[str, Any]:
    """A view model of a plan after so many pairs."""
    found = view(lang, 1)
    net = number(600, 60_000 / done)
    found["variants"][0] |= {"by_seed": list(PAIRS[:done]), "net": net}
    found["figures"]["net"]["rows"][0] |= net
    return found
