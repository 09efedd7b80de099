"""Which person belongs to which class."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from sim.appraisal.classes import CLASSES, Counts, class_of
from sim.appraisal.inputs import Run, areas_of, compared_policies, match_people
from sim.appraisal.rows import Labels, categories
from sim.calendar import DECEMBER, month_index, parse_month


def attribute(base: Run, variant: Run, region: str, date: str) -> pd.DataFrame:
    """The class of every person, for one place and outcome date.

    region: a region, a group (`呼包`, `group:呼包`) or `all`; date: "YYYY-MM", or "YYYY" for its December.
    Returns one row an agent in id order: id uint64, region_base, region_variant (names, "" in no region), touched bool
    (by a compared policy that acts there), class (one of CLASSES).

    Raises:
        ValueError: unknown region, or a date that is none of the outcome dates of these worlds.
    """
    areas, people = areas_of(base), match_people(base, variant)
    inside = areas.inside[areas.index(region)]
    whole_year = isinstance(date, str) and re.fullmatch("[0-9]{4}", date)
    month = month_index(int(date), DECEMBER + 1) if whole_year else parse_month(date, "date")
    try:
        before, after = people.places(month)
    except KeyError:
        known = [name.removeprefix("region_") for name in map(str, people.base) if name.startswith("region_")]
        raise ValueError(f"no outcome date '{date}'; known are {', '.join(known)}") from None
    touched = (people.touched(month) & compared_policies(base, variant).mask(inside)) != 0
    there = np.append(inside, False)  # place -1, none, is the last
    places = [*base.regions, ""]
    return pd.DataFrame(
        {
            "id": people.base["id"].to_numpy(),
            "region_base": _named(before, places),
            "region_variant": _named(after, places),
            "touched": touched,
            "class": categories(class_of(there[before], there[after], touched), CLASSES),
        }
    )


def _named(place: np.ndarray, places: list[str]) -> pd.Categorical[str]:
    return categories(np.where(place < 0, len(places) - 1, place), places)


def attribution_rows(labels: Labels, counts: Counts) -> pd.DataFrame:
    """Classes counted: region, group, year, class, partner, count int64 persons; only cells that hold someone.

    partner: where the person lives in the other world, for those additional, induced and crowded out; a class is the
    sum over its partners.
    """
    cells = np.nonzero(counts.persons)
    year, area, number, group, partner = cells
    return pd.DataFrame(
        {
            "region": categories(area, labels.areas),
            "group": categories(group, labels.groups),
            "year": categories(year, labels.years),
            "class": categories(number, CLASSES),
            "partner": categories(partner, labels.partners),
            "count": counts.persons[cells].astype(np.int64),
        }
    )
