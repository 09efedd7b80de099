"""What may happen to a file on a disk."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

Harm = Callable[[Path], None]


def flipped(file: Path) -> None:
    """One bit in the middle of a file is another."""
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)


def halved(file: Path) -> None:
    """The second half of a file is gone."""
    content = file.read_bytes()
    file.write_bytes(content[: len(content) // 2])


def garbled(file: Path) -> None:
    """Something else is in a file."""
    file.write_text("[1]")


HARMS: tuple[Harm, ...] = (flipped, halved, garbled, Path.unlink)
