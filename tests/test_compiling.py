"""Kernels are compiled ahead, by several processes, with the very types with which worlds call them."""

from __future__ import annotations

import pickle
import subprocess
import sys

import pytest

import sim
from sim import simulate
from sim.jobs import compiling
from sim.jobs.compiling import Call, _asked, kinds, shares

COARSE = {"persons_per_agent": 20_000, "researchers_per_agent": 2_000}


WORLDS = ("baseline", "housing", "lines")
SIGNATURES = f"""
import pickle, sys, sim
from sim import jit, simulate
first, *others = (sim.load_scenario(name, {COARSE}) for name in {WORLDS})
simulate.paired(first, others, months=150)
called = {{(k.py_func.__module__, k.py_func.__qualname__): list(k.signatures) for k in jit.KERNELS if k.signatures}}
sys.stdout.buffer.write(pickle.dumps(called))
"""


def test_what_is_rehearsed_is_what_worlds_call() -> None:
    worlds = [sim.load_scenario(name, COARSE) for name in WORLDS]
    rehearsed = _asked("rehearse", kinds(worlds), NUMBA_DISABLE_JIT="1", TALENTFLOW_NOTE_CALLS="1")
    calls: list[Call] = pickle.loads(rehearsed[0])
    fresh = subprocess.run(
        [sys.executable, "-c", SIGNATURES], capture_output=True, check=True
    )  # has called nothing else
    called: dict[tuple[str, str], list[tuple[object, ...]]] = pickle.loads(fresh.stdout)
    assert [call.name for call in calls if call.types not in called[call.module, call.name]] == []
    assert len(calls) > 0.8 * len(called), "nearly all that worlds call, but what kernels call themselves"


def test_shares_are_about_alike_and_hold_every_call_once() -> None:
    calls = [Call("m", str(n), (), size) for n, size in enumerate([90, 40, 30, 20, 10, 10])]
    found = shares(calls, 2)
    assert sorted(call for share in found for call in share) == sorted(calls)
    assert [sum(call.size for call in share) for share in found] == [100, 100]


def test_nothing_is_done_where_kernels_are_there(monkeypatch: pytest.MonkeyPatch) -> None:
    worlds = [sim.load_scenario(name, COARSE) for name in ("baseline", "cash")]
    simulate.paired(worlds[0], worlds[1:], months=150)
    monkeypatch.setattr(compiling, "_asked", None)
    compiling.compile_ahead(worlds, 2)
