"""How a command ends: the right words, the right code, in any code of signs, however odd the input."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from disks import read_only

import sim
from sim.cli import main as cli
from sim.given import counted
from sim.store.files import replacing

ROOT = Path(__file__).parents[1]


def talentflow(arguments: Sequence[str], code: str, folder: Path) -> subprocess.CompletedProcess[bytes]:
    """A command in a process of its own whose output is in an 8-bit code, into a pipe."""
    settings = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": code}
    command = [sys.executable, "-m", "sim.cli", *arguments]
    return subprocess.run(command, cwd=folder, env=settings, capture_output=True)


@pytest.mark.parametrize("code", ["cp1252", "ascii", "latin-1", "cp437"])
@pytest.mark.parametrize(
    ("arguments", "ends"),
    [
        (("explain", "eps_w_grad", "--lang", "zh"), 0),
        (("list", "scenarios", "--lang", "zh"), 0),
        (("run", "没有"), 2),
        (("validate", "没有", "baseline"), 2),
    ],
)
def test_signs_that_the_terminal_lacks_are_replaced(
    tmp_path: Path, arguments: tuple[str, ...], ends: int, code: str
) -> None:
    ended = talentflow(arguments, code, tmp_path)
    assert ended.returncode == ends
    assert b"Error" not in ended.stdout + ended.stderr
    assert code == "ascii" or b"?" in ended.stdout + ended.stderr  # where a terminal says ascii, click writes UTF-8


DEEP = ".".join(["a"] * 3000)


@pytest.mark.parametrize(
    "path", [DEEP, f"parameters.{DEEP}", f"policy.flats.{DEEP}", f"structure.{DEEP}", f"budget.{DEEP}"]
)
def test_a_path_of_many_parts_is_refused_in_a_short_line(path: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.carry_out(["run", "housing", "--set", f"{path}=1"]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("--set:1: ")
    assert len(line) < 400


@pytest.mark.parametrize(
    "text",
    [
        f"{DEEP} = 1\n", f"[{DEEP}]\nx = 1\n", f"[[{DEEP}]]\nx = 1\n", f"parameters = {'{a = ' * 60}1{'}' * 60}\n",
        f"drop = {'[' * 500}{']' * 500}\n", f'"parameters"."{DEEP}" = 1\n', f"[parameters]\n{'b' * 5000} = 1\n",
    ],
)  # fmt: skip
def test_a_file_of_many_parts_is_refused_in_short_lines(tmp_path: Path, text: str) -> None:
    for name, head in (("s", 'extends = "baseline"\n'), ("e", 'baseline = "baseline"\nvariants = ["housing"]\n')):
        path = tmp_path / f"{name}.toml"
        path.write_text(head + text, encoding="utf-8")
        problems = sim.validate(path)
        assert problems
        assert all(str(p).startswith(f"{path}:") and len(str(p)) < 800 for p in problems)
        assert cli.carry_out(["validate", str(path)]) == 2


def test_a_value_of_many_parts_is_refused() -> None:
    value: object = 1
    for _ in range(5000):
        value = [value]
    with pytest.raises(sim.ScenarioError, match="too deep"):
        sim.load_scenario("baseline", {"parameters.b0": value})


@pytest.mark.parametrize(("number", "words"), [(0, "0 entries"), (1, "1 entry"), (2, "2 entries")])
def test_numbers_of_things(number: int, words: str) -> None:
    assert counted(number, "entry") == words


def test_one_is_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name, text in (("a", "end = 1\n"), ("b", "end = 1\nstart = 1\n")):
        (tmp_path / f"{name}.toml").write_text(f'extends = "baseline"\n{text}', encoding="utf-8")
    ends = {
        ("a.toml",): "1 error in 1 of 1 file",
        ("b.toml",): "2 errors in 1 of 1 file",
        ("a.toml", "b.toml"): "3 errors in 2 of 2 files",
        ("baseline",): "0 errors in 1 file",
        ("a.toml", "baseline"): "1 error in 1 of 2 files",
    }
    for files, line in ends.items():
        cli.carry_out(["validate", *(str(tmp_path / f) if "." in f else f for f in files)])
        assert capsys.readouterr().out.splitlines()[-1] == line


def test_what_writes_no_runs_promises_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with read_only(tmp_path):
        assert cli.carry_out(["new", "mine", "--out", str(tmp_path)]) == 3
        (line,) = capsys.readouterr().err.splitlines()
        assert line.endswith("Read-only file system")
        assert (
            cli.carry_out(["run", "baseline", "--months", "1", "--out", str(tmp_path / "x"), "--store", str(tmp_path)])
            == 3
        )
        (line,) = capsys.readouterr().err.splitlines()
        assert line.endswith("finished runs are kept, the same command goes on with them")


def test_what_was_written_in_part_is_not_there(tmp_path: Path) -> None:
    def torn() -> None:
        with replacing(tmp_path / "x") as temporary:
            temporary.write_text("half")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        torn()
    assert not list(tmp_path.iterdir())
