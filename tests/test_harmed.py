"""Harmed files of finished results and of their store: never used unnoticed, and made again. Real worlds, coarse and short."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest
from harms import HARMS, Harm, flipped
from killing import data

import sim
from sim.cli import main as cli
from sim.store.errors import Refused
from sim.store.store import Store

SHORT = (
    *(
        "--persons-per-agent",
        "20000",
        "--set",
        "researchers_per_agent=2000",
        "--months",
        "100",
        "--seeds",
        "1",
        "--futures",
        "0",
    ),
    *("--set", "policy.living.start=2018-03-01", "--workers", "1", "--quiet"),
)


def compare() -> int:
    """Exit code of a comparison in the present folder, where its store is."""
    return cli.carry_out(["compare", "baseline", "cash", *SHORT, "--out", "out"])


def kept() -> Mapping[Path, bytes]:
    """Bytes of the runs and pairs of the store; indices hold seconds."""
    store = Path("results") / "store"
    return {file: file.read_bytes() for shelf in ("runs", "pairs") for file in store.glob(f"{shelf}/*/*.parquet")}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a finished comparison and its store."""
    folder = tmp_path_factory.mktemp("made")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        assert compare() == 0
    return folder


@pytest.fixture
def _here(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A copy of it is the present folder."""
    shutil.copytree(made, tmp_path / "copy")
    monkeypatch.chdir(tmp_path / "copy")


@pytest.mark.usefixtures("_here")
@pytest.mark.parametrize("verb", ["report", "export"])
@pytest.mark.parametrize("harm", HARMS)
@pytest.mark.parametrize("name", ["effects.csv", "measures.parquet", "manifest.json"])
def test_harmed_results_are_refused_and_named(
    verb: str, harm: Harm, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    harm(Path("out", name))
    pages = {page: page.read_bytes() for page in Path("out").glob("*.html")}
    assert cli.carry_out([verb, "out"]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    if name == "manifest.json":
        assert line.startswith("out: no finished results there")
    else:
        assert line.startswith(f"out/{name}: not as written")
        assert line.endswith("talentflow resume out")
    assert {page: page.read_bytes() for page in Path("out").glob("*.html")} == pages
    assert not Path("out-crate").exists()


@pytest.mark.usefixtures("_here")
@pytest.mark.parametrize("name", ["effects.csv", "runs.parquet", "attribution.parquet"])
def test_python_reads_no_harmed_file(name: str) -> None:
    flipped(Path("out", name))
    results = sim.load_results("out")
    with pytest.raises(Refused, match=f"{name}: not as written"):
        getattr(results, Path(name).stem)


@pytest.mark.usefixtures("_here")
def test_python_reads_no_harmed_marks() -> None:
    results = sim.load_results("out")
    one, other = results.runs.run_id
    flipped(Path("out", "marks", f"{one}.parquet"))
    assert len(results.marks(other))
    with pytest.raises(Refused, match=f"{one}.parquet: not as written"):
        results.marks(one)


@pytest.mark.usefixtures("_here")
@pytest.mark.parametrize("name", ["effects.csv", "measures.parquet", "runs.parquet", "digests.csv", "manifest.json"])
def test_harmed_results_are_written_again_by_resume(name: str) -> None:
    before, entries = data(Path("out")), kept()
    flipped(Path("out", name))
    assert cli.carry_out(["resume", "out"]) == 0
    assert data(Path("out")) == before
    assert kept() == entries
    assert cli.carry_out(["report", "out"]) == 0


@pytest.mark.usefixtures("_here")
@pytest.mark.parametrize("name", ["effects.csv", "digests.csv", "runs.parquet"])
def test_verify_names_a_harmed_result(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.carry_out(["verify", "out", "--runs", "1", "--workers", "1"]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "1 of 1 reproduced"
    flipped(Path("out", name))
    assert cli.carry_out(["verify", "out", "--runs", "1", "--workers", "1"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert any(line.startswith(f"out/{name}: not as written") for line in lines)
    assert lines[-1] == "0 of 1 reproduced"


@pytest.mark.usefixtures("_here")
@pytest.mark.parametrize(("harm", "name"), [(flipped, "employers.parquet"), (Path.unlink, "martingale.parquet")])
def test_a_harmed_table_that_nothing_reads_now_is_made_again_when_something_does(harm: Harm, name: str) -> None:
    """Employers and the martingale are read only where two runs are compared: a stored comparison asks for neither."""
    before, entries, store = data(Path("out")), kept(), Store(Path("results") / "store")
    base = sim.load_results("out").runs.query("scenario == 'baseline'").run_id.item()
    harm(store.runs.of(base) / name)
    Path("out", "effects.csv").unlink()
    assert compare() == 0
    assert data(Path("out")) == before
    assert kept() != entries
    for pair in store.pairs.names():
        store.pairs.drop(pair)
    Path("out", "effects.csv").unlink()
    assert compare() == 0
    assert data(Path("out")) == before
    assert kept() == entries
