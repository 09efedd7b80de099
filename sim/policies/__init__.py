"""Instruments of talent policy: one file each. A new file here with a subclass of Policy is a new kind."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from sim.calendar import ANCHOR
from sim.levers import faults
from sim.policies.base import Dated, Policy, Spec, Who

MONTHS_A_YEAR = 12
__all__ = ["KINDS", "Dated", "Kind", "Policy", "Spec", "Who"]


class Kind(NamedTuple):
    """One kind of instrument: its class, the family it is reported under, zh/en title, its own fields."""

    name: str
    record: type[Policy]
    family: str
    title: Mapping[str, str]
    fields: tuple[Spec, ...]


def _catalogue() -> Mapping[str, Kind]:
    for module in pkgutil.iter_modules(__path__):
        importlib.import_module(f"{__name__}.{module.name}")
    records = sorted(Policy.__subclasses__(), key=lambda record: record.kind)
    for record in records:
        check_moves(record)
    return MappingProxyType({r.kind: Kind(r.kind, r, r.family, r.title, r.specs()) for r in records})


def check_moves(record: type[Policy]) -> None:
    """Raise ValueError unless a kind moves levers that there are, along axes that they have, in a year of each of its examples."""
    for fields in record.examples:
        policy = record.of(fields, id="example", regions=("Hohhot",))
        for month in range(ANCHOR, ANCHOR + MONTHS_A_YEAR):
            for _, move in policy.moves_in_force(month):
                for fault in faults(move):
                    raise ValueError(f"kind {record.kind!r}: {fault}")


KINDS = _catalogue()
