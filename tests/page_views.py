"""View models that are made up, in the shape that a results folder holds: of any number of variants, in both languages."""

from __future__ import annotations

from typing import Any

FAMILIES = (
    ("housing", "o", "人才公寓", "Talent flats"),
    ("cash", "s", "生活补贴", "Living subsidy"),
    ("lines", "^", "引才专线", "Recruitment lines"),
)
YEARS = [str(year) for year in range(2022, 2031)]
STEPS = (
    ("deadweight", "本来就会在", "Would be here anyway", 9000),
    ("additional", "因受助而来", "Here because of support", 900),
)
STEPS = (*STEPS, ("market_ripple", "市场余波", "Market ripple", -300), ("net", "净增加", "Net gain", 600))
PLACES = (
    ("长三角", "Yangtze delta", -400),
    ("津冀", "Tianjin–Hebei", -150),
    ("包头", "Baotou", 90),
    ("其他各处合计", "Other places together", -20),
)


def number(value: float | None, half: float = 0.0, unit: str = "") -> dict[str, Any]:
    if value is None:
        return {"value": None, "low": None, "high": None, "text": "–", "span": ""}
    low, high = value - half, value + half
    span = f"{low:,.0f} – {high:,.0f}{unit}" if half else ""
    return {
        "value": value,
        "low": low if half else None,
        "high": high if half else None,
        "text": f"{value:,.0f}{unit}",
        "span": span,
    }


def view(lang: str, count: int = 3) -> dict[str, Any]:
    """A view model with `count` variants; the third has no cost, for its gain may be zero."""
    zh = lang == "zh"
    variants = [variant(i, zh) for i in range(count)]
    names = [v["name"] for v in variants]
    note = "带是仿真误差" if zh else "The band is simulation noise"
    figures = {
        key: {"question": f"{key}?", "says": "", "note": note, **columns_rows(key, names, zh)} for key in COLUMNS
    }
    return {
        "schema": 1, "lang": lang, "digest": "0123456789ab", "title": "各方案" if zh else "All variants",

        "question": "怎样花？" if zh else "How to spend it?",
        "scope": "2022–2027",
        "headline": "谁留得最多，分不清。" if zh else "Which keeps the most cannot be told.",
        "warning": "",
        "sentences": ["看得出增加。", "看不出效果。"] if zh else ["A first sentence.", "A second one."],
        "caveats": ["小心。" if zh else "With care."],
        "meanings": "看得出增加" if zh else "Gain shown", "note": note, "focus": "呼和浩特" if zh else "Hohhot",
        "end": "2027年底" if zh else "the end of 2027",

        "first": "2022-01", "last": "2027-12", "until": "2030-12", "seeds": 6, "settings": 0, "persons_per_agent": 2000,
        "baseline": {"title": "", "what": "", "persons": ""}, "variants": variants, "figures": figures, "report": f"report-{lang}.html",
    }  # fmt: skip


def variant(i: int, zh: bool) -> dict[str, Any]:
    family, marker, *titles = FAMILIES[i % 3]
    title = titles[0 if zh else 1] + (f" {i // 3 + 1}" if i > 2 else "")
    shown = i % 3 != 2
    return {
        "name": f"{family}{i}", "title": title, "what": "每年三万套" if zh else "30,000 a year", "family": family, "marker": marker,
        "open": i % 6 > 2, "tint": 1.0 if i < 3 else 0.55,
        "verdict": "shown" if shown else "none",
        "verdict_text": ("看得出增加" if zh else "Gain shown") if shown else ("看不出效果" if zh else "No effect shown"),
        "verdict_rule": "…",
        "net": number(600 + 100 * i, 500), "anyway": None if i % 3 == 2 else 90,
        "anyway_text": "每100名里90名本来就会在" if zh else "Of 100 supported 90 would be here anyway",
        "supported": number(10000),
        "cost": number(50000 if shown else None, 20000, "元" if zh else " yuan"),
        "spend": number(6e8),
        "per_year": number(1e8, 0, "元" if zh else " yuan"), "person_years": number(4000, 900),
        "by_seed": [500.0 + 90 * k for k in range(6)],
        "lasts": {"verdict": "fades", "text": "到期后看不出。" if zh else "None can be shown later."},
    }  # fmt: skip


COLUMNS = {
    "net": ("variant", "value", "low", "high", "unknown_low", "unknown_high"),
    "years": ("variant", "year", "value", "low", "high"),
    "who": ("variant", "title", "value", "low", "high"),
    "cost": ("variant", "value", "low", "high"),
    "origins": ("variant", "title", "value", "low", "high", "sure"),
    "money": ("variant", "year", "value", "cap"),
}


def columns_rows(key: str, names: list[str], zh: bool) -> dict[str, Any]:
    rows = [{"variant": name, **row} for i, name in enumerate(names) for row in rows_of(key, i, zh)]
    return {"columns": [{"key": c, "title": c} for c in COLUMNS[key]], "rows": rows}


def rows_of(key: str, i: int, zh: bool) -> list[dict[str, Any]]:
    """The rows of one variant, the i-th."""
    tongue = 0 if zh else 1
    if key == "net":
        return [{**number(600 + 100 * i, 500), "unknown_low": None, "unknown_high": None}]
    if key == "years":
        return [{"year": year, **number((600 + 40 * i) * (1 if year < "2028" else -0.2), 500)} for year in YEARS]
    if key == "who":
        return [{"step": s[0], "title": s[1 + tongue], **number(s[3], 120)} for s in STEPS]
    if key == "cost":
        return [number(None) if i % 3 == 2 else number(50000 * (1 + i), 20000, "元" if zh else " yuan")]
    if key == "origins":
        return [{"place": p[1], "title": p[tongue], **number(p[2], 60), "sure": abs(p[2]) > 60} for p in PLACES]
    return [{"year": year, **number(9e7, 0, "元" if zh else " yuan"), "cap": 1e8} for year in YEARS[:6]]
