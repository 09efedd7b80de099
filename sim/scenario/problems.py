"""What is wrong with an input, said so that it can be put right: file, line, field, found, allowed, nearest name."""

from __future__ import annotations

import datetime
import difflib
from collections.abc import Iterable, Iterator
from typing import NamedTuple

LONGEST = 60  # characters of a value shown in an error line


class Problem(NamedTuple):
    """One fault of an input file; `line` counts from 1 (of an override: which --set), `suggestion` may be empty."""

    file: str
    line: int
    field: str
    found: str
    allowed: str
    suggestion: str = ""

    def __str__(self) -> str:
        hint = f"; did you mean {self.suggestion}?" if self.suggestion else ""
        field = self.field if len(self.field) <= 2 * LONGEST else self.field[: 2 * LONGEST - 1] + "…"
        return f"{self.file}:{self.line}: {field}: found {self.found}; allowed {self.allowed}{hint}"


class ScenarioError(Exception):
    """An input was refused; `errors` holds every fault found, in order of file and line."""

    def __init__(self, errors: Iterable[Problem]) -> None:
        self.errors = in_order(errors)
        super().__init__("\n".join(str(e) for e in self.errors))

    def __reduce__(self) -> tuple[type[ScenarioError], tuple[tuple[Problem, ...]]]:
        return ScenarioError, (self.errors,)


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """The problems once each, by file (in order of appearance) and line."""
    unique = list(dict.fromkeys(problems))
    files = list(dict.fromkeys(p.file for p in unique))
    return tuple(sorted(unique, key=lambda p: (files.index(p.file), p.line)))


def nearest(word: str, names: Iterable[str]) -> str:
    """The known name most like `word`, or "".

    >>> nearest("hohot", ["Harbin", "Hohhot"])
    'Hohhot'
    """
    lower = {name.lower(): name for name in names}
    close = difflib.get_close_matches(word.lower(), lower, n=1, cutoff=0.5)
    holding = [name for name in lower if word and word.lower() in name]
    found = close or sorted(holding, key=len)
    return lower[found[0]] if found else ""


def shown(value: object) -> str:
    """A value as an error line prints it: TOML spelling, shortened, never failing.

    >>> shown(True), shown("x"), shown([1, 2])
    ('true', '"x"', '[1, 2]')
    """
    text = _spelling(value)
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def _spelling(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return '"' + "".join(_plain(value)) + '"'
    if isinstance(value, dict):
        return "{" + ", ".join(f"{k} = {_spelling(v)}" for k, v in list(value.items())[:9]) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_spelling(v) for v in value[:9]) + "]"
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    if isinstance(value, int) and value.bit_length() > 200:
        return f"an integer of {value.bit_length()} bits"
    return f"{value:g}" if isinstance(value, float) else str(value)


def _plain(text: str) -> Iterator[str]:
    for character in text[: 2 * LONGEST]:
        yield character if character.isprintable() else repr(character)[1:-1]
