"""Windows of rows in compiled loops."""

from __future__ import annotations

import numpy as np

from sim.jit import inlined


@inlined
def rows_in(low, high):
    """Rows low..high - 1 as unsigned numbers, which index without a test for a place counted from the end. Add no signed number to them."""
    return range(np.uint64(low), np.uint64(high))
