"""The command line without a simulation: exit codes, last lines, error lines, and a start that costs nothing."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

import sim
from sim import catalogue
from sim.cli import main as cli
from sim.cli import words
from sim.jobs import compare
from sim.jobs.job import Report
from sim.store.errors import CannotWrite, Interrupted, Refused

ROOT = Path(__file__).parents[1]
HEAVY = {"numpy", "pandas", "numba", "pyarrow", "mesa", "matplotlib", "rich"}


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, list[str], list[str]]:
    """Exit code and lines of stdout and stderr."""
    code = cli.carry_out(arguments)
    out, err = capsys.readouterr()
    return code, out.splitlines(), [line for line in err.splitlines() if line]


def test_help_answers_at_once_and_imports_nothing_heavy() -> None:
    times = []
    for _ in range(3):
        begin = time.perf_counter()
        helped = subprocess.run([sys.executable, "-m", "sim.cli", "--help"], cwd=ROOT, capture_output=True, text=True)
        times.append(time.perf_counter() - begin)
        assert helped.returncode == 0
        assert "compare" in helped.stdout
    assert min(times) < 1.0  # 0.13 s on an idle machine; the benchmark measures it
    script = f"import sys, sim.cli; print([name for name in {HEAVY} if name in sys.modules])"
    loaded = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True)
    assert loaded.stdout.strip() == "[]"


def test_public_names_are_all_there() -> None:
    for name in sim.__all__:
        assert getattr(sim, name) is not None
    with pytest.raises(AttributeError, match="nothing_of_the_kind"):
        _ = sim.nothing_of_the_kind


@pytest.mark.parametrize(
    "verb", [["comapre", "a", "b"], ["run"], ["run", "x", "--seeds", "0"], ["list", "nothing"], ["run", "x", "--no"]]
)
def test_bad_usage_is_refused(capsys: pytest.CaptureFixture[str], verb: list[str]) -> None:
    code, out, err = said(capsys, *verb)
    assert (code, out) == (2, [])
    assert any("Error" in line for line in err)


def test_an_unknown_verb_is_told_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    _, _, err = said(capsys, "comapre")
    assert err[-1].endswith("did you mean compare?")


def test_validate_counts_files_and_errors(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    faulty = tmp_path / "faulty.toml"
    faulty.write_text(
        'extends = "baseline"\ntitle = {zh = "x", en = "x"}\n[parameters]\neps_w_gard = 2\n', encoding="utf-8"
    )
    code, out, err = said(capsys, "validate", "baseline", str(faulty))
    assert (code, out[-1]) == (2, "1 error in 1 of 2 files")
    assert err[0].startswith(f"{faulty}:4: parameters.eps_w_gard: found")
    assert err[0].endswith("did you mean eps_w_grad?")
    assert said(capsys, "validate", "baseline", "housing")[:2] == (0, ["0 errors in 2 files"])


def test_an_unknown_scenario_is_refused_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = said(capsys, "run", "nowhere")
    assert (code, out, len(err)) == (2, [], 1)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ("parameters.eps_w_gard=2", "eps_w_gard"),
        ("policy.flast.units=1", "policy.flast.units"),
        ("nonsense", "nonsense"),
    ],
)
def test_a_bad_change_is_refused(capsys: pytest.CaptureFixture[str], change: str, field: str) -> None:
    code, _, err = said(capsys, "compare", "baseline", "housing", "--set", change)
    assert code == 2
    assert err[0].startswith("--set:1: ")
    assert field in err[0]


def test_a_change_goes_to_the_scenarios_that_have_its_path() -> None:
    base, housing = catalogue.load_with(
        ["baseline", "housing"], {"policy.flats.units": "5", "persons_per_agent": "1000"}
    )
    assert [scenario.persons_per_agent for scenario in (base, housing)] == [1000, 1000]
    assert {policy.id for policy in housing.policies} - {policy.id for policy in base.policies} == {"flats"}


def test_worlds_of_different_scale_are_not_compared() -> None:
    base = sim.load_scenario("baseline")
    with pytest.raises(Refused, match="persons_per_agent: found 1000; allowed 200"):
        compare.check_comparable([base, sim.load_scenario("housing", {"persons_per_agent": 1000})])
    with pytest.raises(Refused, match="2 times"):
        compare.check_comparable([base, base])


@pytest.mark.parametrize(
    ("error", "code", "line"),
    [
        (Refused("no"), 2, "no"),
        (CannotWrite("results", "Read-only file system"), 3, "cannot write results: Read-only file system"),
        (
            Interrupted(Path("results"), 2, 8),
            130,
            "interrupted: 2 of 8 runs are kept in results; to go on: talentflow run baseline",
        ),
        (KeyboardInterrupt(), 130, "interrupted"),
        (ZeroDivisionError("division\nby zero"), 1, "talentflow: ZeroDivisionError: division by zero"),
    ],
)
def test_every_end_has_its_code_and_one_line(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, error: BaseException, code: int, line: str
) -> None:
    def fail(*_: object) -> Report:
        raise error

    monkeypatch.setattr(compare, "run_worlds", fail)
    ended, out, err = said(capsys, "run", "baseline", "--quiet")
    assert (ended, out) == (code, [])
    assert len(err) == 1
    assert err[0].startswith(line)


def test_debug_shows_where(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> Report:
        raise ZeroDivisionError

    monkeypatch.setattr(compare, "run_worlds", fail)
    _, _, err = said(capsys, "run", "baseline", "--debug")
    assert err[0].startswith("Traceback")


@pytest.mark.parametrize("section", words.SECTIONS)
def test_list_counts_what_it_names(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, section: str
) -> None:
    monkeypatch.chdir(tmp_path)
    code, out, _ = said(capsys, "list", section, "--lang", "zh")
    assert (code, out[-1]) == (0, f"{len(out) - 1} {section}")


@pytest.mark.parametrize("name", ["eps_w_grad", "talent_housing", "housing", "cash_month"])
def test_explain_knows_every_kind_of_name(capsys: pytest.CaptureFixture[str], name: str) -> None:
    code, out, _ = said(capsys, "explain", name)
    assert (code, out[-1]) == (0, "1 explained")
    assert len(out) > 3


def test_explain_tells_the_nearest_name(capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = said(capsys, "explain", "talent_house")
    assert (code, err[0].endswith("did you mean talent_housing?")) == (2, True)


def test_diff_names_what_differs(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = said(capsys, "diff", "baseline", "housing")
    assert code == 0
    assert any(line.startswith("policies.flats.units: - ->") for line in out)
    assert out[-1] == f"{len(out) - 1} differences"
    assert said(capsys, "diff", "cash", "cash")[1] == ["0 differences"]


def test_new_writes_a_scenario_that_is_valid(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    code, out, _ = said(capsys, "new", "mine", "--out", str(tmp_path))
    assert (code, out[-1]) == (0, str(tmp_path / "mine.toml"))
    path = tmp_path / "mine.toml"
    assert said(capsys, "validate", str(path))[0] == 0
    assert said(capsys, "new", "mine", "--out", str(tmp_path))[0] == 2


def test_report_of_nothing_is_refused(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    code, out, err = said(capsys, "report", str(tmp_path))
    assert (code, out, len(err)) == (2, [], 1)
