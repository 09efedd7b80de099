"""What the page needs of whoever makes and simulates plans: the server's queue, or a script in its place."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from typing import Any, NamedTuple, Protocol

from sim.web.studies import Lang, Study

Snapshot = dict[str, Any]  # how far a question is, in one language: `plan_api.Snapshot`


LEAST, MOST = 4, 20  # pairs of worlds that a question may ask for


class Moved(NamedTuple):
    """What was moved on the panel. on: ids of policies; values: by path as after --set; seeds: pairs of worlds."""

    on: tuple[str, ...]
    values: tuple[tuple[str, float], ...]
    seeds: int


class Unfit(Exception):
    """Moves that make no scenario.  problems: field, found, allowed, hint of each."""

    def __init__(self, problems: list[Mapping[str, str]]) -> None:
        super().__init__(f"{len(problems)} problems")
        self.problems = problems


class Full(Exception):
    """So many questions wait that no other is taken."""


class Plans(Protocol):
    """Levers, plans and questions of one server."""

    async def levers(self, study: Study, lang: Lang) -> dict[str, Any]:
        """What may be moved beside a study; only `why` where nothing can be."""

    async def plan(self, study: Study, moved: Moved, lang: Lang) -> dict[str, Any]:
        """The scenario that moves make, how to repeat it, and its question where it is known. Raises Unfit."""

    async def ask(self, study: Study, moved: Moved, lang: Lang) -> Snapshot:
        """Have it simulated, or join who asked the same. Raises Unfit, Full."""

    def snapshot(self, key: str, lang: Lang) -> Snapshot | None:
        """How far a question is, None for one that is not known."""

    def events(self, key: str, lang: Lang) -> AsyncIterator[Snapshot]:
        """The same now, and again whenever there is more, until it has ended."""

    async def stop(self, key: str) -> None:
        """Begin no more pairs of it."""
