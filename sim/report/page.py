"""One page from one results folder: figures, sentences and tables in report.html.j2, with exactly the glyphs needed."""

from __future__ import annotations

import base64
import html
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from sim.figures import FIRST, PARTS
from sim.report import back, decide
from sim.report.calmness import calmness
from sim.report.drawings import DRAWINGS
from sim.report.drawings import decision as drawn
from sim.report.figures import CHARTS, Chart, decision
from sim.report.fonts import page_font
from sim.report.formats import Lang
from sim.report.models import dumps, evidence_model, flows_model, view_model
from sim.report.outcomes import outcomes
from sim.report.pictures import font_face, png_of, settled, standalone, svg_of
from sim.report.record import note
from sim.report.results import read_results
from sim.report.story import Story
from sim.report.study import Study, once, read_study
from sim.report.style import setup
from sim.report.tables import marked, numbers
from sim.report.unknowns import unknowns
from sim.report.view import View
from sim.store.files import make_folder, replacing


@dataclass(frozen=True)
class Made:
    """A figure as the page and the folder `figures` need it."""

    svg: Markup
    alt: str
    table: Markup
    csv: str
    png: bytes

    @property
    def csv64(self) -> str:
        """The CSV for a data address."""
        return base64.b64encode(self.csv.encode()).decode()


def write(folder: Path, langs: Sequence[Lang], made_of: str) -> None:
    """Write report-LANG.html and the figures of a results folder, which is read once, and keep what they were made of.

    Raises:
        sim.store.errors.Refused: the folder holds no finished results, or harmed ones.
        sim.store.errors.CannotWrite: the system refuses to write.
    """
    setup()
    study = read_study(read_results(folder))
    for lang in langs:
        note(folder, lang, made_of, list(_write(folder, study, lang)))


def _write(folder: Path, study: Study, lang: Lang) -> Iterator[Path]:
    """The files of one language, each as it is written."""
    view = View(study, lang)
    figures = {name: made for name, chart in _charts(study).items() if (made := _make(name, chart, study, view))}
    narrow = _narrow(study, view)
    fill = _fill(view, figures, narrow)
    template = _template()
    text = template.render(face="", **fill)
    face = font_face(page_font(html.unescape(text)))
    make_folder(folder / "figures")
    for name, made in figures.items():
        yield _save(folder / "figures" / f"{name}-{lang}.svg", standalone(made.svg, face).encode())
        yield _save(folder / "figures" / f"{name}-{lang}.png", made.png)
        yield _save(folder / "figures" / f"{name}.csv", made.csv.encode())
    yield _save(folder / f"report-{lang}.html", template.render(face=face, **fill).encode())
    yield _save(folder / f"view-{lang}.json", dumps(view_model(study, lang)))
    yield _save(folder / f"evidence-{lang}.json", dumps(evidence_model(study, lang)))
    yield _save(folder / "flows.json", dumps(flows_model(study)))


def _charts(study: Study) -> dict[str, Chart]:
    """The figures asked for, and the first page's; all where none is named."""
    asked = study.asked.get("figures")
    return {name: chart for name, chart in CHARTS.items() if not asked or name in (FIRST, *asked)}


def _parts(study: Study) -> dict[str, list[str]]:
    """The parts of the evidence with the figures asked for."""
    charts = _charts(study)
    parts = {part: [name for name in names if name in charts] for part, names in PARTS.items()}
    return {part: names for part, names in parts.items() if names}


def _make(name: str, chart: Chart, study: Study, view: View) -> Made | None:
    """Draw one figure; None where the results hold nothing for it."""
    table = once(chart.table)(study)
    if table.empty:
        return None
    alt, fig = chart.says(table, view), DRAWINGS[name].draw(table, view)
    with settled(fig):
        svg, png = svg_of(fig, name, alt), png_of(fig)
    csv = table.to_csv(index=False, float_format="%.10g", lineterminator="\n")
    return Made(svg, alt, numbers(table, view), csv, png)


def _narrow(study: Study, view: View) -> Markup:
    """The picture of the decision page for telephones."""
    table = once(decision.table)(study)
    if table.empty:
        return Markup()
    fig = drawn.draw(table, view, narrow=True)
    with settled(fig):
        return svg_of(fig, "narrow", decision.says(table, view), "narrow")


def _fill(view: View, figures: dict[str, Made], narrow: Markup) -> dict[str, Any]:
    """Everything that the template speaks of."""
    story = Story(view, calmness(view.study))
    return {
        "t": view.w,
        "story": story,
        "focus": view.focus,
        "end": view.end,
        "rows": decide.rows(story),
        "heads": decide.heads(story),
        "figures": figures,
        "narrow": narrow,
        "parts": _parts(view.study),
        "back": {name: marked(getattr(back, name)(view)) for name in _BACK},
        "unknowns": marked(unknowns(view)),
        "glossary": back.glossary(view),
        "outcomes": outcomes(view),
    }


_BACK = ("sources", "switched_off", "grades", "movers", "parameters", "fit", "kept", "provenance")


def _template() -> Any:
    loader = FileSystemLoader(Path(__file__).parent)
    options: dict[str, Any] = {
        "autoescape": True,
        "undefined": StrictUndefined,
        "trim_blocks": True,
        "lstrip_blocks": True,
    }
    return Environment(loader=loader, **options).get_template("report.html.j2")


def _save(path: Path, content: bytes) -> Path:
    with replacing(path) as temporary:
        temporary.write_bytes(content)
    return path
