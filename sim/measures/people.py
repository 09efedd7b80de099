"""People and firms as tables in words, for those who look at single rows."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sim.exact import exp
from sim.records import DEGREES, FIELDS, POPULATIONS, TIERS, Status, Tenure
from sim.world.staff import staff_of_firms
from sim.world.state import World

ZONES = np.array(["north", "centre", "south", ""], object)


def people_table(world: World) -> pd.DataFrame:
    """Everybody present, indexed by id; regions, degrees, fields in words, months as numbers since 2010-01."""
    frames = [
        people_rows(world, population, np.flatnonzero(people.status[: people.size] != Status.AWAY))
        for population, people in enumerate(world.people)
    ]
    frame = pd.concat([f for f in frames if len(f)]) if any(len(f) for f in frames) else frames[0]
    return frame.sort_index(kind="stable")


def people_rows(world: World, population: int, rows: np.ndarray) -> pd.DataFrame:
    """The same of some rows of a population, in their order."""
    people = world.people[population]
    regions = np.array([*world.setting.regions, ""], object)  # -1 reads the last: none
    words = {
        "degree": np.array(DEGREES, object),
        "job_degree": np.array(DEGREES, object),
        "field": np.array(FIELDS, object),
        "job_field": np.array([*FIELDS, "public", ""], object),  # -2 reads the last but one
        "tier": np.array(TIERS, object),
        "status": np.array([s.name.lower() for s in Status], object),
        "housing": np.array([t.name.lower() for t in Tenure], object),
    } | dict.fromkeys(("home", "college", "region", "search_region", "offer_region"), regions)
    columns = {"population": np.full(len(rows), POPULATIONS[population], object)}
    for column in people.declared:
        values = people.data[column.name][rows]
        columns[column.name] = words[column.name][values] if column.name in words else values
    frame = pd.DataFrame(columns).set_index("id")
    for name, values in world.extra_people(population, rows).items():
        frame[name] = values
    return frame


def firm_table(world: World) -> pd.DataFrame:
    """One row a firm in business: id, region, zone, field, tech, age (months), size (agents; where nobody works for them, grown from 1)."""
    firms = world.firms
    rows = np.flatnonzero(firms.alive[: firms.size] == 1)
    regions = np.array(world.setting.regions, object)
    return pd.DataFrame(
        {
            "id": firms.id[rows],
            "region": regions[firms.region[rows]],
            "zone": ZONES[firms.zone[rows]],
            "field": np.array(FIELDS, object)[firms.field[rows]],
            "tech": firms.tech[rows].astype(bool),
            "age": world.month - firms.born[rows].astype(np.int64),
            "size": staff_of_firms(world)[rows] if world.cells is not None else exp(firms.ln_size[rows].astype(float)),
        }
    )
