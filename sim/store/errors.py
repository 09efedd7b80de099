"""How a job ends before its end: what was asked for is refused (exit code 2), the disk refuses (3), the user stops it (130)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sim.given import Refused

__all__ = ["CannotWrite", "Interrupted", "Refused", "writing"]


class CannotWrite(Exception):
    """A result could not be written.

    path: what was being written; reason: why, in the system's words.
    """

    def __init__(self, path: Path | str, reason: str) -> None:
        super().__init__(str(path), reason)  # both as arguments, so that it survives the way out of a worker
        self.path, self.reason = str(path), reason

    def __str__(self) -> str:
        return f"cannot write {self.path}: {self.reason}"


class Interrupted(Exception):
    """The job was stopped by the interrupt key; finished seeds are kept. kept, total: runs."""

    def __init__(self, directory: Path, kept: int, total: int) -> None:
        super().__init__(f"interrupted: {kept} of {total} runs are kept in {directory}")


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Whatever the system refuses inside is a CannotWrite of `path`."""
    try:
        yield
    except OSError as error:
        raise CannotWrite(path, error.strerror or str(error)) from error
