"""Reading a limit world: every field brought into the form it is kept in, every problem noted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from sim.given import MOST_MONTHS, Refused, plain, whole
from sim.policies.base import HEADS
from sim.records import MAX_REGIONS
from sim.scenario.limit.rules import (
    LABOUR_RULES,
    RENT_RULES,
    WAGE_RULES,
    Market,
    read_firms,
    read_rule,
)
from sim.scenario.limit.values import FINITE, NOT_NEGATIVE, SHARE, Bound, Reader, Series
from sim.scenario.problems import Problem, ScenarioError, nearest
from sim.scenario.reader import LAST_DATED

MOST_PERSONS = int(HEADS)
FORMS = ("log", "linear")
TASTES = ("gumbel", "gumbel_once", "none")

# Numeric keys: default, bounds. By region, or one number for the world.
_BY_REGION: Mapping[str, tuple[float, Bound]] = {
    "awareness": (1.0, SHARE),
    "wage": (1.0, FINITE),
    "rent": (1.0, FINITE),
    "eps": (1.0, FINITE),
    "alpha": (0.0, NOT_NEGATIVE),
    "subsidy": (0.0, Bound(low=-1, open_low=True, open_high=True)),
}
_ONE_NUMBER: Mapping[str, tuple[float, Bound]] = {
    "nest_lambda": (1.0, Bound(low=0, high=1, open_low=True)),
    "review": (1.0, SHARE),
    "beta": (0.0, Bound(low=0, high=1, open_high=True)),
    "peers": (0.0, FINITE),
    "match_sd": (0.0, NOT_NEGATIVE),
}


def frame_problems(given: Any) -> list[Problem]:
    """What is wrong with regions, persons and months; raises at once if it is the regions."""
    reader = Reader(0, "world")
    names = given.regions
    words = isinstance(names, Sequence) and not isinstance(names, str) and all(isinstance(n, str) and n for n in names)
    if not words or not 1 <= len({crc32(name.encode()) for name in names}) == len(names) <= MAX_REGIONS:
        reader.refuse("regions", names, f"1 to {MAX_REGIONS} different names (of different crc32)")
        raise ScenarioError(reader.problems)
    least_persons = 0 if given.firms != "off" else 1
    whole_numbers = (
        ("persons", given.persons, least_persons, MOST_PERSONS),
        ("months", given.months, 1, MOST_MONTHS),
        ("start", given.start, 0, LAST_DATED),
    )
    for key, value, least, most in whole_numbers:
        try:
            whole(value, key, least, most)
        except Refused:
            reader.refuse(key, value, f"a whole number from {least} to {most}")
    return reader.problems


def resolved(given: Any, reader: Reader) -> dict[str, Any]:
    """Every field in the form it is kept in."""
    size = reader.regions
    values: dict[str, Any] = {"regions": tuple(given.regions)}
    reader.word("form", given.form, FORMS)
    ties_known: object = given.ties_known
    if not isinstance(ties_known, bool):
        reader.refuse("ties_known", given.ties_known, "true or false")
    if given.utility is not None:
        values["utility"] = reader.by_region("utility", given.utility, None)
    cost = plain(given.cost)
    if isinstance(cost, int | float) and not isinstance(cost, bool):  # one number: of leaving, whatever the goal
        cost = cost * (1 - np.eye(size))
    values["cost"] = reader.series("cost", cost, (size, size), 0.0, FINITE)
    for name, (default, bound) in _BY_REGION.items():
        values[name] = reader.by_region(name, getattr(given, name), default, bound)
    for name, (default, bound) in _ONE_NUMBER.items():
        values[name] = reader.number(name, getattr(given, name), default, bound)
    values["shares"] = _shares(given, reader)
    values["tastes"] = _tastes(given, reader)
    values["nests"] = _nests(given, reader)
    values["wage_rule"] = read_rule("wage_rule", given.wage_rule, "fixed", WAGE_RULES, reader)
    values["rent_rule"] = read_rule("rent_rule", given.rent_rule, "fixed", RENT_RULES, reader)
    values["labour"] = read_rule("labour", given.labour, "off", LABOUR_RULES, reader)
    values["firms"] = read_firms(given.firms, reader)
    return values


def _shares(given: Any, reader: Reader) -> NDArray[Any]:
    """float64[R] of shares, or int8[N] of each person's region."""
    size = reader.regions
    equal = np.full(size, 1 / size)
    if given.shares is None:
        return equal
    array = np.asarray(given.shares)
    whole = array.dtype.kind in "iu"
    if whole and array.shape == (given.persons,) and (array.shape != (size,) or array.sum() != 1):
        if array.size and (array.min() < 0 or array.max() >= size):
            reader.refuse("shares", array, f"regions 0 to {size - 1}, one a person")
        return _frozen(array.astype(np.int8))
    if array.shape != (size,) or array.dtype.kind not in "iuf" or (array < 0).any() or abs(array.sum() - 1) > 1e-9:
        reader.refuse("shares", array, f"{size} shares that sum to 1, or in Python a region (int) for each person")
        return equal
    return _frozen(array.astype(np.float64))


def _tastes(given: Any, reader: Reader) -> str | dict[str, float] | NDArray[np.float64]:
    tastes = given.tastes
    if isinstance(tastes, str):
        reader.word("tastes", tastes, TASTES)
        return tastes
    if isinstance(tastes, Mapping):
        reader.keys("tastes", tastes, ("uniform",), ("uniform",))
        if reader.regions != 2:
            reader.refuse("tastes", tastes, "uniform tastes only with two regions")
        width = reader.number("tastes.uniform", tastes.get("uniform", 0.0), None, NOT_NEGATIVE)
        return {"uniform": float(width.at(given.start))}
    array = np.asarray(tastes)
    if array.shape != (given.persons, reader.regions) or array.dtype.kind not in "iuf" or not np.isfinite(array).all():
        allowed = f"{', '.join(TASTES)}, {{uniform = s}}, or {given.persons} × {reader.regions} numbers"
        reader.refuse("tastes", array, allowed)
        return "none"
    return _frozen(array.astype(np.float64))


def _nests(given: Any, reader: Reader) -> tuple[tuple[str, ...], ...]:
    if isinstance(given.nests, str) or not all(isinstance(nest, list | tuple) for nest in given.nests):
        reader.refuse("nests", given.nests, "a list of lists of regions")
        return ()
    nests = tuple(tuple(nest) for nest in given.nests)
    names = [name for nest in nests for name in nest]
    for name in sorted({str(name) for name in names if name not in given.regions}):
        reader.refuse("nests", name, ", ".join(given.regions), nearest(name, given.regions))
    if len(set(names)) < len(names) or not all(nests):
        reader.refuse("nests", nests, "nests that are not empty and share no region")
    return nests


def refuse_together(given: Any, values: Mapping[str, Any], reader: Reader) -> None:
    """Conditions on several keys."""
    last = given.start + given.months
    dates = sorted({given.start} | {m for v in values.values() if isinstance(v, Series) for m in v.months if m < last})
    if given.form == "log" and values.get("utility") is None:
        for name in ("wage", "rent"):
            if any((values[name].at(month) <= 0).any() for month in dates):
                reader.refuse(name, values[name].at(given.start).tolist(), 'above 0 (ln y and ln r, form "log")')
    rule = values["rent_rule"]
    if isinstance(rule, Market):
        speed = max(float((rule.at("nu", m) * (rule.at("ed", m) + rule.at("es", m))).max()) for m in dates)
        if speed >= 2:
            reader.refuse("rent_rule.market", speed, "nu·(ed + es) below 2, else prices do not settle")


def _frozen(array: NDArray[Any]) -> NDArray[Any]:
    array = array.copy()
    array.flags.writeable = False
    return array
