"""Compiled code is kept where its user finds it again, whoever that is, and compiling is said while it goes on."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from sim import jit
from sim.jobs import progress as module
from sim.jobs.progress import progress

ROOT = Path(__file__).parents[1]
SCRIPT = """
import os, sys
sys.path.insert(0, sys.argv[1])
from sim import jit
if sys.argv[2] != "-":
    os.setgid(int(sys.argv[2])); os.setuid(int(sys.argv[2]))
print(jit.cache_base())
"""


def base_of(tmp: Path, user: str = "-", **environment: str) -> Path:
    """The folder that a process with this environment keeps compiled code in."""
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "LD_LIBRARY_PATH", "VIRTUAL_ENV")}
    environment = {**kept, "TMPDIR": str(tmp), **environment}
    said = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(ROOT), user], env=environment, capture_output=True, text=True, cwd=tmp
    )
    assert said.returncode == 0, said.stderr
    return Path(said.stdout.strip())


@pytest.fixture
def shared(tmp_path: Path) -> Path:
    """A folder for temporary files that all users share."""
    folder = tmp_path / "tmp"
    folder.mkdir()
    folder.chmod(0o1777)
    for parent in folder.parents:
        if parent.stat().st_uid == os.getuid() and parent != Path("/"):
            parent.chmod(parent.stat().st_mode | 0o055)
    return folder


@pytest.mark.skipif(os.name != "posix" or os.getuid() != 0, reason="only root may become somebody else")
@pytest.mark.parametrize("environment", [{}, {"HOME": "/"}, {"HOME": "/nowhere"}, {"XDG_CACHE_HOME": "/proc/x"}])
def test_somebody_without_a_home_keeps_it_too(shared: Path, environment: dict[str, str]) -> None:
    first = base_of(shared, "54321", **environment)
    assert first == base_of(shared, "54321", **environment) == shared / "talentflow-54321"
    assert first.stat().st_uid == 54321
    assert first.stat().st_mode & 0o777 == 0o700
    assert base_of(shared, "54322", **environment) != first


@pytest.mark.skipif(os.name != "posix" or os.getuid() != 0, reason="only root may become somebody else")
def test_a_folder_that_somebody_else_made_is_not_trusted(shared: Path) -> None:
    (shared / "talentflow-54321").mkdir(mode=0o777)
    (shared / "talentflow-54321").chmod(0o777)
    assert base_of(shared, "54321") != shared / "talentflow-54321"


def test_the_named_folder_comes_first(tmp_path: Path) -> None:
    named, caches = str(tmp_path / "named"), str(tmp_path / "caches")
    assert base_of(tmp_path, NUMBA_CACHE_DIR=named, XDG_CACHE_HOME=caches) == tmp_path / "named"
    assert base_of(tmp_path, XDG_CACHE_HOME=caches) == tmp_path / "caches" / "talentflow"
    assert base_of(tmp_path, HOME=str(tmp_path)) == tmp_path / ".cache" / "talentflow"


@pytest.mark.parametrize(("found", "lines"), [((0, 0, 3, 7, 9), 1), ((2, 2, 5, 5), 1), ((50, 50, 50), 0)])
def test_compiling_is_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], found: tuple[int, ...], lines: int
) -> None:
    counts = iter(found)
    monkeypatch.setattr(module, "LOOK", 0.01)
    monkeypatch.setattr(module, "KERNELS", [None] * 50)
    monkeypatch.setattr(module, "compiled", lambda: next(counts, found[-1]))
    with progress(total=2, ready=0, width=1, quiet=False):
        time.sleep(0.3)
    said = capsys.readouterr().err.splitlines()
    assert len(said) == lines
    assert all(line.startswith("compiling kernels") and line.endswith("of at most 50") for line in said)
    with progress(total=2, ready=0, width=1, quiet=True):
        time.sleep(0.05)
    assert capsys.readouterr().err == ""


def test_kernels_are_counted_where_they_are_kept() -> None:
    import sim.engine.choice  # noqa: F401 - loads kernels

    assert len(jit.KERNELS) > 0
    assert 0 <= jit.compiled() <= len(jit.KERNELS)
