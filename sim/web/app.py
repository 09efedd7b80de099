"""The application: the page is files, answers are JSON. FastAPI writes the OpenAPI text; its own docs page loads from afar."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

from fastapi import APIRouter, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import FileResponse, JSONResponse, Response
from fastapi.staticfiles import StaticFiles

from sim.web.api import api
from sim.web.boundary import Line
from sim.web.studies import Studies

STATIC = Path(__file__).parent / "static"


def make(studies: Studies, boundary: Sequence[Line] = ()) -> FastAPI:
    """The application that shows these studies, the boundary under their map; behind a Guard wherever it is served."""
    app = FastAPI(title="talentflow", version=version("talentflow"), docs_url=None, redoc_url=None)
    app.add_exception_handler(RequestValidationError, _unfit)
    app.include_router(_page())
    app.include_router(api(studies, boundary), prefix="/api")
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    return app


def _page() -> APIRouter:
    """The page and its colours."""
    router = APIRouter(include_in_schema=False)

    @router.get("/")
    def page() -> FileResponse:
        return FileResponse(STATIC / "index.html")

    @router.get("/look.css")
    def look() -> Response:
        from sim.report.look import css

        return Response(css(), media_type="text/css")

    return router


async def _unfit(_: Request, why: Exception) -> JSONResponse:
    """Where and what does not fit, without what was found: FastAPI's own handler answers 500 where that is not a number."""
    assert isinstance(why, RequestValidationError)
    return JSONResponse({"detail": [{"where": list(map(str, e["loc"])), "what": e["msg"]} for e in why.errors()]}, 422)
