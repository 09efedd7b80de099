"""The numbers of the real world: the csv of scenarios/data, checked, as arrays in the order of the regions."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.measures.outcomes import axes
from sim.scenario.folders import data_folder
from sim.scenario.parameters import read_parameters
from sim.scenario.places import Places, read_places, read_regions
from sim.scenario.problems import Problem, ScenarioError
from sim.scenario.sheet import Sheet
from sim.scenario.systems import read_systems
from sim.world import checks
from sim.world.quantities import NATION, QUANTITIES, REGION, YEARLY

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]
TOLD = "systems"  # the sheet that says where results are shown, and changes none
KM = 100.0  # distances are told in units of 100 km


@dataclass(frozen=True)
class Tables:
    """The data of a world. R regions in the order of regions.csv, P provinces in the order of provinces.csv.

    latitude, longitude: float64[R], degrees. is_city: bool[R]. codes: uint32[R], crc32 of the name (keys draws).
    distance: float64[R, R], 100 km; the diagonal is the distance inside an aggregate, 0 for a city.
    province_residents: float64[P], persons. province_parts: float64[P, R], share of its residents living in the region.
    region_province: int64[R], the province of a city, -1 for an aggregate.
    zoned: bool[R], whether firms there lie in a zone. digest: sha256 of all files but TOLD.
    """

    places: Places
    codes: NDArray[np.uint32]
    latitude: Floats
    longitude: Floats
    is_city: NDArray[np.bool_]
    distance: Floats
    provinces: tuple[str, ...]
    provinces_zh: tuple[str, ...]
    province_residents: Floats
    province_parts: Floats
    region_province: NDArray[np.int64]
    zoned: NDArray[np.bool_]
    by_region: Mapping[str, Floats]
    by_nation: Mapping[str, float]
    by_year: Mapping[str, Mapping[int, float]]
    folder: Path
    digest: str

    @property
    def regions(self) -> tuple[str, ...]:
        """English names, in order."""
        return self.places.regions

    @property
    def names_zh(self) -> tuple[str, ...]:
        """Chinese names, in order."""
        return self.places.names_zh

    @property
    def groups(self) -> tuple[str, ...]:
        """Group of each region."""
        return self.places.groups

    def fact(self, quantity: str) -> Floats:
        """A quantity of facts.csv by region, float64[R] in the unit of the file; KeyError when there is none."""
        return self.by_region[quantity]

    def national(self, quantity: str) -> float:
        """A quantity of the nation, in the unit of the file."""
        return self.by_nation[quantity]

    def yearly(self, quantity: str) -> dict[int, float]:
        """A quantity of the nation by year."""
        return dict(self.by_year[quantity])

    def group_of(self, name: str | Iterable[str]) -> tuple[str, ...]:
        """Regions meant by a region, a Chinese name, a group, "all" or a list of these; KeyError if unknown."""
        return self.places.resolve_all(name)

    @property
    def facts(self) -> pd.DataFrame:
        """facts.csv with low, high, unit, year, source and grade, for reports."""
        return self.frame("facts")

    def frame(self, name: str) -> pd.DataFrame:
        """One of the csv files (facts, policies, targets, evidence, seed_figures, ...) as a table."""
        import pandas as pd

        return pd.read_csv(self.folder / f"{name}.csv")


def load_tables(folder: Path | None = None) -> Tables:
    """Read the data; raises ScenarioError with every fault of every file when something is missing or wrong."""
    return _load(folder or data_folder())


def table_problems(folder: Path | None = None) -> tuple[Problem, ...]:
    """Every fault of the data files, () when they are sound."""
    return tuple(p for sheet in _sheets(folder or data_folder()).values() for p in sheet.problems)


def _sheets(folder: Path) -> dict[str, Sheet]:
    regions = read_regions(folder)
    if regions.problems:
        return {"regions": regions}
    names = tuple(row["region"] for row in regions.rows)
    facts, evidence = checks.read_facts(folder, names), checks.read_evidence(folder)
    return {
        "regions": regions,
        "facts": facts,
        "provinces": checks.read_provinces(folder, regions, facts),
        "travel": checks.read_travel(folder, regions),
        "policies": checks.read_policies(folder, names),
        "targets": checks.read_targets(folder),
        "evidence": evidence,
        TOLD: read_systems(folder, evidence, axes()),
        "seed_figures": checks.read_seed_figures(folder),
        "parameters": read_parameters(folder),
    }


@lru_cache(maxsize=4)
def _load(folder: Path) -> Tables:
    sheets = _sheets(folder)
    problems = [problem for sheet in sheets.values() for problem in sheet.problems]
    if problems:
        raise ScenarioError(problems)
    places = read_places(folder)
    rows = sheets["regions"].rows
    is_city = np.array([row["kind"] == "city" for row in rows])
    provinces, residents, parts = _provinces(sheets["provinces"], places.regions)
    names = tuple(provinces)
    home = [names.index(row["province"]) if city else -1 for row, city in zip(rows, is_city, strict=True)]
    return Tables(
        places=places,
        codes=np.array([zlib.crc32(name.encode()) for name in places.regions], np.uint32),
        latitude=np.array([float(row["latitude"]) for row in rows]),
        longitude=np.array([float(row["longitude"]) for row in rows]),
        is_city=is_city,
        distance=_distance(sheets["travel"], places.regions, is_city),
        provinces=names,
        provinces_zh=tuple(provinces.values()),
        province_residents=residents,
        province_parts=parts,
        region_province=np.array(home),
        zoned=np.array([row["zones"] == "yes" for row in rows]),
        by_region=_by_region(sheets["facts"], places.regions),
        by_nation=_by_nation(sheets["facts"]),
        by_year=_by_year(sheets["facts"]),
        folder=folder,
        digest=hashlib.sha256(
            "".join(sheet.sha256 for name, sheet in sheets.items() if name != TOLD).encode()
        ).hexdigest(),
    )


def _distance(travel: Sheet, regions: tuple[str, ...], is_city: NDArray[np.bool_]) -> Floats:
    km = {(row["origin"], row["destination"], row["quantity"]): row["value"] for row in travel.rows}
    distance = np.zeros((len(regions), len(regions)))
    for i, origin in enumerate(regions):
        for j, destination in enumerate(regions):
            quantity = "great_circle" if is_city[i] and is_city[j] else "great_circle_people"
            text = km.get((origin, destination, quantity)) or km.get((destination, origin, quantity))
            distance[i, j] = float(text) / KM if text else 0.0  # only a city to itself has no row
    return distance


def _provinces(sheet: Sheet, regions: tuple[str, ...]) -> tuple[dict[str, str], Floats, Floats]:
    names = {row["province"]: row["name_zh"] for row in sheet.rows}
    order = tuple(names)
    persons = np.zeros((len(order), len(regions)))
    for row in sheet.rows:
        persons[order.index(row["province"]), regions.index(row["region"])] = float(row["residents"])
    residents = persons.sum(axis=1)
    return names, residents, persons / residents[:, None]


def _by_region(facts: Sheet, regions: tuple[str, ...]) -> dict[str, Floats]:
    cells = {(row["quantity"], row["region"]): float(row["value"]) for row in facts.rows}
    names = [q.name for q in QUANTITIES if q.scope == REGION]
    return {name: np.array([cells[name, region] for region in regions]) for name in names}


def _by_nation(facts: Sheet) -> dict[str, float]:
    names = {q.name for q in QUANTITIES if q.scope == NATION}
    return {row["quantity"]: float(row["value"]) for row in facts.rows if row["quantity"] in names}


def _by_year(facts: Sheet) -> dict[str, dict[int, float]]:
    series: dict[str, dict[int, float]] = {q.name: {} for q in QUANTITIES if q.scope == YEARLY}
    for row in facts.rows:
        if row["quantity"] in series:
            series[row["quantity"]][int(row["year"])] = float(row["value"])
    return series
