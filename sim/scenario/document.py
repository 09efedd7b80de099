"""TOML files as trees in which every value knows its file and line (tomllib gives values, this module places)."""

from __future__ import annotations

import bisect
import datetime
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

from sim.scenario.folders import EXPERIMENTS, SCENARIOS, files
from sim.scenario.problems import Problem, ScenarioError, nearest

Scalar = str | int | float | bool | datetime.date | datetime.time
Path_ = tuple[str | int, ...]
DEEPEST = 32  # tables and lists inside one another
DEEPEST_ALLOWED = f"at most {DEEPEST} tables and lists inside one another"


@dataclass(frozen=True)
class Node:
    """A value with the place it was written at; tables and lists hold nodes again."""

    value: Scalar | dict[str, Node] | list[Node]
    file: str
    line: int

    @property
    def table(self) -> dict[str, Node]:
        """The entries of a table, {} for anything else."""
        return self.value if isinstance(self.value, dict) else {}

    @property
    def items(self) -> list[Node]:
        """The entries of a list, [] for anything else."""
        return self.value if isinstance(self.value, list) else []

    def plain(self) -> object:
        """The value without places."""
        if isinstance(self.value, dict):
            return {key: node.plain() for key, node in self.value.items()}
        if isinstance(self.value, list):
            return [node.plain() for node in self.value]
        return self.value


def parse(path: Path) -> Node:
    """Read a TOML file; raises ScenarioError with one problem when it cannot be read as TOML."""
    file = str(path)
    text = _text(path, file)
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ScenarioError([_syntax(file, text, str(error))]) from None
    except (ValueError, RecursionError) as error:  # numbers and nesting beyond what Python reads
        raise ScenarioError([Problem(file, 1, "toml", f"{error}", "numbers and nesting of ordinary size")]) from None
    if too_deep(data):
        raise ScenarioError([Problem(file, _deep_line(text), "toml", "keys inside keys too deep", DEEPEST_ALLOWED)])
    return node_of(data, file, 1, _Places(text).lines)


def too_deep(data: object) -> bool:
    """Whether tables and lists stand inside one another more than DEEPEST times; without recursion, as deep as it may be."""
    waiting = [(data, 0)]
    while waiting:
        value, depth = waiting.pop()
        if depth > DEEPEST:
            return True
        inner = value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple) else ()
        waiting += [(child, depth + 1) for child in inner]
    return False


def _deep_line(text: str) -> int:
    """The line with the most signs that make depth."""
    depths = [sum(map(line.count, ".[{")) for line in text.split("\n")]
    return depths.index(max(depths)) + 1


def _text(path: Path, file: str) -> str:
    try:
        raw = path.read_bytes()
    except OSError as error:
        hint = nearest(path.stem, _names_beside(path)) if isinstance(error, FileNotFoundError) else ""
        found = error.strerror or "no file"
        raise ScenarioError([Problem(file, 1, "file", found, "a readable TOML file", hint)]) from None
    if raw.startswith(b"\xef\xbb\xbf"):
        raise ScenarioError([Problem(file, 1, "file", "a byte order mark", "UTF-8 without BOM")])
    try:
        return raw.decode("utf-8").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise ScenarioError([Problem(file, line, "file", f"byte 0x{raw[error.start]:02x}", "UTF-8")]) from None


def _names_beside(path: Path) -> list[str]:
    """Names that may have been meant: of the same folder, and of all that is looked for by its name."""
    return [*(file.stem for file in path.parent.glob("*.toml")), *files(SCENARIOS), *files(EXPERIMENTS)]


def _syntax(file: str, text: str, message: str) -> Problem:
    place = re.search(r"\(at line (\d+), column \d+\)", message)
    line = int(place[1]) if place else text.count("\n") + 1
    what = re.sub(r" \(at .*\)", "", message)
    return Problem(file, line, "toml", what, "TOML 1.0")


def node_of(data: object, file: str, line: int, lines: dict[Path_, int] | None = None, at: Path_ = ()) -> Node:
    """A tree of plain values as nodes; places come from `lines`, else from the parent."""
    lines = lines or {}
    line = lines.get(at, line)
    if isinstance(data, dict):
        return Node({k: node_of(v, file, line, lines, (*at, k)) for k, v in data.items()}, file, line)
    if isinstance(data, list | tuple):
        return Node([node_of(v, file, line, lines, (*at, i)) for i, v in enumerate(data)], file, line)
    return Node(data, file, line)  # type: ignore[arg-type]  # tomllib gives nothing else


class _Places:
    """Line of every key and list entry of a text that is known to be valid TOML."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.breaks = [i for i, c in enumerate(text) if c == "\n"]
        self.lines: dict[Path_, int] = {}
        self.lengths: dict[Path_, int] = {}  # entries so far of each array of tables
        self._document()

    def _document(self) -> None:
        table: Path_ = ()
        while self._skip(" \t\n"):
            if self.text.startswith("[[", self.at):
                table = self._header(2, entry=True)
            elif self.text[self.at] == "[":
                table = self._header(1, entry=False)
            else:
                self._pair(table)

    def _header(self, brackets: int, entry: bool) -> Path_:
        line = self._line()
        self.at += brackets
        path = self._inside(self._key())
        if entry:
            count = self.lengths.get(path, 0)
            self.lengths[path] = count + 1
            self.lines.setdefault(path, line)
            path = (*path, count)
        self.lines[path] = line
        self.at += brackets
        return path

    def _inside(self, key: Path_) -> Path_:
        """The key as a path: names of arrays of tables mean their last entry, except the last name."""
        path: Path_ = ()
        for name in key[:-1]:
            path = (*path, name)
            if path in self.lengths:
                path = (*path, self.lengths[path] - 1)
        return (*path, key[-1])

    def _pair(self, table: Path_) -> None:
        line = self._line()
        key = self._key()
        self._skip(" \t")
        self.at += 1  # =
        self._skip(" \t")
        for depth in range(1, len(key) + 1):
            self.lines.setdefault((*table, *key[:depth]), line)
        self._value((*table, *key))

    def _value(self, path: Path_) -> None:
        self.lines[path] = self._line()
        first = self.text[self.at]
        if first in "\"'":
            self._string(first)
        elif first == "[":
            self._list(path)
        elif first == "{":
            self._inline(path)
        else:
            self.at = re.compile(r"[^,\]}#\n]*").match(self.text, self.at).end()  # type: ignore[union-attr]

    def _list(self, path: Path_) -> None:
        self.at += 1
        index = 0
        while self._skip(" \t\n,") and self.text[self.at] != "]":
            self._value((*path, index))
            index += 1
        self.at += 1

    def _inline(self, path: Path_) -> None:
        self.at += 1
        while self._skip(" \t\n,") and self.text[self.at] != "}":
            self._pair(path)
        self.at += 1

    def _key(self) -> Path_:
        parts: list[str] = []
        while True:
            self._skip(" \t")
            start = self.at
            if self.text[self.at] in "\"'":
                self._string(self.text[self.at])
                parts.append(tomllib.loads("k = " + self.text[start : self.at])["k"])
            else:
                self.at = re.compile(r"[A-Za-z0-9_-]+").match(self.text, self.at).end()  # type: ignore[union-attr]
                parts.append(self.text[start : self.at])
            self._skip(" \t")
            if self.text[self.at] != ".":
                return tuple(parts)
            self.at += 1

    def _string(self, quote: str) -> None:
        fence = quote * 3 if self.text.startswith(quote * 3, self.at) else quote
        body = r"(?:\\.|[^\\])*?" if quote == '"' else r".*?"
        extra = quote + "{0,2}" if len(fence) == 3 else ""  # up to two quotes may stand before the closing three
        end = re.compile(fence + body + fence + (f"(?:{extra})" if extra else ""), re.DOTALL).match(self.text, self.at)
        self.at = end.end()  # type: ignore[union-attr]

    def _skip(self, blanks: str) -> bool:
        """Go on to the next sign that is neither blank nor comment; False at the end of the text."""
        while self.at < len(self.text):
            if self.text[self.at] == "#":
                end = self.text.find("\n", self.at)
                self.at = end if end >= 0 else len(self.text)
            elif self.text[self.at] in blanks:
                self.at += 1
            else:
                return True
        return False

    def _line(self) -> int:
        return bisect.bisect_left(self.breaks, self.at) + 1
