"""A store knows the folders that use it: what is used is kept, wherever it is, and nothing is removed in doubt."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from disks import read_only
from store_worlds import contents, job, plan

from sim.cli import main as cli
from sim.given import Refused
from sim.store.store import Store
from sim.store.sweep import sweep

OTHER = plan(eps=3.0)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """A store with two users in different places."""
    job(tmp_path / "here" / "one", (1, 2), store=tmp_path / "store")
    job(tmp_path / "elsewhere" / "two", (1,), what=OTHER, store=tmp_path / "store")
    return Store(tmp_path / "store")


def gc(*arguments: str) -> int:
    """Exit code of the verb."""
    return cli.carry_out(["gc", *arguments])


def test_what_is_used_anywhere_is_kept(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    before = store.runs.names(), store.pairs.names()
    assert gc("--store", "store") == 0
    assert (store.runs.names(), store.pairs.names()) == before
    assert len(before[0]) == 6


def test_a_folder_that_is_gone_is_asked_about(store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.rmtree(tmp_path / "elsewhere" / "two")
    for more in ((), ("-n",)):
        assert gc("--store", str(store.folder), *more) == 2
        assert f"{tmp_path / 'elsewhere' / 'two'}; allowed --results" in capsys.readouterr().err
        assert len(store.runs.names()) == 6
    assert gc("--store", str(store.folder), "--forget", "-n") == 0
    assert len(store.runs.names()) == 6
    assert gc("--store", str(store.folder), "--forget") == 0
    assert capsys.readouterr().out.splitlines()[-1].startswith("3 entries of ")
    assert len(store.runs.names()) == 4
    assert gc("--store", str(store.folder)) == 0


def test_a_folder_that_has_moved_is_found(store: Store, tmp_path: Path) -> None:
    (tmp_path / "new").mkdir()
    shutil.move(tmp_path / "elsewhere" / "two", tmp_path / "new" / "2")
    assert gc("--store", str(store.folder)) == 2
    assert gc("--store", str(store.folder), "--results", str(tmp_path / "new")) == 0
    assert gc("--store", str(store.folder)) == 0  # it is known there now
    assert len(store.runs.names()) == 6


def test_a_store_that_has_moved_knows_its_users(store: Store, tmp_path: Path) -> None:
    moved = Store(Path(shutil.move(store.folder, tmp_path / "moved")))
    sweep(moved, [], dry=False)
    assert len(moved.runs.names()) == 6


def test_what_nobody_uses_any_more_goes(store: Store, tmp_path: Path) -> None:
    before = contents(tmp_path / "here" / "one")
    shutil.rmtree(tmp_path / "elsewhere")
    assert sweep(store, [], dry=False, forget=True).entries == 3
    (tmp_path / "here" / "one" / "effects.csv").unlink()
    job(tmp_path / "here" / "one", (1, 2), store=store.folder, fails=(1, 2))
    assert contents(tmp_path / "here" / "one") == before


def test_a_store_without_records_is_not_touched(store: Store) -> None:
    shutil.rmtree(store.users)
    with pytest.raises(Refused, match="does not know who uses it"):
        sweep(store, [], dry=False)
    assert len(store.runs.names()) == 6


def test_a_harmed_plan_or_record_is_no_leave_to_remove(store: Store, tmp_path: Path) -> None:
    for file in (tmp_path / "elsewhere" / "two" / "plan.json", *store.users.iterdir()):
        content = file.read_bytes()
        file.write_bytes(content[:-9])
        with pytest.raises(Refused, match="harmed"):
            sweep(store, [], dry=False)
        file.write_bytes(content)
    assert len(store.runs.names()) == 6


def test_a_job_that_begins_is_known_before_it_has_run(tmp_path: Path) -> None:
    job(tmp_path / "one", (1,), fails=(1,))
    store = Store(tmp_path / "store")
    assert len(list(store.users.iterdir())) == 1
    assert not store.runs.names()


def test_a_store_that_cannot_be_written_to_serves(store: Store, tmp_path: Path) -> None:
    with read_only(store.folder):
        assert job(tmp_path / "third", (1, 2), store=store.folder).done == 4


def test_an_empty_store_is_swept_without_a_word(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert gc("--store", str(tmp_path / "none")) == 0
    assert capsys.readouterr().out == "0 entries of 0.0 MB removed\n"
    assert gc("--store", str(tmp_path / "none"), "--results", str(tmp_path / "nowhere")) == 2
