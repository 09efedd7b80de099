"""Groups and queues as positions in plain arrays: sorted by counting, and no further than the first who are wanted."""

from __future__ import annotations

import numpy as np

from sim.jit import loop, rule

SHORT = 16  # a range so short is sorted by insertion
DEEP = 128  # more ranges than ever wait: the longer half waits first, so their number is the logarithm of the length


def grouped(group, groups):
    """Positions 0..n of int64[n] `group` by group, in order within each: (start int64[groups + 1], positions int64[n])."""
    start = np.concatenate([[0], np.cumsum(np.bincount(group, minlength=groups))])
    positions = np.empty(len(group), np.int64)
    place_in_groups(group, start[:-1].copy(), positions)
    return start, positions


@loop
def place_in_groups(group, place, positions):
    """Each position at its group's next place: place int64[groups] is raised with each."""
    for k in range(group.size):
        positions[place[group[k]]] = k
        place[group[k]] += 1


@loop
def fronts(start, members, value, quota, waiting, first):
    """The quota[g] members of each group with the least value, in order, in first; their number.

    start: int64[groups + 1], members: int64[n] by group (reordered); value: float64[n]; waiting: int64[DEEP, 2], scratch.
    """
    n = 0
    for g in range(quota.size):
        wanted = min(quota[g], start[g + 1] - start[g])
        sort_front(members, start[g], start[g + 1], wanted, value, waiting)
        for k in range(start[g], start[g] + wanted):
            first[n] = members[k]
            n += 1
    return n


@rule
def sort_front(items, low, high, wanted, value, waiting):
    """Put the `wanted` least of items[low:high] by value[item], ties by item, in order at items[low:]; the rest in any order.

    A quicksort that leaves out the ranges behind the last one wanted; `waiting` holds those still to be sorted.

    >>> items = np.array([0, 1, 2, 3])
    >>> sort_front(items, 0, 4, 2, np.array([0.4, 0.1, 0.3, 0.2]), np.empty((DEEP, 2), np.int64))
    >>> items[:2].tolist()
    [1, 3]
    """
    waiting[0, 0], waiting[0, 1] = low, high
    count = 1
    while count > 0:
        count -= 1
        left, right = waiting[count, 0], waiting[count, 1]
        if left >= low + wanted:
            continue
        if right - left <= SHORT:
            insert(items, left, right, value)
            continue
        middle = split(items, left, right, value)
        longer = 0 if middle - left > right - middle else 1
        waiting[count + longer, 0], waiting[count + longer, 1] = left, middle
        waiting[count + 1 - longer, 0], waiting[count + 1 - longer, 1] = middle, right
        count += 2


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
