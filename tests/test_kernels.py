"""Compiled code: each kernel is compiled once, with one signature, whatever kind of world runs through it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import sim

COUNT = """
import sys
sys.path.insert(0, sys.argv[1])
import pkgutil, importlib, dataclasses
import sim, sim.engine, test_instruments as t
every = [dataclasses.replace(t.policy_of(name, number), id=f"p{k}") for k, (name, number) in enumerate(t.ACTIVE)]
sim.run(t.short(*every), months=20)
sim.run(sim.limit_world(sim.LimitWorld(regions=["a", "b"], persons=300, months=3, review=0.3, utility=[1.0, 0.5],
        labour={"matching": {"kind": "urn_ball", "separate": 0.1, "vacancies": 20}})))
for module in pkgutil.iter_modules(sim.engine.__path__):
    module = importlib.import_module(f"sim.engine.{module.name}")
    for name, kernel in vars(module).items():
        many = getattr(kernel, "signatures", ())
        if len(many) > 1 and kernel.__module__ == module.__name__:
            print(f"{module.__name__}.{name}: {len(many)} signatures")
"""


def test_every_kernel_is_compiled_with_one_signature() -> None:
    environment = {**os.environ, "NUMBA_DISABLE_JIT": "0"}
    command = [sys.executable, "-c", COUNT, str(Path(__file__).parent)]
    done = subprocess.run(command, env=environment, cwd=Path(sim.__file__).parents[1], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout == ""
