"""Rows of people that a compiled loop goes through."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.jit import inlined


class Window(NamedTuple):
    """The rows low..high - 1 of some people, as a month finds them."""

    people: tuple[np.ndarray, ...]  # PeopleArrays
    low: int
    high: int
    month: int


@inlined
def rows_in(low, high):
    """Rows low..high - 1 as unsigned numbers, which index without a test for a place counted from the end. Add no signed number to them."""
    return range(np.uint64(low), np.uint64(high))
