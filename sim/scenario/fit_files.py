"""Stored fits on disk: written whole or not at all, read with every fault of the file told."""

from __future__ import annotations

import json
import math
import re
import uuid
from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from sim.given import is_name
from sim.scenario.fit import GAMMA, KEYS, SCHEMA, Answer, Fit, Pair, digest_of
from sim.scenario.folders import SCENARIOS, fits_folders, own
from sim.scenario.parameters import PARAMETERS
from sim.scenario.problems import Problem, ScenarioError, nearest, shown

NUMBERS = re.compile(r"\[([-+.\de,\s]+)\]")  # a list of numbers, which stands on one line


def write_fit(fit: Fit, folder: Path | None = None) -> Path:
    """Store a fit under its name, in one's own folder unless another is named; the file is complete or absent."""
    path = (folder or own(SCENARIOS) / "fits") / f"{fit.name}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(fit.content() | {"digest": fit.digest}, indent=1, ensure_ascii=False)
    text = NUMBERS.sub(lambda found: "[" + " ".join(found[1].split()) + "]", text) + "\n"
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
    return _checked(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=8)
def _checked(path: Path, written: int) -> Fit:
    """The fit of a file as it was last written: futures by the thousand ask for it."""
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

    def named(self, field: str, name: str) -> None:
        """A name is that of a parameter."""
        if name not in PARAMETERS and name != GAMMA:
            self.fault(field, name, "a parameter of parameters.csv, or gamma", nearest(name, PARAMETERS))

    def number(self, field: str, value: object) -> float:
        """A finite number."""
        if isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value):
            return float(value)
        self.fault(field, value, "a finite number")
        return 0.0


def _fit(content: dict[str, Any], file: _File) -> Fit:
    if content["schema"] != SCHEMA:
        file.fault("schema", content["schema"], str(SCHEMA))
    if content["digest"] != digest_of({key: content[key] for key in KEYS if key != "digest"}):
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
        answers=_answers(content["answers"], content["constants"], file),
        rows=tuple(content["rows"]),
        settings=content["settings"],
    )


def _modes(table: object, file: _File) -> tuple[dict[str, float], dict[str, float]]:
    modes: dict[str, float] = {}
    sds: dict[str, float] = {}
    for name, entry in table.items() if isinstance(table, dict) else ():
        file.named(f"parameters.{name}", name)
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


def _constants(table: object, file: _File) -> dict[str, Pair]:
    if not isinstance(table, dict):
        file.fault("constants", table, "a table by region")
        return {}
    return {region: _pair(f"constants.{region}", pair, file) for region, pair in table.items()}


def _pair(field: str, pair: object, file: _File) -> Pair:
    if not isinstance(pair, list) or len(pair) != 2:
        file.fault(field, pair, "[junior college, bachelor and above]")
        return 0.0, 0.0
    low, high = (file.number(field, cell) for cell in pair)
    return low, high


def _answers(table: object, regions: Iterable[str], file: _File) -> dict[str, Answer]:
    if not isinstance(table, dict):
        file.fault("answers", table, "a table by parameter")
        return {}
    return {name: _answer(name, entry, regions, file) for name, entry in table.items()}


def _answer(name: str, entry: Any, regions: Iterable[str], file: _File) -> Answer:
    field = f"answers.{name}"
    file.named(field, name)
    at = entry["at"] if isinstance(entry, dict) and set(entry) == {"origin", "at", "shifts"} else None
    if not isinstance(at, list) or len(at) < 2 or any(b <= a for a, b in pairwise(at)) or entry["origin"] not in at:
        file.fault(field, at, "{origin, at, shifts} with two rising values or more, the origin among them")
        return Answer(0.0, (), {})
    shifts = entry["shifts"]
    if set(shifts) != set(regions) or any(len(pairs) != len(at) for pairs in shifts.values()):
        file.fault(field, list(shifts), f"{len(at)} pairs for each region of the constants")
    return Answer(
        origin=file.number(field, entry["origin"]),
        at=tuple(file.number(field, value) for value in at),
        shifts={region: tuple(_pair(field, pair, file) for pair in pairs) for region, pairs in shifts.items()},
    )
