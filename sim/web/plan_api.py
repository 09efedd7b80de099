"""Plans: levers, the scenario that they make, its simulation as it goes on."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from typing import Annotated, Any, Literal

from fastapi import APIRouter, HTTPException
from fastapi import Path as InPath
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict, Field

from sim.web.plans import LEAST, MOST, Full, Moved, Plans, Unfit
from sim.web.refusals import Name, Refusal
from sim.web.studies import Lang, Study

MOST_POLICIES, MOST_VALUES = 24, 60
PATH = r"^policy\.[a-z0-9_-]{1,40}\.[a-z][a-z_]{0,39}(\.[a-z]{1,20})?$"
LARGEST = 1e12  # no number of a policy is larger
Key = Annotated[str, InPath(pattern=r"^[0-9a-f]{12}$")]
Policy = Annotated[str, Field(pattern=r"^[a-z0-9_-]{1,40}$")]
Value = Annotated[float, Field(ge=0, le=LARGEST, allow_inf_nan=False)]
STREAM: dict[int | str, dict[str, Any]] = {200: {"content": {"text/event-stream": {}}}}
FULL = "so many questions wait that no other is taken; try again later"


class Posted(BaseModel):
    """A plan beside a study: policies that are on, and values by path as after --set."""

    model_config = ConfigDict(extra="forbid", strict=True)

    study: str = Field(pattern=r"^[a-z0-9_-]{1,60}$")
    lang: Lang = "en"
    on: list[Policy] = Field(min_length=1, max_length=MOST_POLICIES)
    set: dict[Annotated[str, Field(pattern=PATH)], Value] = Field(default={}, max_length=MOST_VALUES)
    seeds: int = Field(default=10, ge=LEAST, le=MOST)

    @property
    def moved(self) -> Moved:
        """The same in one order whatever the order of the request."""
        return Moved(tuple(sorted(set(self.on))), tuple(sorted(self.set.items())), self.seeds)


class Snapshot(BaseModel):
    """How far a question is.

    done, of: pairs of worlds; preview: what is foreseen, {value, low, high, text, span, says}, None where nothing is; view: view
    model from four pairs on; study: once it is stored.
    """

    key: str
    state: Literal["waiting", "running", "stopping", "stopped", "failed", "done"]
    done: int
    of: int
    says: str
    by_seed: list[float]
    preview: dict[str, Any] | None
    view: dict[str, Any] | None
    study: str


class Planned(BaseModel):
    """A scenario made from moves, and how to repeat it; job: of its question where it is known."""

    key: str
    title: str
    toml: str
    file: str
    command: str
    job: Snapshot | None


def plan_api(plans: Plans, find: Callable[[str], Study]) -> APIRouter:
    """The addresses of plans below /api."""
    router = APIRouter()

    @router.get("/levers/{study}/{lang}")
    async def levers(study: Name, lang: Lang) -> dict[str, Any]:
        """What may be moved, with labels, units and ranges."""
        return await plans.levers(find(study), lang)

    @router.post("/plan")
    async def plan(asked: Posted) -> Planned:
        """The scenario that moves make: nothing is simulated that is not stored."""
        try:
            return Planned(**await plans.plan(find(asked.study), asked.moved, asked.lang))
        except Unfit as unfit:
            raise HTTPException(422, unfit.problems) from None

    @router.post("/jobs", status_code=202, responses={429: {"model": Refusal}})
    async def ask(asked: Posted) -> Snapshot:
        """Simulate a plan beside its baseline, or join who asked the same."""
        try:
            return Snapshot(**await plans.ask(find(asked.study), asked.moved, asked.lang))
        except Unfit as unfit:
            raise HTTPException(422, unfit.problems) from None
        except Full:
            raise HTTPException(429, FULL) from None

    @router.get("/jobs/{key}")
    def job(key: Key, lang: Lang = "en") -> Snapshot:
        """How far a question is."""
        return _known(plans, key, lang)

    @router.get("/jobs/{key}/events", response_class=StreamingResponse, responses=STREAM)
    def events(key: Key, lang: Lang = "en") -> StreamingResponse:
        """The same as server-sent events, the present state first, until the question has ended."""
        _known(plans, key, lang)
        return StreamingResponse(_told(plans, key, lang), media_type="text/event-stream")

    @router.delete("/jobs/{key}", status_code=202)
    async def stop(key: Key, lang: Lang = "en") -> Snapshot:
        """Begin no more pairs: those under way end and are kept."""
        _known(plans, key, lang)
        await plans.stop(key)
        return _known(plans, key, lang)

    return router


def _known(plans: Plans, key: str, lang: Lang) -> Snapshot:
    found = plans.snapshot(key, lang)
    if found is None:
        raise HTTPException(404, "no such question")
    return Snapshot(**found)


async def _told(plans: Plans, key: str, lang: Lang) -> AsyncIterator[str]:
    async for snapshot in plans.events(key, lang):
        yield f"data: {json.dumps(snapshot, ensure_ascii=False, allow_nan=False)}\n\n"
