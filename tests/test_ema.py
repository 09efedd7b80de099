"""EMA-workbench drives the model unchanged: its experiments are runs of the engine with values set by path."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

pytest.importorskip("ema_workbench")
sys.path.insert(0, str(Path(__file__).parents[1] / "experiments"))

import ema
from ema_workbench import perform_experiments

import sim

COARSE = {"persons_per_agent": 20_000, "researchers_per_agent": 2_000}
MONTHS = 152  # to 2022-08, half a year after the first flats
LEVERS = {"policy.flats.units": (1000, 30_000), "policy.flats.max_stay_months": (12, 60)}


def test_what_ema_draws_is_what_the_engine_runs() -> None:
    pair = [sim.load_scenario(name, COARSE) for name in ("baseline", "housing")]
    effect = ema.Effect(*pair, MONTHS)
    model = ema.model(effect, ["eps_w_grad", "search_months"], LEVERS)
    experiments, outcomes = perform_experiments(model, scenarios=2, policies=1)
    assert len(experiments) == 2
    assert experiments.eps_w_grad.between(0.5, 5.0).all()
    assert experiments.eps_w_grad.nunique() == 2
    assert (experiments.search_months % 1 == 0).all()
    assert (experiments.flats_max_stay_months % 1 == 0).all()
    assert set(outcomes) == {"more_persons", "rent_change", "spend"}
    row = experiments.iloc[1]
    values = {
        "parameters.eps_w_grad": row.eps_w_grad,
        "parameters.search_months": int(row.search_months),
        "policy.flats.units": row.flats_units,
        "policy.flats.max_stay_months": int(row.flats_max_stay_months),
    }
    of_all = {path: value for path, value in values.items() if path.startswith("parameters.")}
    base = sim.run(sim.load_scenario("baseline", {**COARSE, **of_all}), seed=1, months=MONTHS)
    variant = sim.run(sim.load_scenario("housing", {**COARSE, **values}), seed=1, months=MONTHS)
    there, here = (run.table().query("region == 'Hohhot'").iloc[-1] for run in (base, variant))
    assert outcomes["more_persons"][1] == here.persons - there.persons
    assert outcomes["rent_change"][1] == here.rent / there.rent - 1 != 0
    assert outcomes["spend"][1] == (variant.ledger.fen.sum() - base.ledger.fen.sum()) / 100
    hohhot = [run.table().query("region == 'Hohhot'").persons.iloc[-1] for run in (base, variant)]
    assert outcomes["more_persons"][1] == hohhot[1] - hohhot[0]
