"""What was moved on the panel as a scenario file: the one text that is shown, checked, simulated and repeated."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import tomlkit
from tomlkit.items import Table

from sim.panel.start import Start, starts
from sim.panel.words import word
from sim.report.formats import Lang
from sim.scenario import Scenario, ScenarioError, load_scenario
from sim.scenario.problems import Problem, nearest

FILE = "panel"  # where a fault is that is none of the text
LONG = 10_000


class Draft(NamedTuple):
    """A scenario file. name: of the file, by its content; title: in both languages."""

    name: str
    text: str
    title: Mapping[str, str]

    def scenario(self, scale: Mapping[str, int]) -> Scenario:
        """The scenario at a scale; raises ScenarioError."""
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"{self.name}.toml"
            path.write_text(self.text, encoding="utf-8", newline="\n")
            return load_scenario(path, scale)


def draft(base: str, on: tuple[str, ...], values: Mapping[str, float]) -> Draft:
    """The file of some policies of the panel with values by path, beside a scenario that it extends; raises ScenarioError."""
    _check(on, values)
    chosen = [start for name, start in starts().items() if name in on]
    title = {lang: _title(chosen, lang) for lang in ("zh", "en")}
    document = tomlkit.document()
    document.add("extends", tomlkit.item(base))
    document.add("title", tomlkit.inline_table().append("zh", title["zh"]).append("en", title["en"]))
    document.add("purpose", tomlkit.item("A plan made on the page."))
    document.add("source", tomlkit.item(_source(chosen, values)))
    blocks = tomlkit.aot()
    for start in chosen:
        blocks.append(_moved(start, values))
    document.add("policy", blocks)
    text = tomlkit.dumps(document)
    return Draft(f"plan-{hashlib.sha256(text.encode()).hexdigest()[:8]}", text, title)


def _check(on: tuple[str, ...], values: Mapping[str, float]) -> None:
    """Raises ScenarioError for policies that there are not, and for values of such as are not on."""
    known = starts()
    problems = [
        Problem(FILE, 1, "on", name, f"policies of the panel: {', '.join(known)}", nearest(name, known))
        for name in on
        if name not in known
    ]
    problems += [
        Problem(FILE, 1, path, f"{value:g}", f"fields of policies that are on: {', '.join(on)}")
        for path, value in values.items()
        if path.split(".")[1] not in on
    ]
    if problems:
        raise ScenarioError(problems)


def _title(chosen: list[Start], lang: Lang) -> str:
    titles = [start.kind.title[lang] for start in chosen]
    return word("draft.title", lang, what=("、" if lang == "zh" else ", ").join(titles))


def _source(chosen: list[Start], values: Mapping[str, float]) -> str:
    """Where each policy is from, and what was moved."""
    parts = [f"{start.id}: {start.scenario}.toml" for start in chosen]
    moved = [f"{path} = {_number(value).as_string()}" for path, value in sorted(values.items())]
    return "; ".join(parts) + (f"; moved: {', '.join(moved)}" if moved else "")


def _moved(start: Start, values: Mapping[str, float]) -> Table:
    """The block of a policy with the values that were moved."""
    block = start.written()
    for path, value in values.items():
        _, name, *keys = path.split(".")
        if name == start.id:
            _set(block, keys, _number(value))
    return block


def _set(table: Any, keys: list[str], value: Any) -> None:
    """Put a value in, a number in the place of any range; a table that has no such word gets it."""
    for key in keys[:-1]:
        if not isinstance(table.get(key), Mapping):
            table[key] = tomlkit.inline_table()
        table = table[key]
    table[keys[-1]] = value


def _number(value: float) -> Any:
    """A number as one writes it: whole where it is, long ones in groups."""
    return tomlkit.value(f"{int(value):_}" if value == int(value) and abs(value) >= LONG else f"{value:.12g}")
