"""Conditions on several numbers together, without which markets do not settle (docs/model.md: Housing, Anchor)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from sim.exact import exp
from sim.scenario.folders import data_folder
from sim.scenario.problems import ScenarioError
from sim.scenario.sheet import read_sheet
from sim.scenario.structure import Structure

STABLE = 2.0  # a rent that corrects by more than twice its gap moves away from it
UNIQUE = 2.0  # logit with J p in utility has one equilibrium while J < 2 (largest slope of a share is 1/2)
COARSEST = 500  # persons an agent up to which all labour markets of the seven cities are as tight as in finer worlds
ANCHOR_YEAR = 2018
MONTHS = 12
QUARTER = 3


class Conflict(NamedTuple):
    """Numbers that do not go together: the parameter to look at, what was found, what is allowed."""

    parameter: str
    found: str
    allowed: str


def conflicts(parameters: Mapping[str, float], structure: Structure) -> Iterator[Conflict]:
    """What would keep rents or hiring from settling."""
    step = parameters["nu_r"] * (parameters["eps_housing_demand"] + supply_elasticity(parameters, structure))
    if structure.rents != "fixed" and step >= STABLE:
        yield Conflict(
            "nu_r", f"nu_r (ed + es) = {step:.3g} with rents {structure.rents}", "nu_r (ed + es) < 2: rents settle"
        )
    hires, posts = hires_needed(parameters), posts_open(parameters)
    if hires >= posts:
        found = f"{posts:.4f} open posts a job for {hires:.4f} hires a month"
        yield Conflict("vacancy_rate", found, "more open posts than hires (f0 < theta0): hires cannot exceed posts")


def cautions(parameters: Mapping[str, float], structure: Structure, persons_per_agent: int) -> Iterator[str]:
    """What may run but should be known."""
    if structure.firms and persons_per_agent > COARSEST:
        yield (
            f"persons_per_agent = {persons_per_agent}: above {COARSEST} the high-skill labour markets of small cities hold a few agents "
            "only, and come out too tight (by a sixth at 1000, two fifths at 2000); unemployment is right up to 2000"
        )
    if structure.peers and parameters["network_J"] >= UNIQUE:
        pull = parameters["network_J"]
        yield f"network_J = {pull:g}: from {UNIQUE:g} on peers alone can hold more than one equilibrium"


def supply_elasticity(parameters: Mapping[str, float], structure: Structure) -> float:
    """es in force under the rule of rents."""
    rules = {"flow": "eta_housing_flow", "static": "eta_housing_stock"}
    return parameters[rules[structure.rents]] if structure.rents in rules else 0.0


def posts_open(parameters: Mapping[str, float]) -> float:
    """Open posts relative to jobs at the anchor, v/(1 - v)."""
    return parameters["vacancy_rate"] / (1 - parameters["vacancy_rate"])


def hires_needed(parameters: Mapping[str, float]) -> float:
    """Hires a month relative to jobs at the anchor: separations, and the new class spread over the year.

    At the anchor f0 U = hires and theta0 U = open posts, so that f0 < theta0 means fewer hires than open posts.
    """
    quits = 1 - exp(-parameters["separation_q"] / QUARTER)
    lost = 1 - (1 - quits) * (1 - parameters["firm_exit"] / MONTHS - parameters["layoff_warm"])
    return lost + class_share(data_folder(), round(parameters["career_years"])) / MONTHS


@lru_cache(maxsize=32)
def class_share(folder: Path, career_years: int) -> float:
    """The newest class at the anchor as a share of all classes in the population (graduates_index of facts.csv)."""
    sheet = read_sheet(folder / "facts.csv", ("quantity", "value", "year"))
    rows = [row for row in sheet.rows if row["quantity"] == "graduates_index"]
    index = {sheet.number(row, "year"): sheet.number(row, "value", 0) for row in rows}
    classes = [index.get(year, 0.0) for year in range(ANCHOR_YEAR - career_years, ANCHOR_YEAR)]
    if not sheet.problems and not sum(classes):
        sheet.fault(1, "graduates_index", "no row", f"a row for each year before {ANCHOR_YEAR}")
    if sheet.problems:
        raise ScenarioError(sheet.problems)
    return classes[-1] / sum(classes)
