"""Stored fits: what a first fit found, as a file that scenarios name by `parameters.from`.

The file (scenarios/fits/NAME.json) holds: `parameters` name -> {mode, sd}; `covariance` in that order; `constants`
region -> [junior college, bachelor and above]; `rows`, the targets with what was fitted; `settings`, how it was made;
`digest`, sha256 of all this. A mode named `gamma` stands for ln_dist = -gamma / eps_w_grad: the product is what the
data identify.
"""

from __future__ import annotations

import hashlib
import json
import math
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sim.given import is_name
from sim.scenario.folders import SCENARIOS, fits_folders, own
from sim.scenario.parameters import PARAMETERS
from sim.scenario.problems import Problem, ScenarioError, nearest, shown

SCHEMA = 1
GAMMA = "gamma"
KEYS = ("schema", "name", "parameters", "covariance", "constants", "rows", "settings", "digest")


@dataclass(frozen=True)
class Fit:
    """Modes, standard deviations, covariance (K × K, in the order of `modes`) of K parameters; constants, utils."""

    name: str
    modes: Mapping[str, float]
    sds: Mapping[str, float]
    covariance: tuple[tuple[float, ...], ...]
    constants: Mapping[str, tuple[float, float]]
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
            "rows": [dict(row) for row in self.rows],
            "settings": dict(self.settings),
        }

    @property
    def digest(self) -> str:
        """sha256 of the content."""
        return _digest(self.content())


def _digest(content: Mapping[str, object]) -> str:
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def write_fit(fit: Fit, folder: Path | None = None) -> Path:
    """Store a fit under its name, in one's own folder unless another is named; the file is complete or absent."""
    path = (folder or own(SCENARIOS) / "fits") / f"{fit.name}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(fit.content() | {"digest": fit.digest}, indent=1, ensure_ascii=False) + "\n"
    unfinished = path.with_suffix(f".unfinished-{uuid.uuid4().hex[:8]}")
    unfinished.write_text(text, encoding="utf-8")
    unfinished.replace(path)
    return path


def fit_names(folder: Path | None = None) -> tuple[str, ...]:
    """Names of the stored fits."""
    return tuple(sorted({p.stem for place in _places(folder) for p in place.glob("*.json")}))


def read_fit(name: str, folder: Path | None = None) -> Fit:
    """A stored fit; raises ScenarioError with every fault of the file, KeyError when there is none of that name."""
    paths = [place / f"{name}.json" for place in _places(folder)] if is_name(name) else []
    path = next((path for path in paths if path.is_file()), None)
    if path is None:
        raise KeyError(name)
    file = _File(path)
    content = file.read()
    fit = _fit(content, file)
    if file.problems:
        raise ScenarioError(file.problems)
    return fit


def _places(folder: Path | None) -> tuple[Path, ...]:
    """Where stored fits are looked for."""
    return fits_folders() if folder is None else (folder,)


class _File:
    """The text of a fit and the faults found in it."""

    def __init__(self, path: Path) -> None:
        self.file = str(path)
        self.text = path.read_bytes().decode("utf-8", errors="replace")
        self.problems: list[Problem] = []

    def read(self) -> dict[str, Any]:
        """The content of the file as JSON."""
        try:
            content = json.loads(self.text)
        except (ValueError, RecursionError) as error:
            line = getattr(error, "lineno", 1)
            raise ScenarioError(
                [Problem(self.file, line, "json", str(error), "a fit written by the fit command")]
            ) from None
        if not isinstance(content, dict) or not set(KEYS) <= set(content):
            raise ScenarioError([Problem(self.file, 1, "fit", "other keys", f"a table with {', '.join(KEYS)}")])
        return content

    def fault(self, field: str, found: object, allowed: str, suggestion: str = "") -> None:
        """Note a fault at the first line where the last part of the field stands."""
        before = self.text.partition(f'"{field.split(".")[-1]}"')[0]
        self.problems.append(Problem(self.file, before.count("\n") + 1, field, shown(found), allowed, suggestion))

    def number(self, field: str, value: object) -> float:
        """A finite number."""
        if isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value):
            return float(value)
        self.fault(field, value, "a finite number")
        return 0.0


def _fit(content: dict[str, Any], file: _File) -> Fit:
    if content["schema"] != SCHEMA:
        file.fault("schema", content["schema"], str(SCHEMA))
    if content["digest"] != _digest({key: content[key] for key in KEYS if key != "digest"}):
        file.fault(
            "digest", content["digest"], "the sha256 of the content: run the fit again instead of editing its file"
        )
    modes, sds = _modes(content["parameters"], file)
    return Fit(
        name=str(content["name"]),
        modes=modes,
        sds=sds,
        covariance=_covariance(content["covariance"], len(modes), file),
        constants=_constants(content["constants"], file),
        rows=tuple(content["rows"]),
        settings=content["settings"],
    )


def _modes(table: object, file: _File) -> tuple[dict[str, float], dict[str, float]]:
    modes: dict[str, float] = {}
    sds: dict[str, float] = {}
    for name, entry in table.items() if isinstance(table, dict) else ():
        if name not in PARAMETERS and name != GAMMA:
            file.fault(f"parameters.{name}", name, "a parameter of parameters.csv, or gamma", nearest(name, PARAMETERS))
        if not isinstance(entry, dict) or set(entry) != {"mode", "sd"}:
            file.fault(f"parameters.{name}", entry, "{mode, sd}")
            continue
        modes[name] = file.number(f"parameters.{name}", entry["mode"])
        sds[name] = file.number(f"parameters.{name}", entry["sd"])
    if not isinstance(table, dict):
        file.fault("parameters", table, "a table of {mode, sd}")
    return modes, sds


def _covariance(rows: object, size: int, file: _File) -> tuple[tuple[float, ...], ...]:
    if not isinstance(rows, list) or len(rows) != size or not all(isinstance(r, list) and len(r) == size for r in rows):
        file.fault("covariance", rows, f"{size} rows of {size} numbers")
        return ()
    return tuple(tuple(file.number("covariance", cell) for cell in row) for row in rows)


def _constants(table: object, file: _File) -> dict[str, tuple[float, float]]:
    constants: dict[str, tuple[float, float]] = {}
    for region, pair in table.items() if isinstance(table, dict) else ():
        if not isinstance(pair, list) or len(pair) != 2:
            file.fault(f"constants.{region}", pair, "[junior college, bachelor and above]")
            continue
        low, high = (file.number(f"constants.{region}", cell) for cell in pair)
        constants[region] = (low, high)
    if not isinstance(table, dict):
        file.fault("constants", table, "a table by region")
    return constants
