"""Results put to the test: what is published is reproduced here, and what was tampered with is not."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest

from sim.cli import main as cli
from sim.jobs import again
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
    """Runs give what they gave when they were published."""
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
    names = {path.stem for path in shipped(EXPERIMENTS).glob("*.toml")}
    assert {path.parent.name for path in PUBLISHED.glob(f"*/{MANIFEST}")} == names
    assert sum(file.stat().st_size for file in PUBLISHED.rglob("*")) < 3e6
    assert "/tmp" not in (PUBLISHED / SMALLEST / MANIFEST).read_text(encoding="utf-8")


def test_what_is_published_is_reproduced(capsys: pytest.CaptureFixture[str]) -> None:
    content = read_json(PUBLISHED / SMALLEST / MANIFEST)
    assert content
    if content["versions"] != versions() or content["machine"] != machine():
        pytest.skip("published on another machine or with other libraries: a number may differ in its last digit")
    code, lines = verify(PUBLISHED, capsys, "--runs", "1")
    assert (code, lines[-1]) == (0, "4 of 4 reproduced"), "\n".join([*lines, "python experiments/publish.py"])
    for folder in PUBLISHED.iterdir():
        assert f"{folder}: 1 of 1 reproduced" in lines


def test_a_tampered_digest_is_not_reproduced(copied: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tamper(copied)
    seal(copied)  # so that only running again can tell
    code, lines = verify(copied, capsys, "--runs", "1")
    assert (code, lines[-1]) == (1, "0 of 1 reproduced")
    assert f"{copied}: 0 of 1 reproduced" in lines
    assert any(line.startswith(f"{copied}: not reproduced: ") for line in lines)


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
