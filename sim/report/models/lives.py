"""People followed through two worlds, as the page shows them: lives.schema.json says of which form."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sim.calendar import label
from sim.report.formats import Lang, count
from sim.report.lives.read import Pair
from sim.report.lives.said import month, place, who
from sim.report.lives.seen import Life
from sim.report.lives.told import PARTS, Teller
from sim.report.models.lives_rows import life_rows, why_rows
from sim.report.study import Study
from sim.report.view import View

SCHEMA = 1
HEADS = {
    "life": {
        "world_title": "world", "first": "from", "last": "to", "place_title": "place", "state_title": "state",
        "home_title": "home", "income": "income",
    },
    "why": {
        "month_title": "month", "place_title": "place", "without": "chance_without", "with": "chance_with", "luck": "luck",
        **{part: part for part in PARTS}, "chosen_without": "chosen_without", "chosen_with": "chosen_with",
    },
}  # fmt: skip


def lives_model(study: Study, pairs: Sequence[Pair], lang: Lang) -> dict[str, Any]:
    """What a page shows of people followed, in one language."""
    view, persons = View(study, lang), count(study.persons_per_agent, lang)
    return {
        "schema": SCHEMA,
        "lang": lang,
        "digest": str(study.results.manifest["digest"])[:12],
        "first": study.first,
        "last": study.last,
        "until": study.until,
        "variants": [_variant(pair, view) for pair in pairs],
        "people": [_person(life, pair.focus, view) for pair in pairs for life in pair.lives],
        "figures": {name: _figure(name, view) for name in HEADS},
        "caveats": [view.w(f"lives.caveat_{name}", n=persons) for name in ("example", "agent", "luck")],
    }


def _variant(pair: Pair, view: View) -> dict[str, Any]:
    """Name and look of a variant, and how its people were chosen."""
    of = next(variant for variant in view.study.variants if variant.name == pair.variant)
    rule = view.w("lives.rule_named" if pair.named else "lives.rule", seed=pair.seed)
    return {
        "name": of.name,
        "title": view.title(of.name),
        "what": view.what(of.name),
        "family": of.family,
        "marker": of.look.marker,
        "open": of.look.open,
        "tint": of.look.tint,
        "rule": rule,
    }


def _figure(name: str, view: View) -> dict[str, Any]:
    """What a chart asks, and the columns of its table."""
    columns = [{"key": key, "title": view.w(f"lives.column_{head}")} for key, head in HEADS[name].items()]
    return {"question": view.w(f"lives.q_{name}"), "note": view.w(f"lives.note_{name}"), "columns": columns}


def _person(life: Life, focus: str, view: View) -> dict[str, Any]:
    """One card and what lies behind it."""
    teller, opened = Teller(life, focus, view), life.opened(focus)
    return {
        "key": life.key,
        "id": life.id,
        "variant": life.variant,
        "kind": life.kind,
        "kind_title": view.w(f"lives.kind_{life.kind}", focus=place(focus, view)),
        "who": who(life, view),
        "story": teller.story(),
        "graduates": label(int(life.first.grad_month)),
        "parted": "" if life.parted is None else label(life.parted),
        "opened": "" if opened is None else label(opened),
        "lanes": [{"place": name, "title": place(name, view)} for name in _lanes(life, focus)],
        "events": _events(teller),
        "choices": [
            {"month": label(m), "title": month(m, view), "says": teller.choice(m), "parts": m == life.decisive}
            for m in life.months
        ],
        "rows": {"life": life_rows(life, view), "why": why_rows(life, focus, view)},
    }


def _lanes(life: Life, focus: str) -> list[str]:
    """Places lived in, in either world: the judged one first, then as they come."""
    lived = [name for side in life.sides.values() for name in side.lives.region]
    return list(dict.fromkeys([focus, *lived]))


def _events(teller: Teller) -> list[dict[str, str]]:
    """What the programme does to the person with it: first met by a line, first supported otherwise."""
    life, view = teller.life, teller.view
    lives = life.with_.lives
    met = teller.met()
    other = [m for m in teller.reached() if m not in met]
    flat = [m for m in other if lives.housing[m] == "flat"]
    kinds = {"met": met, "flat": flat, "reached": [] if flat else other}
    return [
        {"month": label(months[0]), "kind": kind, "place": lives.region[months[0]], "text": view.w(f"lives.event_{kind}")}
        for kind, months in kinds.items()
        if months
    ]  # fmt: skip
