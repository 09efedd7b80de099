"""Results for other tools and for a library: tables as CSV, and a description in RO-Crate 1.1 (JSON-LD)."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
from pyarrow import csv

from sim.store.errors import Refused, writing
from sim.store.files import make_folder, replacing
from sim.store.folder import MARKS, PLAN, check, marks_file, read_manifest

CRATE = "ro-crate-metadata.json"
CONTEXT = "https://w3id.org/ro/crate/1.1/context"
PROFILE = "https://w3id.org/ro/crate/1.1"
KINDS = {
    ".parquet": "application/vnd.apache.parquet",
    ".csv": "text/csv",
    ".json": "application/json",
    ".html": "text/html",
}
MEANINGS = {
    "runs": "One row a world: scenario, future, seed, state, scale.",
    "measures": "Stocks, flows and prices by month, region and group.",
    "flows": "Persons who moved, by month, origin, destination, kind and degree.",
    "ledger": "Payments in fen by month, policy, region and recipient.",
    "effects": "Effects of each variant with 95 % intervals over seeds.",
    "attribution": "Persons by class of the paired answer.",
    "coupling": "How much two worlds of a pair differ.",
    "diagnostics": "Health of the pairing.",
    "digests": "sha256 of the content of each run.",
    "futures": "Effects of each variant in each draw of the parameters.",
    "uncertainty": "Intervals over the parameters, and where the uncertainty comes from.",
    "sensitivity": "How far each uncertain number alone moves an effect.",
    "marks": "One file a world, one row an agent: where it was at each outcome date.",
    "people": "People at the recorded months.",
}


def export(results: Path, target: Path, with_csv: bool) -> int:
    """Copy finished results to a new folder with a description; the number of files in it.

    with_csv: Parquet tables as CSV too. Raises Refused where there are no results, or harmed ones, or the target is not new;
    CannotWrite.
    """
    manifest = read_manifest(results)
    check(results, manifest["files"])
    if target.exists() and any(target.iterdir()):
        raise Refused(f"{target}: not empty; allowed a new folder")
    make_folder(target / MARKS)
    for file in (*results.iterdir(), *results.glob(marks_file("*"))):
        if file.is_file() and file.suffix in KINDS:
            copy = target / file.relative_to(results)
            with writing(copy):
                shutil.copyfile(file, copy)
    if with_csv:
        _write_csv(target)
    files = sorted(file.relative_to(target).as_posix() for file in target.rglob("*") if file.is_file())
    with replacing(target / CRATE) as temporary:
        text = json.dumps(described(manifest, files), ensure_ascii=False, indent=1)
        temporary.write_text(text + "\n", encoding="utf-8", newline="\n")
    return len(files) + 1


def _write_csv(folder: Path) -> None:
    """Each Parquet file as CSV beside it, a row group at a time."""
    for file in sorted(folder.rglob("*.parquet")):
        table = pq.ParquetFile(file)
        with replacing(file.with_suffix(".csv")) as temporary, csv.CSVWriter(temporary, table.schema_arrow) as writer:
            for group in range(table.num_row_groups):
                writer.write_table(table.read_row_group(group))


def described(manifest: dict[str, Any], files: list[str]) -> dict[str, Any]:
    """The crate's JSON-LD: the folder, its files and the program that made them."""
    return {"@context": CONTEXT, "@graph": [*_frame(manifest, files), *map(_file, files)]}


def _frame(manifest: dict[str, Any], files: list[str]) -> Iterator[dict[str, Any]]:
    names = ", ".join(world["name"] for world in manifest["scenarios"])
    yield {"@id": CRATE, "@type": "CreativeWork", "conformsTo": {"@id": PROFILE}, "about": {"@id": "./"}}
    yield {
        "@id": "./",
        "@type": "Dataset",
        "name": f"talentflow: {names}",
        "description": f"Simulated worlds of {len(manifest['seeds'])} seeds and {len(manifest['futures'])} futures, paired.",
        "identifier": manifest["digest"],
        "hasPart": [{"@id": name} for name in files],
    }
    yield {
        "@id": "#run",
        "@type": "CreateAction",
        "name": f"talentflow {manifest['verb']}",
        "instrument": {"@id": "#talentflow"},
        "object": {"@id": PLAN},
        "result": {"@id": "./"},
    }
    yield {
        "@id": "#talentflow",
        "@type": "SoftwareApplication",
        "name": "talentflow",
        "version": f"code {manifest['code'][:16]}",
        "softwareRequirements": [f"{name} {version}" for name, version in manifest["versions"].items()],
    }


def _file(name: str) -> dict[str, Any]:
    meaning = MEANINGS.get(Path(name).parts[0].split(".")[0])
    described = {"description": meaning} if meaning else {}
    return {"@id": name, "@type": "File", "name": name, "encodingFormat": KINDS[Path(name).suffix], **described}
