"""Who moves where, month by month, of the baseline and of each variant, in both languages: flows.schema.json says of which form."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.report.figures.flow_arcs import DRAWN_AT, drawn_at
from sim.report.formats import Lang, digits, month_name, percent
from sim.report.models.moves import SUMS, Change, Floats, Moves, moves
from sim.report.study import Study, once
from sim.report.view import View

SCHEMA = 1
LANGS: tuple[Lang, ...] = ("zh", "en")
MANY_TIMES = 5  # from here on it is said how many times the difference all moves are


@once
def flows_model(study: Study) -> dict[str, Any]:
    """What a page shows of moves: whole persons a month, each series a list over the months, arcs first and SUMS last."""
    found = moves(study)
    drawn = bool(found.months and drawn_at(study))
    changes = {name: found.change(name) for name in study.names} if drawn else {}
    return {
        "schema": SCHEMA,
        "first": study.first,
        "last": study.last,
        "months": found.months if drawn else [],
        "focus": found.focus if drawn else None,
        "places": _places(study) if drawn else [],
        "arcs": found.arcs if drawn else [],
        "sums": SUMS,
        "level": _whole(found.level) if drawn else [],
        "variants": [_variant(study, name, change) for name, change in changes.items()],
        "notes": {lang: _notes(View(study, lang), found, changes) if drawn else [] for lang in LANGS},
    }


def _places(study: Study) -> list[dict[str, Any]]:
    """Where each region is drawn, and how many people live there in the baseline at the end of the window."""
    views, at = {lang: View(study, lang) for lang in LANGS}, drawn_at(study)
    people = study.results.measures(["persons"], month=study.last)
    people = people[(people.group == "all") & (people.scenario == study.baseline)]
    mean = people[people.future == 0].groupby("region").value.mean()
    return [
        {
            "name": region.name,
            "title": {lang: view.region(region.name).replace("\n", " ") for lang, view in views.items()},
            "longitude": at[region.name][0],
            "latitude": at[region.name][1],
            "city": bool(getattr(region, "city", True)),
            "people": round(mean.get(region.name, 0)),
        }
        for region in study.regions.itertuples(index=False)
    ]


def _variant(study: Study, name: str, change: Change) -> dict[str, Any]:
    return {
        "name": name,
        "named": {lang: View(study, lang).named(name) for lang in LANGS},
        "change": _whole(change.mean),
        "half": _whole(change.half),
        "sure": ["".join("01"[sign] for sign in series.astype(int)) for series in change.sure],
    }


def _whole(series: Floats) -> list[list[int | None]]:
    """Whole persons; none where a number is not known."""
    return [[None if np.isnan(x) else round(x) for x in months] for months in series]


def _notes(view: View, found: Moves, changes: dict[str, Change]) -> list[str]:
    """What to know before relying on it."""
    study = view.study
    apart = [view.region(name) for name in study.regions["name"] if name in DRAWN_AT]
    return [
        view.w("flows.counted"),
        *_gross(view, found, changes),
        view.w("flows.unchecked"),
        view.w("flows.not_net", region=view.focus),
        view.w("flows.sheet"),
        *(view.w("flows.apart", region=name) for name in apart),
        *([view.w("flows.others", share=percent(found.other, 1))] if found.other else []),
    ]


def _gross(view: View, found: Moves, changes: dict[str, Change]) -> list[str]:
    """How large all moves are beside the largest net difference at the end of the window."""
    at = found.months.index(min(view.study.last, found.months[-1]))
    gross, largest = found.level[[-3, -2], at].sum(), max((abs(c.mean[-1, at]) for c in changes.values()), default=0.0)
    if not (largest and gross > MANY_TIMES * largest):
        return []
    fill = {"month": month_name(found.months[at], view.lang), "region": view.focus}
    return [
        view.w(
            "flows.gross", n=view.persons(gross), net=view.persons(largest), times=digits(gross / largest, 2), **fill
        )
    ]
