"""Who may have what a policy gives: every clause of `who`, read in one place by all that ask (docs/model.md: Access)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.jit import rule
from sim.records import DEGREES, FIELDS, TIERS

if TYPE_CHECKING:
    from sim.policies import Policy

NEVER = -1.0  # months until a policy is open to somebody whom it will never be open to
ANYBODY = -1  # of the clause on natives


class Access(NamedTuple):
    """The clauses of P policies; sets are bitmasks, full where a clause is not given."""

    bit: np.ndarray  # uint64[P], the policy in a person's sets of policies
    regions: np.ndarray  # int64[P], where the policy acts
    degrees: np.ndarray  # int64[P], codes of DEGREES
    fields: np.ndarray  # int64[P], codes of FIELDS
    colleges: np.ndarray  # int64[P], regions
    homes: np.ndarray  # int64[P], regions
    native: np.ndarray  # int64[P], 1 natives of the policy's region only, 0 others only, ANYBODY
    years_max: np.ndarray  # float64[P], since leaving college
    tenure_min: np.ndarray  # float64[P], months at the policy's region
    tiers: np.ndarray  # int64[P], codes of TIERS
    origins: np.ndarray  # int64[P], regions

    @classmethod
    def of(cls, policies: Sequence[Policy], regions: Sequence[str]) -> Access:
        """The clauses of some policies, in their order."""
        who = [policy.who for policy in policies]
        limits = [w.years_since_graduation_max for w in who]
        return cls(
            bit=np.uint64(1) << np.arange(len(who), dtype=np.uint64),
            regions=_sets([policy.regions for policy in policies], regions),
            degrees=_sets([w.degree for w in who], DEGREES),
            fields=_sets([w.field for w in who], FIELDS),
            colleges=_sets([w.college for w in who], regions),
            homes=_sets([w.home for w in who], regions),
            native=np.array([ANYBODY if w.native is None else int(w.native) for w in who], np.int64),
            years_max=np.array([math.inf if limit is None else limit for limit in limits], float),
            tenure_min=np.array([w.tenure_months_min or 0.0 for w in who], float),
            tiers=_sets([w.tier for w in who], TIERS),
            origins=_sets([w.origin for w in who], regions),
        )


def _sets(clauses: Sequence[tuple[str, ...] | None], names: Sequence[str]) -> np.ndarray:
    """Bitmasks of the names in each clause; all names where there is none.  int64[P]."""
    full, place = (1 << len(names)) - 1, {name: k for k, name in enumerate(names)}
    return np.array([full if c is None else sum(1 << place[name] for name in c) for c in clauses], np.int64)


class Claimant(NamedTuple):
    """What clauses read of a person; any record with these fields will do."""

    live_bits: np.uint64  # policies whose clauses on traits for life hold and that have not been claimed
    region: int
    home: int
    lived: int  # bitmask of regions lived in, the present one among them
    years: float  # since leaving college
    tenure: float  # months at the region
    tier: int


@rule
def fits_for_life(q, degree, field, college, home, access):
    """Whether the clauses of policy q on traits that never change hold in one of its regions at least.  access: Access."""
    native = (access.regions[q] >> home) & 1
    others = access.regions[q] & ~(1 << home)
    return (
        (access.native[q] != 1 or native != 0)
        and (access.native[q] != 0 or others != 0)
        and ((access.degrees[q] >> degree) & 1) != 0
        and ((access.fields[q] >> field) & 1) != 0
        and ((access.colleges[q] >> college) & 1) != 0
        and ((access.homes[q] >> home) & 1) != 0
    )


@rule
def months_until_open(q, j, who, access):
    """Months until policy q is open at region j to somebody who lives there or comes now: 0 at once, NEVER if some clause fails.

    Somebody elsewhere must come from an origin; whoever lives at j must have lived in one before.  who: Claimant; access: Access.
    """
    here = who.region == j
    wait = max(0.0, access.tenure_min[q] - (who.tenure if here else 0.0))
    before = who.lived if here else 1 << who.region
    native = 1 if who.home == j else 0
    holds = (
        who.live_bits & access.bit[q] != 0
        and who.years + wait / 12.0 <= access.years_max[q]
        and (access.native[q] < 0 or access.native[q] == native)
        and ((access.tiers[q] >> who.tier) & 1) != 0
        and (access.origins[q] & before) != 0
    )
    return wait if holds else NEVER
