"""Kernels are compiled ahead, by several processes, with the very types with which worlds call them."""

from __future__ import annotations

import pickle
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

import sim
from sim import simulate
from sim.jobs import compiling
from sim.jobs.compiling import Call, _asked, kinds

COARSE = {"persons_per_agent": 20_000, "researchers_per_agent": 2_000}


WORLDS = ("baseline", "housing", "lines")
SIGNATURES = f"""
import pickle, sys, sim
from sim.jobs.compiling import FOLLOWED
from sim import jit, simulate
first, *others = (sim.load_scenario(name, {COARSE}) for name in {WORLDS})
simulate.paired(first, others, months=150, trace=FOLLOWED)
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


def test_each_call_is_compiled_by_whoever_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    compiled: list[str] = []

    def kernel(name: str) -> SimpleNamespace:
        return SimpleNamespace(compile=lambda types: compiled.append(name))

    monkeypatch.setattr(compiling, "import_module", lambda name: SimpleNamespace(a=kernel("a"), b=kernel("b")))
    (tmp_path / "0").touch()  # another process is at it
    question = str(tmp_path), [Call("m", "a", (), 2), Call("m", "b", (), 1)]
    compiling.compile_calls(question)
    compiling.compile_calls(question)
    assert compiled == ["b"]


def test_nothing_is_done_where_kernels_are_there(monkeypatch: pytest.MonkeyPatch) -> None:
    worlds = [sim.load_scenario(name, COARSE) for name in ("baseline", "cash")]
    simulate.paired(worlds[0], worlds[1:], months=150)
    monkeypatch.setattr(compiling, "_asked", None)
    compiling.compile_ahead(worlds, 2)
