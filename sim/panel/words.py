"""Words of the levers, in both languages from one table: words.toml."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

from sim.report.formats import Lang

FILE = Path(__file__).with_name("words.toml")


@cache
def _table() -> dict[str, dict[str, dict[str, str]]]:
    return tomllib.loads(FILE.read_text("utf-8"))


def word(key: str, lang: Lang, **fill: object) -> str:
    """`section.name` in a language, its {…} filled; KeyError where there is none."""
    section, _, name = key.partition(".")
    return _table()[section][name][lang].format(**fill)


def unit(name: str, lang: Lang) -> str:
    """A unit of a policy's number as it stands behind it; KeyError for one that has no words."""
    return _table()["unit"][name][lang]
