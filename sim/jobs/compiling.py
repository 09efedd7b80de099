"""Kernels compiled before a job of several workers begins, each by one of them, instead of all by every worker.

What a kernel is called with is known only when it is called. So the job's worlds are rehearsed for some months, with few people
and as plain Python, which compiles nothing; the types that come by are what the workers compile, and keep on disk for all.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, NamedTuple

from sim import jit

if TYPE_CHECKING:
    from sim.scenario import Scenario

FEW = {"persons_per_agent": 100_000, "researchers_per_agent": 10_000}
MONTHS = 3  # rehearsed after the worlds part, until policies have come to those who ask
FOLLOWED = tuple(range(20))  # people, so that what follows them is compiled too
ENOUGH = 0.5  # share of the kernels: where more are there, the rest is compiled as it is wanted
HOME = Path(__file__).parents[2]  # where this process has found the package


class Call(NamedTuple):
    """A kernel and the types it is called with."""

    module: str
    name: str
    types: tuple[Any, ...]
    size: int  # of its code


def compile_ahead(scenarios: Sequence[Scenario], workers: int) -> None:
    """Compile what these worlds need, if there is little yet; what cannot be compiled so is compiled when it is called."""
    from sim.jobs import tasks  # noqa: F401  (loads the kernels)

    few = jit.compiled() < ENOUGH * len(jit.KERNELS)
    if not few or workers < 2 or scenarios[0].limit is not None:
        return
    (rehearsed,) = _asked("rehearse", kinds(scenarios), NUMBA_DISABLE_JIT="1", TALENTFLOW_NOTE_CALLS="1")
    if rehearsed:
        longest_first = sorted(pickle.loads(rehearsed), key=lambda call: -call.size)
        with TemporaryDirectory() as taken:
            _asked("compile_calls", *[(taken, longest_first)] * workers)


def kinds(scenarios: Iterable[Scenario]) -> list[Scenario]:
    """Scenarios that differ in kinds of policies, one of each sort."""
    return list({tuple(policy.kind for policy in scenario.policies): scenario for scenario in scenarios}.values())


def _asked(what: str, *given: object, **settings: str) -> list[bytes]:
    """What processes of their own answer, one for each thing given; nothing from one that fails."""
    command = [sys.executable, "-W", "ignore", "-c", f"from {__name__} import {what}, told; told({what})"]
    paths = os.pathsep.join(filter(None, (str(HOME), os.environ.get("PYTHONPATH"))))
    environment = os.environ | {"PYTHONPATH": paths, **settings}
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    started = [subprocess.Popen(command, env=environment, **pipes) for _ in given]  # type: ignore[call-overload]
    questions = [pickle.dumps(question, protocol=5) for question in given]
    with ThreadPoolExecutor(len(given)) as pool:
        try:
            return list(pool.map(lambda process, question: process.communicate(question)[0], started, questions))
        except BaseException:
            for process in started:
                process.kill()
            raise


def rehearse(scenarios: Sequence[Scenario]) -> list[Call]:
    """The calls of kernels by worlds of these scenarios, in a process that notes them."""
    from sim import simulate
    from sim.scenario.kinship import families_of

    worlds = [scenario.at(FEW) for scenario in scenarios]
    first = max(family.first for family in families_of(worlds, None))
    simulate.paired(worlds[0], worlds[1:], months=first - worlds[0].start + MONTHS, trace=FOLLOWED)
    return [
        Call(f.__module__, f.__qualname__, types, len(f.__code__.co_code))
        for f, every in jit.CALLS.items()
        for types in every
    ]


def compile_calls(question: tuple[str, Sequence[Call]]) -> None:
    """Compile those that no other process has taken, and keep them on disk. question: a folder where each is marked as taken; calls."""
    taken, calls = question
    for number, call in enumerate(calls):
        with suppress(FileExistsError):
            (Path(taken) / str(number)).touch(exist_ok=False)
            getattr(import_module(call.module), call.name).compile(call.types)


def told(answer: Callable[[Any], object]) -> None:
    """Answer the question on stdin."""
    sys.stdout.buffer.write(pickle.dumps(answer(pickle.load(sys.stdin.buffer)), protocol=5))
