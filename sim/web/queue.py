"""Questions on their way: pairs of worlds given to processes in turn, and whoever listens told of each."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict, deque
from collections.abc import AsyncIterator
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from typing import Any

from sim.jobs.crew import Crew
from sim.panel import work
from sim.panel.asked import Asked
from sim.web.plans import Full
from sim.web.question import Question

ROOM = 20  # questions that may wait
TOGETHER = 4  # questions whose pairs take turns; later ones wait
KEPT = 100  # questions remembered
LOOKS = (4, 6, 10)  # pairs after which there is a view; before four there is no number
DEATHS = 3  # of a process at the same pair


class Queue:
    """First come, first served, some at a time in turn; the same question is the same one for everybody.

    crew: processes for pairs and results; seer: for previews, which wait for no pair.
    """

    def __init__(self, crew: Crew, seer: Crew) -> None:
        self.crew, self.seer = crew, seer
        self.questions: OrderedDict[str, Question] = OrderedDict()
        self._slots: list[asyncio.Task[None]] = []
        self._previews: set[asyncio.Task[None]] = set()
        self._more = asyncio.Event()

    def add(self, asked: Asked, foresee: bool = False) -> Question:
        """Take a question, or find it; raises Full. One that was stopped or has failed begins again, from what is stored.

        foresee: with a preview.
        """
        known = self.questions.get(asked.key)
        if known and known.state not in ("stopped", "failed"):
            return known
        if sum(question.state == "waiting" for question in self.questions.values()) >= ROOM:
            raise Full
        question = Question(asked, pending=deque(range(1, asked.seeds + 1)))
        self.questions[asked.key] = question
        self.questions.move_to_end(asked.key)
        self._forget()
        if not self._slots:
            self._slots = [asyncio.create_task(self._work()) for _ in range(self.crew.workers)]
        if foresee:
            self._previews.add(asyncio.create_task(self._preview(question)))
        self._more.set()
        return question

    def stop(self, question: Question) -> None:
        """Begin no more pairs: those that run end, and are kept. Where all have ended, its results are on their way."""
        question.pending.clear()
        if not (question.over or question.whole):
            question.state = "stopping" if question.running else "stopped"
            question.tell()

    def ahead(self, question: Question) -> int:
        """How many questions come before one that waits."""
        before = list(self.questions.values())[: list(self.questions).index(question.asked.key)]
        return sum(not one.over for one in before)

    async def told(self, question: Question) -> AsyncIterator[Question]:
        """The question now, and whenever there is more, until it has ended."""
        while True:
            changed = question.changed
            yield question
            if question.over:
                return
            await changed.wait()

    def _forget(self) -> None:
        ended = [key for key, question in self.questions.items() if question.over]
        for key in ended[: max(0, len(self.questions) - KEPT)]:
            del self.questions[key]

    async def _work(self) -> None:
        """One process's share: a pair of the question whose turn it is, then the next."""
        while True:
            question = self._next()
            if question is None:
                self._more.clear()
                await self._more.wait()
            else:
                await self._pair(question, question.pending.popleft())

    def _next(self) -> Question | None:
        """Of the first questions the one with the fewest pairs begun."""
        first = [question for question in self.questions.values() if not question.over][:TOGETHER]
        waiting = [question for question in first if question.pending]
        return min(waiting, key=lambda question: question.running + len(question.found), default=None)

    async def _preview(self, question: Question) -> None:
        """What is foreseen; without it the question goes on all the same."""
        self._previews = {task for task in self._previews if not task.done()}
        with suppress(Exception):
            question.preview = await asyncio.wrap_future(self.seer.give(work.preview, question.asked))
        question.tell()

    async def _pair(self, question: Question, seed: int) -> None:
        if question.state == "waiting":
            question.state, question.began = "running", time.monotonic()
        question.running += 1
        question.tell()
        try:
            await self._simulated(question, seed)
        finally:
            question.running -= 1
        try:
            await self._after(question)
        except Exception as problem:  # told, not raised: other questions go on
            self._fail(question, problem)
        question.tell()
        self._more.set()

    async def _simulated(self, question: Question, seed: int) -> None:
        try:
            told = await self._done(work.pair, question.asked, seed)
        except BrokenProcessPool as died:
            question.deaths[seed] += 1
            if question.deaths[seed] < DEATHS and question.state == "running":
                question.pending.append(seed)
            else:
                self._fail(question, died)
            return
        except Exception as problem:
            self._fail(question, problem)
            return
        if "error" in told:
            self._fail(question, told["error"])
        else:
            question.found[seed] = told["net"]
            question.tell()

    async def _after(self, question: Question) -> None:
        """Look at what there is, where it is time to; the end of a question is one look more, or its results."""
        if question.whole and not question.over:
            async with question.looking:
                question.views = await self._done(work.finish, question.asked)
            question.seen, question.state = question.asked.seeds, "done"
            return
        ending = question.state == "stopping" and not question.running
        if ending or len(question.found) in LOOKS:
            await self._look(question)
        if ending:
            question.state = "stopped"

    async def _look(self, question: Question) -> None:
        """The views of the pairs so far, unless there are too few or those of as many are there."""
        async with question.looking:
            seeds = tuple(sorted(question.found))
            if LOOKS[0] <= len(seeds) and question.seen < len(seeds) < question.asked.seeds:
                question.views = await self._done(work.look, question.asked, seeds)
                question.seen = len(seeds)

    async def _done(self, function: Any, *given: Any) -> Any:
        return await asyncio.wrap_future(self.crew.give(function, *given))

    def _fail(self, question: Question, why: object) -> None:
        if not question.over:
            question.pending.clear()
            question.state, question.why = "failed", " ".join(str(why).split())[:300] or type(why).__name__
