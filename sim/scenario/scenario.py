"""A scenario: everything that distinguishes one world from another, resolved and frozen."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from sim.calendar import label
from sim.policies import Policy
from sim.policies.base import plain
from sim.scenario import values
from sim.scenario.derived import ln_dist
from sim.scenario.fit import GAMMA
from sim.scenario.fit_files import read_fit
from sim.scenario.policies import Budget
from sim.scenario.restore import fields_of
from sim.scenario.structure import Structure

if TYPE_CHECKING:
    from sim.scenario.limit.record import LimitWorld

TEXTS = ("name", "title", "purpose", "source")  # change nothing in a world


@dataclass(frozen=True)
class Scenario:
    """One world to be simulated. Months are indices since 2010-01, `start` and `end` are both simulated.

    parameters: every one of the catalogue, in its unit. ranges: (low, high) of those given as a range here or by a fit.
    constants: region -> A of junior college, A of bachelor and above (utils), empty for zeros.
    policy_ranges: "policy.ID.FIELD" -> (low, high), fields given as a range. warnings: what runs but should be known.
    digest: sha256 of everything that acts; two scenarios with one digest are the same world.
    """

    name: str
    title: Mapping[str, str]
    purpose: str
    source: str
    start: int
    end: int
    persons_per_agent: int
    researchers_per_agent: int
    parameters: Mapping[str, float]
    ranges: Mapping[str, tuple[float, float]]
    fit: str | None
    constants: Mapping[str, tuple[float, ...]]
    structure: Structure
    budgets: Mapping[str, Budget]
    policies: tuple[Policy, ...]
    limit: LimitWorld | None
    policy_ranges: Mapping[str, tuple[float, float]] = dataclasses.field(default_factory=dict)
    warnings: tuple[str, ...] = ()

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> Scenario:
        """The scenario whose `document()` this is: same digest, same world. ValueError for a limit world."""
        return cls(**fields_of(document))

    def at(self, wanted: Mapping[str, Any]) -> Scenario:
        """The same with the values of those paths that it has (`parameters.X`, `policy.ID.FIELD` ...), and what follows from them.

        As if its file were read with these values, which are checked ones, spelt as in JSON. Raises Refused for the months of a
        limit world.
        """
        return values.at(self, wanted)

    @cached_property
    def gamma(self) -> float | None:
        """Decay with distance that the fit in force has found, where ln_dist follows from it; None where ln_dist stands by itself."""
        found = read_fit(self.fit).modes.get(GAMMA) if self.fit else None
        if found is None or self.parameters["ln_dist"] != ln_dist(found, self.parameters["eps_w_grad"]):
            return None
        return found

    @property
    def digest(self) -> str:
        """sha256 (hex) of the resolved content without texts, ranges, the fit's name and warnings."""
        content = {
            key: value for key, value in self.document().items() if key not in (*TEXTS, "ranges", "fit", "warnings")
        }
        content["policies"] = [{k: v for k, v in p.items() if k != "source"} for p in content["policies"]]
        text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    def document(self) -> dict[str, Any]:
        """The resolved content as plain JSON values: dates "YYYY-MM", what is not given left out of policies."""
        return {
            "name": self.name,
            "title": dict(self.title),
            "purpose": self.purpose,
            "source": self.source,
            "start": label(self.start),
            "end": label(self.end),
            "persons_per_agent": self.persons_per_agent,
            "researchers_per_agent": self.researchers_per_agent,
            "parameters": dict(sorted(self.parameters.items())),
            "ranges": {name: list(pair) for name, pair in sorted({**self.ranges, **self.policy_ranges}.items())},
            "fit": self.fit,
            "constants": {region: list(pair) for region, pair in sorted(self.constants.items())},
            "structure": plain(self.structure),
            "budgets": {name: plain(budget) for name, budget in sorted(self.budgets.items())},
            "policies": [policy.document for policy in self.policies],
            "limit": self.limit.document() if self.limit else None,
            "warnings": list(self.warnings),
        }
