"""What one world has counted, month by month, as dense arrays (M months, R regions, 4 degrees)."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from sim.records import TIERS


@dataclass
class Counts:
    """Everything is in persons (agents times their scale) unless said otherwise; row 0 is the scenario's first month."""

    persons: np.ndarray  # int64[M, R, 4], who has left college and not the population
    employed: np.ndarray  # int64[M, R, 4]
    by_college: np.ndarray  # int64[M, R, R]: region, college
    employed_by_college: np.ndarray  # int64[M, R, R]
    mismatched: np.ndarray  # int64[M, R]
    overqualified: np.ndarray  # int64[M, R]
    flows: np.ndarray  # int64[M, R, R, 3, 4]: origin, destination, kind (first job, move, return), degree
    first_jobs: np.ndarray  # int64[M, R, R, 4]: region, college, degree
    stays: np.ndarray  # float64[M, 3, R, R]: 12, 36, 60 months after college: college, region; persons
    surprise: np.ndarray  # float64[M, R, 4]: sum of 1(chosen) - P
    searches: np.ndarray  # int64[M, R]: searches begun from afar, persons
    seekers: np.ndarray  # float64[M, R, 3], weighted
    posts: np.ndarray  # float64[M, R, 3]
    matches: np.ndarray  # int64[M, R, 3]
    ln_wage: np.ndarray  # float64[M, R, 4]
    rent: np.ndarray  # float64[M, R], yuan a m2 and month
    floor_m2: np.ndarray  # float64[M, R]
    flats_open: np.ndarray  # float64[M, R], flats
    flats_used: np.ndarray  # int64[M, R], persons
    flats_queue: np.ndarray  # int64[M, R]
    firms: np.ndarray  # int64[M, R], in agents' scale
    technology_firms: np.ndarray  # int64[M, R]
    tiers: np.ndarray  # int64[M, R, 6]: researchers on platforms by tier; none: doctors off them
    projects: np.ndarray  # int64[M, R]: projects ended, by region served
    patents: np.ndarray  # float64[M, R]: patent applications
    cases: np.ndarray  # int64[M, P, 2]: applicants, approved
    ledger: list[tuple[int, str, int, str, int, int]] = field(
        default_factory=list
    )  # month, policy's id, region, recipient, fen, cases

    @classmethod
    def blank(cls, months: int, regions: int, policies: int) -> Counts:
        """Nothing counted yet."""
        m, r = months, regions
        whole = np.int64
        return cls(
            np.zeros((m, r, 4), whole),
            np.zeros((m, r, 4), whole),
            np.zeros((m, r, r), whole),
            np.zeros((m, r, r), whole),
            np.zeros((m, r), whole),
            np.zeros((m, r), whole),
            np.zeros((m, r, r, 3, 4), np.int32),
            np.zeros((m, r, r, 4), np.int32),
            np.zeros((m, 3, r, r), np.int32),
            np.zeros((m, r, 4)),
            np.zeros((m, r), whole),
            np.zeros((m, r, 3)),
            np.zeros((m, r, 3)),
            np.zeros((m, r, 3), whole),
            np.zeros((m, r, 4)),
            np.zeros((m, r)),
            np.zeros((m, r)),
            np.zeros((m, r)),
            np.zeros((m, r), whole),
            np.zeros((m, r), whole),
            np.zeros((m, r), whole),
            np.zeros((m, r), whole),
            np.zeros((m, r, len(TIERS)), whole),
            np.zeros((m, r), whole),
            np.zeros((m, r)),
            np.zeros((m, max(1, policies), 2), whole),
        )
