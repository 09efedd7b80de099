"""The application: the page is files, answers are JSON. FastAPI writes the OpenAPI text; its own docs page loads from afar."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures.process import BrokenProcessPool
from importlib.metadata import version
from pathlib import Path

from fastapi import APIRouter, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import FileResponse, JSONResponse, Response
from fastapi.staticfiles import StaticFiles

from sim.web.api import api, finder
from sim.web.boundary import Line
from sim.web.plan_api import plan_api
from sim.web.plans import Plans
from sim.web.refusals import REFUSALS
from sim.web.studies import Studies

STATIC = Path(__file__).parent / "static"


def make(studies: Studies, plans: Plans, boundary: Sequence[Line] = ()) -> FastAPI:
    """The application: shows studies, simulates plans beside them, lays a boundary under the map; behind a Guard wherever served."""
    app = FastAPI(title="talentflow", version=version("talentflow"), docs_url=None, redoc_url=None)
    app.add_exception_handler(RequestValidationError, _unfit)
    app.add_exception_handler(BrokenProcessPool, _lost)
    app.include_router(_page())
    app.include_router(api(studies, boundary), prefix="/api")
    app.include_router(plan_api(plans, finder(studies)), prefix="/api", responses=REFUSALS)
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


async def _lost(_: Request, __: Exception) -> JSONResponse:
    """A process died at the answer: the next question starts another."""
    return JSONResponse({"detail": "a process died at this; ask again"}, 503)


async def _unfit(_: Request, why: Exception) -> JSONResponse:
    """Where and what does not fit, without what was found: FastAPI's own handler answers 500 where that is not a number."""
    assert isinstance(why, RequestValidationError)
    return JSONResponse({"detail": [{"where": list(map(str, e["loc"])), "what": e["msg"]} for e in why.errors()]}, 422)
