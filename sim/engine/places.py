"""What people see of the twelve regions this month: arrays handed to the kernels."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.engine.promises import Promises
from sim.jit import loop
from sim.levers import PlaceArrays
from sim.rules.income import household_income
from sim.rules.parameters import Behaviour


class Places(NamedTuple):
    """R regions, 4 degrees, P provinces (row P - 1 stands for an unknown one), 3 labour markets a region."""

    wage: np.ndarray  # float64[R, 4], yuan a month
    ln_rent: np.ndarray  # float64[R], ln yuan a m2 and month
    cash_share: np.ndarray  # float64[R], share of the wage
    hukou_loss: np.ndarray  # float64[R, R] by home, share of income lost by people from elsewhere; 0 at home
    partner: np.ndarray  # float64[R], yuan a month: weighted expected wage of a partner who comes along
    partner_here: np.ndarray  # float64[R], the same at the place lived in
    constant: np.ndarray  # float64[R, 4], utils: A_jd and amenity
    tie: np.ndarray  # float64[4, R, P, 2, 2], ln(n_j B_ij) by degree, region, home province, home here, college here
    tie_here: np.ndarray  # float64[4, R, P, 2, 2, 5], the same of the place lived in, beside it by what a move costs
    distance: np.ndarray  # float64[4, R, R], utils: gamma ln(1 + d), or a given cost
    work: np.ndarray  # float64[R, 3], expected share of the horizon in work without an offer
    base_awareness: np.ndarray  # float64[R], p0
    key: np.ndarray  # uint64[R], from each region's stable code
    size: np.ndarray  # float64[R], n_j of aggregates, 1 for a city
    aggregate: np.ndarray  # bool[R]
    same_province: np.ndarray  # bool[P, R]
    province_cumulative: np.ndarray  # float64[R, P], provinces of a region by residents, cumulated
    nest_key: np.ndarray  # uint64[R], equal within a nest
    nest: np.ndarray  # int64[R], number of the nest
    taste: np.ndarray  # float64[N, R] given shocks, or [0, R]
    eps: np.ndarray  # float64[R], coefficient on ln income (one number but in limit worlds)
    alpha: np.ndarray  # float64[R], share of housing


class ChoiceKeys(NamedTuple):
    """Keys of the streams that a choice reads; those of shocks by month modulo 32, for searches that keep theirs."""

    choice: np.ndarray  # uint64[32]
    nest: np.ndarray  # uint64[32]
    nest_2: np.ndarray  # uint64[32]
    aware: np.uint64
    match: np.uint64
    college_province: np.uint64


class Afar(NamedTuple):
    """What somebody would find at each place to come to, worked out once a month for all. Places come last, in one piece of memory."""

    earned: np.ndarray  # float64[4, R], yuan a month expected there per unit of earning power
    kept: np.ndarray  # float64[R, R] by home, 1 less the part of it lost by people from elsewhere
    rest: np.ndarray  # float64[4, R, R], utils by degree and place lived in: constant, rent and distance
    tie: np.ndarray  # float64[4, P, 2, 2, R], by degree, home province, home there, college there
    near: np.ndarray  # float64[P, R], 1 in the province
    province: np.ndarray  # int64[R], the only province of a region, -1 where it has several


def afar_always(tie: np.ndarray, same_province: np.ndarray, province_cumulative: np.ndarray) -> Afar:
    """What no month changes; the rest empty.  tie, same_province, province_cumulative: as in `Places`."""
    share, none = np.diff(province_cumulative, prepend=0.0, axis=1), np.zeros(0)
    return Afar(
        earned=none,
        kept=none,
        rest=none,
        tie=np.ascontiguousarray(np.moveaxis(tie, 1, -1)),
        near=same_province.astype(float),
        province=np.where(share.max(axis=1) == 1.0, share.argmax(axis=1), -1),
    )


def afar_of(places: Places, always: Afar, p: Behaviour) -> Afar:
    """A month's places for those who would come.  always: from `afar_always`."""
    rent = places.eps * places.alpha
    expected = household_income(places.work[:, [0, 0, 1, 2]], places.wage, places.cash_share[:, None], 0.0, 0.0, 0.0, p)
    here = places.constant - (rent * places.ln_rent)[:, None]
    return always._replace(
        earned=np.ascontiguousarray(expected.T),
        kept=1.0 - places.hukou_loss,
        rest=np.ascontiguousarray(here.T[:, None, :] - places.distance),
    )


@loop
def share_classes(classes, size, share):
    """share[c, j]: part of class c that lives at j (in one of its size[j] cities); 0 for a class still at college.

    classes: int64[C, R + 1], members living in each region, and in all; size: float64[R]; share: float64[C, R].
    """
    for c in range(classes.shape[0]):
        total = classes[c, -1]
        for j in range(size.size):
            share[c, j] = classes[c, j] / total / size[j] if total > 0 else 0.0


def peers_of(classes: np.ndarray, size: np.ndarray) -> np.ndarray:
    """`peers` of a scene from the table of classes."""
    share = np.empty((len(classes), len(size)))
    share_classes(classes, size, share)
    return share


class Scene(NamedTuple):
    """All that a person's decision reads this month beside the person."""

    places: Places
    afar: Afar
    levers: PlaceArrays
    promises: Promises
    keys: ChoiceKeys
    p: Behaviour
    peers: (
        np.ndarray
    )  # float64[C, R], share of each class living in each region, of one of its cities where it is an aggregate
