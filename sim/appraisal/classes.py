"""Who a policy kept: each person's class from the place lived in with and without it (docs/model.md: Outcomes)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from sim.appraisal.inputs import Compared, People
from sim.measures.areas import Areas
from sim.records import DEGREES, FIELDS, TIERS

CLASSES = ("deadweight", "always", "additional", "induced", "crowded_out", "reached", "never")
DEADWEIGHT, ALWAYS, ADDITIONAL, INDUCED, CROWDED_OUT, REACHED, NEVER = range(7)


@dataclass(frozen=True)
class Groups:
    """Groups of people, and the cells of equal traits they are made of.

    names: of the G groups; cell: int64[N] of each agent; weights: int64[2 G, cells], what an agent of a cell adds to
    each group, first in persons, then in agents (sparse: whole numbers, and no threads as in a dense product).
    """

    names: tuple[str, ...]
    cell: np.ndarray
    weights: sparse.csr_array


def groups_of(people: People, regions: tuple[str, ...], persons_per_agent: tuple[int, int]) -> Groups:
    """The groups all, degree=, field=, college= and, where there are researchers, tier= (of researchers only)."""
    marks = people.base
    researcher = marks["population"].to_numpy() == 1
    tier = np.where(researcher, marks["tier"].to_numpy() + 1, 0)
    traits = [("degree", DEGREES, 0), ("field", FIELDS, 0), ("college", regions, 0), ("tier", TIERS, 1)]
    codes = [marks[name].to_numpy() for name, _, _ in traits[:3]] + [tier]
    # One more value a trait for those who have none (code -1), who belong to `all` only.
    sizes = [len(words) + 1 for _, words, _ in traits]
    packed = np.zeros(len(marks), np.int64)
    for code, size in zip(codes, sizes, strict=True):
        packed *= size
        packed += np.where(code < 0, size - 1, code)
    filled = np.flatnonzero(np.bincount(packed, minlength=int(np.prod(sizes))))
    compact = np.zeros(int(np.prod(sizes)), np.int64)
    compact[filled] = np.arange(len(filled))
    values = np.unravel_index(filled, sizes)
    names, holds = ["all"], [np.ones(len(filled), bool)]
    for (trait, words, offset), value in zip(traits, values, strict=True):
        if trait == "tier" and not researcher.any():
            continue
        names += [f"{trait}={word}" for word in words]
        holds += [value == code + offset for code in range(len(words))]
    persons = np.where(values[3] > 0, persons_per_agent[1], persons_per_agent[0]).astype(np.int64)
    members = np.array(holds, np.int64)
    weights = sparse.csr_array(np.concatenate([members * persons, members]))
    return Groups(tuple(names), compact[packed], weights)


@dataclass(frozen=True)
class Counts:
    """Classes at each date: persons and agents, float64[date, area, class, group, partner], whole numbers.

    partner: 0 for none, 1 + region for the place elsewhere: in the baseline of those additional and induced, in the
    variant of those crowded out; 0 for all others.
    """

    persons: np.ndarray
    agents: np.ndarray


def count_classes(people: People, dates: tuple[int, ...], areas: Areas, compared: Compared, groups: Groups) -> Counts:
    """Classify everyone at every date, for every area and group."""
    places = areas.inside.shape[1] + 1
    shape = (len(dates), len(areas.names), len(CLASSES), len(groups.names), places)
    persons, agents = np.zeros(shape), np.zeros(shape)
    masks = [compared.mask(inside) for inside in areas.inside]
    for d, date in enumerate(dates):
        table_of = _tables_by_mask(people, date, set(masks), groups, places)
        for a, (inside, mask) in enumerate(zip(areas.inside, masks, strict=True)):
            for target, table in zip((persons, agents), table_of[mask], strict=True):
                target[d, a] = classify(table, np.append(False, inside))
    return Counts(persons, agents)


def _tables_by_mask(
    people: People, date: int, masks: set[np.uint64], groups: Groups, places: int
) -> dict[np.uint64, np.ndarray]:
    """`_tables` for each set of policies; without a policy nobody is touched, which any of the others can tell."""
    tables = {mask: _tables(people, date, mask, groups, places) for mask in masks if mask or len(masks) == 1}
    if 0 in masks and len(masks) > 1:
        some = next(iter(tables.values()))
        tables[np.uint64(0)] = np.stack([some.sum(-1), np.zeros(some.shape[:-1])], axis=-1)
    return tables


def _tables(people: People, date: int, mask: np.uint64, groups: Groups, places: int) -> np.ndarray:
    """Persons and agents, float64[2, G, place in B, place in V, touched]; place 0 is none, 1 + region otherwise."""
    before, after = people.places(date)
    step = (before.astype(np.int16) + 1) * np.int16(2 * places) + (after.astype(np.int16) + 1) * np.int16(2)
    if mask:
        step += (people.touched(date) & mask) != 0
    width = 2 * places * places
    code = groups.cell * width
    code += step
    cells = groups.weights.shape[1]
    counts = groups.weights @ np.bincount(code, minlength=cells * width).reshape(cells, width)
    return np.asarray(counts, np.float64).reshape(2, len(groups.names), places, places, 2)


def classify(table: np.ndarray, inside: np.ndarray) -> np.ndarray:
    """Classes of one area.

    table: float64[G, P, P, 2] by place in the baseline, place in the variant, touched; inside: bool[P].
    Returns float64[class, G, partner place].
    """
    outside = ~inside
    held, elsewhere = table[:, inside], table[:, outside]
    kept, lost = held[:, :, inside].sum((1, 2)), held[:, :, outside].sum((1, 3))
    won, away = elsewhere[:, :, inside].sum(2), elsewhere[:, :, outside].sum((1, 2))
    classes = np.zeros((len(CLASSES), *table.shape[:2]))
    for name, touched in ((DEADWEIGHT, 1), (ALWAYS, 0)):
        classes[name, :, 0] = kept[:, touched]
    for name, touched in ((ADDITIONAL, 1), (INDUCED, 0)):
        classes[name][:, outside] = won[:, :, touched]
    classes[CROWDED_OUT][:, outside] = lost
    for name, touched in ((REACHED, 1), (NEVER, 0)):
        classes[name, :, 0] = away[:, touched]
    return classes


def class_of(before: np.ndarray, after: np.ndarray, touched: np.ndarray) -> np.ndarray:
    """Class of each person, int8[N]: in the area without the policy, in it with the policy, touched (bool[N] each)."""
    both = np.where(touched, DEADWEIGHT, ALWAYS)
    new = np.where(touched, ADDITIONAL, INDUCED)
    none = np.where(touched, REACHED, NEVER)
    return np.where(before, np.where(after, both, CROWDED_OUT), np.where(after, new, none)).astype(np.int8)
