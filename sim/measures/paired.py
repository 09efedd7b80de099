"""The outcomes of a comparison, effects.csv: those that need the same people in both worlds, and the change of every measure."""

from __future__ import annotations

from typing import NamedTuple

from sim.measures.measure import Measure
from sim.measures.outcomes import MEASURES

OWN = "own_"  # before the name of a measure: its level with the policy less its level without
A_MONTH = " a month"  # of the unit of a flow, which an effect sums


class Outcome(NamedTuple):
    """One outcome of effects.csv. zh, en: its label."""

    name: str
    unit: str
    zh: str
    en: str


PAIRED = (
    Outcome("net", "persons", "净增加", "Net gain"),
    Outcome("additional", "persons", "因受助而来", "Additional"),
    Outcome("induced", "persons", "受带动而来", "Drawn in by jobs and peers"),
    Outcome("crowded_out", "persons", "被挤走", "Crowded out"),
    Outcome("deadweight", "persons", "本来就会在", "Would be here anyway"),
    Outcome("market_ripple", "persons", "市场余波", "Market ripple"),
    Outcome("displaced", "persons", "从别处而来", "Gained, by the place lived in otherwise"),
    Outcome("net_from", "persons", "净增加的来处", "Net gain, by the place lived in otherwise"),
    Outcome("person_years", "person_years", "人年", "Person-years"),
    Outcome("spend", "yuan", "支出", "Paid by programmes"),
    Outcome("cost_per_additional", "yuan_person_year", "每多留一人一年的花费", "Cost of one additional person-year"),
    Outcome("rent_change", "percent", "房租变化", "Rent change"),
    Outcome("wage_change", "percent", "工资变化", "Wage change"),
    Outcome("rent_incidence", "share", "房租上涨占支出的比例", "Paid by tenants in dearer rents, for each yuan spent"),
)


def own(measure: Measure) -> Outcome:
    """The change of a measure as an outcome."""
    return Outcome(f"{OWN}{measure.name}", measure.unit.removesuffix(A_MONTH), measure.zh, measure.en)


def outcomes() -> dict[str, Outcome]:
    """All outcomes by name."""
    return {one.name: one for one in (*PAIRED, *map(own, MEASURES.values()))}


def names() -> dict[str, str]:
    """What may be asked for, and the outcome meant: its name, or that of a measure where no outcome has it."""
    known = outcomes()
    return {**{name: f"{OWN}{name}" for name in MEASURES}, **{name: name for name in known}}
