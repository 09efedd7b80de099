"""The switches of the model: which form of a mechanism is in force, or that it is off."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from sim.scenario.derived import default_nests
from sim.scenario.document import Node
from sim.scenario.reader import Reader

CHOICES: Mapping[str, tuple[str, ...]] = {  # the first is the default
    "choice": ("mnl", "nested"),
    "horizon": ("myopic", "forward"),
    "move": ("job_first", "move_first"),
    "matching": ("cobb_douglas", "urn_ball", "full"),
    "queue": ("lottery", "by_ability"),
    "vacancies": ("firms", "fixed", "free_entry"),
    "wages": ("curve", "nash", "fixed"),
    "rents": ("flow", "static", "fixed"),
    "rivals": ("passive", "match", "coordinate"),
}
SWITCHES = ("peers", "firms", "researchers", "family")  # true by default


@dataclass(frozen=True)
class Structure:
    """One setting a mechanism; `nests` are lists of regions, read by choice = "nested" only."""

    choice: str = "mnl"
    nests: tuple[tuple[str, ...], ...] = ()
    horizon: str = "myopic"
    move: str = "job_first"
    matching: str = "cobb_douglas"
    queue: str = "lottery"
    vacancies: str = "firms"
    wages: str = "curve"
    rents: str = "flow"
    peers: bool = True
    firms: bool = True
    researchers: bool = True
    family: bool = True
    rivals: str = "passive"
    rivals_of: str = "Hohhot"  # the city that they answer


KEYS = tuple(f.name for f in fields(Structure))


def read_structure(node: Node, reader: Reader) -> Structure:
    """The table [structure]; nests that are not given are the groups of cities."""
    given = reader.keys(node, "structure", KEYS)
    words: dict[str, Any] = {
        k: reader.choice(given[k], f"structure.{k}", options) for k, options in CHOICES.items() if k in given
    }
    switches: dict[str, Any] = {k: reader.boolean(given[k], f"structure.{k}", True) for k in SWITCHES if k in given}
    nests = _nests(given["nests"], reader) if "nests" in given else ()
    if not nests and words.get("choice") == "nested":
        nests = default_nests(reader.places)
    if "rivals_of" in given:
        words["rivals_of"] = _rivals_of(given["rivals_of"], words.get("rivals", "passive"), reader)
    return Structure(nests=nests, **words, **switches)


def _rivals_of(node: Node, rivals: str, reader: Reader) -> str:
    """The city that rivals answer."""
    regions = reader.regions(node, "structure.rivals_of")
    if len(regions) != 1 or rivals == "passive":
        reader.fault(node, "structure.rivals_of", 'one region, beside rivals = "match" or "coordinate"')
    return regions[0] if regions else ""


def _nests(node: Node, reader: Reader) -> tuple[tuple[str, ...], ...]:
    if not isinstance(node.value, list) or not all(isinstance(item.value, list) for item in node.items):
        reader.fault(node, "structure.nests", "a list of lists of regions")
        return ()
    nests = tuple(reader.regions(item, "structure.nests") for item in node.items)
    names = [name for nest in nests for name in nest]
    for name in sorted({name for name in names if names.count(name) > 1}):
        reader.fault(node, "structure.nests", "every region in one nest at most", found=f'"{name}" in two nests')
    return nests
