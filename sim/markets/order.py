"""Groups and queues as positions in plain arrays: sorted by counting, and no further than the first who are wanted."""

from __future__ import annotations

import numpy as np

from sim.jit import rule

SHORT = 16  # a range so short is sorted by insertion
DEEP = 128  # more ranges than ever wait: the longer half waits first, so their number is the logarithm of the length


@rule
def grouped(group, groups):
    """Positions 0..n of int64[n] `group` by group, in order within each: (start int64[groups + 1], positions int64[n])."""
    start = np.zeros(groups + 1, np.int64)
    for k in range(group.size):
        start[group[k] + 1] += 1
    for g in range(groups):
        start[g + 1] += start[g]
    place, positions = start[:-1].copy(), np.empty(group.size, np.int64)
    for k in range(group.size):
        positions[place[group[k]]] = k
        place[group[k]] += 1
    return start, positions


@rule
def sort_front(items, low, high, wanted, value):
    """Put the `wanted` least of items[low:high] by value[item], ties by item, in order at items[low:]; the rest in any order.

    A quicksort that leaves out the ranges behind the last one wanted.

    >>> items = np.array([0, 1, 2, 3])
    >>> sort_front(items, 0, 4, 2, np.array([0.4, 0.1, 0.3, 0.2]))
    >>> items[:2].tolist()
    [1, 3]
    """
    waiting, count = np.empty((DEEP, 2), np.int64), 1
    waiting[0, 0], waiting[0, 1] = low, high
    while count > 0:
        count -= 1
        left, right = waiting[count, 0], waiting[count, 1]
        if left >= low + wanted:
            continue
        if right - left <= SHORT:
            insert(items, left, right, value)
            continue
        middle = split(items, left, right, value)
        ranges = (
            ((left, middle), (middle, right)) if middle - left > right - middle else ((middle, right), (left, middle))
        )
        for first, last in ranges:
            waiting[count, 0], waiting[count, 1] = first, last
            count += 1


@rule
def before(a, b, value):
    """Whether item a comes before item b."""
    return value[a] < value[b] or (value[a] == value[b] and a < b)


@rule
def insert(items, low, high, value):
    """Sort items[low:high] by insertion."""
    for k in range(low + 1, high):
        item, at = items[k], k
        while at > low and before(item, items[at - 1], value):
            items[at] = items[at - 1]
            at -= 1
        items[at] = item


@rule
def split(items, low, high, value):
    """Part items[low:high] so that none of the first part comes behind one of the second; where the second begins, neither empty."""
    pivot = median(items[low], items[(low + high) // 2], items[high - 1], value)
    left, right = low - 1, high
    while True:
        left += 1
        while before(items[left], pivot, value):
            left += 1
        right -= 1
        while before(pivot, items[right], value):
            right -= 1
        if left >= right:
            return right + 1
        items[left], items[right] = items[right], items[left]


@rule
def median(a, b, c, value):
    """The item that stands between two others."""
    if before(a, b, value):
        return b if before(b, c, value) else (c if before(a, c, value) else a)
    return a if before(a, c, value) else (c if before(b, c, value) else b)
