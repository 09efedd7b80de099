"""An outcome is one file: its rows, its effect with an interval, the experiment's option and the labels follow from it."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pandas as pd
import pytest

import sim
from sim import validate
from sim.cli import main as cli
from sim.measures.outcomes import COUNTS, MEASURES, declare

FILE = '''
"""Whom recruitment lines have met."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.measures.measure import Count, Measure, of

if TYPE_CHECKING:
    from sim.world.state import World


def met(world: World) -> np.ndarray:
    """Persons by region and degree: int64[R, 4]."""
    found = np.zeros((world.setting.count, 4), np.int64)
    for people, scale in zip(world.people, world.scale, strict=True):
        rows = np.flatnonzero((people.contacted[: people.size] != 0) & (people.region[: people.size] >= 0))
        np.add.at(found, (people.region[rows], people.degree[rows]), scale)
    return found


MET = Count("met", ("region", "degree"), at_end=met)
COUNTS = (MET,)
MEASURES = (Measure("met", "persons", "专线联系过的人", "people met by a recruitment line", "stock", ("all", "degree"), of(MET)),)
'''
EXPERIMENT = """
baseline = "baseline"
variants = ["lines"]
seeds = 3
persons_per_agent = 20_000
researchers_per_agent = 10_000
outcomes = ["met", "net"]
figures = ["prices", "flows"]
"""
MONTHS = 12 * 13  # to the end of 2022, the first year of the lines


@pytest.fixture(scope="module")
def _declared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """One more file of outcomes, for the time of these tests."""
    file = tmp_path_factory.mktemp("outcomes") / "met.py"
    file.write_text(FILE, encoding="utf-8")
    spec = spec_from_file_location("met", file)
    assert spec
    assert spec.loader
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    known = [(table, dict(table)) for table in (COUNTS, MEASURES)]
    declare(module)
    yield
    for table, before in known:
        table.clear()
        table.update(before)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def folder(_declared: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Results of an experiment that asks for the outcome."""
    base = tmp_path_factory.mktemp("met")
    (base / "e.toml").write_text(EXPERIMENT, encoding="utf-8")
    command = ["batch", str(base / "e.toml"), "--months", str(MONTHS), "--workers", "1", "--quiet"]
    assert cli.carry_out([*command, "--out", str(base / "out"), "--store", str(base / "store")]) == 0
    return base / "out"


def test_its_rows_are_measured_in_every_area_and_group(folder: Path) -> None:
    rows = pd.read_parquet(folder / "measures.parquet").query("measure == 'met' and month == '2022-12'")
    assert set(rows.group) == {"all", "degree=college", "degree=bachelor", "degree=master", "degree=doctor"}
    assert set(rows.unit) == {"persons"}
    everybody = rows[(rows.group == "all") & (rows.scenario == "lines")].groupby("region").value.sum()
    assert everybody["all"] > 0
    assert everybody["group:呼包"] == everybody["Hohhot"] + everybody["Baotou"]


def test_its_effect_has_an_interval_over_the_seeds(folder: Path) -> None:
    effects = sim.load_results(folder).effects
    mine = effects.query("outcome == 'own_met' and year == 'all' and group == 'all'").set_index("region")
    measured = pd.read_parquet(folder / "measures.parquet").query("measure == 'met' and month == '2022-12'")
    level = measured.query("group == 'all'").pivot_table(index="region", columns="scenario", values="value")
    assert set(mine.index) == set(level.index)
    assert (mine.estimate - (level.lines - level.baseline)).abs().max() < 1e-6
    moved = mine[mine.low < mine.high]
    assert len(moved) > 2
    assert ((moved.low < moved.estimate) & (moved.estimate < moved.high)).all()
    assert set(mine.replicates) == {3}


def test_its_label_and_only_what_was_asked_for_stand_in_the_report(folder: Path) -> None:
    for lang, label in (("zh", "专线联系过的人（人）"), ("en", "People met by a recruitment line (persons)")):
        page = (folder / f"report-{lang}.html").read_text("utf-8")
        assert label in page
        assert ("Market wage (" in page or "市场工资（" in page) is False
        assert [name for name in ("prices", "flow_arcs", "flow_matrix", "cost", "calm") if f'id="fig-{name}"' in page] == [
            "prices", "flow_arcs", "flow_matrix",
        ]  # fmt: skip


def test_other_figures_are_asked_of_the_same_results_without_a_run(folder: Path) -> None:
    written = (folder / "effects.csv").stat().st_mtime_ns
    file = folder.parent / "e.toml"
    file.write_text(EXPERIMENT.replace('"prices", "flows"', '"cost"').replace('"met", ', ""), encoding="utf-8")
    command = ["batch", str(file), "--months", str(MONTHS), "--workers", "1", "--quiet", "--out", str(folder)]
    assert cli.carry_out([*command, "--store", str(folder.parent / "store")]) == 0
    page = (folder / "report-en.html").read_text("utf-8")
    assert 'id="fig-cost"' in page
    assert 'id="fig-prices"' not in page
    assert "People met" not in page
    assert (folder / "effects.csv").stat().st_mtime_ns == written


@pytest.mark.usefixtures("_declared")
def test_a_name_that_is_none_is_refused_with_the_nearest(tmp_path: Path) -> None:
    file = tmp_path / "e.toml"
    file.write_text(EXPERIMENT.replace('"met"', '"mett"').replace('"prices"', '"price"'), encoding="utf-8")
    assert {p.field: p.suggestion for p in validate(file)} == {"outcomes": "met", "figures": "prices"}
