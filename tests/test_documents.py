"""What the files of the tree cite is in the tree."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import sim
from sim.levers import LEVERS
from sim.scenario import PARAMETERS

ROOT = Path(sim.__file__).parents[1]
ELSEWHERE = (
    ".git",
    ".venv",
    "results",
    "__pycache__",
    ".mypy_cache",
    ".ruff_cache",
    ".pytest_cache",
    ".hypothesis",
    "shared",
)
NAMED = re.compile(r"(?<![\w*{])((?:[\w.-]+/)*[\w-]+\.md)\b")
CITED = re.compile(r"docs/model\.md: ((?:[A-Z][a-z]+(?: [a-z]+)*)(?:, [A-Z][a-z]+(?: [a-z]+)*)*)")
LEVELS = re.compile(r"_(basic|youth|backbone|leading|top|college|bachelor|master|doctor)$")


def texts(folder: Path = ROOT) -> Iterator[tuple[Path, str]]:
    """Every text file of the tree, and its text."""
    for path in sorted(folder.iterdir()):
        if path.is_dir() and path.name not in ELSEWHERE and not path.name.endswith(".egg-info"):
            yield from texts(path)
        elif path.is_file() and path != Path(__file__) and not path.name.endswith(".min.js"):  # of others
            data = path.read_bytes()
            if b"\0" not in data[:4096]:
                yield path, data.decode("utf-8", errors="ignore")


def missing(path: Path, text: str) -> list[str]:
    """Documents that a text names and that are not there, seen from the root, the documents or the file."""
    places = (ROOT, ROOT / "docs", path.parent)
    return [name for name in NAMED.findall(text) if not any((place / name).exists() for place in places)]


def headings() -> set[str]:
    return set(re.findall(r"^## (.+)$", (ROOT / "docs" / "model.md").read_text(encoding="utf-8"), re.MULTILINE))


def wrong_sections(text: str) -> list[str]:
    """Sections of the model's page that a text cites and that the page has not."""
    return [name for names in CITED.findall(text) for name in names.split(", ") if name not in headings()]


def test_no_file_names_a_document_that_is_not_in_the_tree() -> None:
    found = {path.relative_to(ROOT).as_posix(): names for path, text in texts() if (names := missing(path, text))}
    assert found == {}


def test_sections_that_are_cited_are_there() -> None:
    found = {path.relative_to(ROOT).as_posix(): names for path, text in texts() if (names := wrong_sections(text))}
    assert found == {}


@pytest.mark.parametrize("text", ["see core.md section 6", "as design/core.md has it", "(docs/nowhere.md)"])
def test_a_document_that_is_not_there_is_found(text: str) -> None:
    assert missing(ROOT / "sim" / "model.py", text)


def test_a_section_that_is_not_there_is_found() -> None:
    assert wrong_sections("(docs/model.md: Income, Weather)") == ["Weather"]
    assert wrong_sections("docs/model.md: People and scale") == []


@pytest.mark.parametrize("name", PARAMETERS)
def test_every_parameter_stands_in_the_equations(name: str) -> None:
    page = (ROOT / "docs" / "model.md").read_text(encoding="utf-8")
    assert re.search(rf"\b{name}\b", page) or f"`{LEVELS.sub('_…', name)}`" in page


def test_what_the_equations_call_a_parameter_is_one() -> None:
    page = (ROOT / "docs" / "model.md").read_text(encoding="utf-8")
    words = set(re.findall(r"`([a-z]\w*_\w+)`", page)) - {
        "persons_per_agent",
        "researchers_per_agent",
        "by_ability",
        "free_entry",
        "rivals_of",
    }
    assert words <= {*PARAMETERS, *LEVERS, "months_until_open"}
