"""The two decorators of compiled code, and where compiled code is kept.

`rule` marks a scalar function that runs as plain Python and inside kernels (one body); `kernel` compiles a loop over columns.
numba's cache on disk does not notice a change in a function of another file, so its folder is named by a hash of every
source that a kernel can reach. With NUMBA_DISABLE_JIT=1 everything runs as plain Python.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

F = TypeVar("F", bound=Callable[..., Any])
SOURCES = ("rules", "engine", "markets", "draws.py", "records.py", "jit.py")


def source_digest() -> str:
    """First 16 hex digits of the sha256 of all compiled sources."""
    package = Path(__file__).parent
    files = sorted(f for s in SOURCES for f in ([package / s] if s.endswith(".py") else (package / s).rglob("*.py")))
    sha = hashlib.sha256()
    for file in files:
        sha.update(file.relative_to(package).as_posix().encode() + file.read_bytes())
    return sha.hexdigest()[:16]


def _cache_folder() -> str:
    """A writable folder for compiled code, of this source alone."""
    base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "talentflow" / source_digest()
    try:
        base.mkdir(parents=True, exist_ok=True)
        if os.access(base, os.W_OK):
            return str(base)
    except OSError:
        return tempfile.mkdtemp(prefix="talentflow-")
    return tempfile.mkdtemp(prefix="talentflow-")


os.environ.setdefault("NUMBA_CACHE_DIR", _cache_folder())

import numba  # noqa: E402  (its configuration is read on import)
from numba.extending import register_jitable  # noqa: E402

PLAIN: bool = bool(numba.config.DISABLE_JIT)  # type: ignore[attr-defined]


def rule(function: F) -> F:
    """What one agent decides: the same body in plain Python and in kernels."""
    return register_jitable(function)  # type: ignore[no-any-return]


def kernel(function: F) -> F:
    """A loop over columns, compiled on first use, kept on disk, running without the interpreter's lock."""
    return numba.njit(cache=True, nogil=True)(function)  # type: ignore[no-any-return]


def loop(function: F) -> F:
    """A kernel that is handed records of arrays and allocates nothing, so that no array's references are counted in its loop."""
    return numba.njit(cache=True, nogil=True, error_model="numpy", _nrt=False)(function)  # type: ignore[no-any-return]


def inlined(function: F) -> F:
    """A part of a kernel that is handed whole records of arrays: written into its caller, so that no record is copied in the loop."""
    return numba.njit(inline="always")(function)  # type: ignore[no-any-return]
