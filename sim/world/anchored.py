"""What is set at the anchor and kept: cells of firms, and research platforms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]


@dataclass
class FirmCells:
    """What stays as it was at the anchor: cells' bits, sizes, shares (R regions)."""

    bits: NDArray[np.int64]  # [R * FIELDS], of the hashed id that part a cell's firms
    low_share: Floats  # [R], share of low skill in wages
    low_mix: Floats  # [R], share of low skill in staff
    field_cumulative: Floats  # [R, FIELDS]
    mean_size: Floats  # [R], agents
    employed: Floats  # [R], agents
    unemployment: Floats  # [R]
    sizes: Floats  # [F], staff of the anchor's firms, region after region
    first: Whole  # [R + 1], where each region's begin
    technology_staff: Floats  # [R], agents
    technology_share: Floats  # [R], of firms


class Platforms(NamedTuple):
    """P platforms, those of the regions first; T tiers (codes of TIERS, none of 0); agents of the second population."""

    served: Whole  # int64[P], region whose platform it is
    site: Whole  # int64[P], region where it stands and its people live
    key: NDArray[np.uint64]  # uint64[P], of its draws
    planned: Floats  # float64[P, T], posts at the anchor before rounding; 0 on a policy's
    lot: Floats  # float64[P, T], what rounds them, for life
    opened: Whole  # int64[P, T], posts of each tier that there are money and people for
    risen: Whole  # int64[P, T], posts that their holders have taken along to the next tier, out of each and into it
    funding: Floats  # float64[P], relative to the anchor
    pay: Floats  # float64[P], factor on what platforms pay
    prestige: Floats  # float64[P], ln of a city's researchers at the anchor over the nation's mean city
    conversion: (
        Floats  # float64[P], share of its successful projects that become firms, beside what the region's lever says
    )
    zone: Whole  # int64[P], code of ZONES, where these firms lie
    returns: Floats  # float64[P], yearly hazard that one of its people is invited to the region served
    cluster0: Floats  # float64[R], researchers at each site at the anchor, at least one
    doctors0: float  # the nation's doctors at the anchor, persons
