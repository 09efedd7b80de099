"""The decorators of compiled code, and where compiled code is kept.

`rule` marks a scalar function that runs as plain Python and inside kernels (one body), `elementary` one of numbers alone, which Python
may hand whole columns too. `kernel` and `loop` compile loops over columns; `inlined` marks the parts of a loop that are handed whole
records, `lane` arithmetic that a loop does several at a time. numba's cache on disk does not notice a change in a function of another
file, so a kernel's folder is named by a hash of its own file and of every file of this package that it imports, directly or not. With
NUMBA_DISABLE_JIT=1 everything runs as plain Python, and with TALENTFLOW_NOTE_CALLS the types of calls are kept beside.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cache, wraps
from pathlib import Path
from typing import Any, TypeVar

import numba
import numpy as np
from numba.extending import overload, register_jitable

F = TypeVar("F", bound=Callable[..., Any])
PACKAGE = Path(__file__).parent
PLAIN: bool = bool(numba.config.DISABLE_JIT)  # type: ignore[attr-defined]
NOTED: bool = PLAIN and "TALENTFLOW_NOTE_CALLS" in os.environ  # keep CALLS
KERNELS: list[Any] = []  # loaded so far
CALLS: dict[Callable[..., Any], set[tuple[Any, ...]]] = {}  # kernels that Python has called, and with which types
IMPORT = re.compile(r"^\s*(?:from (sim(?:\.\w+)*) import ([\w, ()\n]+)|import (sim(?:\.\w+)*))", re.MULTILINE)


@cache
def imported(file: Path) -> frozenset[Path]:
    """Files of this package that a file reaches by imports, itself among them."""
    found: set[Path] = set()
    waiting = [file]
    while waiting:
        here = waiting.pop()
        if here not in found and here.exists():
            found.add(here)
            waiting += [
                target for match in IMPORT.finditer(here.read_text(encoding="utf-8")) for target in _targets(match)
            ]
    return frozenset(found)


def _targets(match: re.Match[str]) -> list[Path]:
    """Files that one import statement may mean."""
    module = (match.group(1) or match.group(3)).split(".")[1:]
    names = re.findall(r"\w+", match.group(2) or "")
    base = PACKAGE.joinpath(*module)
    return [base.with_suffix(".py"), *(base / f"{name}.py" for name in names)] if module else []


def source_digest(file: Path) -> str:
    """First 16 hex digits of the sha256 of a file and all that it imports from this package."""
    sha = hashlib.sha256()
    for source in sorted(imported(file)):
        sha.update(source.relative_to(PACKAGE).as_posix().encode() + source.read_bytes().replace(b"\r\n", b"\n"))
    return sha.hexdigest()[:16]


@cache
def cache_base() -> Path:
    """A folder for compiled code, which all processes of a user find again: the named one, the home's, or one among temporary files."""
    for base in _bases():
        with suppress(OSError):
            base.mkdir(mode=0o700, parents=True, exist_ok=True)
            if os.access(base, os.W_OK | os.X_OK) and (
                not base.is_relative_to(tempfile.gettempdir()) or _is_mine(base)
            ):
                return base
    return Path(tempfile.mkdtemp(prefix="talentflow-"))


def _bases() -> Iterator[Path]:
    """Where compiled code may be kept, the best place first."""
    if named := os.environ.get("NUMBA_CACHE_DIR"):
        yield Path(named)
    if caches := os.environ.get("XDG_CACHE_HOME"):
        yield Path(caches) / "talentflow"
    with suppress(RuntimeError):  # a user without a home
        yield Path.home() / ".cache" / "talentflow"
    user = os.getuid() if hasattr(os, "getuid") else os.environ.get("USERNAME", "user")
    yield Path(tempfile.gettempdir()) / f"talentflow-{user}"


def _is_mine(base: Path) -> bool:
    """Whether nobody else can put code into a folder in a place that all share."""
    about = base.lstat()
    return not hasattr(os, "getuid") or (
        stat.S_ISDIR(about.st_mode) and about.st_uid == os.getuid() and not about.st_mode & 0o022
    )


def compiled() -> int:
    """How many kernels have been compiled and kept, of those that are loaded (KERNELS)."""
    folders = {Path(kernel.stats.cache_path) for kernel in KERNELS}
    return sum(len(list(folder.glob("*.nbi"))) for folder in folders)


def _keep_with_sources(function: Callable[..., Any]) -> None:
    """Name the folder of what is compiled next by the sources that the function can reach."""
    numba.config.CACHE_DIR = str(cache_base() / source_digest(Path(function.__code__.co_filename)))  # type: ignore[attr-defined]


def _compiled(function: F, **options: Any) -> F:
    """numba.njit, kept on disk."""
    if PLAIN:
        return _noted(function) if NOTED else function
    _keep_with_sources(function)
    KERNELS.append(numba.njit(cache=True, nogil=True, **options)(function))
    return KERNELS[-1]  # type: ignore[no-any-return]


def _noted(function: F) -> F:
    """The function in plain Python, the types of its calls from outside of kernels kept in CALLS."""

    @wraps(function)
    def called(*values: Any) -> Any:
        global _inside
        if _inside:
            return function(*values)
        CALLS.setdefault(function, set()).add(tuple(map(numba.typeof, values)))
        _inside = True
        try:
            return function(*values)
        finally:
            _inside = False

    return called  # type: ignore[return-value]


_inside = False  # a noted kernel


def rule(function: F) -> F:
    """What one agent decides: the same body in plain Python and in kernels."""
    return register_jitable(function)  # type: ignore[no-any-return]


def elementary(function: F) -> F:
    """A function of float64 numbers alone: written into kernels, where it may go several at a time, and in Python of numbers or columns.

    Numbers give a float, and arrays, which are broadcast, an array of float64.
    """
    if PLAIN:
        numbers, columns = function, np.vectorize(function, otypes=[float])
    else:
        _keep_with_sources(function)
        numbers = columns = numba.vectorize(cache=True)(function)  # compiled when it is first called

    @wraps(function)
    def anywhere(*values: Any) -> Any:
        with np.errstate(all="ignore"):  # what has no value is nan or infinite, in kernels too
            for value in values:
                if isinstance(value, np.ndarray):
                    return columns(*[np.asarray(value, float) for value in values])
            return float(numbers(*map(float, values)))

    overload(anywhere, jit_options={"forceinline": True, "error_model": "numpy"}, strict=False)(
        lambda *values: function
    )
    return anywhere  # type: ignore[return-value]


def kernel(function: F) -> F:
    """A loop over plain arrays, compiled on first use, kept on disk, running without the interpreter's lock."""
    return _compiled(function)


def loop(function: F) -> F:
    """A kernel that is handed records of arrays and allocates nothing, so that no array's references are counted in its loop."""
    return _compiled(function, error_model="numpy", _nrt=False)


def lane(function: F) -> F:
    """A rule of mere arithmetic that is always written into its caller's loop, so that it may go several at a time."""
    return register_jitable(forceinline=True)(function)  # type: ignore[no-any-return]


def inlined(function: F) -> F:
    """A part of a kernel that is handed whole records of arrays: written into its caller, so that no record is copied in the loop."""
    return function if PLAIN else numba.njit(inline="always")(function)  # type: ignore[no-any-return]
