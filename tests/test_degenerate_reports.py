"""A report of whatever can be simulated: one month, one seed, no effect, nothing known, one region."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from matplotlib import pyplot as plt
from report_fixture import Case, write_results

import sim
from sim.jobs.compare import compare_worlds
from sim.jobs.job import Settings
from sim.report import build
from sim.report.drawings import DRAWINGS
from sim.report.figures import CHARTS
from sim.report.pictures import png_of, settled, svg_of
from sim.report.results import read_results
from sim.report.study import Study, read_study
from sim.report.style import setup
from sim.report.view import View

SMALL = {"persons_per_agent": 100_000, "researchers_per_agent": 10_000}
CASES = {
    "one month": Case(variants=("housing",), seeds=2, first="2022-03", last="2022-03"),
    "one month, one seed": Case(variants=("housing", "lines"), seeds=1, first="2022-12", last="2022-12"),
    "two months": Case(seeds=2, first="2022-12", last="2023-01"),
    "no effect": Case(seeds=2, scale=0.0, first="2022-01", last="2022-12"),
    "one seed": Case(seeds=1, futures=1),
    "futures of one month": Case(seeds=2, futures=3, first="2022-12", last="2022-12"),
}


QUICK = ("one month, one seed", "no effect")


@pytest.fixture(scope="module", params=[c if c in QUICK else pytest.param(c, marks=pytest.mark.slow) for c in CASES])
def study(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Study:
    return read_study(read_results(write_results(tmp_path_factory.mktemp("results"), CASES[request.param])))


def drawn(name: str, table: pd.DataFrame, view: View) -> None:
    """Say, draw and write a figure, with any complaint an error."""
    chart = CHARTS[name]
    with warnings.catch_warnings():
        warnings.simplefilter("error", UserWarning)
        warnings.simplefilter("error", RuntimeWarning)
        assert chart.says(table, view)
        fig = DRAWINGS[name].draw(table, view)
        try:
            with settled(fig):
                svg_of(fig, name, "x")
                png_of(fig)
            for ax in fig.axes:
                assert np.isfinite([*ax.get_xlim(), *ax.get_ylim()]).all()
        finally:
            plt.close(fig)


@pytest.mark.parametrize("name", CHARTS)
def test_a_figure_of_few_months_or_seeds(study: Study, name: str) -> None:
    setup()
    table = CHARTS[name].table(study)
    if not table.empty:
        for lang in ("zh", "en"):
            drawn(name, table, View(study, lang))


CHANGES: dict[str, Callable[[pd.DataFrame], pd.DataFrame]] = {
    "first row": lambda t: t.iloc[:1],
    "intervals unknown": lambda t: t.assign(
        **{c: np.nan for c in ("low", "high", "unknown_low", "unknown_high") if c in t}
    ),
    "no width": lambda t: t.assign(
        **{c: t[e] for c in ("low", "high") if c in t for e in ("estimate", "net") if e in t}
    ),
    "zero": lambda t: t.assign(**{c: 0.0 for c in ("estimate", "low", "high", "yuan") if c in t}),
    "huge": lambda t: t.assign(**{c: t[c] * 1e9 for c in ("estimate", "low", "high", "yuan") if c in t}),
}


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Study:
    return read_study(read_results(write_results(tmp_path_factory.mktemp("whole"), Case(seeds=3, futures=2))))


@pytest.mark.slow
@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("name", sorted(CHARTS.keys() - {"waterfall"}))
def test_a_figure_of_a_table_with_little_in_it(whole: Study, name: str, change: str) -> None:
    setup()
    table = CHARTS[name].table(whole)
    changed = CHANGES[change](table.groupby("outcome").head(2) if name == "precision" else table)
    if name == "precision" and change == "first row":
        changed = table[
            table.outcome == table.outcome.iloc[0]
        ]  # of an outcome there is more than one method, or no row
    drawn(name, changed, View(whole, "en"))


def test_months_before_any_policy_are_said(tmp_path: Path) -> None:
    base, variant = (sim.load_scenario(name, SMALL) for name in ("baseline", "housing"))
    report = compare_worlds(base, [variant], Settings((1, 2), 1, 12, tmp_path / "out", tmp_path / "store"))
    for lang, sentence in (("en", "No compared policy acts"), ("zh", "没有一项被比较的政策生效")):
        assert sentence in build(report.directory, lang).read_text(encoding="utf-8")
