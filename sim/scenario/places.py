"""Names of places: the regions of a world, their Chinese names and groups, what a name in a file stands for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from sim.records import MAX_REGIONS
from sim.scenario.folders import data_folder
from sim.scenario.problems import ScenarioError, nearest
from sim.scenario.sheet import Sheet, read_sheet

REGION_COLUMNS = ("region", "code", "name_zh", "group", "latitude", "longitude", "province", "kind", "zones", "note")
ALL = "all"


@dataclass(frozen=True)
class Places:
    """The regions in order, and every other name that stands for one or several of them."""

    regions: tuple[str, ...]
    codes: tuple[str, ...] = ()
    names_zh: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()  # group of each region
    zones: tuple[str, ...] = ()  # "yes" or "no" for each region: whether firms there lie in a zone

    def known(self) -> tuple[str, ...]:
        """Every name that `resolve` understands."""
        return tuple(dict.fromkeys((*self.regions, *self.names_zh, *self.groups, ALL)))

    def resolve(self, name: str) -> tuple[str, ...]:
        """English names of the regions meant by a region, a Chinese name, a group or "all"; () when unknown."""
        if name == ALL:
            return self.regions
        if name in self.regions:
            return (name,)
        if name in self.names_zh:
            return (self.regions[self.names_zh.index(name)],)
        return tuple(r for r, group in zip(self.regions, self.groups, strict=False) if group == name)

    def resolve_all(self, names: str | Iterable[str]) -> tuple[str, ...]:
        """The same for one name or several, in the order of the regions; KeyError names the unknown one."""
        wanted: set[str] = set()
        for name in [names] if isinstance(names, str) else names:
            found = self.resolve(name)
            if not found:
                raise KeyError(name)
            wanted.update(found)
        return tuple(region for region in self.regions if region in wanted)

    def zoned(self) -> tuple[str, ...]:
        """The regions where firms lie in a zone."""
        return tuple(region for region, zones in zip(self.regions, self.zones, strict=False) if zones == "yes")

    def nearest(self, name: str) -> str:
        """The known name most like `name`, or ""."""
        return nearest(name, self.known())

    def slug(self, regions: tuple[str, ...]) -> str:
        """Short lower-case label of some regions, for ids that are not given."""
        labels = regions
        if len(regions) > 1 and self.codes:
            labels = tuple(self.codes[self.regions.index(region)] for region in regions)
        text = "_".join(labels).lower()
        return "".join(c if c.isascii() and c.isalnum() else "_" for c in text)


def read_regions(folder: Path) -> Sheet:
    """regions.csv, checked."""
    sheet = read_sheet(folder / "regions.csv", REGION_COLUMNS)
    for column in ("region", "code", "name_zh"):
        sheet.unique(column)
    for row in sheet.rows:
        sheet.one_of(row, "kind", ("city", "aggregate"))
        sheet.one_of(row, "zones", ("yes", "no"))
        sheet.number(row, "latitude", -90, 90)
        sheet.number(row, "longitude", -180, 180)
        for column in ("region", "code", "name_zh", "group", "province"):
            if not row[column].strip():
                sheet.fault(row.line, column, "", "a name")
        if row["kind"] == "city" and ";" in row["province"]:
            sheet.fault(row.line, "province", row["province"], "one province for a city")
    if len(sheet.rows) > MAX_REGIONS:
        allowed = f"at most {MAX_REGIONS} (the width of a person's sets of regions)"
        sheet.fault(sheet.rows[MAX_REGIONS].line, "region", f"{len(sheet.rows)} regions", allowed)
    return sheet


@lru_cache(maxsize=8)
def _read_places(folder: Path) -> Places:
    sheet = read_regions(folder)
    if sheet.problems:
        raise ScenarioError(sheet.problems)
    columns = ("region", "code", "name_zh", "group", "zones")
    return Places(*(tuple(row[column] for row in sheet.rows) for column in columns))


def read_places(folder: Path | None = None) -> Places:
    """The regions of the data; raises ScenarioError when regions.csv is at fault."""
    return _read_places(folder or data_folder())
