"""People followed through two worlds, told: lives-LANG.json beside the results, and a record that vouches for them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sim.report.formats import Lang
from sim.report.lives.read import followed
from sim.report.models import dumps
from sim.report.models.lives import lives_model
from sim.report.results import read_results
from sim.report.study import read_study
from sim.store.files import replacing, sha256_of, write_json

RECORD = "lives.json"


def write_lives(folder: Path, langs: Sequence[Lang] = ("zh", "en")) -> list[Path]:
    """Write lives-LANG.json from what `talentflow trace` has seen, then lives.json, which names them; their paths.

    Raises Refused where the folder holds no finished results, CannotWrite where the system refuses to write.
    """
    study = read_study(read_results(folder))
    pairs = followed(study)
    files = []
    for lang in langs:
        files.append(folder / f"lives-{lang}.json")
        with replacing(files[-1]) as temporary:
            temporary.write_bytes(dumps(lives_model(study, pairs, lang)))
    hashes = {file.name: sha256_of(file) for file in files}
    write_json(folder / RECORD, {"digest": study.results.manifest["digest"], "files": hashes})
    return files
