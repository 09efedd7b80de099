"""Laws of every world of real figures, at a coarse scale: equal bytes, persons and yuan conserved, budgets kept."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

import sim
from sim import simulate
from sim.calendar import label, month_index, parse_month

COARSE = {"persons_per_agent": 20_000, "researchers_per_agent": 2_000}
MONTHS = month_index(2024, 12) + 1  # the warm-up, the anchor and seven years after it
VARIANTS = ("housing", "cash", "lines")


@pytest.fixture(scope="module")
def pair() -> simulate.Pair:
    """Baseline and the three programmes for Hohhot, paired, at a coarse scale."""
    base, *variants = (sim.load_scenario(name, COARSE) for name in ("baseline", *VARIANTS))
    return simulate.paired(base, variants, seed=1, months=MONTHS)


@pytest.fixture(scope="module")
def baseline() -> sim.Run:
    return sim.run(sim.load_scenario("baseline", COARSE), months=MONTHS)


def stocks(run: sim.Run, measure: str) -> pd.DataFrame:
    """One measure of all persons: months down, regions across."""
    rows = run.measures[(run.measures.measure == measure) & (run.measures.group == "all")]
    return rows.pivot(index="month", columns="region", values="value")


def worded(table: pd.DataFrame) -> pd.DataFrame:
    """A table with words instead of categories."""
    return table.astype(dict.fromkeys(table.select_dtypes("category"), str))


def test_a_neutral_policy_changes_nothing(baseline: sim.Run) -> None:
    neutral = sim.run(sim.load_scenario("neutral", COARSE), months=MONTHS)
    pd.testing.assert_frame_equal(baseline.measures, neutral.measures, check_exact=True)
    pd.testing.assert_frame_equal(baseline.flows, neutral.flows, check_exact=True)
    places = [name for name in baseline.marks if name.startswith(("id", "region_", "kept_", "employer_"))]
    pd.testing.assert_frame_equal(baseline.marks[places], neutral.marks[places], check_exact=True)


def test_threads_do_not_matter(baseline: sim.Run) -> None:
    threaded = sim.run(sim.load_scenario("baseline", COARSE), threads=2, months=MONTHS)
    assert threaded.digest == baseline.digest


def test_worlds_of_a_pair_are_the_worlds_alone_with_one_history(baseline: sim.Run, pair: simulate.Pair) -> None:
    alone, first = sim.run(sim.load_scenario("cash", COARSE), months=MONTHS), label(pair.window[0])
    pd.testing.assert_frame_equal(pair.runs[0].measures, baseline.measures, check_exact=True)
    for name in ("measures", "flows", "ledger"):
        table, paired, common = (worded(getattr(run, name)) for run in (alone, pair.runs[2], baseline))
        pd.testing.assert_frame_equal(table, paired, check_exact=True)
        before = [t[t.month < first].reset_index(drop=True) for t in (table, common)]
        pd.testing.assert_frame_equal(*before, check_exact=True)


def test_persons_are_whole_and_the_nation_is_the_sum_of_its_regions(pair: simulate.Pair) -> None:
    for run in pair.runs:
        persons = stocks(run, "persons")
        assert (persons[list(run.regions)].sum(axis=1) == persons["all"]).all()
        assert (persons[list(run.regions)] >= 0).all(axis=None)


def test_margins_of_flows_are_changes_of_stocks(pair: simulate.Pair) -> None:
    for run in pair.runs:
        persons = stocks(run, "persons")
        regions = list(run.regions)
        flows = run.flows[run.flows.origin != run.flows.destination]
        zero = persons[regions] * 0
        came = flows.pivot_table(index="month", columns="destination", values="count", aggfunc="sum")
        left = flows.pivot_table(index="month", columns="origin", values="count", aggfunc="sum")
        net = zero.add(came, fill_value=0) - zero.add(left, fill_value=0)
        nobody_came_or_went = persons["all"].diff() == 0  # no class leaves college, no career ends
        assert nobody_came_or_went.sum() > 12
        gap = (persons[regions].diff() - net)[nobody_came_or_went]
        assert (gap == 0).all(axis=None)


def test_nobody_is_employed_and_searching_at_once(pair: simulate.Pair) -> None:
    for run in pair.runs:
        persons, unemployed, kept = (stocks(run, m)["all"] for m in ("persons", "unemployed", "kept_in_work"))
        assert (unemployed + kept <= persons).all()


def test_spending_stays_within_the_budget_of_its_year(pair: simulate.Pair) -> None:
    for run in pair.runs[1:]:
        budgets: dict[str, list[str]] = {}
        for policy in run.scenario.policies:
            if policy.budget is not None or policy.budget_yuan_year is not None:
                budgets.setdefault(policy.budget or policy.id, []).append(policy.id)
        assert budgets
        for name, policies in budgets.items():
            one = next(p for p in run.scenario.policies if p.id == policies[0])
            limit = run.scenario.budgets[name].yuan_year if one.budget else one.budget_yuan_year
            paid = run.ledger[run.ledger.policy.isin(policies)]
            for year, fen in paid.groupby(paid.month.str[:4]).fen.agg(lambda f: f.clip(lower=0).sum()).items():
                most = max(limit.at(parse_month(f"{year}-{m:02d}")) for m in range(1, 13))
                assert fen <= 100 * most, (name, year)


def test_policies_pay_only_within_their_dates(pair: simulate.Pair) -> None:
    for run in pair.runs:
        starts = {policy.id: policy.start for policy in run.scenario.policies}
        for policy, rows in run.ledger.groupby("policy"):
            assert parse_month(rows.month.min()) >= starts[policy]


def test_classes_of_attribution_add_up(pair: simulate.Pair) -> None:
    base, *variants = pair.runs
    date = label(pair.dates[-1])
    for variant in variants:
        classes = sim.attribute(base, variant, "Hohhot", date)
        assert len(classes) == len(base.marks)
        there = classes.region_variant == "Hohhot"
        assert (classes["class"][there].isin(["deadweight", "always", "additional", "induced"])).all()
        assert (classes["class"][~there].isin(["crowded_out", "reached", "never"])).all()


PLAIN = """
import sys
import sim
scenario = sim.load_scenario("cash", {"persons_per_agent": 100_000, "researchers_per_agent": 100_000})
run = sim.run(scenario, months=112)
run.marks[[c for c in run.marks if c.startswith(("id", "region_", "kept_"))]].to_pickle(sys.argv[1])
world = sim.LimitWorld(regions=["a", "b", "c"], persons=300, months=6, review=0.3, utility=[1.0, 0.5, 0.0],
                       nests=[["a", "b"]], nest_lambda=0.5,
                       labour={"matching": {"kind": "urn_ball", "separate": 0.1, "vacancies": 20}})
sim.run(sim.limit_world(world)).people().region.astype(str).to_frame().to_pickle(sys.argv[2])
"""


def places(folder: Path, plain: bool) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Where the people of two small worlds are, from a process of its own."""
    files = [folder / f"{name}-{plain}.pickle" for name in ("real", "limit")]
    environment = {**os.environ, "NUMBA_DISABLE_JIT": "1" if plain else "0"}
    root = Path(sim.__file__).parents[1]
    subprocess.run([sys.executable, "-c", PLAIN, *map(str, files)], env=environment, cwd=root, check=True, timeout=300)
    real, limit = (pd.read_pickle(file) for file in files)
    return real, limit


def test_plain_python_puts_the_same_people_in_the_same_places(tmp_path: Path) -> None:
    compiled, plain = places(tmp_path, plain=False), places(tmp_path, plain=True)
    for one, other in zip(compiled, plain, strict=True):
        pd.testing.assert_frame_equal(one, other, check_exact=True)
