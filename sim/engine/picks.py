"""Drawing by cumulative shares."""

from __future__ import annotations

from sim.jit import loop


@loop
def pick_rows(cumulative, row, u, out):
    """out[k]: index of the first share above u[k] in row[k] of float64[K, S] cumulative shares, the last one at most."""
    shares = cumulative.shape[1]
    for k in range(u.size):
        low, high = 0, shares
        while low < high:
            middle = (low + high) // 2
            if cumulative[row[k], middle] <= u[k]:
                low = middle + 1
            else:
                high = middle
        out[k] = min(low, shares - 1)
