"""A results folder: whether it may be used for a plan, what of it is already there, and its last file, the manifest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from sim.calendar import label
from sim.given import counted
from sim.store.errors import Refused, writing
from sim.store.files import harmed, make_folder, read_json, remove, sha256_of, write_json
from sim.store.hold import dead, passing
from sim.store.plan import Plan, differences

PLAN, MANIFEST = "plan.json", "manifest.json"
MARKS = "marks"  # folder of the marks of each run
LIVES = "lives"  # folder of what was seen of people followed, a file a variant; the manifest does not name them, each vouches for itself
AGAIN = "to write it again from the store: talentflow resume {}"
SHOWN = 5  # differences named in a refusal
PLAIN = {"code": "the code", "data": "the data", "verb": "the verb", "months": "--months"}


class Failure(NamedTuple):
    """A run that ended in an error: of which world, future and seed. trace: where it happened, may be empty."""

    scenario: str
    future: int
    seed: int
    error: str
    trace: str = ""


@dataclass(frozen=True)
class Folder:
    """A results folder and the plan it belongs to."""

    path: Path
    plan: Plan

    def claim(self, seeds: Iterable[int], store: Path, rule: Mapping[str, Any] | None = None) -> None:
        """Make the folder, or check that it holds results of the same plan, and note its seeds.

        seeds: wanted now, those of earlier jobs among them: a folder may grow, and holds no other seeds than those last asked
        for. rule: when to stop of the job, for whoever goes on with it. Raises Refused if the folder holds anything else,
        CannotWrite if the system does.
        """
        held, wanted = self.held(), tuple(sorted(seeds))
        if beside := sorted({*held} - {*wanted}):
            raise Refused(
                f"{self.path}: holds results of {counted(len(beside), 'seed')} not asked for ({_brief(beside)}); "
                "allowed these too (talentflow expand), or another folder (--out)"
            )
        make_folder(self.path)
        if wanted != held or (read_json(self.path / PLAN) or {}).get("stop") != rule:
            content = {**self.plan.content(), "seeds": list(wanted), "store": str(store)}
            write_json(self.path / PLAN, {**content, **({"stop": rule} if rule else {})})

    def ask(self) -> None:
        """Say in the plan and in the manifest what is now asked of the results, which decides none of them; raises CannotWrite."""
        asked = self.plan.inputs.get("asked")
        for file in (self.path / PLAN, self.path / MANIFEST):
            held = read_json(file)
            if asked is not None and held is not None and held.get("asked") != asked:
                write_json(file, {**held, "asked": asked})

    def held(self) -> tuple[int, ...]:
        """Seeds of earlier jobs of the same plan, none where nothing is there; Refused where anything else is."""
        if not self.path.is_dir() or all(map(passing, self.path.iterdir())):  # another job may begin now
            return ()
        held = self._check()
        return tuple(held["seeds"])

    def _check(self) -> dict[str, Any]:
        held = read_json(self.path / PLAN)
        if held is None and (self.path / PLAN).exists():
            raise Refused(
                f"{self.path / PLAN}: harmed; allowed a new folder: finished runs are in the store, none is lost"
            )
        if held is None:
            raise Refused(
                f"{self.path}: not empty and not a results folder; allowed a new folder or an older result of the same"
            )
        if held["digest"] != self.plan.digest:
            raise Refused(f"{self.path}: holds other results; {_difference(held, self.plan.content())}")
        return held

    def complete(self, seeds: Iterable[int], rule: Mapping[str, Any] | None = None) -> bool:
        """True if the folder is finished for all these seeds, or by this rule to stop, and no file has been harmed."""
        manifest = read_json(self.path / MANIFEST)
        return (
            manifest is not None
            and set(seeds) <= set(manifest["seeds"])
            and (rule is None or _stopped_by(rule, manifest))
            and not manifest["failed"]
            and not harmed(self.path, manifest["files"])
        )

    def reopen(self) -> None:
        """Take away the manifest: until the next one the folder is unfinished. What killed jobs left goes too.

        Raises CannotWrite.
        """
        with writing(self.path):
            left = filter(dead, (*self.path.iterdir(), *self.path.glob(f"{MARKS}/.*")))
            for file in (self.path / MANIFEST, *left):
                remove(file)

    def seal(self, seeds: Sequence[int], failures: Sequence[Failure], stopped: Mapping[str, Any] | None = None) -> None:
        """Write the manifest over the files that are there; stopped: why no more seeds, if it was not said before. Raises CannotWrite."""
        tables = [*self.path.iterdir(), *self.path.glob(marks_file("*"))]
        files = sorted(file for file in tables if file.suffix in (".parquet", ".csv"))
        hashes = {file.relative_to(self.path).as_posix(): sha256_of(file) for file in files}
        write_json(
            self.path / MANIFEST,
            {
                **self.plan.content(),
                **_dates(self.plan),
                "seeds": list(seeds),
                "failed": [failure[:-1] for failure in failures],
                "files": hashes,
                **({"stopped": stopped} if stopped else {}),
            },
        )


def marks_file(run_id: str) -> str:
    """Name of the marks of a run within a results folder."""
    return f"{MARKS}/{run_id}.parquet"


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of finished results; raises Refused where there is none as it was written."""
    manifest = read_json(folder / MANIFEST)
    if manifest is None:
        raise Refused(f"{folder}: no finished results there (no {MANIFEST} that vouches for itself)")
    return manifest


def check(folder: Path, hashes: Mapping[str, str]) -> None:
    """Raises Refused for files of a results folder that are not as they were written. hashes: those of its manifest."""
    wrong = ", ".join(str(folder / name) for name in harmed(folder, hashes))
    if wrong:
        raise Refused(f"{wrong}: not as written (its sha256 is not that of {MANIFEST}); {AGAIN.format(folder)}")


def _stopped_by(rule: Mapping[str, Any], manifest: Mapping[str, Any]) -> bool:
    """Whether results ended by this rule."""
    ended = manifest.get("stopped") or {}
    return (ended.get("until"), ended.get("most")) == (rule["until"], len(rule["most"]))


def _dates(plan: Plan) -> dict[str, object]:
    """Window and outcome dates in words."""
    if plan.span is None:
        return {}
    window, dates = ([label(month) for month in months] for months in plan.span)
    return {"divergence": window[0], "window": window, "dates": dates}


def _difference(old: dict[str, Any], new: dict[str, Any]) -> str:
    """What differs between two plans, in one line."""
    found = [(path, before, after) for path, before, after in differences(_told(old), _told(new)) if path != "digest"]
    said = [PLAIN.get(path, f"{path} {_brief(before)} there, {_brief(after)} here") for path, before, after in found]
    more = f" and {len(said) - SHOWN} more" if len(said) > SHOWN else ""
    return f"different: {'; '.join(said[:SHOWN])}{more}"


def _told(plan: dict[str, Any]) -> dict[str, Any]:
    """A plan with its scenarios by name and without their digests, which say nothing to a reader."""
    worlds = {world["name"]: world["document"] for world in plan["scenarios"]}
    futures = {str(future["number"]): future["values"] for future in plan["futures"]}
    return {
        **{key: plan[key] for key in ("verb", "months", "record", "code", "data", "versions")},
        "scenarios": worlds,
        "futures": futures,
    }


def _brief(value: object) -> str:
    text = "nothing" if value is None else str(value)
    return text if len(text) <= 40 else text[:37] + "..."
