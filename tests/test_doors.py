"""What a user gives is checked in one way at every door: command line, files, `--set`, Python."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from store_worlds import maker, plan

import sim
from sim.calendar import parse_month
from sim.cli import main as cli
from sim.designs import load_experiment
from sim.given import LAST_SEED, Refused, is_name, path_of, plain, seeds_of
from sim.jobs.job import Settings, carry_out, own_folder
from sim.simulate import begin
from sim.store.results import load_results
from sim.store.summaries import Summaries

LARGE = 1784559412345678901  # a float does not hold it
TINY = {"persons_per_agent": 100_000, "researchers_per_agent": 10_000}
LIMIT = {"regions": ["a", "b"], "persons": 10}


def limit(**given: Any) -> sim.Scenario:
    """A limit world as a scenario."""
    return sim.limit_world(sim.LimitWorld(**{**LIMIT, **given}))


def experiment(folder: Path, seeds: object) -> Path:
    """An experiment file."""
    path = folder / "e.toml"
    path.write_text(f'baseline = "baseline"\nvariants = ["housing"]\nseeds = {seeds}\n', encoding="utf-8")
    return path


@pytest.mark.parametrize("seed", [0, LARGE, 2**53 + 1, LAST_SEED])
def test_a_seed_is_the_seed_given(tmp_path: Path, seed: int) -> None:
    assert load_experiment(experiment(tmp_path, [seed])).seeds == (seed,)
    assert sim.run(limit(), seed=seed).seed == seed
    assert sim.TalentModel(limit(), seed).world.seed == seed
    assert seeds_of([seed]) == seeds_of(np.array([seed])) == (seed,)
    settings = Settings((seed,), 1, None, tmp_path / "out", tmp_path / "store")
    carry_out(plan(), maker(tmp_path), settings, Summaries())
    assert load_results(tmp_path / "out").runs.seed.tolist() == [seed, seed]


@pytest.mark.parametrize("seed", [-1, LAST_SEED + 1, 1.0, 1.5, True, np.True_, "1", None, [1], np.float64(2)])
def test_what_is_no_seed_is_refused_everywhere(tmp_path: Path, seed: Any) -> None:
    with pytest.raises(Refused, match=r"seed: found .*; allowed a whole number from 0 to 9223372036854775807"):
        sim.run(limit(), seed=seed)
    with pytest.raises(ValueError, match="seed"):
        sim.TalentModel(limit(), seed=seed)
    with pytest.raises(Refused, match="seed"):
        sim.compare("baseline", ["housing"], seeds=[seed])


@pytest.mark.parametrize(
    "seeds", ["[-1]", "[9223372036854775808]", "[1784559412345678901.0]", "[1, 1]", "[]", "true", "0"]
)
def test_seeds_of_a_file_are_refused_with_file_and_line(tmp_path: Path, seeds: str) -> None:
    path = experiment(tmp_path, seeds)
    with pytest.raises(sim.ScenarioError) as refused:
        load_experiment(path)
    assert [(p.file, p.line, p.field) for p in refused.value.errors] == [(str(path), 3, "seeds")]


@pytest.mark.parametrize("seeds", [0, -1, True, 1.0, "3", [], [1, 1], [True], [2**63]])
def test_nothing_is_written_for_seeds_that_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seeds: Any
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(Refused, match="seed"):
        sim.compare("baseline", ["housing"], seeds=seeds)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("arguments", [("--seed", "9223372036854775808"), ("--seed", str(LAST_SEED), "--seeds", "2")])
def test_seeds_beyond_the_last_are_refused_on_the_command_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert cli.carry_out(["run", "baseline", *arguments]) == 2
    assert "seed" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_the_answer_is_for_the_seeds_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    def answer(*seeds: int) -> tuple[Path, list[int]]:
        report = carry_out(plan(), maker(tmp_path), Settings(seeds, 1), Summaries())
        return report.directory, load_results(report.directory).manifest["seeds"]

    both, one = answer(1, 2), answer(1)
    assert (both[1], one[1]) == ([1, 2], [1])
    assert answer(2, 1) == both
    grown = Settings((1, 2), 1, out=one[0])  # as `expand` does
    carry_out(plan(), maker(tmp_path), grown, Summaries())
    again = answer(1)
    assert again[1] == [1]
    assert load_results(one[0]).manifest["seeds"] == [1, 2]
    assert answer(1) == again
    assert own_folder(plan(), Settings((1, 2))).path == both[0]


NUMBERS: list[Callable[[int], Any]] = [np.int64, np.int32, np.uint8, np.array]


@pytest.mark.parametrize("of", NUMBERS)
def test_numbers_of_numpy_are_numbers(of: Callable[[int], Any]) -> None:
    run = sim.run(limit(months=of(2), persons=of(10), start=of(96)), seed=of(3), months=of(1), threads=of(1))
    assert run.digest == sim.run(limit(months=2), seed=3, months=1).digest
    assert sim.load_scenario("baseline", {"persons_per_agent": of(100)}) == sim.load_scenario(
        "baseline", {"persons_per_agent": 100}
    )
    assert seeds_of(of(2)) == (1, 2)


@pytest.mark.parametrize("value", [np.float32(0.5), np.float64(0.5), np.float16(0.5), np.array(0.5), 0.5])
def test_fractions_of_numpy_are_numbers(value: Any) -> None:
    for name in ("parameters.rigidity_low", "parameters.eps_w_grad"):
        if name.partition(".")[2] in sim.PARAMETERS:
            assert sim.load_scenario("baseline", {name: value}).digest
    world = limit(awareness=value, cost=value, review=value, wage=np.array([1.0, 2.0]))
    assert world.digest == limit(awareness=0.5, cost=0.5, review=0.5, wage=[1, 2]).digest


@pytest.mark.parametrize("value", [True, np.True_])
def test_true_is_no_number(value: Any) -> None:
    for given in ({"months": value}, {"threads": value}):
        with pytest.raises(Refused, match=next(iter(given))):
            sim.run(limit(), **given)
    with pytest.raises(Refused, match="workers"):
        sim.compare("baseline", ["housing"], seeds=1, workers=value)
    for name in ("cost", "awareness", "persons", "months", "start", "review"):
        with pytest.raises(sim.ScenarioError, match=name):
            limit(**{name: value})
    for path in ("persons_per_agent", "parameters.eps_w_grad"):
        with pytest.raises(sim.ScenarioError, match=path):
            sim.load_scenario("baseline", {path: value})


def test_numbers_beyond_their_width_are_refused() -> None:
    for given in ({"months": 2**70}, {"threads": 2**40}, {"months": 0}, {"months": 2.0}):
        with pytest.raises(Refused, match=next(iter(given))):
            sim.run(limit(), **given)  # type: ignore[arg-type]
    for given in ({"persons": 2**63}, {"months": 2**63}, {"start": 2**40}, {"start": -1}):
        with pytest.raises(sim.ScenarioError, match=next(iter(given))):
            limit(**given)


MONTHS = [
    "2010-13",
    "2018-00",
    "2018-1",
    "18-01",
    "2018",
    "2018-01-01",
    " 2018-01",
    "",
    "２０１８-01",
    "2018/01",
    None,
    2018.5,
]


@pytest.mark.parametrize("text", MONTHS)
def test_a_month_is_checked_before_use(text: Any) -> None:
    with pytest.raises(Refused, match="allowed"):
        parse_month(text)
    model = sim.TalentModel(limit(months=3))
    with pytest.raises(ValueError, match="allowed"):
        model.run_until(text)
    assert model.month == "2017-12"
    with pytest.raises(ValueError, match="allowed"):
        sim.run(limit(months=3), record=[text])
    run = sim.run(limit(months=3))
    with pytest.raises(ValueError, match="allowed"):
        run.people(text)


@pytest.mark.parametrize("month", ["2017-11", "2018-04", "2036-01"])
def test_a_month_outside_the_world_is_refused(month: str) -> None:
    for refuse in (
        lambda: sim.TalentModel(limit(months=3)).run_until(month),
        lambda: begin(limit(months=3), 1, record=[month]),
        lambda: sim.run(limit(months=3)).people(month),
    ):
        with pytest.raises(ValueError, match="to 2018-03"):
            refuse()


def test_one_text_is_one_text() -> None:
    run = sim.run(limit(months=3), record="2018-02")  # type: ignore[arg-type]
    assert sorted(run.recorded) == [97]


def test_words_are_checked_before_anything_is_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(Refused, match="did you mean additional"):
        sim.compare("baseline", ["housing"], seeds=1, outcomes=["aditional"])
    with pytest.raises(sim.ScenarioError, match="housin"):
        sim.compare("baseline", "housin", seeds=1)  # type: ignore[arg-type]
    for nothing in (3, None, {"name": "baseline"}):
        with pytest.raises(Refused, match="allowed a"):
            sim.compare(nothing, ["housing"], seeds=1)  # type: ignore[arg-type]
        with pytest.raises(Refused, match="allowed a"):
            sim.run(nothing)  # type: ignore[arg-type]
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("name", ["baseline", "我的政策", "a-b_2", "größe", "ไทยที่", "x" * 100, "中" * 33])
def test_a_name_is_of_any_script(name: str) -> None:
    assert is_name(name)


@pytest.mark.parametrize("name", ["", "two words", "a/b", "a.b", "../a", "x" * 101, "中" * 34, "a\nb", "a\0", '"', 3])
def test_what_is_no_name(name: object) -> None:
    assert not is_name(name)


def test_a_path_is_read_in_one_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    assert path_of("~/x") == tmp_path / "x"
    assert path_of("./~/x") == tmp_path / "~" / "x"
    assert path_of("s3:/x") == tmp_path / "s3:" / "x"
    assert path_of("a/b") == Path("a/b")
    for bad in ("~nobody-of-this-name/x", "", "a\0b", "x" * 256):
        with pytest.raises(Refused, match="path"):
            path_of(bad)


def test_plain_leaves_what_is_pythons_alone() -> None:
    given = {"a": [np.int64(1), (np.float32(0.5), "x")], "b": np.array([1, 2]), "c": None}
    assert plain(given) == {"a": [1, (0.5, "x")], "b": [1, 2], "c": None}


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working folder, with a home beside it."""
    for name in ("here", "home"):
        (tmp_path / name).mkdir()
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path / "here")
    return tmp_path / "here"


@pytest.mark.parametrize("name", ["我的政策", "größe", "a-b_2", "中" * 33])
def test_a_name_goes_through_every_door(here: Path, capsys: pytest.CaptureFixture[str], name: str) -> None:
    assert cli.carry_out(["new", name]) == 0
    assert capsys.readouterr().out == f"scenarios/{name}.toml\n"
    child = f'extends = "{name}"\n[[policy]]\nid = "{name}"\nkind = "neutral"\nregion = "Hohhot"\n'
    (here / "scenarios" / "child.toml").write_text(child, encoding="utf-8")
    (here / "experiments").mkdir()
    text = f'baseline = "baseline"\nvariants = ["{name}", "child"]\nseeds = 1\n'
    (here / "experiments" / f"{name}2.toml"[-104:]).write_text(text, encoding="utf-8")
    for given in (name, f"scenarios/{name}.toml", "child", *(f.stem for f in (here / "experiments").iterdir())):
        assert cli.carry_out(["validate", given]) == 0, capsys.readouterr().err
    assert cli.carry_out(["diff", name, "child", "--set", f"policy.{name}.start=2020-01-01"]) == 0
    assert f"policies.{name}.start: - -> 2020-01" in capsys.readouterr().out
    assert cli.carry_out(["list", "scenarios"]) == 0
    assert name in capsys.readouterr().out
    assert len(own_folder(plan(names=("baseline", name, "中" * 33)), Settings((1,))).path.parent.name.encode()) <= 100


@pytest.mark.parametrize("name", ["a b", "../x", "x.y", "中" * 34, "", 'a"b'])
def test_what_is_no_name_is_refused_at_every_door(here: Path, capsys: pytest.CaptureFixture[str], name: str) -> None:
    assert cli.carry_out(["new", "--", name]) == 2
    assert "letters and digits of any script" in capsys.readouterr().err
    assert not list(here.iterdir())
    quoted = name.replace('"', '\\"')
    policy = '[[policy]]\nid = "{}"\nkind = "neutral"\nregion = "Hohhot"\n'
    for text in (f'extends = "{quoted}"\n', f'extends = "baseline"\n{policy.format(quoted)}', f'[budget."{quoted}"]\n'):
        (here / "x.toml").write_text(text, encoding="utf-8")
        assert any("any script" in problem.allowed for problem in sim.validate("x.toml"))
    (here / "e.toml").write_text(f'baseline = "{quoted}"\nvariants = ["housing"]\n', encoding="utf-8")
    assert any("any script" in problem.allowed for problem in sim.validate("e.toml"))
    (here / "x.toml").write_text(f'extends = "baseline"\n[parameters]\nfrom = "{quoted}"\n', encoding="utf-8")
    assert [p.field for p in sim.validate("x.toml")] == ["parameters.from"]


def test_a_home_is_meant_by_every_path(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    home = here.parent / "home"
    assert cli.carry_out(["new", "mine", "--out", "~/files"]) == 0
    assert (home / "files" / "mine.toml").is_file()
    for given in ("~/files/mine.toml", home / "files" / "mine.toml"):
        assert sim.validate(given) == ()
        assert sim.load_scenario(given).name == "mine"
    settings = Settings((1,), 1, None, Path("~/out"), Path("~/store")).checked()
    assert (settings.out, settings.store) == (home / "out", home / "store")
    carry_out(plan(), maker(here), settings, Summaries())
    assert sim.load_results("~/out").manifest["seeds"] == [1]
    assert cli.carry_out(["gc", "--store", "~/store", "--results", "~/out", "-n"]) == 0
    assert not list(here.iterdir())


def test_ones_own_folder_comes_first(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (here / "scenarios").mkdir()
    (here / "scenarios" / "baseline.toml").write_text('extends = "baseline"\npersons_per_agent = 7\n', encoding="utf-8")
    assert sim.load_scenario("baseline").persons_per_agent == 7
    assert sim.load_scenario("housing").persons_per_agent == 200  # a shipped one extends the shipped one beside it
    monkeypatch.chdir(here.parent)
    assert sim.load_scenario("baseline").persons_per_agent == 200
    monkeypatch.setenv("TALENTFLOW_SCENARIOS", "here/scenarios")
    assert sim.load_scenario("baseline").persons_per_agent == 7
    (here / "experiments").mkdir()
    (here / "experiments" / "mine.toml").write_text(
        'baseline = "baseline"\nvariants = ["housing"]\nseeds = 1\npersons_per_agent = 7\n', encoding="utf-8"
    )
    assert load_experiment("mine").scenarios[0].persons_per_agent == 7
    assert sim.validate("mine", "structure") == ()


@pytest.mark.slow
def test_a_wheel_works_anywhere(here: Path) -> None:
    """Built from this checkout, unpacked elsewhere, used from a third folder: scenarios, data, fits and experiments come along."""
    root = Path(sim.__file__).parents[1]
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "-q"]
    if subprocess.run([*pip, "wheel", "--no-deps", "-w", str(here / "w"), str(root)]).returncode:
        pytest.skip("no wheel can be built here (no package index?)")
    (wheel,) = (here / "w").glob("*.whl")
    subprocess.run([*pip, "install", "--no-deps", "--target", str(here / "site"), str(wheel)], check=True)
    (here / "away").mkdir()

    def said(*arguments: str) -> str:
        settings = {**os.environ, "PYTHONPATH": str(here / "site")}
        command = [sys.executable, "-m", "sim.cli", *arguments]
        done = subprocess.run(command, cwd=here / "away", env=settings, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done.stdout.splitlines()[-1]

    assert said("validate", "baseline", "housing", "structure") == "0 errors in 3 files"
    assert said("list", "scenarios") == f"{len(list((root / 'scenarios').glob('*.toml')))} scenarios"
    assert said("list", "experiments") == f"{len(list((root / 'experiments').glob('*.toml')))} experiments"
    assert said("new", "mine") == "scenarios/mine.toml"
    assert said("diff", "baseline", "mine").endswith("differences")
    code = "from sim.store.plan import code_digest; print(code_digest())"
    digests = {
        subprocess.run(
            [sys.executable, "-c", code], env={**os.environ, "PYTHONPATH": str(where)}, capture_output=True
        ).stdout
        for where in (root, here / "site")
    }
    assert len(digests) == 1


def test_a_name_that_is_not_there_is_told_the_nearest(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.carry_out(["run", "houzing"]) == 2
    assert capsys.readouterr().err.strip().endswith("did you mean housing?")
    assert cli.carry_out(["new", "x", "--extends", "baselin"]) == 2
    assert capsys.readouterr().err.strip().endswith("did you mean baseline?")
