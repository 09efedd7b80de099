"""The same bytes on every machine: no arithmetic that a library or a processor rounds in its own way, shown under many settings."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from pathlib import Path

import pytest
from numpy._core._multiarray_umath import __cpu_dispatch__, __cpu_features__

import sim
from tests.inexact import uses

PACKAGE = Path(sim.__file__).parent
DECIDES_NOTHING = ("cli", "report", "search", "web")  # faces, pictures, and the search whose result is a file of data
ALLOWED = {  # (file, use): why it moves no bit of what is stored
    ("agents/agentset.py", "argsort"): "places of distinct numbers",
    ("appraisal/classes.py", "scipy.sparse"): "sums of whole numbers",
    ("appraisal/classes.py", "@"): "sums of whole numbers",
    ("appraisal/intervals.py", "scipy.stats"): "quantiles, settled to nine decimals",
    ("jobs/inputs.py", "sort_values"): "names that are there once",
    ("jobs/preflight.py", "statistics"): "a forecast of time",
    ("designs/points.py", "scipy.qmc"): "shuffles and scrambled bits",
}


def test_what_decides_a_number_uses_our_own_functions() -> None:
    found: dict[tuple[str, str], list[int]] = {}
    for file in sorted(PACKAGE.rglob("*.py")):
        name = file.relative_to(PACKAGE).as_posix()
        if name.partition("/")[0] not in DECIDES_NOTHING:
            for line, what in uses(file.read_text(encoding="utf-8")):
                found.setdefault((name, what), []).append(line)
    assert {use: lines for use, lines in found.items() if use not in ALLOWED} == {}, "take it from sim/exact.py"
    assert set(ALLOWED) <= set(found), "allowed, but used no more"


@pytest.mark.parametrize(
    "source",
    [
        "np.exp(x)", "math.log(x)", "x ** 0.5", "x ** y", "x ** 2", "2.0 ** 3", "a @ b", "a @= b", "x **= y", "pow(x, y)", "a.dot(b)",
        "np.linalg.inv(a)", "from math import exp", "from numpy import log1p as f", "from scipy.special import ndtri", "import scipy",
        "np.argsort(x)", "frame.sort_values('a')", "np.einsum('i,i', a, b)", "math.hypot(a, b)",
    ],
)  # fmt: skip
def test_other_arithmetic_is_found(source: str) -> None:
    assert list(uses(f"def f():\n    {source}"))


@pytest.mark.parametrize(
    "source", ["x * x", "2 ** 63", "np.sqrt(x)", "f(**k)", "exp(x)", "np.argsort(x, kind='stable')", "np.square(x)"]
)
def test_exact_arithmetic_is_not_found(source: str) -> None:
    assert not list(uses(f"def f():\n    {source}"))


WORLDS = """
import hashlib, math, os, sys
from pathlib import Path
import numpy as np
import sim
os.chdir(sys.argv[1])
size = {"persons_per_agent": 100_000, "researchers_per_agent": 10_000, "end": "2023-12-01"}
sim.compare(sim.load_scenario("baseline", size), [sim.load_scenario("everything.toml", size)], seeds=2, futures=0, workers=1)
forms = {"choice": "nested", "horizon": "forward", "vacancies": "free_entry", "matching": "urn_ball"}
other = {f"structure.{mechanism}": form for mechanism, form in forms.items()}
print(sim.run(sim.load_scenario("cash", {**size, **other}), seed=1).digest)
for file in sorted(Path("results").rglob("*.csv")):
    print(file.name, hashlib.sha256(file.read_bytes()).hexdigest())
x = np.random.default_rng(1).uniform(0.1, 30.0, 20_000)
print([hashlib.sha256(found.tobytes()).hexdigest() for found in (np.exp(x), np.array([math.exp(v) for v in x]))], file=sys.stderr)
"""
DISPATCHED = [feature for feature in __cpu_dispatch__ if __cpu_features__[feature]]
OLD_NUMPY = {"NPY_DISABLE_CPU_FEATURES": " ".join(DISPATCHED)}
OLD_LIBC = {"GLIBC_TUNABLES": "glibc.cpu.hwcaps=-FMA,-FMA4,-AVX,-AVX2,-FMA_Usable,-FMA4_Usable,-AVX2_Usable"}
OLD_BLAS = {"OPENBLAS_CORETYPE": "Prescott"} if platform.machine() == "x86_64" else {}
OLD = {**OLD_NUMPY, **OLD_LIBC, **OLD_BLAS}
COMPILED = {"generic": {"NUMBA_CPU_NAME": "generic", "NUMBA_CPU_FEATURES": ""}}
if platform.machine() == "x86_64" and __cpu_features__.get("FMA3"):
    COMPILED["haswell"] = {"NUMBA_CPU_NAME": "haswell", "NUMBA_CPU_FEATURES": "+avx2,+fma"}


def everything() -> str:
    """A scenario with flats, cash and lines at once."""
    scenarios = PACKAGE.parent / "scenarios"
    blocks = [
        (scenarios / f"{name}.toml").read_text(encoding="utf-8").partition("[[policy]]")[2]
        for name in ("cash", "lines")
    ]
    head = 'extends = "housing"\ntitle = {zh = "全部", en = "Everything"}\npurpose = "All at once."\n'
    return "\n[[policy]]".join([head, *blocks])


def results(folder: Path, settings: dict[str, str]) -> tuple[str, str]:
    """(digests of a world and of the tables of a comparison, digests of what the libraries compute), from a process of its own."""
    folder.mkdir()
    (folder / "everything.toml").write_text(everything(), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", WORLDS, str(folder)],
        env={**os.environ, "PYTHONPATH": str(PACKAGE.parent), "PYTHONWARNINGS": "ignore", **settings},
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout, done.stderr.splitlines()[-1]


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    """What this machine gives."""
    return results(tmp_path_factory.mktemp("here") / "run", {})


def test_an_old_processor_gives_the_same_bytes(tmp_path: Path, here: tuple[str, str]) -> None:
    found, libraries = results(tmp_path / "old", OLD)
    assert found == here[0]
    assert "effects.csv" in found
    if "X86_V4" in DISPATCHED:  # else NumPy has nothing to switch off that shows
        assert libraries != here[1], "the settings are not obeyed: this test shows nothing"


@pytest.mark.slow
@pytest.mark.parametrize("settings", [OLD_NUMPY, OLD_LIBC, OLD_BLAS], ids=["numpy", "libc", "blas"])
def test_each_library_alone(tmp_path: Path, here: tuple[str, str], settings: dict[str, str]) -> None:
    assert results(tmp_path / "run", settings)[0] == here[0]


@pytest.mark.slow
@pytest.mark.parametrize("name", COMPILED)
def test_kernels_compiled_for_another_processor(tmp_path: Path, here: tuple[str, str], name: str) -> None:
    assert results(tmp_path / "run", COMPILED[name])[0] == here[0]
