"""The levers in one language: families, policies, and the numbers of each that one ordinarily moves."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Any, NamedTuple

from sim.panel.start import Start, starts
from sim.panel.words import unit, word
from sim.policies.base import PURSE, TABLES, Dated, Span, Spec
from sim.report.formats import Lang, budget
from sim.report.look import looks
from sim.scenario import PARAMETERS
from sim.store.aim import HOME
from sim.world.tables import load_tables

CAP = "budget_yuan_year"
OFFICE = "yuan_year"  # what a kind without persons costs by itself
FORMS = {"share": "share", "chance": "share", "chance a month": "share", "hazard a year": "share", "factor": "factor"}
ORDER = ("housing", "cash", "lines", "posts", "firms", "research", "services")


def levers(lang: Lang) -> dict[str, Any]:
    """What may be moved: {focus, budget, families: [{family, title, policies: [{..., fields: [...]}]}]}."""
    every = sorted(starts().values(), key=lambda start: ORDER.index(start.kind.family))
    groups = groupby(every, key=lambda start: start.kind.family)
    return {
        "focus": _focus(lang),
        "budget": _budget(lang),
        "families": [
            {"family": family, "title": word(f"family.{family}", lang), "policies": [_policy(s, lang) for s in group]}
            for family, group in groups
        ],
    }


def _focus(lang: Lang) -> str:
    tables = load_tables()
    return tables.names_zh[tables.regions.index(HOME)] if lang == "zh" else HOME


def _budget(lang: Lang) -> dict[str, Any]:
    """What the city spends on talent a year, in yuan, as policies.csv states it."""
    rows = load_tables().frame("policies")
    row = rows[(rows["region"] == HOME) & (rows["instrument"] == "budget")].iloc[0]
    value = float(row["amount"])
    return {"value": value, "text": budget(value, lang), "source": f"{row['source']} ({row['grade_amount']})"}


def _policy(start: Start, lang: Lang) -> dict[str, Any]:
    plain, kind = start.plain, start.kind
    (look,) = looks([kind.family])
    return {
        "id": start.id,
        "kind": kind.kind,
        "title": kind.title[lang],
        "marker": look.marker,
        "scenario": start.scenario,
        "source": plain.get("source", ""),
        "fields": list(_fields(start, lang)),
    }


def _fields(start: Start, lang: Lang) -> Iterator[dict[str, Any]]:
    """The cap first, then what leads, then what is moved less often."""
    plain = start.plain
    if CAP in plain:
        cap = _Number(CAP, word("field.cap", lang), plain[CAP], "yuan a year", PURSE)
        yield _field(start, cap, lang, purse=True, lead=True)
    specs = [spec for spec in start.kind.specs() if spec.usual]
    for spec in sorted(specs, key=lambda spec: not spec.lead):
        purse = spec.name == OFFICE and CAP not in plain
        for number in _numbers(spec, plain, lang):
            yield _field(start, number, lang, purse=purse, lead=spec.lead or purse, grade=_grade(spec))


class _Number(NamedTuple):
    """One number that is moved. value: as the file gives it, alone or as a table with its range."""

    name: str
    label: str
    value: Any
    unit: str
    usual: Span


def _numbers(spec: Spec, plain: Mapping[str, Any], lang: Lang) -> Iterator[_Number]:
    """The number of a field, or one for each word of the table that the file gives."""
    assert spec.usual is not None
    label, given = spec.zh if lang == "zh" else spec.en, plain.get(spec.name)
    if spec.shape in TABLES and isinstance(given, Mapping):
        for each in (name for name in TABLES[spec.shape] if name in given):
            part = word("field.of", lang, label=_alone(label)[0], part=word(f"part.{each}", lang))
            yield _Number(f"{spec.name}.{each}", part, given[each], spec.unit, spec.usual)
    else:
        yield _Number(spec.name, label, _default(spec) if given is None else given, spec.unit, spec.usual)


def _default(spec: Spec) -> float:
    """What a number is where the file does not say it."""
    if spec.parameter:
        return PARAMETERS[spec.parameter].value
    first = spec.default[0] if isinstance(spec.default, tuple) else spec.default
    assert isinstance(first, Dated)
    return first.at(0)


def _field(start: Start, number: _Number, lang: Lang, *, purse: bool, lead: bool, grade: str = "") -> dict[str, Any]:
    label, note = _alone(number.label)
    ranged = number.value if isinstance(number.value, Mapping) else {}
    given = word("field.range", lang, low=ranged["low"], high=ranged["high"]) if ranged else ""
    return {
        "path": f"policy.{start.id}.{number.name}",
        "label": label,
        "unit": unit(number.unit, lang),
        "form": FORMS.get(number.unit, "yuan" if number.unit.startswith("yuan") else "count"),
        "value": float(ranged.get("value", number.value) if ranged else number.value),
        **number.usual._asdict(),
        "lead": lead,
        "purse": purse,
        "source": given or note,
        "grade": grade,
    }


def _alone(label: str) -> tuple[str, str]:
    """A label without the bracket at its end, and what stands in it."""
    found = re.fullmatch(r"(.+?)\s*[（(]([^（()）]*)[)）]", label)
    return (found[1], found[2]) if found else (label, "")


def _grade(spec: Spec) -> str:
    """Of the parameter that is the default, if one is."""
    return PARAMETERS[spec.parameter].grade if spec.parameter else ""
