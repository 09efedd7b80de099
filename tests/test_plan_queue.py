"""The queue of questions, its processes played by a script: turns, looks, the end, and what dies on the way."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from typing import Any

import pytest

from sim.panel.asked import Asked, Beside
from sim.web.plans import Full
from sim.web.queue import ROOM, TOGETHER, Question, Queue

BESIDE = Beside("baseline", (), None, "")


class Script:
    """Answers of processes in the order in which they were asked for, given when the test says so."""

    def __init__(self, workers: int = 2) -> None:
        self.workers = workers
        self.waiting: list[tuple[str, Asked, Any, Future[Any]]] = []

    def give(self, function: Callable[..., Any], asked: Asked, *given: Any) -> Future[Any]:
        answer: Future[Any] = Future()
        self.waiting.append((function.__name__, asked, given[0] if given else None, answer))
        return answer

    async def next(self, result: Any = None) -> tuple[str, str, Any]:
        """What was asked for first, answered: what, of which question, of which seeds."""
        for _ in range(50):
            await asyncio.sleep(0)
        name, asked, given, answer = self.waiting.pop(0)
        if isinstance(result, Exception):
            answer.set_exception(result)
        elif result is not None:
            answer.set_result(result)
        else:
            answer.set_result({"net": float(given)} if name == "pair" else {"en": {"of": given or "all"}})
        for _ in range(50):
            await asyncio.sleep(0)
        return name, asked.key, given


def asked(key: str, seeds: int = 4) -> Asked:
    return Asked(key, f"plan-{key}", "", BESIDE, seeds, "results")


def played(scene: Callable[[Queue, Script], Any], workers: int = 2) -> None:
    """A scene in a loop of its own."""

    async def play() -> None:
        script = Script(workers)
        await scene(Queue(script, Script(1)), script)  # type: ignore[arg-type]

    asyncio.run(play())


def test_there_is_no_view_before_four_pairs_and_one_at_each_look() -> None:
    async def scene(queue: Queue, script: Script) -> None:
        question = queue.add(asked("a", 8))
        steps = []
        while not question.over:
            steps.append((*(await script.next()), len(question.found), question.seen))
        assert [step[0] for step in steps] == ["pair"] * 4 + ["look", "pair", "pair", "look", "pair", "pair", "finish"]
        assert all(seen == 0 for *_, found, seen in steps if found < 4)
        assert [step[2] for step in steps if step[0] == "look"] == [(1, 2, 3, 4), (1, 2, 3, 4, 5, 6)]
        assert question.state == "done"
        assert question.views == {"en": {"of": "all"}}
        assert question.found == {float(seed): float(seed) for seed in range(1, 9)}

    played(scene, workers=1)


def test_pairs_of_several_questions_take_turns() -> None:
    async def scene(queue: Queue, script: Script) -> None:
        for key in "ab":
            queue.add(asked(key, 6))
        turns = [(await script.next())[1] for _ in range(6)]
        assert sorted(turns) == list("aaabbb")
        assert turns[:2] in (["a", "b"], ["b", "a"])

    played(scene)


def test_the_same_question_is_one_for_everybody_and_both_hear_all() -> None:
    async def scene(queue: Queue, script: Script) -> None:
        first = queue.add(asked("a"))
        heard: list[list[int]] = [[], []]

        async def listen(to: list[int]) -> None:
            async for now in queue.told(first):
                to.append(len(now.found))

        listeners = [asyncio.create_task(listen(heard[0]))]
        await script.next()
        assert queue.add(asked("a")) is first
        listeners.append(asyncio.create_task(listen(heard[1])))
        while not first.over:
            await script.next()
        await asyncio.wait_for(asyncio.gather(*listeners), 5)
        assert [one[-1] for one in heard] == [4, 4]
        assert heard[0][0] == 0
        assert heard[1][0] == 1

    played(scene)


def test_what_is_stopped_ends_its_pairs_shows_them_and_can_go_on() -> None:
    async def scene(queue: Queue, script: Script) -> None:
        question = queue.add(asked("a", 20))
        for _ in range(6):  # five pairs and a look, one pair begun
            await script.next()
        queue.stop(question)
        assert question.state == "stopping"
        while not question.over:
            await script.next()
        assert (question.state, len(question.found), question.seen) == (
            "stopped",
            len(question.found),
            len(question.found),
        )
        assert script.waiting == []
        again = queue.add(asked("a", 20))
        assert (again is question, again.state) == (False, "waiting")

    played(scene)


def test_a_preview_waits_for_no_pair() -> None:
    async def scene(queue: Queue, script: Script) -> None:
        question = queue.add(asked("a"), foresee=True)
        seer: Any = queue.seer
        assert await seer.next({"en": {"value": 1.0}}) == ("preview", "a", None)
        assert question.preview == {"en": {"value": 1.0}}
        assert (question.found, [name for name, *_ in script.waiting]) == ({}, ["pair", "pair"])
        queue.add(asked("b"), foresee=True)
        await seer.next(RuntimeError("no preview"))
        while not all(one.over for one in queue.questions.values()):
            await script.next()
        assert {one.state for one in queue.questions.values()} == {"done"}

    played(scene)


def test_a_stop_after_the_last_pair_leaves_the_results_to_be_written() -> None:
    async def scene(queue: Queue, script: Script) -> None:
        question = queue.add(asked("a"))
        for _ in range(4):
            await script.next()
        assert [name for name, *_ in script.waiting] == ["finish"]
        queue.stop(question)
        assert question.state == "running"
        await script.next()
        assert question.state == "done"

    played(scene)


def test_no_more_wait_than_there_is_room_for() -> None:
    async def scene(queue: Queue, script: Script) -> None:
        for number in range(ROOM):
            queue.add(asked(str(number)))
        with pytest.raises(Full):
            queue.add(asked("more"))
        assert queue.ahead(queue.questions[str(ROOM - 1)]) == ROOM - 1
        seen = {(await script.next())[1] for _ in range(3 * TOGETHER)}
        assert seen == {str(number) for number in range(TOGETHER)}  # later ones wait for their turn
        queue.add(asked("more"))

    played(scene)


def test_a_pair_whose_process_dies_is_tried_again_three_times() -> None:
    async def scene(queue: Queue, script: Script) -> None:
        question = queue.add(asked("a"))
        await script.next(BrokenProcessPool("killed"))
        while not question.over:
            await script.next()
        assert question.state == "done"
        other = queue.add(asked("b"))
        for _ in range(30):
            if other.over:
                break
            await script.next(BrokenProcessPool("killed"))
        assert (other.state, other.why) == ("failed", "killed")

    played(scene, workers=1)


def test_one_that_fails_says_why_and_holds_up_no_other() -> None:
    async def scene(queue: Queue, script: Script) -> None:
        bad, good = queue.add(asked("a")), queue.add(asked("b"))
        for _ in range(40):
            if bad.over and good.over:
                break
            if script.waiting and script.waiting[0][1].key == "a":
                await script.next({"error": "ValueError: no such\nthing"})
            else:
                await script.next()
        assert (bad.state, bad.why, good.state) == ("failed", "ValueError: no such thing", "done")

    played(scene)


def test_results_that_cannot_be_written_are_told() -> None:
    async def scene(queue: Queue, script: Script) -> None:
        question: Question = queue.add(asked("a"))
        while len(question.found) < 4:
            await script.next()
        await script.next(OSError("disk full"))
        assert (question.state, question.why) == ("failed", "disk full")

    played(scene)
