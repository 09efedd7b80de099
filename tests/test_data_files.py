"""Data as people save it: other line ends, byte order marks, cells lost; each fault with file and line, found by `validate`."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

import sim
from sim.cli import main as cli
from sim.jit import imported, source_digest
from sim.scenario.folders import SCENARIOS, shipped
from sim.scenario.sheet import read_sheet
from sim.world.tables import load_tables

FILES = sorted(path.name for path in (shipped(SCENARIOS) / "data").glob("*.csv"))
ENDS: dict[str, Callable[[bytes], bytes]] = {
    "Windows": lambda raw: raw.replace(b"\n", b"\r\n"),
    "old Mac": lambda raw: raw.replace(b"\n", b"\r"),
    "mark": lambda raw: b"\xef\xbb\xbf" + raw,
    "Excel": lambda raw: b"\xef\xbb\xbf" + raw.replace(b"\n", b"\r\n"),
}


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of data of one's own."""
    shutil.copytree(shipped(SCENARIOS), tmp_path / "scenarios")
    monkeypatch.chdir(tmp_path)
    return tmp_path / "scenarios" / "data"


@pytest.mark.parametrize("ends", ENDS)
def test_the_same_data_however_it_was_saved(data: Path, ends: str) -> None:
    for name in FILES:
        (data / name).write_bytes(ENDS[ends]((data / name).read_bytes()))
    assert sim.validate("baseline") == ()
    ours, theirs = load_tables(shipped(SCENARIOS) / "data"), load_tables(data)
    assert theirs.digest == ours.digest
    assert theirs.regions == ours.regions
    assert theirs.frame("policies").equals(ours.frame("policies"))


def changed(path: Path, line: int, change: Callable[[list[str]], list[str]]) -> None:
    """Change the cells of one line; the shipped files have no quotes in the lines used here."""
    lines = path.read_text(encoding="utf-8").split("\n")
    lines[line - 1] = ",".join(change(lines[line - 1].split(",")))
    path.write_text("\n".join(lines), encoding="utf-8", newline="\n")


FAULTS: dict[str, Callable[[list[str]], list[str]]] = {
    "a cell lost": lambda cells: cells[:-1],
    "a cell more": lambda cells: [*cells, "x"],
    "a quote left open": lambda cells: ['"' + cells[0], *cells[1:]],
}


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("name", FILES)
def test_a_line_at_fault_is_named(data: Path, name: str, fault: str) -> None:
    changed(data / name, 3, FAULTS[fault])
    found = sim.validate("baseline")
    assert (str(data / name), 3) in {(p.file, p.line) for p in found}, found
    assert cli.carry_out(["validate", "baseline"]) == 2
    assert cli.carry_out(["run", "baseline", "--quiet"]) == 2


@pytest.mark.parametrize("name", FILES)
def test_a_column_lost_or_doubled_is_named(data: Path, name: str) -> None:
    lines = (data / name).read_text(encoding="utf-8").split("\n")
    header = lines[0].split(",")
    for wrong in ([f"{header[0]}x", *header[1:]], [header[1], *header[1:]]):
        (data / name).write_text("\n".join([",".join(wrong), *lines[1:]]), encoding="utf-8")
        found = [problem for problem in sim.validate("baseline") if problem.file == str(data / name)]
        assert (found[0].line, found[0].field) == (1, header[0])
        assert found[0].suggestion != header[0]


@pytest.mark.parametrize("value", ["", "x", "nan", "inf", "1,5", "١٢x"])
def test_what_is_no_number_is_named(data: Path, value: str) -> None:
    lines = (data / "facts.csv").read_text(encoding="utf-8").split("\n")
    line = next(i for i, text in enumerate(lines, start=1) if text.startswith("all,graduates_index"))
    cell = f'"{value}"' if "," in value else value
    changed(data / "facts.csv", line, lambda cells: [*cells[:2], cell, *cells[3:]])
    (problem, *_) = sim.validate("baseline")
    assert (problem.file, problem.line, problem.field) == (str(data / "facts.csv"), line, "value")
    changed(data / "facts.csv", 2, lambda cells: [*cells[:2], cell, *cells[3:]])
    assert {p.line for p in sim.validate("baseline")} == {2, line}


def test_bytes_of_another_code_are_named_with_their_line(data: Path) -> None:
    raw = (data / "regions.csv").read_bytes().split(b"\n")
    raw[3] = raw[3].decode().encode("gb18030")
    (data / "regions.csv").write_bytes(b"\n".join(raw))
    (problem, *_) = sim.validate("baseline")
    assert (problem.file, problem.line) == (str(data / "regions.csv"), 4)
    assert "UTF-8" in problem.allowed


def test_a_row_over_several_lines_is_named_by_its_first(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text('a,b\n1,"two\nlines"\n"and\nmore",3,4\n', encoding="utf-8")
    sheet = read_sheet(path, ("a", "b"))
    assert [row.line for row in sheet.rows] == [2]
    assert [(p.line, p.found, p.allowed) for p in sheet.problems] == [(4, "3 cells", "2 cells")]


@pytest.mark.parametrize("content", [b"", b"\n\n", b"a,b\n", b"\xff\xfea\x00", b"a;b\n1;2\n", b"\xef\xbb\xbf"])
def test_what_is_no_table_is_refused_with_file_and_line(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(content)
    sheet = read_sheet(path, ("a", "b"))
    assert sheet.rows == ()
    assert all(str(problem).startswith(f"{path}:") and problem.line >= 1 for problem in sheet.problems)
    assert sheet.problems


def test_a_plan_that_a_run_would_refuse_is_refused_by_validate(tmp_path: Path) -> None:
    (tmp_path / "coarse.toml").write_text('extends = "housing"\npersons_per_agent = 1000\n', encoding="utf-8")
    (tmp_path / "e.toml").write_text('baseline = "baseline"\nvariants = ["coarse"]\n', encoding="utf-8")
    (problem,) = sim.validate(tmp_path / "e.toml")
    assert (problem.file, problem.allowed) == (str(tmp_path / "e.toml"), "200, as in baseline")


def test_compiled_code_is_told_by_its_text_not_by_its_line_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sim import jit

    monkeypatch.setattr(jit, "PACKAGE", tmp_path)
    digests = []
    for ends in (b"\n", b"\r\n"):
        (tmp_path / "x.py").write_bytes(ends.join([b"import math", b"def f(): return 1", b""]))
        imported.cache_clear()
        digests.append(source_digest(tmp_path / "x.py"))
    imported.cache_clear()
    assert digests[0] == digests[1]
