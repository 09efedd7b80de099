"""People followed through both worlds of a comparison, as `talentflow trace` has told of them."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from sim.store.files import read_json, sha256_of
from sim.web.studies import Lang, Study

RECORD = "lives.json"
SCHEMA = 1  # of the view models that the page reads


def told(study: Study, lang: Lang) -> dict[str, Any]:
    """The view model, empty where there is none of this version that the record beside it vouches for."""
    file, record = study.path(f"lives-{lang}.json"), study.path(RECORD)
    if not file or not record:
        return {}
    found = _read(file, record, study.digest, file.stat().st_mtime_ns, record.stat().st_mtime_ns)
    return found if found.get("schema") == SCHEMA else {}


@lru_cache(maxsize=16)
def _read(file: Path, record: Path, digest: str, *changed: int) -> dict[str, Any]:
    vouched = read_json(record) or {}
    if vouched.get("digest") != digest or vouched["files"].get(file.name) != sha256_of(file):
        return {}
    content: dict[str, Any] = json.loads(file.read_bytes())
    return content


def figures(model: dict[str, Any]) -> dict[str, Any]:
    """Charts of all people, by their name and the person's: columns and rows."""
    return {
        f"{name}-{person['key']}": {**model["figures"][name], "rows": rows}
        for person in model.get("people", ())
        for name, rows in person["rows"].items()
    }
