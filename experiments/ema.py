"""The model under EMA-workbench: `python experiments/ema.py [FUTURES [POLICIES]]`, after `pip install -e .[ema]`.

EMA draws uncertainties and levers by path, as `--set` and experiment files name them, with the ranges of the catalogues; the model
is run as it is. One call is one pair of worlds of one seed: what comes back is the effect of the variant, not the level of a world.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from ema_workbench import Constant, IntegerParameter, Model, RealParameter, ScalarOutcome, perform_experiments

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # the checkout, whether or not it is installed

import sim
from sim.scenario.paths import takes_whole_numbers

COARSE = {"persons_per_agent": 5000, "researchers_per_agent": 500}
UNCERTAIN = ("eps_w_grad", "awareness_base", "alpha_housing", "horizon_months")
LEVERS = {"policy.flats.units": (5000, 30_000), "policy.flats.max_stay_months": (12, 60)}
REGION = "Hohhot"


@dataclass(frozen=True)
class Effect:
    """What a variant changes beside its baseline. months: simulated from the start, None = all."""

    baseline: sim.Scenario
    variant: sim.Scenario
    months: int | None = None

    def __call__(self, seed: int, **values: float) -> dict[str, float]:
        """Outcomes of one pair with values set by path: each world takes those that it has.

        more_persons: living in the region at the end; rent_change: share, at the end; spend: yuan over all months.
        """
        worlds = (scenario.at(values) for scenario in (self.baseline, self.variant))
        base, variant = (sim.run(world, seed=seed, months=self.months) for world in worlds)
        return {
            "more_persons": _last(variant, "persons") - _last(base, "persons"),
            "rent_change": _last(variant, "rent") / _last(base, "rent") - 1,
            "spend": float(variant.ledger.fen.sum() - base.ledger.fen.sum()) / 100,
        }


def _last(run: sim.Run, column: str) -> float:
    """A number of the region in the last month."""
    table = run.table()
    return float(table.loc[table.region == REGION, column].iloc[-1])


def model(effect: Effect, uncertain: Iterable[str], levers: Mapping[str, tuple[float, float]], seed: int = 1) -> Model:
    """An EMA model. uncertain: names of parameters, which take the ranges of `sim.PARAMETERS`; levers: range by path."""
    ranges = {f"parameters.{name}": (sim.PARAMETERS[name].low, sim.PARAMETERS[name].high) for name in uncertain}
    made = Model("talentflow", function=effect)
    made.uncertainties = [_parameter(path, *ends, effect.variant) for path, ends in ranges.items()]
    made.levers = [_parameter(path, *ends, effect.variant) for path, ends in levers.items()]
    made.constants = [Constant("seed", seed)]
    made.outcomes = [ScalarOutcome(name) for name in ("more_persons", "rent_change", "spend")]
    return made


def _parameter(path: str, low: float, high: float, scenario: sim.Scenario) -> RealParameter | IntegerParameter:
    """A value drawn between two ends. EMA wants identifiers as names: eps_w_grad, flats_units."""
    kind = IntegerParameter if takes_whole_numbers(path, [scenario]) else RealParameter
    name = "_".join(path.split(".")[1:])
    return kind(name, low, high, variable_name=[path])


if __name__ == "__main__":
    futures, policies = (int(word) for word in [*sys.argv[1:], "6", "2"][:2])
    pair = Effect(sim.load_scenario("baseline", COARSE), sim.load_scenario("housing", COARSE), months=180)
    experiments, outcomes = perform_experiments(model(pair, UNCERTAIN, LEVERS), scenarios=futures, policies=policies)
    print(experiments.drop(columns=["model"]).assign(**outcomes).to_string(index=False, float_format="{:.4g}".format))
