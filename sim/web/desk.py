"""Who makes and simulates plans for the page: a clerk that answers at once, a seer of previews, workers for pairs of worlds."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from sim.jobs.crew import Crew
from sim.panel import work
from sim.panel.asked import Asked
from sim.report.formats import time_needed
from sim.store.errors import CannotWrite, Refused
from sim.web.plans import LEAST, MOST, Full, Moved, Snapshot, Unfit
from sim.web.question import Question
from sim.web.queue import Queue
from sim.web.studies import Lang, Studies, Study
from sim.web.words import words

BEHIND = 10  # how far workers stand back: who looks comes first
WRITABLE = "a results folder that can be written to"


class Desk:
    """Plans of one server, kept below its results; a Plans. workers: 0 where nothing is to be simulated."""

    def __init__(self, studies: Studies, workers: int) -> None:
        self.studies, self.workers = studies, workers
        self.clerk, self.seer, self.crew = Crew(1), Crew(1), Crew(max(1, workers), BEHIND)
        self.queue = Queue(self.crew, self.seer)

    def get_ready(self) -> None:
        """Have the processes load what they need, and the store hold what plans beside the study that is opened begin with."""
        opened = self.studies.opened or next((study.folder for study in self.studies.named().values()), None)
        if not self.workers or opened is None:
            return
        folder = str(opened.resolve())
        self.clerk.give(work.levers, folder, "zh")
        self.seer.give(work.ready, folder, str(self._results))
        for _ in range(self.workers):
            self.crew.give(work.warm)

    def end(self) -> None:
        """Kill all processes."""
        for processes in (self.crew, self.seer, self.clerk):
            processes.end()

    async def levers(self, study: Study, lang: Lang) -> dict[str, Any]:
        """What may be moved beside a study."""
        if not self.workers:
            return {"why": words(lang)["job"]["reading"]}
        found: dict[str, Any] = await self._answer(work.levers, str(study.folder), lang)
        return found if "why" in found else {**found, "seeds": min(MOST, max(LEAST, study.told(lang)["seeds"]))}

    async def plan(self, study: Study, moved: Moved, lang: Lang) -> dict[str, Any]:
        """The scenario of moves; its question where it is known, or answered by what is stored. Raises Unfit."""
        made = await self._planned(study, moved)
        asked = made["asked"]
        if asked.key not in self.queue.questions and made["stored"]:
            with suppress(Full):  # told at the next look
                await self._taken(asked, foresee=False)
        told = {"title": made["title"][lang], "toml": asked.text, "file": f"{asked.name}.toml"}
        return {"key": asked.key, **told, "command": made["command"], "job": self.snapshot(asked.key, lang)}

    async def ask(self, study: Study, moved: Moved, lang: Lang) -> Snapshot:
        """Have it simulated, or join who asked the same. Raises Unfit, Full."""
        made = await self._planned(study, moved)
        return self._told(await self._taken(made["asked"], foresee=not made["stored"]), lang)

    def snapshot(self, key: str, lang: Lang) -> Snapshot | None:
        """How far a question is, None for one that is not known."""
        question = self.queue.questions.get(key)
        return self._told(question, lang) if question else None

    async def events(self, key: str, lang: Lang) -> AsyncIterator[Snapshot]:
        """The same now, and again whenever there is more, until it has ended."""
        question = self.queue.questions[key]
        async for now in self.queue.told(question):
            yield self._told(now, lang)

    async def stop(self, key: str) -> None:
        """Begin no more pairs of it."""
        self.queue.stop(self.queue.questions[key])

    async def _planned(self, study: Study, moved: Moved) -> dict[str, Any]:
        if not self.workers:
            raise Unfit([{"field": "--workers", "found": "0", "allowed": "1 or more", "hint": ""}])
        given = moved.on, dict(moved.values), moved.seeds, str(self._results)
        made: dict[str, Any] = await self._answer(work.planned, str(study.folder), *given)
        if "problems" in made:
            raise Unfit(made["problems"])
        return made

    async def _taken(self, asked: Asked, foresee: bool) -> Question:
        """The question in the queue, its results folder begun. Raises Unfit, Full."""
        question = self.queue.add(asked, foresee)
        try:
            await self._answer(work.begin, asked)
        except (CannotWrite, Refused) as problem:
            self.queue.stop(question)
            raise Unfit([{"field": "--results", "found": str(problem), "allowed": WRITABLE, "hint": ""}]) from None
        return question

    def _told(self, question: Question, lang: Lang) -> Snapshot:
        return {
            "key": question.asked.key,
            "state": question.state,
            "done": len(question.found),
            "of": question.asked.seeds,
            "says": self._says(question, lang),
            "by_seed": [question.found[seed] for seed in sorted(question.found)],
            "preview": None if question.views else question.preview.get(lang),
            "view": question.views.get(lang),
            "study": self._study(question) if question.state == "done" else "",
        }

    def _says(self, question: Question, lang: Lang) -> str:
        """Its state in a sentence."""
        left = question.left_s if question.state == "running" else None
        merging = question.state == "running" and question.whole
        form = "merging" if merging else "running_left" if left is not None else question.state
        fill = {
            "done": len(question.found),
            "of": question.asked.seeds,
            "ahead": self.queue.ahead(question),
            "why": question.why,
        }
        return words(lang)["job"][form].format(**fill, left=time_needed(left or 0, lang))

    def _study(self, question: Question) -> str:
        """Its name among the studies."""
        folder = question.asked.folder.resolve()
        return next((name for name, study in self.studies.named().items() if study.folder == folder), "")

    async def _answer(self, function: Any, *given: Any) -> Any:
        return await asyncio.wrap_future(self.clerk.give(function, *given))

    @property
    def _results(self) -> Path:
        return self.studies.root.resolve()
