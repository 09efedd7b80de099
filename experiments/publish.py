"""Small reference results of what stands in results/published: `python experiments/publish.py [NAME ...]`, after any change of the model.

Writes results/published/NAME, which `talentflow verify results/published` runs again. The experiments are run as they are, but
coarse, short, on the first seeds and futures only: these folders say whether a machine gives the same worlds, not what a policy
does. They hold what `verify` reads and the headline; the tables of the runs are digests only (docs/decisions.md).
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

sys.path.insert(0, str(ROOT := Path(__file__).resolve().parents[1]))  # the checkout, whether or not it is installed

from sim.designs import load_experiment
from sim.jobs.experiments import experiment_plan
from sim.jobs.job import Settings
from sim.store.files import make_folder, read_json, replacing, sha256_of, write_json
from sim.store.folder import MANIFEST

SCALE = {"persons_per_agent": 5000, "researchers_per_agent": 500}
MONTHS = 168  # from 2010-01 to 2023-12: two years of the programmes
SEEDS, FUTURES = (1, 2), 2
PUBLISHED = ROOT / "results" / "published"
WHOLE = ("runs.parquet", "digests.csv")
HEADLINES = ("effects.csv", "uncertainty.csv")  # rows of the city and of the nation
AREAS = ("Hohhot", "all")


def publish(names: Sequence[str]) -> None:
    """Run the experiments of these names, one after the other on one core, and keep what is small."""
    with tempfile.TemporaryDirectory() as scratch:
        for name in names:
            results = run(name, Path(scratch))
            keep(results, PUBLISHED / name)
            size = sum(file.stat().st_size for file in (PUBLISHED / name).iterdir())
            print(f"results/published/{name}: {size / 1000:.0f} kB", flush=True)


def run(name: str, scratch: Path) -> Path:
    """The results folder of a small run of an experiment; raises RuntimeError if a run failed."""
    question = experiment_plan(load_experiment(name, SCALE), MONTHS, FUTURES)
    settings = Settings(SEEDS, workers=1, out=scratch / name, store=scratch / "store")
    report = question.answer(settings)
    if report.failures:
        raise RuntimeError(f"{name}: {report.failures[0]}")
    return report.directory


def keep(results: Path, target: Path) -> None:
    """Copy what is published of a results folder, the manifest last and over these files only."""
    manifest = read_json(results / MANIFEST)
    assert manifest is not None, "the job is finished"
    make_folder(target)
    for old in (target / MANIFEST, *target.iterdir()):
        old.unlink(missing_ok=True)
    for name in WHOLE:
        with replacing(target / name) as temporary:
            temporary.write_bytes((results / name).read_bytes())
    for name in HEADLINES:
        table = pd.read_csv(results / name, dtype=str, keep_default_na=False)
        with replacing(target / name) as temporary:
            headline = table[table.region.isin(AREAS) & (table.group == "all")]
            headline.to_csv(temporary, index=False, lineterminator="\n")
    files = {name: sha256_of(target / name) for name in sorted((*WHOLE, *HEADLINES))}
    write_json(target / MANIFEST, {**manifest, "files": files})


if __name__ == "__main__":
    publish(sys.argv[1:] or sorted(path.name for path in PUBLISHED.iterdir() if path.is_dir()))
