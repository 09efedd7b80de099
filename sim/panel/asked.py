"""A plan as a question: what is asked, beside what, and where it is kept. Each function loads what it needs."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from sim.jobs.job import Settings
    from sim.jobs.question import Question
    from sim.scenario import Scenario
    from sim.store.store import Store

ASKED = "asked"  # folder of the results that the page asks for


class Beside(NamedTuple):
    """What a plan is compared with. scale: by path; months: simulated from the start, None = all; digest: of the baseline."""

    base: str
    scale: tuple[tuple[str, int], ...]
    months: int | None
    digest: str


class Asked(NamedTuple):
    """A question: a scenario file beside a baseline. seeds: from 1; results: folder of all results."""

    key: str
    name: str
    text: str
    beside: Beside
    seeds: int
    results: str

    @property
    def folder(self) -> Path:
        """Where its results are kept."""
        return Path(self.results) / ASKED / self.key

    @property
    def store(self) -> Path:
        """Where its runs are kept."""
        return Path(self.results) / "store"


def beside_of(folder: str) -> Beside:
    """What plans beside the results in a folder are compared with."""
    from sim.store.folder import read_manifest

    manifest = read_manifest(Path(folder))
    base = manifest["scenarios"][0]
    scale = tuple((path, int(base["document"][path])) for path in ("persons_per_agent", "researchers_per_agent"))
    return Beside(base["name"], scale, manifest["months"], base["digest"])


@lru_cache(64)
def question_of(asked: Asked) -> Question:
    """The comparison, made once for each key; raises ScenarioError, Refused."""
    return compared(asked)


def compared(asked: Asked) -> Question:
    """The comparison with the baseline that there is now; raises ScenarioError, Refused."""
    from sim.jobs.compare import comparison
    from sim.panel.draft import Draft

    scenario = Draft(asked.name, asked.text, {}).scenario(dict(asked.beside.scale))
    return comparison([base_of(asked.beside), scenario], asked.beside.months)


def base_of(beside: Beside) -> Scenario:
    """The baseline as it is now; raises ScenarioError."""
    from sim.scenario import load_scenario

    return load_scenario(beside.base, dict(beside.scale))


def store_of(asked: Asked) -> Store:
    """Where its runs are kept."""
    from sim.store.store import Store

    return Store(asked.store.resolve())


def settings_of(asked: Asked) -> Settings:
    """How it is answered once its pairs are stored."""
    from sim.jobs.job import Settings

    seeds = tuple(range(1, asked.seeds + 1))
    return Settings(seeds, 1, asked.beside.months, asked.folder, asked.store)
