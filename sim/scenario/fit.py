"""Stored fits: what a first fit found, as a file that scenarios name by `parameters.from`.

The file (scenarios/fits/NAME.json) holds: `parameters` name -> {mode, sd}; `covariance` in that order; `constants`
region -> [junior college, bachelor and above]; `answers` name -> {origin, at, shifts by region}, what other values of
a parameter add to the constants; `rows`, the targets with what was fitted; `settings`, how it was made; `digest`,
sha256 of all this. A name `gamma` stands for ln_dist = -gamma / eps_w_grad: the product is what the data identify.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

SCHEMA = 2
GAMMA = "gamma"
KEYS = ("schema", "name", "parameters", "covariance", "constants", "answers", "rows", "settings", "digest")
Pair = tuple[float, float]  # junior college, bachelor and above


@dataclass(frozen=True)
class Answer:
    """How the constants answer to a parameter: what they gain, utils, where it is at[k] and not at its origin, the value in the fit."""

    origin: float
    at: tuple[float, ...]  # rising, the origin among them
    shifts: Mapping[str, tuple[Pair, ...]]  # by region, one for each of `at`

    def content(self) -> dict[str, object]:
        """What is stored."""
        shifts = {region: [list(pair) for pair in pairs] for region, pairs in self.shifts.items()}
        return {"origin": self.origin, "at": list(self.at), "shifts": shifts}


@dataclass(frozen=True)
class Fit:
    """Modes, standard deviations, covariance (K × K, in the order of `modes`) of K parameters; constants, utils.

    answers: of the constants to every parameter that moves what they absorb, fitted or not.
    """

    name: str
    modes: Mapping[str, float]
    sds: Mapping[str, float]
    covariance: tuple[tuple[float, ...], ...]
    constants: Mapping[str, Pair]
    answers: Mapping[str, Answer] = field(default_factory=dict)
    rows: Sequence[Mapping[str, object]] = ()  # region, pattern, target, low, high, fitted
    settings: Mapping[str, object] = field(default_factory=dict)

    def content(self) -> dict[str, object]:
        """What is stored, without the digest."""
        return {
            "schema": SCHEMA,
            "name": self.name,
            "parameters": {k: {"mode": self.modes[k], "sd": self.sds[k]} for k in self.modes},
            "covariance": [list(row) for row in self.covariance],
            "constants": {region: list(pair) for region, pair in self.constants.items()},
            "answers": {name: answer.content() for name, answer in self.answers.items()},
            "rows": [dict(row) for row in self.rows],
            "settings": dict(self.settings),
        }

    @property
    def digest(self) -> str:
        """sha256 of the content."""
        return digest_of(self.content())


def digest_of(content: Mapping[str, object]) -> str:
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
