"""Finished comparisons: found under the results root, known by names of the list, read and never written."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Literal

from sim.panel.asked import ASKED
from sim.store.files import SEAL, read_json, sha256_of

Lang = Literal["zh", "en"]
LANGS: tuple[Lang, ...] = ("zh", "en")
MANIFEST = "manifest.json"
SCHEMA = 1  # of the view models that the page reads
TOLD = ("title", "seeds", "persons_per_agent", "digest", "first", "last")


@dataclass(frozen=True)
class Study:
    """A results folder with a manifest that vouches for itself. changed: nanoseconds; seal: digest of the manifest."""

    folder: Path
    changed: int
    digest: str
    seal: str
    files: frozenset[str]

    @property
    def viewed(self) -> bool:
        """Whether its report has a view model in every language, as this page reads them."""
        return all(self.view(lang).get("schema") == SCHEMA for lang in LANGS)

    @property
    def asked(self) -> bool:
        """Whether it was asked for on the page: such are not what the page opens with."""
        return self.folder.parent.name == ASKED

    @property
    def reported(self) -> bool:
        """Whether there is a report."""
        return any((self.folder / f"report-{lang}.html").is_file() for lang in LANGS)

    def view(self, lang: Lang) -> dict[str, Any]:
        """Its view model, empty where there is none that is as the report's record has it."""
        return self._vouched(_view, f"view-{lang}.json", lang)

    def flows(self, lang: Lang) -> dict[str, Any]:
        """Its moves between places, empty where there are none that are as the report's record has them."""
        return self._vouched(_flows, "flows.json", lang)

    def evidence(self, lang: Lang) -> dict[str, Any]:
        """What stands behind its numbers, empty where there is none that is as the report's record has it."""
        return self._vouched(_view, f"evidence-{lang}.json", lang)

    def _vouched(self, read: Callable[..., dict[str, Any]], name: str, lang: Lang) -> dict[str, Any]:
        file, record = self.path(name), self.path(f"report-{lang}.json")
        return read(file, record, file.stat().st_mtime_ns, record.stat().st_mtime_ns) if file and record else {}

    def path(self, name: str) -> Path | None:
        """One of its files; None where there is none, or where it lies elsewhere."""
        path = (self.folder / name).resolve()
        return path if path.is_relative_to(self.folder) and path.is_file() else None

    def told(self, lang: Lang) -> dict[str, Any]:
        """What the list of studies says of it."""
        written = datetime.fromtimestamp(self.changed / 1e9, UTC).isoformat(timespec="seconds")
        view = self.view(lang)
        title = {"title": view["variants"][0]["what"]} if self.asked else {}
        return {**{key: view.get(key) for key in TOLD}, **title, "plan": self.asked, "written": written}


@dataclass(frozen=True)
class Studies:
    """What may be looked at: all under a root, and a folder that was opened by name. A link that leads out of them is not followed."""

    root: Path
    opened: Path | None = None

    def named(self) -> dict[str, Study]:
        """Studies with a view model by name, newest first, those asked for on the page last.

        A name is the plan's digest, so that a link means the same on any machine. Of several results of one plan the one
        opened, else the newest, has it; the others add the digest of theirs.
        """
        names: dict[str, Study] = {}
        viewed = [study for study in self.found() if study.viewed]
        for study in sorted(viewed, key=lambda study: study.folder != self._opened):
            plain, own = study.digest[:12], f"{study.digest[:12]}-{study.seal[:8]}"
            names.setdefault(own if plain in names and names[plain].seal != study.seal else plain, study)
        return dict(sorted(names.items(), key=lambda item: (item[1].asked, -item[1].changed)))

    def study(self, name: str) -> Study | None:
        """The study of a name."""
        return self.named().get(name)

    def found(self) -> list[Study]:
        """All finished comparisons, newest first."""
        found = filter(None, map(read_study, self._folders()))
        return sorted(found, key=lambda study: -study.changed)

    def _folders(self) -> Iterator[Path]:
        """Folders with a manifest: NAME or NAME/DIGEST under the root, and the one opened."""
        root = self.root.resolve()
        inside = {path.parent.resolve() for deep in ("*", "*/*") for path in root.glob(f"{deep}/{MANIFEST}")}
        yield from (folder for folder in inside if folder.is_relative_to(root) and folder != self._opened)
        if self._opened is not None:
            yield self._opened

    @cached_property
    def _opened(self) -> Path | None:
        return self.opened.resolve() if self.opened else None


def read_study(folder: Path) -> Study | None:
    """The finished comparison in a folder, None where there is none."""
    try:
        changed = (folder / MANIFEST).stat().st_mtime_ns
    except OSError:
        return None
    return _study(folder, changed)


@lru_cache(maxsize=1024)
def _study(folder: Path, changed: int) -> Study | None:
    manifest = read_json(folder / MANIFEST)
    if manifest is None or manifest.get("span") is None or "effects.csv" not in manifest["files"]:
        return None
    seal = json.loads((folder / MANIFEST).read_bytes())[SEAL]
    return Study(folder, changed, manifest["digest"], seal, frozenset(manifest["files"]))


def _read(file: Path, record: Path, *changed: int) -> dict[str, Any]:
    """A file written with a report, as the record has it; changed: when both were, so that what is kept is not out of date."""
    files = (read_json(record) or {}).get("files", {})
    if files.get(file.name) != sha256_of(file):
        return {}
    content: dict[str, Any] = json.loads(file.read_bytes())
    return content


_view = lru_cache(maxsize=256)(_read)
_flows = lru_cache(maxsize=8)(_read)  # each some hundred thousand numbers
