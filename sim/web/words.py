"""The page's own strings, both languages from one table: words.toml. What the report says is not repeated there."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

from sim.web.studies import Lang


@cache
def words(lang: Lang) -> dict[str, dict[str, str]]:
    """All strings in one language: group -> key -> text."""
    table = tomllib.loads((Path(__file__).parent / "words.toml").read_text("utf-8"))
    return {group: {key: both[lang] for key, both in keys.items()} for group, keys in table.items()}
