"""Instruments of talent policy: one file each. A new file here with a subclass of Policy is a new kind."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from sim.policies.base import Dated, Policy, Spec, Who

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
    return MappingProxyType({r.kind: Kind(r.kind, r, r.family, r.title, r.specs()) for r in records})


KINDS = _catalogue()
