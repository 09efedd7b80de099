"""One seed of a comparison: what the variant changed, from the same people in both worlds."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from sim.appraisal.attribution import attribution_rows
from sim.appraisal.classes import Counts, count_classes, groups_of
from sim.appraisal.coupling import coupling
from sim.appraisal.inputs import Pair, Run, areas_of, compared_policies, match_people
from sim.appraisal.martingale import stock_noise
from sim.appraisal.measured import measured_blocks
from sim.appraisal.money import Worlds, money_blocks
from sim.appraisal.periods import periods_of
from sim.appraisal.rows import Labels, frame
from sim.appraisal.series import groups_in
from sim.appraisal.stocks import shown_cells, stock_blocks
from sim.measures.areas import Areas
from sim.records import DEGREES


@dataclass(frozen=True)
class PairOutcome:
    """Everything that later steps need of one pair of worlds; small and picklable.

    values: one row per outcome, region, year, group, partner (rows.COLUMNS), the input of `effects`.
    attribution: region, group, year, class, partner, count (int64 persons); a class is the sum over its partners.
    coupling: year, differs_now, differs_ever, untouched, third_place, jobs_differ (int64 persons).
    """

    seed: int
    values: pd.DataFrame
    attribution: pd.DataFrame
    coupling: pd.DataFrame


def appraise_pair(base: Run, variant: Run, pair: Pair) -> PairOutcome:
    """Compare the two worlds of one seed, which share all history before the first month of the window."""
    people, areas, compared = match_people(base, variant), areas_of(base), compared_policies(base, variant)
    groups = groups_of(people, base.regions, base.persons_per_agent)
    periods = periods_of(pair)
    months = range(pair.window[0], max(*pair.dates, pair.window[1]) + 1)
    told = _groups_told(groups.names, base, variant)
    labels = Labels(tuple(p.year for p in periods), areas.names, told, ("", *base.regions))
    dates = tuple(p.last for p in periods)
    counts = _by_period(count_classes(people, pair.dates, areas, compared, groups), pair.dates, dates)
    noise = spread_noise(stock_noise(base, variant, months), areas, groups.names)
    stocks = stock_blocks(counts, noise[[date - months.start for date in dates]], areas, compared, groups.names)
    worlds = Worlds(base, variant, months, periods, areas, told, len(groups.names))
    money = money_blocks(worlds, noise, counts)
    measured = measured_blocks(worlds, shown_cells(areas, compared, told))
    return PairOutcome(
        seed=base.seed,
        values=frame(labels, [*stocks, *money, *measured]),
        attribution=attribution_rows(labels, counts),
        coupling=coupling(people, pair.dates, periods, compared, base.persons_per_agent),
    )


def _groups_told(people: tuple[str, ...], base: Run, variant: Run) -> tuple[str, ...]:
    """The groups of people, then what else a measure is told by."""
    return (*people, *sorted((groups_in(base.measures) | groups_in(variant.measures)) - {*people}))


def _by_period(counts: Counts, dates: tuple[int, ...], wanted: tuple[int, ...]) -> Counts:
    rows = [dates.index(date) for date in wanted]
    return Counts(counts.persons[rows], counts.agents[rows])


def spread_noise(noise: np.ndarray, areas: Areas, groups: tuple[str, ...]) -> np.ndarray:
    """Noise by region and degree as float64[month, area, group]; NaN where none is known.

    Known are all and the degrees; of all regions together there is none to take out: no choice changes that stock.
    """
    by_area = (areas.inside[:-1, :, None] * noise[:, None]).sum(axis=2)
    spread = np.full((len(noise), len(areas.names), len(groups)), np.nan)
    spread[:, :-1, groups.index("all")] = by_area.sum(-1)
    for code, degree in enumerate(DEGREES):
        spread[:, :-1, groups.index(f"degree={degree}")] = by_area[:, :, code]
    return spread
