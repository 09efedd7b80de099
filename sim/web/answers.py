"""Answers that are files: one of a study, one that a browser saves, and what the API says of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from fastapi import HTTPException
from fastapi.responses import Response

from sim.web.studies import Study


def file_of(study: Study, name: str) -> Path:
    """One of its files; 404 where there is none."""
    path = study.path(name)
    if path is None:
        raise HTTPException(404, "no such file")
    return path


def saved(content: bytes, name: str, media_type: str) -> Response:
    """An answer that a browser saves under a name."""
    return Response(content, media_type=media_type, headers={"content-disposition": f'attachment; filename="{name}"'})


def content_of(media_type: str) -> dict[int | str, dict[str, Any]]:
    """What the API says of an answer that is not JSON of its own."""
    return {200: {"content": {media_type: {}}}}
