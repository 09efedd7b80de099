"""Small made-up worlds for the tests of the appraisal: random lives in four regions, no model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from sim.calendar import label, month_index
from sim.records import DEGREES, FIELDS, TERMS, TIERS

REGIONS = ("Hohhot", "Baotou", "Beijing", "Rest of China")
GROUPS = {"Hohhot": "呼包", "Baotou": "呼包", "Beijing": "Beijing", "Rest of China": "origin"}
AREAS = {**{r: (i,) for i, r in enumerate(REGIONS)}, "group:呼包": (0, 1), "all": (0, 1, 2, 3)}
START = month_index(2021, 1)
FIRST, LAST = month_index(2021, 7), month_index(2022, 9)
DATES = (month_index(2021, 12), LAST, month_index(2022, 12))
END = DATES[-1]
PERSONS_PER_AGENT = (200, 10)


@dataclass(frozen=True)
class FakePolicy:
    id: str
    regions: tuple[str, ...]
    budget: str | None = None
    yuan: float = 0.0


@dataclass(frozen=True)
class FakeScenario:
    policies: tuple[FakePolicy, ...] = ()
    budgets: Mapping[str, float] = field(default_factory=dict)
    start: int = START


@dataclass(frozen=True)
class FakeRun:
    scenario: FakeScenario
    seed: int
    measures: pd.DataFrame
    ledger: pd.DataFrame
    marks: pd.DataFrame
    martingale: np.ndarray
    regions: tuple[str, ...] = REGIONS
    groups: Mapping[str, str] = field(default_factory=lambda: GROUPS)
    persons_per_agent: tuple[int, int] = PERSONS_PER_AGENT


@dataclass(frozen=True)
class FakePair:
    window: tuple[int, int] = (FIRST, LAST)
    dates: tuple[int, ...] = DATES


@dataclass(frozen=True)
class Lives:
    """Places (int8) and bits of policies (uint64) by month from START and agent, and fixed traits by agent."""

    traits: pd.DataFrame
    places: np.ndarray
    touched: np.ndarray
    employer: np.ndarray  # int64 by month and agent, 0 none

    def marks(self) -> pd.DataFrame:
        columns = {"touched": self.touched[-1]}
        for date in DATES:
            row = date - START
            columns[f"region_{label(date)}"] = self.places[row]
            columns[f"kept_{label(date)}"] = (self.employer[row] != 0) & (self.places[row] >= 0)
            columns[f"touched_{label(date)}"] = self.touched[row]
            columns[f"employer_{label(date)}"] = self.employer[row]
        return pd.concat([self.traits, pd.DataFrame(columns)], axis=1)

    def persons(self) -> pd.DataFrame:
        """The measure `persons` of every month, area and group that measures carry."""
        scale = np.array(PERSONS_PER_AGENT)[self.traits["population"]]
        members = {"all": np.ones(len(scale), bool)}
        members |= {f"degree={d}": self.traits["degree"].to_numpy() == i for i, d in enumerate(DEGREES)}
        rows = [
            (label(START + m), area, group, "persons", float(scale[who & np.isin(place, inside)].sum()), "persons")
            for m, place in enumerate(self.places)
            for area, inside in AREAS.items()
            for group, who in members.items()
        ]
        return pd.DataFrame(rows, columns=["month", "region", "group", "measure", "value", "unit"])


def random_lives(rng: np.random.Generator, agents: int = 60) -> Lives:
    """People who move now and then, some of whom are students first (place -1)."""
    months = END - START + 1
    researcher = np.sort(rng.random(agents) < 0.2)
    traits = pd.DataFrame(
        {
            "id": np.arange(agents, dtype=np.uint64),
            "population": researcher.astype(np.int8),
            "degree": np.where(researcher, 3, rng.integers(0, 3, agents)).astype(np.int8),
            "field": rng.integers(0, len(FIELDS), agents).astype(np.int8),
            "college": rng.integers(0, len(REGIONS), agents).astype(np.int8),
            "home": rng.integers(0, len(REGIONS), agents).astype(np.int8),
            "tier": np.where(researcher, rng.integers(0, len(TIERS), agents), 0).astype(np.int8),
            "grad_year": np.full(agents, 2020, np.int16),
        }
    )
    places = np.repeat(rng.integers(-1, len(REGIONS), (1, agents)), months, axis=0).astype(np.int8)
    employer = np.repeat(rng.integers(0, 4, (1, agents)), months, axis=0).astype(np.int64)
    lives = Lives(traits, places, np.zeros((months, agents), np.uint64), employer)
    return diverted(rng, lives, START, share=0.3)


def diverted(rng: np.random.Generator, lives: Lives, first: int, share: float, bits: int = 0) -> Lives:
    """The same people, some of whom live or work elsewhere or are touched by policies 0 … bits-1 from a month on."""
    months, agents = lives.places.shape
    month = np.arange(START, START + months)[:, None]
    after = (month >= rng.integers(first, END + 1, agents)) & (rng.random(agents) < share)
    there = np.where(after, rng.integers(-1, len(REGIONS), agents), lives.places).astype(np.int8)
    employer = np.where(after, rng.integers(0, 4, agents), lives.employer)
    touch = rng.integers(0, 1 << bits, agents).astype(np.uint64) * (month >= rng.integers(first, END + 1, agents))
    return replace(lives, places=there, employer=employer, touched=lives.touched | touch)


def world(lives: Lives, scenario: FakeScenario, seed: int = 1, price: float = 1.0, fen: int = 0) -> FakeRun:
    """A finished run of these lives; rent 20 yuan x price from FIRST on, `fen` paid each month in Hohhot."""
    months = [label(m) for m in range(START, END + 1)]
    prices = [
        (month, area, "all", name, value * (price if START + i >= FIRST else 1.0), unit)
        for i, month in enumerate(months)
        for area in AREAS
        for name, value, unit in (("rent", 20.0, "yuan_m2_month"), ("wage", 5000.0, "yuan_month"))
    ]
    floor = [(month, region, "all", "floor_space", 1000.0, "m2") for month in months for region in REGIONS]
    persons = lives.persons()
    paid = [(label(m), "flats", "Hohhot", "person", fen, 1) for m in range(FIRST, LAST + 1)]
    return FakeRun(
        scenario,
        seed,
        pd.concat([persons, pd.DataFrame(prices + floor, columns=persons.columns)], ignore_index=True),
        pd.DataFrame(paid, columns=["month", "policy", "region", "recipient", "fen", "cases"]),
        lives.marks(),
        np.zeros((END - START + 1, len(REGIONS), len(DEGREES), len(TERMS))),
    )


RIVAL = FakePolicy("rival", ("Beijing",))
FLATS = FakePolicy("flats", ("Hohhot",))
CASH = FakePolicy("cash", ("Baotou", "Beijing"))
BASE = FakeScenario((RIVAL,))
VARIANT = FakeScenario((CASH, FLATS, RIVAL))


def random_pair(seed: int, agents: int = 60) -> tuple[FakeRun, FakeRun]:
    """A baseline and a variant with two new policies, differing from FIRST on."""
    rng = np.random.default_rng(seed)
    lives = random_lives(rng, agents)
    other = diverted(rng, lives, FIRST, share=0.4, bits=3)
    return world(lives, BASE, seed), world(other, VARIANT, seed, price=1.1, fen=12_345_600)
