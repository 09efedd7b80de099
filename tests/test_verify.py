"""Results put to the test: what is published is reproduced here, and what was tampered with is not."""

from __future__ import annotations

import contextlib
import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import sim
from sim.cli import main as cli
from sim.jobs import again
from sim.jobs import verify as verification
from sim.jobs.moved import sentence
from sim.jobs.verify import VerifyTask
from sim.scenario.folders import EXPERIMENTS, shipped
from sim.store.files import read_json, sha256_of, write_json
from sim.store.folder import MANIFEST
from sim.store.plan import machine, versions

PUBLISHED = Path(__file__).parents[1] / "results" / "published"
SMALLEST = "lines_awareness"


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A copy of one published folder."""
    return Path(shutil.copytree(PUBLISHED / SMALLEST, tmp_path / "published" / SMALLEST))


@pytest.fixture
def _remembering(monkeypatch: pytest.MonkeyPatch) -> None:
    """Runs give what they gave when they were published, and effects are not made again."""
    monkeypatch.setattr(verification, "moved_effects", lambda *_: ())
    monkeypatch.setattr(VerifyTask, "_again", lambda task, place, cell: published_digest(task.plan.run_id(place, cell)))


def published_digest(run_id: str) -> str:
    """Digest of a run in the repository."""
    return str(pd.read_csv(PUBLISHED / SMALLEST / "digests.csv", index_col="run_id").digest[run_id])


def tamper(folder: Path) -> None:
    """Change the first digit of every digest."""
    table = pd.read_csv(folder / "digests.csv", dtype=str)
    table["digest"] = [("1" if digest[0] == "0" else "0") + digest[1:] for digest in table.digest]
    table.to_csv(folder / "digests.csv", index=False, lineterminator="\n")


def seal(folder: Path) -> None:
    """A manifest that vouches for the files as they are now."""
    manifest = read_json(folder / MANIFEST)
    assert manifest
    write_json(folder / MANIFEST, {**manifest, "files": {name: sha256_of(folder / name) for name in manifest["files"]}})


def verify(folder: Path, capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, list[str]]:
    """Exit code and lines of the verb."""
    code = cli.carry_out(["verify", str(folder), "--workers", "1", *arguments])
    return code, capsys.readouterr().out.splitlines()


def test_every_shipped_experiment_is_published_and_small() -> None:
    names = {path.stem for path in shipped(EXPERIMENTS).glob("*.toml")} - {"systems"}  # whose page is docs/systems.md
    assert {path.parent.name for path in PUBLISHED.glob(f"*/{MANIFEST}")} == names
    assert sum(file.stat().st_size for file in PUBLISHED.rglob("*")) < 3e6
    assert "/tmp" not in (PUBLISHED / SMALLEST / MANIFEST).read_text(encoding="utf-8")


def test_what_is_published_is_reproduced(capsys: pytest.CaptureFixture[str]) -> None:
    code, lines = verify(PUBLISHED, capsys, "--runs", "1")
    assert (code, lines[-1]) == (0, "5 of 5 reproduced"), "\n".join([*lines, "python experiments/publish.py"])
    for folder in PUBLISHED.iterdir():
        assert f"{folder}: 1 of 1 reproduced" in lines


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small comparison made here."""
    size = {"persons_per_agent": 100_000, "researchers_per_agent": 10_000, "end": "2023-12-01"}
    worlds = [sim.load_scenario(name, size) for name in ("baseline", "housing")]
    with contextlib.chdir(tmp_path_factory.mktemp("made")):
        return sim.compare(worlds[0], worlds[1:], seeds=2, futures=0, workers=1).directory.resolve()


def test_what_is_made_here_is_reproduced(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert verify(made, capsys, "--runs", "1") == (0, [f"{made}: 1 of 1 reproduced", "1 of 1 reproduced"])


def test_of_runs_that_differ_it_is_said_by_how_much_the_effects_do(
    made: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = Path(shutil.copytree(made, tmp_path / "results"))
    effects = pd.read_csv(folder / "effects.csv", dtype=str, keep_default_na=False)
    row = effects.index[(effects.outcome == "spend") & (effects.region == "Hohhot") & (effects.year == "all")][0]
    paid = float(effects.loc[row, "estimate"])
    effects.loc[row, "estimate"] = "-1e12"
    effects.to_csv(folder / "effects.csv", index=False, lineterminator="\n")
    tamper(folder)
    seal(folder)  # so that only running again can tell
    code, lines = verify(folder, capsys, "--runs", "1")
    assert (code, lines[-1]) == (1, "0 of 1 reproduced")
    assert any(line.startswith(f"{folder}: not reproduced: ") for line in lines)
    said = next(line for line in lines if "effects of housing: 1 of " in line)
    assert " differ, most spend, Hohhot, all, all: by 1e+12" in said
    assert said.endswith(f" (-1e+12 there, {paid:.6g} here)")


def test_how_far_effects_moved_counts_by_their_intervals() -> None:
    both = pd.DataFrame(
        {
            "outcome": ["net", "additional", "spend"], "region": "Hohhot", "year": "all", "group": "all", "partner": "",
            "estimate": [1000.0, 10.0, 5.0], "low": [0.0, 9.0, np.nan], "high": [2000.0, 11.0, np.nan],
            "estimate_here": [1100.0, 12.0, 5.0],
        }
    )  # fmt: skip
    expected = (
        "effects of housing: 2 of 3 differ, most additional, Hohhot, all, all: by 2, its interval being 1 wide to each side "
        "(10 there, 12 here)"
    )
    assert sentence("housing", both) == expected
    assert sentence("housing", both.iloc[2:]) == "effects of housing: 0 of 1 differ"


@pytest.mark.usefixtures("_remembering")
def test_all_runs_of_every_folder_below_are_tried(copied: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copytree(copied, copied.with_name("other"))
    tamper(copied.with_name("other"))
    seal(copied.with_name("other"))
    count = len(pd.read_parquet(copied / "runs.parquet"))
    code, lines = verify(copied.parent, capsys, "--all")
    assert (code, lines[-1]) == (1, f"{count} of {2 * count} reproduced")
    assert f"{copied}: {count} of {count} reproduced" in lines
    assert f"{copied.with_name('other')}: 0 of {count} reproduced" in lines


@pytest.mark.usefixtures("_remembering")
def test_a_harmed_folder_vouches_for_nothing(copied: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with (copied / "effects.csv").open("a", encoding="utf-8") as file:
        file.write("\n")
    code, lines = verify(copied, capsys)
    assert (code, lines[-1]) == (1, "0 of 1 reproduced")
    assert lines[0].startswith(f"{copied / 'effects.csv'}: not as written")
    (copied / MANIFEST).write_text("{}", encoding="utf-8")
    code, lines = verify(copied, capsys)
    assert (code, lines[-1]) == (1, "0 of 1 reproduced")
    assert lines[0].startswith(f"{copied}: not reproduced: {MANIFEST} is harmed")
    (copied / MANIFEST).unlink()
    assert verify(copied, capsys)[0] == 2


@pytest.mark.usefixtures("_remembering")
def test_what_differs_here_is_named_and_does_not_matter_by_itself(
    copied: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(again, "code_digest", lambda: "edited")
    monkeypatch.setattr(again, "versions", lambda: {**versions(), "numba": "9"})
    monkeypatch.setattr(again, "machine", lambda: {**machine(), "libc": "another"})
    code, lines = verify(copied, capsys)
    assert (code, lines[-1]) == (0, "4 of 4 reproduced")
    assert f"{copied}: code: other sources" in lines
    assert any(line.startswith(f"{copied}: numba: ") and line.endswith(", 9 here") for line in lines)
    assert any(line.startswith(f"{copied}: libc: ") for line in lines)


@pytest.mark.usefixtures("_remembering")
def test_results_of_a_model_with_other_words_are_not_reproduced(
    copied: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    manifest = read_json(copied / MANIFEST)
    assert manifest
    del manifest["scenarios"][0]["document"]["structure"]
    write_json(copied / MANIFEST, manifest)
    code, lines = verify(copied, capsys)
    assert (code, lines[-1]) == (1, "0 of 4 reproduced")
    assert any("structure" in line for line in lines)
