"""Jobs that stop by themselves: the rule hangs on results only, unless a time is asked for; killed or not, the same answer."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from store_worlds import SUMMARIES, FakeTask, contents, outcome, plan

import sim
from sim.cli import main as cli
from sim.jobs import Settings, job
from sim.jobs.until import until_of
from sim.store.errors import Interrupted, Refused
from sim.store.results import load_results

MOST = 34
SIZES = (6, 10, 20, 30, MOST)
SHARP, BLUNT, NOTHING = (300.0, 40.0), (300.0, 90.0), (0.0, 50.0)  # mean and sd of a gain


def gain(seed: int, variant: int, law: tuple[float, float]) -> float:
    return law[0] + law[1] * float(np.random.default_rng([seed, variant]).normal())


def expected(share: float, laws: Sequence[tuple[float, float]]) -> tuple[int, str]:
    """Seeds at which every interval is narrow enough, or the most; and which of both. Worked out from all draws."""
    for n in SIZES:
        draws = np.array([[gain(s, v, law) for s in range(1, n + 1)] for v, law in enumerate(laws, start=1)])
        half = stats.t.ppf(0.975, n - 1) * draws.std(axis=1, ddof=1) / np.sqrt(n)
        if (half <= share * np.abs(draws.mean(axis=1))).all():
            return n, "width"
    return MOST, "seeds"


@dataclass(frozen=True)
class Gaining(FakeTask):
    """Pairs whose net gains follow these laws, one a variant; an interrupt at one seed."""

    laws: tuple[tuple[float, float], ...] = ()
    interrupted: int = 0

    def _compared(self, variant: int, seed: int) -> dict[str, pd.DataFrame]:
        if seed == self.interrupted:
            raise KeyboardInterrupt
        net = {"outcome": "net", "region": "Hohhot", "year": "all", "group": "all", "partner": "", "unit": "persons"}
        numbers = {
            "plain": gain(seed, variant, self.laws[variant - 1]),
            "level_base": 1.0,
            "level_variant": 2.0,
            "agents": 9.0,
        }
        blank = dict.fromkeys(("adjusted", "plain_per", "adjusted_per"), np.nan)
        other = {**net, "year": "2022"}
        return {**outcome(seed), "values": pd.DataFrame([{**row, **numbers, **blank} for row in (net, other)])}


def run(
    out: Path, rule: str, *laws: tuple[float, float], most: int = MOST, quiet: bool = True, **task: object
) -> job.Report:
    """A job of made-up worlds with a rule to stop."""
    names = ("baseline", *(f"variant {n}" for n in range(len(laws))))
    how = Settings(
        tuple(range(1, most + 1)), 1, None, out, out.with_name(f"{out.name}-store"), quiet, until=until_of(rule)
    )
    make = lambda plan, store, scratch, *_: Gaining(plan, store, scratch, out.parent, laws=laws, **task)  # noqa: E731
    return job.carry_out(plan(names=names), make, how, SUMMARIES)


def stopped(out: Path) -> dict[str, object]:
    return load_results(out).manifest["stopped"]


@pytest.mark.parametrize("laws", [(SHARP,), (SHARP, BLUNT), (SHARP, NOTHING)])
@pytest.mark.parametrize("share", [0.05, 0.2])
def test_it_stops_at_the_first_wave_at_which_every_gain_is_narrow(
    tmp_path: Path, share: float, laws: tuple[tuple[float, float], ...]
) -> None:
    (n, why), diary = expected(share, laws), tmp_path / "diary"
    report = run(tmp_path / "out", f"{100 * share:g}%", *laws, diary=diary)
    results = load_results(tmp_path / "out")
    assert results.runs.replicate.max() == n - 1
    assert report.total == len(diary.read_text().splitlines()) == n * (1 + len(laws))  # no seed beyond was run
    ended = stopped(tmp_path / "out")
    assert (ended["seeds"], ended["why"]) == (n, why)
    assert ended["looks"] == [size for size in SIZES if size <= n]


def test_the_laws_stop_at_several_waves_and_nothing_never() -> None:
    """So that the test above is none of one wave only."""
    found = {expected(share, laws) for share in (0.05, 0.1, 0.2) for laws in ((SHARP,), (BLUNT,))}
    assert len(found) >= 3
    assert expected(0.2, (NOTHING,)) == (MOST, "seeds")


def test_an_effect_that_is_none_takes_all_seeds(tmp_path: Path) -> None:
    assert run(tmp_path / "out", "100%", NOTHING, most=8).total == 16
    assert (stopped(tmp_path / "out")["why"], stopped(tmp_path / "out")["most"]) == ("seeds", 8)


@pytest.mark.parametrize("seed", [3, 8, 17])
def test_an_interrupted_job_goes_on_to_the_same_answer(tmp_path: Path, seed: int) -> None:
    run(tmp_path / "whole", "5%", SHARP)
    with pytest.raises(Interrupted):
        run(tmp_path / "broken", "5%", SHARP, interrupted=seed)
    assert not (tmp_path / "broken" / "manifest.json").exists()
    run(tmp_path / "broken", "5%", SHARP)
    assert expected(0.05, (SHARP,))[0] > seed
    assert contents(tmp_path / "broken") == contents(tmp_path / "whole")


def test_a_finished_job_does_nothing_and_a_stricter_rule_goes_on(tmp_path: Path) -> None:
    out = tmp_path / "out"
    first = run(out, "20%", BLUNT)
    before = {path: path.stat().st_mtime_ns for path in out.rglob("*")}
    assert run(out, "20%", BLUNT, fails=tuple(range(1, MOST))) == first
    assert {path: path.stat().st_mtime_ns for path in out.rglob("*")} == before
    assert run(out, "10%", BLUNT).total == 2 * expected(0.1, (BLUNT,))[0] > first.total
    assert stopped(out)["until"] == "10%"


def test_a_time_ends_it_and_is_told_as_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By this clock a command has taken 100 seconds when the first wave is done; 4 seeds more would take 67."""
    clock = iter([0.0, *range(100, 10_000, 100)])
    monkeypatch.setattr(job, "time", SimpleNamespace(monotonic=lambda: float(next(clock))))
    short = run(tmp_path / "short", "160s", NOTHING)
    assert (short.total, stopped(tmp_path / "short")["why"]) == (12, "time")
    assert run(tmp_path / "short", "160s", NOTHING) == short  # ended is ended
    clock = iter([0.0, *range(100, 10_000, 100)])
    assert run(tmp_path / "longer", "170s", NOTHING).total == 20
    clock = iter([0.0, *range(100, 10_000, 100)])
    assert run(tmp_path / "narrow", "1h,20%", SHARP).total == 2 * expected(0.2, (SHARP,))[0]
    assert stopped(tmp_path / "narrow")["why"] == "width"


def test_gains_are_told_while_it_runs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(tmp_path / "out", "5%", SHARP, quiet=False)
    told = [line for line in capsys.readouterr().err.splitlines() if line.startswith("after ")]
    sizes = [2, *(n for n in SIZES if n <= expected(0.05, (SHARP,))[0])]
    assert [line.split(" seeds")[0] for line in told] == [f"after {n}" for n in sizes]
    mean = np.mean([gain(seed, 1, SHARP) for seed in range(1, 7)])
    assert f"variant 0 {mean:+,.0f} (" in told[1]


@pytest.mark.parametrize(
    ("rule", "meant"),
    [
        ("5", "5%"),
        ("0%", ""),
        ("101%", ""),
        ("-1%", ""),
        ("5%,6%", ""),
        ("soon", ""),
        ("0min", ""),
        ("999h", ""),
        ("", ""),
    ],
)
def test_impossible_rules_are_refused(rule: str, meant: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.carry_out(["compare", "baseline", "cash", "--until", rule]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(f"until: found '{rule}'; allowed a share")
    assert line.endswith(f"did you mean {meant}?" if meant else "5%,2h")
    with pytest.raises(Refused, match="until: found"):
        sim.compare("baseline", ["cash"], until=rule)


def test_real_worlds_stop_go_on_and_are_told_of(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """From the command line: a wave and a rest, resumed without its manifest, then expanded by another rule."""
    out, store = tmp_path / "out", str(tmp_path / "store")
    coarse = ("--persons-per-agent", "100000", "--set", "researchers_per_agent=10000", "--months", "146", "--quiet")
    where = ("--workers", "1", "--store", store)
    command = [
        "compare",
        "baseline",
        "cash",
        *coarse,
        *where,
        "--out",
        str(out),
        "--until",
        "1%",
        "--seeds",
        "7",
        "--futures",
        "0",
    ]
    assert cli.carry_out(command) == 0
    assert "stopped after 7 seeds because no more were allowed (--until 1%)" in capsys.readouterr().out
    whole = load_results(out)
    assert whole.manifest["stopped"]["looks"] == [6, 7]
    net = whole.effects.query("outcome == 'net' and region == 'Hohhot' and year == 'all' and group == 'all'")
    assert net.replicates.item() == 7
    page = (out / "report-en.html").read_text(encoding="utf-8")
    assert "after 7 seeds: no more were allowed" in page
    assert "looked at 2 times, which costs some of the 95 % coverage" in page
    monkeypatch.setattr("sim.cli.app.build_reports", lambda *_: None)
    before = contents(out)
    (out / "manifest.json").unlink()
    assert cli.carry_out(["resume", str(out), *where, "--quiet"]) == 0
    assert contents(out) == before
    assert cli.carry_out(["expand", str(out)]) == 2
    assert "expand: found neither --add-seeds nor --until" in capsys.readouterr().err
    assert cli.carry_out(["expand", str(out), "--until", "1s", *where, "--quiet"]) == 0
    ended = json.loads((out / "manifest.json").read_text(encoding="utf-8"))["stopped"]
    assert (ended["why"], ended["until"], ended["most"]) == ("time", "1s", 100)
    assert cli.carry_out(["expand", str(out), "--add-seeds", "1", *where, "--quiet"]) == 0
    assert "stopped" not in load_results(out).manifest
