"""Randomness as a pure function of (seed, stream, month, id, key): no generator, no order, no state (docs/model.md: Randomness).

Persistent traits use month 0. A region enters by the code of its row, never by its position.
"""

from __future__ import annotations

import math
from enum import IntEnum
from functools import lru_cache
from zlib import crc32

import numpy as np

from sim.exact import cos_turn, exp, ln, normal_quantile
from sim.jit import kernel, rule

MASK = (1 << 64) - 1
M1, M2 = 0xBF58476D1CE4E5B9, 0x94D049BB133111EB
U30, U27, U31, U11 = np.uint64(30), np.uint64(27), np.uint64(31), np.uint64(11)
C1, C2 = np.uint64(M1), np.uint64(M2)
TO_UNIT = 1.0 / (1 << 53)


class Stream(IntEnum):
    """One name for each kind of event; two streams never share a draw."""

    CLASS_SIZE = 1
    HOME = 2
    HOME_PROVINCE = 3
    FIELD = 4
    ABILITY = 5
    ABILITY_2 = 6
    COLLEGE_PROVINCE = 7
    AWARE = 8
    MATCH = 9
    INITIAL = 11
    REVIEW = 12
    CHOICE = 13
    NEST = 14
    NEST_2 = 15
    SEPARATION = 16
    QUEUE = 17
    ROUNDING = 18
    PAIR = 19
    POST = 20
    LAYOFF = 21
    FIRM_SHOCK = 22
    FIRM_SHOCK_2 = 23
    FIRM_EXIT = 24
    FIRM_ENTRY = 25
    FIRM_TRAIT = 26
    FIRM_MOVE = 27
    LINE = 28
    FLAT_QUEUE = 29
    PURCHASE = 30
    PARTNER = 31
    CHILD = 32
    CLAIM = 33
    TIER = 34
    RESEARCH = 35
    PROMOTION = 36
    FOLLOW = 37
    PROVINCE_WITHIN = 38
    LOTTERY = 39
    DEAL = 40
    REMATCH = 41
    TRAIN = 42
    INTERN = 43
    FIRM_ZONE = 44
    AWARD = 45
    INVITE = 46
    CONVERT = 47
    VISIT = 48
    HOST = 49


def mix(z: int) -> int:
    """Scramble 64 bits (splitmix64's finaliser), on Python integers.

    >>> mix(1) == int(mix64(np.uint64(1)))
    True
    """
    z = ((z ^ (z >> 30)) * M1) & MASK
    z = ((z ^ (z >> 27)) * M2) & MASK
    return z ^ (z >> 31)


@rule
def mix64(z):
    """Scramble 64 bits (splitmix64's finaliser).  z: uint64."""
    z = (z ^ (z >> U30)) * C1
    z = (z ^ (z >> U27)) * C2
    return z ^ (z >> U31)


@lru_cache(maxsize=1 << 14)  # a month reads some two hundred, most of them of earlier months again
def stream_key(seed: int, stream: Stream, month: int) -> np.uint64:
    """The key of all draws of one stream in one month."""
    return np.uint64(
        mix(
            (
                mix((mix((seed + 0x9E3779B97F4A7C15) & MASK) + stream * 0xD1342543DE82EF95) & MASK)
                + (month & MASK) * 0x2545F4914F6CDD1D
            )
            & MASK
        )
    )


def code_key(code: int) -> np.uint64:
    """The key of a region, firm cell or nest from its stable code."""
    return np.uint64(mix(code ^ 0x5851F42D4C957F2D))


def name_key(name: str) -> np.uint64:
    """The key of what has nothing but a name, such as a policy."""
    return code_key(crc32(name.encode()))


def identity(*codes: int) -> int:
    """A stable 64-bit identity from integers (the first id of a class, of a month's entrants ...)."""
    z = 0x243F6A8885A308D3
    for code in codes:
        z = mix((z + code) & MASK)
    return z


@rule
def unit(z):
    """A number in (0, 1), never 0 or 1, from 64 scrambled bits."""
    return (np.float64(z >> U11) + 0.5) * TO_UNIT


@rule
def draw(key, who):
    """u(seed, stream, month, id): one number in (0, 1).  key: from `stream_key`; who: uint64 id."""
    return unit(mix64(who ^ key))


@rule
def draw_at(key, who, code):
    """u(seed, stream, month, id, key of a region or firm).  code: uint64 from `code_key`, or another id."""
    return unit(mix64(mix64(who ^ key) ^ code))


@rule
def normal(u1, u2):
    """A standard normal number from two uniform ones (Box and Muller)."""
    return math.sqrt(-2.0 * ln(u1)) * cos_turn(u2)


@rule
def gumbel(u):
    """A standard Gumbel number (mean .5772) from a uniform one."""
    return -ln(-ln(u))


@rule
def whole(x, u):
    """A fraction of an agent rounded by a draw: floor(x + u), right in expectation."""
    return math.floor(x + u)


def draws(key: np.uint64, ids: np.ndarray) -> np.ndarray:
    """`draw` for an array of uint64 ids: float64 in (0, 1)."""
    out = np.empty(len(ids))
    fill_draws(key, ids, out)
    return out


@kernel
def fill_draws(key, ids, out):
    """`draw` of each of ids, uint64[n], in out, float64[n]."""
    for k in range(ids.size):
        out[k] = draw(key, ids[k])


def draws_at(key: np.uint64, ids: np.ndarray, codes: np.ndarray | np.uint64) -> np.ndarray:
    """`draw_at` for arrays of uint64 (broadcast)."""
    with np.errstate(over="ignore"):
        return np.asarray(unit(mix64(mix64(ids ^ key) ^ codes)))


def poisson(mean: float, u: float) -> int:
    """The count whose cumulative probability first passes u: a larger mean never lowers it.

    >>> [poisson(2.0, u) for u in (0.1, 0.5, 0.99)]
    [0, 2, 6]
    """
    if mean > 500.0:  # the sum below would underflow; the normal law is exact enough and as monotone
        return max(0, math.floor(mean + math.sqrt(mean) * normal_quantile(u) + 0.5))
    term = exp(-mean)
    total, count = term, 0
    while total < u and term > 0.0:
        count += 1
        term *= mean / count
        total += term
    return count
