"""The answer to a comparison in one language: every sentence by the report's own rules."""

from __future__ import annotations

from typing import Any

from sim.report import decide
from sim.report.calmness import calmness
from sim.report.formats import Lang, capital
from sim.report.models.charts import charts
from sim.report.models.guard import guarded
from sim.report.models.variants import variant
from sim.report.story import Story
from sim.report.study import Study
from sim.report.view import View

SCHEMA = 1


def view_model(study: Study, lang: Lang) -> dict[str, Any]:
    """What a page shows of a comparison: view.schema.json says of which form."""
    view = View(guarded(study), lang)
    story = Story(view, calmness(view.study))
    return {
        "schema": SCHEMA,
        "lang": lang,
        **_what(view),
        **_told(story),
        "baseline": _baseline(view),
        "variants": [variant(story, v) for v in view.study.variants],
        "figures": charts(story),
        "report": f"report-{lang}.html",
    }


def _what(view: View) -> dict[str, Any]:
    """What was compared, where, when and how finely."""
    study = view.study
    return {
        "digest": str(study.results.manifest.get("digest", ""))[:12],
        "title": capital(view.all_named(study.names)),
        "focus": view.focus,
        "end": view.end,
        "first": study.first,
        "last": study.last,
        "until": study.until,
        "seeds": study.seeds,
        "settings": study.settings,
        "persons_per_agent": study.persons_per_agent,
    }


def _told(story: Story) -> dict[str, Any]:
    """The sentences of the first page."""
    alone = ("question", "scope", "headline", "warning", "sentences", "caveats", "meanings", "note")
    return {name: getattr(story, name)() for name in alone}


def _baseline(view: View) -> dict[str, str]:
    name = view.study.baseline
    return {"title": view.title(name), "what": view.what(name), "persons": decide.everybody(view)}
