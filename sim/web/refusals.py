"""What all addresses of the API have in common: names as they may be asked for, and why there is no answer."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Path
from pydantic import BaseModel

Name = Annotated[str, Path(pattern=r"^[a-z0-9_-]{1,60}$")]


class Refusal(BaseModel):
    """Why there is no answer."""

    detail: Any


REFUSALS: dict[int | str, dict[str, Any]] = {404: {"model": Refusal}, 422: {"model": Refusal}}
