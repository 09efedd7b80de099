"""What the page asks for, and anybody may: lists, views, tables, reports and files of finished comparisons."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Depends, HTTPException
from fastapi import Path as InPath
from fastapi.responses import FileResponse, Response
from pydantic import BaseModel

from sim.web import lives
from sim.web.answers import content_of, file_of, saved
from sim.web.boundary import Line
from sim.web.flows import SCHEMA, Moves, Shown
from sim.web.refusals import REFUSALS, Name
from sim.web.studies import Lang, Studies, Study
from sim.web.tables import csv_of
from sim.web.words import words

# The report is one file that holds its own style, script and pictures. It runs apart from the page, can reach nothing.
REPORT_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data: blob:; font-src data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox allow-scripts allow-downloads allow-popups"
)
EVIDENCE_SCHEMA = 1  # of the evidence that the page reads
FileName = Annotated[str, InPath(pattern=r"^[A-Za-z0-9_./-]{1,200}$")]


class Listed(BaseModel):
    """A finished comparison. plan: whether it was asked for on the page; its title is then what it does."""

    study: str
    plan: bool
    title: str
    seeds: int
    persons_per_agent: int
    digest: str
    first: str
    last: str
    written: str


def api(studies: Studies, boundary: Sequence[Line] = ()) -> APIRouter:
    """The addresses below /api. boundary: lines under the map."""
    router = APIRouter(responses=REFUSALS)
    find = finder(studies)

    @router.get("/studies")
    def all_studies(lang: Lang = "en") -> list[Listed]:
        """Finished comparisons, newest first; titles in one language."""
        return [Listed(study=name, **study.told(lang)) for name, study in studies.named().items()]

    @router.get("/words/{lang}")
    def all_words(lang: Lang) -> dict[str, dict[str, str]]:
        """Every string of the page in one language."""
        return words(lang)

    @router.get("/view/{study}/{lang}", response_class=Response, responses=content_of("application/json"))
    def view(study: Name, lang: Lang) -> Response:
        """Cards, figures and sentences of a comparison."""
        return Response(file_of(find(study), f"view-{lang}.json").read_bytes(), media_type="application/json")

    @router.get("/lives/{study}/{lang}")
    def people(study: Name, lang: Lang) -> dict[str, Any]:
        """People followed through the worlds of a comparison; empty where nobody was."""
        return lives.told(find(study), lang)

    @router.get("/flows/{study}/{lang}")
    def flows(study: Name, lang: Lang) -> dict[str, Any]:
        """Where people move: what all months share."""
        return _moves(find(study), lang).sheet()

    @router.get("/evidence/{study}/{lang}")
    def evidence(study: Name, lang: Lang) -> dict[str, Any]:
        """How sure a comparison is: facts, chapters of sentences and tables."""
        return _evidence(find(study), lang)

    @router.get("/boundary")
    def lines() -> dict[str, Sequence[Line]]:
        """Lines that the user lays under the map, longitude and latitude."""
        return {"lines": boundary}

    @router.get("/moves/{study}/{lang}")
    def moves(study: Name, lang: Lang, shown: Annotated[Shown, Depends()]) -> dict[str, Any]:
        """Where people move in one month."""
        return _moves(find(study), lang).figure(shown)

    @router.get("/table/{study}/{lang}/flows", response_class=Response, responses=content_of("text/csv"))
    def table_of_moves(study: Name, lang: Lang, shown: Annotated[Shown, Depends()]) -> Response:
        """The numbers of the moves of one month."""
        figure = _moves(find(study), lang).figure(shown)
        return saved(csv_of(figure), f"{study}-flows-{shown.show}-{shown.month}-{lang}.csv", "text/csv; charset=utf-8")

    @router.get("/table/{study}/{lang}/{figure}", response_class=Response, responses=content_of("text/csv"))
    def table(study: Name, lang: Lang, figure: Name) -> Response:
        """The numbers that a chart shows."""
        found = find(study)
        figures = found.view(lang)["figures"] | lives.figures(lives.told(found, lang))
        figures |= found.evidence(lang).get("figures", {})
        if figure not in figures:
            raise HTTPException(404, "no such figure")
        return saved(csv_of(figures[figure]), f"{study}-{figure}-{lang}.csv", "text/csv; charset=utf-8")

    @router.get("/report/{study}/{lang}", response_class=FileResponse, responses=content_of("text/html"))
    def report(study: Name, lang: Lang) -> FileResponse:
        """The report that opens without a network."""
        path = file_of(find(study), f"report-{lang}.html")
        return FileResponse(path, media_type="text/html", headers={"content-security-policy": REPORT_POLICY})

    @router.get(
        "/file/{study}/{name:path}", response_class=FileResponse, responses=content_of("application/octet-stream")
    )
    def file(study: Name, name: FileName) -> FileResponse:
        """A table of the results: a name of the manifest."""
        found = find(study)
        if name not in found.files:
            raise HTTPException(404, "no such file")
        path = file_of(found, name)
        return FileResponse(path, filename=path.name, media_type="application/octet-stream")

    return router


def finder(studies: Studies) -> Callable[[str], Study]:
    """How a study is found: by a name of the list."""

    def find(name: str) -> Study:
        study = studies.study(name)
        if study is None:
            raise HTTPException(404, "no such study")
        return study

    return find


def _moves(study: Study, lang: Lang) -> Moves:
    told = study.flows(lang)
    if told.get("schema") != SCHEMA:
        raise HTTPException(404, "no moves: the report is of an older version")
    return Moves(told, lang)


def _evidence(study: Study, lang: Lang) -> dict[str, Any]:
    told = study.evidence(lang)
    if told.get("schema") != EVIDENCE_SCHEMA:
        raise HTTPException(404, "no evidence: the report is of an older version")
    return told
