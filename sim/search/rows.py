"""The rows of targets.csv that these regions can show, each with the moment that answers it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.search.moments import OWN, AnnualMove, Counted, FirstJobs, FlatsLet, Moment, Origin, Stay, Stock

if TYPE_CHECKING:
    import pandas as pd

NORTH_EAST = ("Shenyang", "Dalian", "Changchun", "Harbin", "North-East rest")
LIAONING_CITIES = ("Shenyang", "Dalian")
POSTGRADUATE = (2, 3)
MIGRANTS = "five-year in-migrants from "
STOCK = "share of the nation's residents with junior college or more"
LAST_FITTED = 2020  # the warm-up ends with the census; later rows are predicted by a world with markets
POOLED = (
    2  # years before and after a row's year whose classes are pooled: prices are held, so they differ by chance only
)

WORKING, OF_ALL = Counted.WORKING, Counted.WORKING_OF_ALL

# whom each row counts, as its source has it: docs/fit.md: Who is counted
MOMENTS: Mapping[tuple[str, str], Moment] = {
    ("Dalian", "bachelors of Dalian University of Technology who stay in Liaoning"): Stay(
        ("Dalian",), ("Liaoning",), (1,), counted=WORKING
    ),
    ("Dalian", "postgraduates of Dalian University of Technology who stay in Liaoning"): Stay(
        ("Dalian",), ("Liaoning",), POSTGRADUATE, counted=WORKING
    ),
    ("Inner Mongolia", "same college, students from Inner Mongolia who return there"): Stay(
        ("Jing-Jin-Ji rest",), ("Inner Mongolia",), home_province="Inner Mongolia", counted=WORKING
    ),
    ("Liaoning", "same college, students from Liaoning who return there"): Stay(
        ("Jing-Jin-Ji rest",), ("Liaoning",), home_province="Liaoning", counted=WORKING
    ),
    ("all", "annual move between cities, ages 22-30"): AnnualMove(),
    ("Hohhot", "graduates kept in work 2022-2024"): FirstJobs("Hohhot", 3),
    ("Liaoning", "graduates of the province who work in it, at first count"): Stay(
        LIAONING_CITIES, ("Liaoning",), first_count=True, counted=OF_ALL
    ),
    ("Liaoning", "share of graduates who work in Liaoning that work in Shenyang"): Stay(
        LIAONING_CITIES, ("Shenyang",), first_count=True, among=("Liaoning",), counted=WORKING
    ),
    ("Liaoning", "share of graduates who work in Liaoning that work in Dalian"): Stay(
        LIAONING_CITIES, ("Dalian",), first_count=True, among=("Liaoning",), counted=WORKING
    ),
    ("Heilongjiang", "graduates of the province who work in it, at first count (August)"): Stay(
        ("Harbin",), ("Heilongjiang",), first_count=True, counted=OF_ALL
    ),
    ("Heilongjiang", "doctors graduated in the province who work in it"): Stay(
        ("Harbin",), ("Heilongjiang",), (3,), first_count=True, counted=OF_ALL
    ),
    ("Heilongjiang", "graduates of the province who work in the three north-eastern provinces"): Stay(
        ("Harbin",), NORTH_EAST, first_count=True, counted=WORKING
    ),
    ("Harbin", "share of those who stay in Heilongjiang that work in Harbin"): Stay(
        ("Harbin", "North-East rest"), ("Harbin",), first_count=True, among=("Heilongjiang",), college_province="Heilongjiang",
        counted=WORKING,
    ),
    ("Jilin", "graduates of 2023 who stay in the province"): Stay(("Changchun",), ("Jilin",)),
    ("Changchun", "graduates who come or stay, each year"): FirstJobs("Changchun", 1),
    ("Liaoning", "bachelors of one university who work in the north-east"): Stay(
        LIAONING_CITIES, NORTH_EAST, (1,), counted=WORKING
    ),
    ("Liaoning", "postgraduates of the same university who work in the north-east"): Stay(
        LIAONING_CITIES, NORTH_EAST, POSTGRADUATE, counted=WORKING
    ),
    ("Liaoning", "students from Liaoning at the same university who stay in Liaoning"): Stay(
        LIAONING_CITIES, ("Liaoning",), home_province="Liaoning", counted=WORKING
    ),
    ("all", "own-province stay share of leading north-eastern universities"): Stay(NORTH_EAST[:4], (OWN,), POSTGRADUATE),
    ("all", "graduates of Xi'an Jiaotong University who work in the north-east"): Stay(
        ("Rest of China",), NORTH_EAST, counted=WORKING
    ),
    ("Hohhot", "graduates kept in work 2022-2023"): FirstJobs("Hohhot", 2),
    ("Hohhot", "talent flats let, one house of 456 flats"): FlatsLet("Hohhot"),
}  # fmt: skip


@dataclass(frozen=True)
class Row:
    """One row of targets.csv and its moment; value, low and high in `unit`, the moment times `scale` too."""

    region: str
    pattern: str
    value: float
    low: float
    high: float
    unit: str
    year: int
    use: str
    moment: Moment
    scale: float = 1.0

    @property
    def later(self) -> bool:
        """Whether the row is dated after the warm-up: predicted by a world with markets, never fitted."""
        return self.year > LAST_FITTED

    @property
    def census(self) -> bool:
        """Whether the constants are fitted to it."""
        return isinstance(self.moment, Stock)

    def looks(self) -> tuple[int, ...]:
        """Months at whose end to look."""
        years = [self.year]
        if isinstance(self.moment, Stay | AnnualMove) and not self.later:
            years = [y for y in range(self.year - POOLED, self.year + POOLED + 1) if y <= LAST_FITTED]
        return tuple(sorted({m for y in years for m in self.moment.months(y)}))

    def width(self, fitted: float) -> float:
        """Distance from the value to the end of the interval on the side of `fitted`: one width off is just inside."""
        return self.high - self.value if fitted > self.value else self.value - self.low


def read_rows(targets: pd.DataFrame) -> tuple[Row, ...]:
    """Rows with computable = yes, in order; KeyError for one without a moment, ValueError for a fit dated too late."""
    shown = targets[targets.computable.str.startswith("yes")]
    origins = shown[shown.pattern.str.startswith(MIGRANTS)]
    rows = tuple(_row(r, origins) for r in shown.to_dict("records"))
    late = [r.pattern for r in rows if r.use == "fit" and r.later]
    if late:
        raise ValueError(f"rows after {LAST_FITTED} are predicted, never fitted: {'; '.join(late)}")
    return rows


def _row(record: dict, origins: pd.DataFrame) -> Row:
    region, pattern = str(record["region"]), str(record["pattern"])
    moment, scale = _moment(region, pattern, tuple(origins.pattern.str.removeprefix(MIGRANTS))), 1.0
    if isinstance(moment, Origin):
        scale = float(origins.value.sum())  # the row is in persons, the moment a share of the four origins
    value, low, high = (float(record[name]) for name in ("value", "low", "high"))
    return Row(region, pattern, value, low, high, record["unit"], int(record["year"]), record["use"], moment, scale)


def _moment(region: str, pattern: str, origins: tuple[str, ...]) -> Moment:
    if pattern.startswith(MIGRANTS):
        return Origin(region, pattern.removeprefix(MIGRANTS), origins)
    if pattern.startswith(STOCK):
        return Stock(region)
    return MOMENTS[region, pattern]
