"""How sure a comparison is, in a minute: a few numbers, each with a sentence and the chapter that says more."""

from __future__ import annotations

from collections.abc import Iterator

from sim.report import back
from sim.report.calmness import calmness
from sim.report.formats import capital, count
from sim.report.models.evidence_rows import needed, sources
from sim.report.tables import Table
from sim.report.view import View
from sim.report.words import row

Fact = dict[str, str]


def facts(view: View) -> list[Fact]:
    """chapter, title, text (a number or a word), note."""
    return [_calm(view), _pairs(view), _settings(view), *_parameters(view), *_fit(view), _off(view)]


def _fact(chapter: str, title: str, text: str, note: str = "") -> Fact:
    return {"chapter": chapter, "title": title, "text": text, "note": note}


def _calm(view: View) -> Fact:
    calm = calmness(view.study)
    text = view.w("table.yes" if calm.holds else "table.no") if calm.judged else view.w("view.unknown")
    note = row("glossary.calm", view.lang)[1] if calm.judged else view.w("page.unjudged")
    return _fact("calm", view.w("q.calm"), capital(text), capital(note))


def _pairs(view: View) -> Fact:
    """Pairs of the whole comparison, and what they give the variant of the largest gain."""
    study = view.study
    notes = [view.w("systems.outcome", label=view.title(name), x=needed(view, name)) for name in study.names[:1]]
    return _fact("precision", view.w("evidence.fact_pairs"), count(study.seeds, view.lang), *notes)


def _settings(view: View) -> Fact:
    """Settings of what is not known, and what they say of where the uncertainty comes from, after what they are."""
    said = [part for part in sources(view) if isinstance(part, str)]
    return _fact("sources", view.w("evidence.fact_settings"), count(view.study.settings, view.lang), said[:2][-1])


def _parameters(view: View) -> Iterator[Fact]:
    given = view.study.results.manifest.get("parameters") or []
    if given:
        a, b, c = back.parameter_grades(view.study)
        moved = sum(bool(one.get("moved")) for one in given)
        note = view.w("evidence.fact_parameters_note", a=a, b=b, c=c, moved=moved)
        text = view.w("evidence.fact_of", n=c, all=len(given))
        yield _fact("inputs", view.w("evidence.fact_parameters"), text, note)


def _fit(view: View) -> Iterator[Fact]:
    fitted = back.fitted(view.study)
    if not fitted.empty:
        inside = int(fitted.inside.sum())
        text = view.w("evidence.fact_of", n=inside, all=len(fitted))
        yield _fact("fit", view.w("page.fit"), text, view.w("page.fit_counts", n=len(fitted), inside=inside))


def _off(view: View) -> Fact:
    """How many mechanisms and inputs have no part in it."""
    n = sum(len(part.rows) for part in back.switched_off(view) if isinstance(part, Table))
    return _fact("off", view.w("evidence.fact_off"), count(n, view.lang), view.w("page.off_intro"))
