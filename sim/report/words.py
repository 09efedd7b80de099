"""Every string of figures and page, in Chinese and English, from one table: words.toml."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from sim.report.formats import Lang


@cache
def table() -> dict[str, Any]:
    """The parsed words.toml: section -> name -> {zh, en}."""
    return tomllib.loads((Path(__file__).parent / "words.toml").read_text("utf-8"))


def has(key: str) -> bool:
    """True when `section.name` is in the table."""
    section, _, name = key.partition(".")
    return name in table().get(section, {})


def word(key: str, lang: Lang, /, **fill: object) -> str:
    """`section.name` in a language, its {…} filled.

    Where a language needs it an entry has two forms, {one, other}; the number `n` picks. KeyError: no such entry.
    """
    section, _, name = key.partition(".")
    text = table()[section][name][lang]
    if isinstance(text, dict):
        text = text["one" if str(fill["n"]) == "1" else "other"]
    return str(text).format(**fill)


def in_language(text: object, lang: Lang) -> str:
    """A text of a manifest: {zh, en}, or one string for both."""
    if isinstance(text, dict):
        return str(text.get(lang) or next(iter(text.values()), ""))
    return "" if text is None else str(text)


def row(key: str, lang: Lang) -> list[str]:
    """`section.name` that holds several cells."""
    section, _, name = key.partition(".")
    return [str(cell) for cell in table()[section][name][lang]]
