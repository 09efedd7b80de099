"""Files that are whole or not there: written under a temporary name, forced to the disk, then renamed."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from sim.store.errors import writing
from sim.store.hold import held, passing_name

SEAL = "sha256"  # key of a JSON file under which the hash of all the rest stands


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A temporary name to write to; it becomes `path` on leaving, and disappears on any error.

    Raises CannotWrite where the system refuses.
    """
    temporary = passing_name(path)
    with writing(path), held(temporary, Path.touch):
        try:
            yield temporary
            force(temporary)
            os.replace(temporary, path)
            force(path.parent)
        finally:
            temporary.unlink(missing_ok=True)


def same_file(source: Path, target: Path) -> None:
    """A file under a second name, or a copy of it where the disk knows no second names; raises CannotWrite."""
    with writing(target):
        target.unlink(missing_ok=True)
        with suppress(OSError):
            os.link(source, target)
            return
    with replacing(target) as temporary:
        shutil.copyfile(source, temporary)


@contextmanager
def passing_folder(path: Path) -> Iterator[Path]:
    """A new folder under a temporary name, removed on leaving; raises CannotWrite."""
    temporary = passing_name(path)
    with held(temporary, make_folder):
        try:
            yield temporary
        finally:
            remove(temporary)


def remove(path: Path) -> None:
    """Remove a file, or a folder with all that is in it."""
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def force(path: Path) -> None:
    """Make the system write a file, or a folder's list of names, to the disk."""
    if path.is_dir() and os.name != "posix":
        return  # Windows keeps no handle to a folder
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def make_folder(path: Path) -> None:
    """A folder and its parents, if they are not there; raises CannotWrite."""
    with writing(path):
        path.mkdir(parents=True, exist_ok=True)


def write_json(path: Path, content: Mapping[str, object]) -> None:
    """A readable JSON file with a fixed order of keys, that vouches for itself; raises CannotWrite."""
    sealed = {**content, SEAL: sha256_json(content)}
    with replacing(path) as temporary:
        text = json.dumps(sealed, ensure_ascii=False, indent=1, sort_keys=True)
        temporary.write_text(text + "\n", encoding="utf-8", newline="\n")


def read_json(path: Path) -> dict[str, Any] | None:
    """Content of a file of `write_json`, None where there is none that is as it was written."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    if not isinstance(content, dict):
        return None
    seal = content.pop(SEAL, None)
    return content if seal == sha256_json(content) else None


def sha256_of(path: Path) -> str:
    """sha256 of a file's bytes, hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sha256_json(content: object) -> str:
    """sha256 of a JSON-able value in its canonical form, hex.

    >>> sha256_json({"b": 1, "a": 2}) == sha256_json({"a": 2, "b": 1})
    True
    """
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def harmed(folder: Path, hashes: Mapping[str, str]) -> list[str]:
    """Names of the files of a folder that are not there with the sha256 given."""
    return [name for name, sha in hashes.items() if not (folder / name).is_file() or sha256_of(folder / name) != sha]
