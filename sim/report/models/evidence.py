"""What stands behind the numbers, in one language: chapters of sentences and tables; evidence.schema.json says of which form."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from sim.report import back
from sim.report.calmness import calmness
from sim.report.figures import calm, coupling, precision
from sim.report.formats import Lang
from sim.report.models import evidence_rows as rows
from sim.report.models.evidence_facts import facts
from sim.report.models.guard import guarded
from sim.report.story import Story
from sim.report.study import Study, once
from sim.report.tables import Table
from sim.report.view import View

SCHEMA = 1
KEYS = {
    "grades": ("what", "A", "B", "C"),
    "parameters": ("name", "meaning", "value", "range", "unit", "grade", "source", "moved"),
}  # of the columns that a page looks at; any other is called by its number

Part = str | Table | rows.Figure


class Chapter(NamedTuple):
    """A heading, and sentences, tables and figures in their order."""

    key: str
    title: str
    parts: list[Part]


def evidence_model(study: Study, lang: Lang) -> dict[str, Any]:
    """What a page shows of how sure a comparison is."""
    view = View(guarded(study), lang)
    chapters = [chapter for chapter in _chapters(view) if chapter.parts]
    return {
        "schema": SCHEMA,
        "lang": lang,
        "digest": str(study.results.manifest.get("digest", ""))[:12],
        "title": view.w("page.groups_trust"),
        "facts": facts(view),
        "chapters": [_told(chapter) for chapter in chapters],
        "figures": dict(_figures(chapters)),
        "commands": [line for line in (back.command(study), back.VERIFY) if line],
    }


def _chapters(view: View) -> Iterator[Chapter]:
    """All chapters, from the worlds to what repeats them."""
    w = view.w
    yield Chapter("calm", w("q.calm"), [_said(view, calm) or w("page.unjudged")])
    yield Chapter("coupling", w("q.coupling"), _coupling(view))
    yield Chapter("precision", w("evidence.precision"), _precision(view))
    yield Chapter("sources", w("page.sources"), [*rows.sources(view)])
    yield Chapter("inputs", w("page.inputs"), [w("page.inputs_intro"), *back.grades(view)])
    yield Chapter("movers", w("page.inputs_most"), [*back.movers(view)])
    yield Chapter("parameters", w("page.inputs_all"), [*back.parameters(view)])
    yield Chapter("fit", w("page.fit"), [w("page.fit_intro"), *_fit(view)])
    yield Chapter("kept", w("page.kept"), [w("page.kept_intro"), *kept] if (kept := back.kept(view)) else [])
    yield Chapter("off", w("page.off"), [w("page.off_intro"), *back.switched_off(view)])
    yield Chapter("caveats", w("page.caveats"), [*Story(view, calmness(view.study)).caveats()])
    yield Chapter("provenance", w("page.provenance"), [*back.provenance(view), w("evidence.repeat")])


def _coupling(view: View) -> list[Part]:
    """Who lives elsewhere, and whether the worlds differ by more than the programme explains."""
    says = _said(view, coupling) or view.w("page.no_figure", why=view.w("absent.coupling"))
    return [says, rows.coupling(view), rows.kappa(view)]


def _precision(view: View) -> list[Part]:
    """Each net gain with its range, how many pairs stand behind it, and how many would make it exact."""
    says = _said(view, precision) if view.study.ranged else view.w("page.no_small_print")
    return [*([says] if says else []), rows.precision(view), rows.effort(view)]


def _fit(view: View) -> list[Part]:
    """The report's sentences, and its table with what a chart of it needs."""
    return [rows.fit(view, part) if isinstance(part, Table) else part for part in back.fit(view)]


def _said(view: View, figure: Any) -> str:
    """What a figure of the report says; nothing where it has nothing to draw."""
    table = once(figure.table)(view.study)
    return "" if table.empty else str(figure.says(table, view))


def _told(chapter: Chapter) -> dict[str, Any]:
    """A chapter of the model: a part is a text, or the name of a figure."""
    parts = [{"text": p, "figure": ""} if isinstance(p, str) else {"text": "", "figure": p.name} for p in chapter.parts]
    return {"key": chapter.key, "title": chapter.title, "parts": parts}


def _figures(chapters: list[Chapter]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Tables of all chapters by name."""
    for chapter in chapters:
        for part in chapter.parts:
            if isinstance(part, Table):
                yield part.name, _of_words(chapter.title, part)
            elif isinstance(part, rows.Figure):
                yield part.name, {"question": chapter.title, **part.told()}


def _of_words(question: str, table: Table) -> dict[str, Any]:
    """A table of the report: the same cells."""
    keys = KEYS.get(table.name) or [f"column{i}" for i in range(len(table.head))]
    columns = [{"key": key, "title": title} for key, title in zip(keys, table.head, strict=True)]
    found = [dict(zip(keys, cells, strict=True)) for cells in table.rows]
    return {"question": question, "note": "", "columns": columns, "rows": found}
