"""People followed through two worlds, made up: in the form of lives.schema.json, in both languages."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from page_views import view
from web_fixture import digest_of

from sim.store.files import sha256_of, write_json

PLACES = (
    ("Hohhot", "呼和浩特", "Hohhot"),
    ("Yangtze delta", "长三角", "Yangtze delta"),
    ("Rest of China", "其他地区", "Rest of China"),
)
KINDS = (("additional", "因为方案来的", "Came because of it"), ("deadweight", "本来就会在", "Would be here anyway"))
STATES = {"studies": ("上学", "studies"), "looks": ("找工作", "looks for work"), "works": ("工作", "works")}
WORLDS = {"without": ("没有方案", "without"), "with": ("有方案", "with")}
MONTHS = ("2022-03", "2022-04", "2025-09")  # two choices close together
COLUMNS = {
    "life": ("world_title", "first", "last", "place_title", "state_title", "home_title", "income"),
    "why": (
        "month_title", "place_title", "without", "with", "luck", "money", "rent", "ties", "distance", "other", "chosen_without",
        "chosen_with",
    ),
}  # fmt: skip


def told(lang: str, name: str) -> dict[str, Any]:
    """The view model of a comparison called so, of two variants with two people each."""
    variants = view(lang, 2)["variants"]
    keys = ("name", "title", "what", "family", "marker", "open", "tint")
    return {
        "schema": 1, "lang": lang, "digest": digest_of(name)[:12], "first": "2022-01", "last": "2027-12", "until": "2030-12",
        "variants": [{**{key: v[key] for key in keys}, "rule": f"rule of {v['title']}"} for v in variants],
        "people": [person(f"{100 + 10 * i + k}", v["name"], k, lang) for i, v in enumerate(variants) for k in (0, 1)],
        "figures": {key: {"question": key, "note": key, "columns": [{"key": c, "title": c} for c in COLUMNS[key]]} for key in COLUMNS},
        "caveats": ["one", "two"],
    }  # fmt: skip


def person(key: str, variant: str, k: int, lang: str) -> dict[str, Any]:
    """One who comes in 2022 (k = 0), or one who is there in both worlds (k = 1)."""
    tongue = 1 if lang == "zh" else 2
    spans = [
        span("without", "2022-01", "2022-06", 1, "studies", lang),
        span("without", "2022-07", "2030-12", 2 if k == 0 else 0, "works", lang),
        span("with", "2022-01", "2022-06", 1, "studies", lang),
        span("with", "2022-07", "2024-03", 0, "looks", lang),
        span("with", "2024-04", "2026-08", 0, "works", lang, flat=True),
        span("with", "2026-09", "2030-12", 0, "works", lang),
    ]
    events = (("2022-02", "met", 1), ("2024-04", "flat", 0))
    return {
        "key": key, "id": key, "variant": variant, "kind": KINDS[k][0], "kind_title": KINDS[k][tongue], "who": f"who {key}",
        "story": [f"story of {key}."], "graduates": "2022-07", "parted": "2022-07" if k == 0 else "", "opened": MONTHS[0],
        "lanes": [{"place": p[0], "title": p[tongue]} for p in (PLACES if k == 0 else PLACES[:2])],
        "events": [{"month": m, "kind": kind, "place": PLACES[p][0], "text": kind} for m, kind, p in events],
        "choices": [
            {"month": m, "title": f"month {m}", "says": f"{key} in {m}", "parts": k == 0 and m == MONTHS[0]} for m in MONTHS
        ],
        "rows": {"life": spans, "why": [weighed(m, n, p, tongue) for m in MONTHS for n, p in enumerate(PLACES)]},
    }  # fmt: skip


def span(world: str, first: str, last: str, place: int, state: str, lang: str, flat: bool = False) -> dict[str, Any]:
    at = 0 if lang == "zh" else 1
    return {
        "world": world, "world_title": WORLDS[world][at], "first": first, "last": last, "place": PLACES[place][0],
        "place_title": PLACES[place][1 + at], "state": state, "state_title": STATES[state][at], "flat": flat,
        "home_title": "flat" if flat else "other", "income": 6000,
    }  # fmt: skip


def weighed(month: str, place: int, names: tuple[str, str, str], tongue: int) -> dict[str, Any]:
    without = None if place == 0 else 0.6 / place
    return {
        "month": month, "month_title": f"month {month}", "place": names[0], "place_title": names[tongue], "judged": place == 0,
        "without": without, "with": 0.02 if place == 0 else 0.58 / place, "chance_text": "58% → 60%", "luck": (5.0, -0.9, 0.4)[place],
        "money": 0.5, "rent": -0.2, "ties": 1.0, "distance": -2.0, "other": 0.1,
        "chosen_without": None if without is None else place == 2, "chosen_with": place == 0,
    }  # fmt: skip


def write(folder: Path, name: str) -> None:
    """Put them into the folder of a finished comparison called so, with the record that vouches for them."""
    for lang in ("zh", "en"):
        (folder / f"lives-{lang}.json").write_text(json.dumps(told(lang, name), ensure_ascii=False), encoding="utf-8")
    files = {f"lives-{lang}.json": sha256_of(folder / f"lives-{lang}.json") for lang in ("zh", "en")}
    write_json(folder / "lives.json", {"digest": digest_of(name), "files": files})
