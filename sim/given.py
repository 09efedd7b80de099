"""What a user gives, in a file, on the command line or from Python, checked in one way at every door.

Whole numbers and seeds, names, words out of a list, paths. Whatever does not fit is `Refused` before anything is written.
"""

from __future__ import annotations

import operator
import os
import unicodedata
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any

LAST_SEED = 2**63 - 1  # int64 in runs.parquet
MOST_SEEDS = MOST_FUTURES = 100_000
SEEDS, SEEDS_UNTIL = 6, 100  # where no number is given: so many, and at most so many where a rule says when to stop
FUTURES = 12  # draws of all that is uncertain, beside the central values
MOST_MONTHS = 10_000
MOST_WORKERS = 1024
LONGEST_NAME = 100  # bytes: a file name holds 255, and some are made of a name and what comes behind it
LONGEST_PART = 255  # bytes of one folder of a path
NAME_RULE = f"letters and digits of any script, _ and -, at most {LONGEST_NAME} bytes"
SHOWN = 60  # characters of what was found in an error line
MANY = 30  # names that an error does not list


class Refused(ValueError):
    """What was asked for cannot be done as it stands; nothing was written."""


def refused(what: str, found: object, allowed: str, hint: str = "") -> Refused:
    """The error in the words of all errors.

    >>> str(refused("seed", -1, "a whole number from 0"))
    'seed: found -1; allowed a whole number from 0'
    """
    text = repr(found)
    short = text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"
    return Refused(f"{what}: found {short}; allowed {allowed}" + (f"; did you mean {hint}?" if hint else ""))


def whole(value: Any, what: str, low: int, high: int) -> int:
    """A whole number from `low` to `high`, of Python or NumPy; neither true nor 3.0 is one.

    >>> whole(3, "seed", 0, 9)
    3
    """
    if not isinstance(value, bool):
        try:
            number = operator.index(value)
        except TypeError:
            number = low - 1
        if low <= number <= high:
            return number
    raise refused(what, value, f"a whole number from {low} to {high}")


def seed_of(value: Any) -> int:
    """A seed: the whole number itself, whatever its size up to that of the tables."""
    return whole(value, "seed", 0, LAST_SEED)


def seeds_of(given: Any) -> tuple[int, ...]:
    """Seeds in ascending order: 1 to N for a number, or those listed, each once.

    >>> seeds_of(3), seeds_of([7, 2])
    ((1, 2, 3), (2, 7))
    """
    given = plain(given)
    if isinstance(given, Iterable) and not isinstance(given, str | bytes):
        seeds = tuple(seed_of(seed) for seed in given)
        if not 1 <= len(seeds) <= MOST_SEEDS or len(set(seeds)) < len(seeds):
            raise refused("seeds", list(seeds), f"1 to {MOST_SEEDS} seeds, each once")
        return tuple(sorted(seeds))
    return tuple(range(1, whole(given, "seeds", 1, MOST_SEEDS) + 1))


def seeds_from(first: int, count: int) -> tuple[int, ...]:
    """So many seeds from the first on; Refused where they go beyond the last."""
    seed_of(first + count - 1)
    return tuple(range(first, first + count))


def if_given(value: Any, what: str, high: int) -> int | None:
    """None, or a whole number from 1."""
    return None if value is None else whole(value, what, 1, high)


def months_of(value: Any) -> int | None:
    """How many months are simulated, None for all."""
    return if_given(value, "months", MOST_MONTHS)


def workers_of(value: Any, what: str = "workers") -> int | None:
    """How many processes or threads, None for one a core."""
    return if_given(value, what, MOST_WORKERS)


def any_of(names: Sequence[str]) -> str:
    """Names that are allowed, as far as one can read them all."""
    return ", ".join(names) if len(names) < MANY else f"one of {len(names)} known names"


def one_of(value: Any, what: str, options: Iterable[str]) -> str:
    """One of some words."""
    known = tuple(options)
    if isinstance(value, str) and value in known:
        return str(value)
    near = get_close_matches(value, known, n=1) if isinstance(value, str) else []
    raise refused(what, value, any_of(known), *near)


def some_of(values: Any, what: str, options: Iterable[str]) -> tuple[str, ...]:
    """Some of some words, given as a list of them; one alone may stand for itself."""
    known = tuple(options)
    return tuple(one_of(value, what, known) for value in listed(values, what))


def listed(values: Any, what: str) -> Sequence[Any]:
    """A list as it is, a single text as a list of one: a text is never read letter by letter."""
    if isinstance(values, str | Path):
        return [values]
    if not isinstance(values, Iterable):
        raise refused(what, values, "a list")
    return list(values)


def plain(value: Any) -> Any:
    """NumPy's numbers, texts and arrays, also inside lists and tables, as Python's own; anything else as it is."""
    if isinstance(value, dict):
        return {key: plain(child) for key, child in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(map(plain, value)) if type(value) in (list, tuple) else value
    if type(value).__module__ == "numpy" and hasattr(value, "tolist"):
        return value.tolist()
    return value


def is_name(text: object) -> bool:
    """Whether a text may name a scenario, experiment, fit, policy or budget.

    >>> is_name("我的政策-2"), is_name("two words"), is_name("../up")
    (True, False, False)
    """
    return (
        isinstance(text, str)
        and 0 < len(text.encode("utf-8", "surrogatepass")) <= LONGEST_NAME
        and all(c in "_-" or unicodedata.category(c)[0] in "LMN" for c in text)
    )


def cut(name: str, size: int = LONGEST_NAME) -> str:
    """A name of at most so many bytes, never cut inside a sign.

    >>> cut("我的政策", 7)
    '我的'
    """
    return name.encode("utf-8", "surrogatepass")[:size].decode("utf-8", "ignore")


def path_of(given: str | os.PathLike[str], what: str = "path") -> Path:
    """A path as every library reads it: `~` is the home folder, nothing else in it means anything but itself."""
    text = os.fspath(given)
    if "\0" in text or not text:
        raise refused(what, text, "the path of a file or folder")
    try:
        path = Path(text).expanduser() if text.startswith("~") else Path(text)
    except RuntimeError:
        raise refused(what, text, "the home folder of somebody known here, or a path without ~") from None
    for part in path.parts:
        if len(os.fsencode(part)) > LONGEST_PART:
            raise refused(what, part, f"names of at most {LONGEST_PART} bytes")
    odd = path.parts and (path.parts[0].startswith("~") or ":" in path.parts[0])
    return Path.cwd() / path if odd else path  # else pandas would read ./~ as the home folder and s3: as an address


def counted(number: int, noun: str) -> str:
    """A number of things in words.

    >>> counted(1, "entry"), counted(2, "entry"), counted(0, "file")
    ('1 entry', '2 entries', '0 files')
    """
    if number == 1:
        return f"1 {noun}"
    return f"{number} {noun[:-1]}ies" if noun.endswith("y") else f"{number} {noun}s"
