"""Kernels are compiled ahead, by several processes, with the very types with which worlds call them."""

from __future__ import annotations

import pickle
from importlib import import_module

import pytest

import sim
from sim import jit, simulate
from sim.jobs import compiling
from sim.jobs.compiling import Call, _asked, kinds, shares

COARSE = {"persons_per_agent": 20_000, "researchers_per_agent": 2_000}


def test_what_is_rehearsed_is_what_worlds_call() -> None:
    worlds = [sim.load_scenario(name, COARSE) for name in ("baseline", "housing", "lines")]
    rehearsed = _asked("rehearse", kinds(worlds), NUMBA_DISABLE_JIT="1", TALENTFLOW_NOTE_CALLS="1")
    calls: list[Call] = pickle.loads(rehearsed[0])
    simulate.paired(worlds[0], worlds[1:], months=150)
    wrong = [call.name for call in calls if call.types not in getattr(import_module(call.module), call.name).signatures]
    assert wrong == []
    called = sum(bool(kernel.signatures) for kernel in jit.KERNELS)
    assert len(calls) > 0.8 * called, "nearly all that worlds call, but what kernels call themselves"


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
