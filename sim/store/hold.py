"""Work in progress: names that cannot meet, held by a lock as long as its process lives.

Host names and process numbers are the same in two containers on one disk. So a name is drawn, and whoever works on it holds
a lock that the system lets go when the process ends, however it ends. Only what carries the mark of this running system and
is held by nobody is surely dead; what other machines left is theirs.
"""

from __future__ import annotations

import hashlib
import os
import platform
import re
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any

locks: Any
try:
    import fcntl as locks
except ImportError:  # Windows: nothing is held, and so nothing is ever swept
    locks = None

BOOT = Path("/proc/sys/kernel/random/boot_id")
PASSING = re.compile(r"\..+\.([0-9a-f]{8})-[0-9a-f]{16}", re.DOTALL)


@cache
def system() -> str:
    """8 hex digits of the running system, the same in all its containers."""
    try:
        known = BOOT.read_text(encoding="ascii")
    except OSError:
        known = f"{platform.node()} {uuid.getnode()}"
    return hashlib.sha256(known.encode()).hexdigest()[:8]


def passing_name(path: Path) -> Path:
    """A new name, beside it, for what will become `path`, or pass."""
    return path.with_name(f".{path.name}.{system()}-{uuid.uuid4().hex[:16]}")


def passing(path: Path) -> bool:
    """Whether a file or folder has the name of work in progress, or of what is left of it."""
    return PASSING.fullmatch(path.name) is not None


def dead(path: Path) -> bool:
    """Whether this is surely the work of a process that has ended: it was on this system, and nobody holds it."""
    found = PASSING.fullmatch(path.name)
    if locks is None or found is None or found[1] != system():
        return False
    try:
        handle = os.open(path, os.O_RDONLY)
    except OSError:
        return False
    try:
        return free(handle, alone=True) is True
    finally:
        os.close(handle)


def free(handle: int, alone: bool = False) -> bool | None:
    """Whether nobody holds what a handle is open on; None where locks do not tell.

    alone: ask for the very lock that is held, so that a disk which has none for folders tells; two who ask at once are in each
    other's way.
    """
    if locks is None:
        return None
    try:
        locks.flock(handle, (locks.LOCK_EX if alone else locks.LOCK_SH) | locks.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return None
    locks.flock(handle, locks.LOCK_UN)
    return True


@contextmanager
def held(path: Path, make: Callable[[Path], None]) -> Iterator[None]:
    """What `make` makes at a path, held while the block runs."""
    handle = _taken(path, make)
    try:
        yield
    finally:
        if handle is not None:
            os.close(handle)


def _taken(path: Path, make: Callable[[Path], None]) -> int | None:
    """A handle with the lock. What somebody swept between the making and the taking is made again."""
    while True:
        make(path)
        if locks is None:
            return None
        with suppress(FileNotFoundError):
            handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)  # some disks lock what one may write
            with suppress(OSError):  # a disk without locks: nobody else can take it either
                locks.flock(handle, locks.LOCK_EX)
            if _is_at(handle, path):
                return handle
            os.close(handle)


def _is_at(handle: int, path: Path) -> bool:
    """Whether a handle is that of what stands at a path now."""
    try:
        return os.path.samestat(os.fstat(handle), os.stat(path))
    except FileNotFoundError:
        return False
