"""A results folder: whether it may be used for a plan, what of it is already there, and its last file, the manifest."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim.store.errors import Refused
from sim.store.files import intact, make_folder, sha256_of, write_json
from sim.store.parts import Parts
from sim.store.plan import Plan, differences

PLAN, MANIFEST = "plan.json", "manifest.json"
SHOWN = 5  # differences named in a refusal
PLAIN = {"code": "the code", "data": "the data", "verb": "the verb", "months": "--months"}


@dataclass(frozen=True)
class Folder:
    """A results folder and the plan it belongs to."""

    path: Path
    plan: Plan

    @property
    def parts(self) -> Parts:
        """What single seeds have produced."""
        return Parts(self.path / "parts")

    def claim(self) -> None:
        """Make the folder, or check that it holds results of the same plan.

        Raises Refused if it holds anything else, CannotWrite if the system does.
        """
        if self.path.is_dir() and any(self.path.iterdir()):
            self._check()
        make_folder(self.parts.folder)
        write_json(self.path / PLAN, self.plan.content())

    def _check(self) -> None:
        held = read_json(self.path / PLAN)
        if held is None:
            raise Refused(
                f"{self.path}: not empty and not a results folder; allowed a new folder or an older result of the same"
            )
        if held["digest"] != self.plan.digest:
            raise Refused(f"{self.path}: holds other results; {_difference(held, self.plan.content())}")

    def complete(self, seeds: Iterable[int]) -> bool:
        """True if the folder is finished for all these seeds and no file has been harmed."""
        manifest = read_json(self.path / MANIFEST)
        return (
            manifest is not None
            and set(seeds) <= set(manifest["seeds"])
            and not manifest["failed"]
            and intact(self.path, manifest["files"])
        )

    def reopen(self) -> None:
        """Take away the manifest: until the next one the folder is unfinished."""
        (self.path / MANIFEST).unlink(missing_ok=True)

    def seal(self, seeds: Sequence[int], failures: Mapping[int, str], about: Mapping[str, object]) -> None:
        """Write the manifest over the files that are there; raises CannotWrite.

        about: what all seeds share (window and dates of the outcomes).
        """
        files = sorted(file for file in self.path.iterdir() if file.suffix in (".parquet", ".csv"))
        hashes = {file.name: sha256_of(file) for file in files}
        write_json(
            self.path / MANIFEST,
            {
                **self.plan.content(),
                **about,
                "seeds": list(seeds),
                "failed": {str(seed): error for seed, error in failures.items()},
                "files": hashes,
            },
        )


def read_json(path: Path) -> dict[str, Any] | None:
    """Content of a JSON file, None where there is none that can be read."""
    try:
        content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return content


def _difference(old: dict[str, Any], new: dict[str, Any]) -> str:
    """What differs between two plans, in one line."""
    found = [(path, before, after) for path, before, after in differences(_told(old), _told(new)) if path != "digest"]
    said = [PLAIN.get(path, f"{path} {_brief(before)} there, {_brief(after)} here") for path, before, after in found]
    more = f" and {len(said) - SHOWN} more" if len(said) > SHOWN else ""
    return f"different: {'; '.join(said[:SHOWN])}{more}"


def _told(plan: dict[str, Any]) -> dict[str, Any]:
    """A plan with its scenarios by name and without their digests, which say nothing to a reader."""
    worlds = {world["name"]: world["document"] for world in plan["scenarios"]}
    return {**{key: plan[key] for key in ("verb", "months", "code", "data", "versions")}, "scenarios": worlds}


def _brief(value: object) -> str:
    text = "nothing" if value is None else str(value)
    return text if len(text) <= 40 else text[:37] + "..."
