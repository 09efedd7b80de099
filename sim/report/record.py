"""What a written report was made of, so that it is not drawn again from the same results by the same program."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from sim.report.formats import Lang
from sim.store.files import harmed, read_json, sha256_json, sha256_of, write_json
from sim.store.folder import MANIFEST, check, read_manifest

UNREAD = ("marks", "people")  # the largest files of results: no page shows an agent
PACKAGE = Path(__file__).parents[1]
LIBRARIES = ("fonttools", "jinja2", "matplotlib", "numpy", "pandas", "scipy")  # those that can move a dot


def checked_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of finished results whose files, those that a report reads, are as written; raises Refused."""
    manifest = read_manifest(folder)
    check(
        folder,
        {name: sha for name, sha in manifest["files"].items() if Path(name).parts[0].split(".")[0] not in UNREAD},
    )
    return manifest


def source(folder: Path) -> str:
    """Digest of all that decides the report of a results folder: the results, the program, the libraries that draw."""
    sha = hashlib.sha256()
    for file in sorted(file for file in PACKAGE.rglob("*") if file.is_file() and "__pycache__" not in file.parts):
        sha.update(file.relative_to(PACKAGE).as_posix().encode() + b"\0" + file.read_bytes().replace(b"\r\n", b"\n"))
    libraries = {name: version(name) for name in LIBRARIES}
    return sha256_json({"results": sha256_of(folder / MANIFEST), "program": sha.hexdigest(), **libraries})


def stands(folder: Path, lang: Lang, made_of: str) -> bool:
    """Whether the page and figures of a language are there, made of this and as they were written."""
    record = read_json(_path(folder, lang))
    return record is not None and record["made_of"] == made_of and not harmed(folder, record["files"])


def note(folder: Path, lang: Lang, made_of: str, files: Sequence[Path]) -> None:
    """Keep what the files of a language were made of; raises CannotWrite."""
    hashes = {file.relative_to(folder).as_posix(): sha256_of(file) for file in files}
    write_json(_path(folder, lang), {"made_of": made_of, "files": hashes})


def _path(folder: Path, lang: Lang) -> Path:
    return folder / f"report-{lang}.json"
