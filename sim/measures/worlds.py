"""Short tables of a whole world: regions by month, and what places are worth."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sim.calendar import label
from sim.exact import exp
from sim.records import DEGREES
from sim.world.state import World


def region_table(world: World, first: int, last: int) -> pd.DataFrame:
    """month, region, persons, share, wage, rent, unemployed, vacancies, matches, tightness; regions in order within each month."""
    c, span, r = world.counts, slice(first, last + 1), world.setting.count
    persons = c.persons[span].sum(axis=2).astype(float)
    total = persons.sum(axis=1, keepdims=True)
    posts, seekers = c.posts[span].sum(axis=2), c.seekers[span].sum(axis=2)
    months = [label(world.scenario.start + m) for m in range(first, last + 1)]
    return pd.DataFrame(
        {
            "month": np.repeat(months, r),
            "region": np.tile(np.array(world.setting.regions, object), len(months)),
            "persons": persons.ravel(),
            "share": np.divide(persons, total, out=np.zeros_like(persons), where=total > 0).ravel(),
            "wage": exp(c.ln_wage[span, :, DEGREES.index("bachelor")]).ravel(),
            "rent": c.rent[span].ravel(),
            "unemployed": (persons - c.employed[span].sum(axis=2)).ravel(),
            "vacancies": posts.ravel(),
            "matches": c.matches[span].sum(axis=2).ravel().astype(float),
            "tightness": np.divide(posts, seekers, out=np.full_like(posts, np.nan), where=seekers > 0).ravel(),
        }
    )


def value_table(world: World) -> pd.DataFrame:
    """region, degree, value, logsum, stay of the last month."""
    rows = world.course.values(world)
    return pd.DataFrame(rows, columns=["region", "degree", "value", "logsum", "stay"])
