"""What the processes behind the page do: levers, plans, pairs of worlds, results so far. Each function loads what it needs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.panel.asked import Asked, base_of, beside_of, compared, question_of, settings_of, store_of

if TYPE_CHECKING:
    from sim.jobs.question import Question
    from sim.report.study import Study
    from sim.store.store import Store

Both = dict[str, dict[str, Any]]  # by language


def levers(folder: str, lang: str) -> dict[str, Any]:
    """What may be moved beside the results in a folder; only `why` where nothing can be."""
    from sim.panel import levers as panel
    from sim.panel.words import word
    from sim.scenario import ScenarioError

    beside = beside_of(folder)
    try:
        base = base_of(beside)
    except ScenarioError:
        return {"why": word("levers.no_baseline", lang, name=beside.base)}  # type: ignore[arg-type]
    if base.limit is not None:
        return {"why": word("levers.limit", lang)}  # type: ignore[arg-type]
    note = "" if base.digest == beside.digest else word("levers.other_baseline", lang, name=beside.base)  # type: ignore[arg-type]
    return {**panel.levers(lang), "note": note}  # type: ignore[arg-type]


def planned(folder: str, on: tuple[str, ...], values: Mapping[str, float], seeds: int, results: str) -> dict[str, Any]:
    """The question that moves make: {asked, title, command, stored}, or {problems} where they make no scenario."""
    from sim.panel.draft import draft
    from sim.scenario import ScenarioError

    beside = beside_of(folder)
    try:
        made = draft(beside.base, on, values)
        asked = Asked("", made.name, made.text, beside, seeds, results)
        question = compared(asked)
    except ScenarioError as refused:
        names = ("field", "found", "allowed", "hint")
        return {"problems": [dict(zip(names, problem[2:], strict=True)) for problem in refused.errors]}
    asked = asked._replace(key=_key(question, seeds))
    return {"asked": asked, "title": dict(made.title), "command": _command(asked), "stored": _stored(question, asked)}


def begin(asked: Asked) -> None:
    """Keep the question where its results will be, so that `talentflow resume` knows it; raises Refused, CannotWrite."""
    from sim.jobs.job import claimed
    from sim.store.files import make_folder, replacing

    make_folder(asked.folder.parent)
    with replacing(asked.folder.parent / f"{asked.name}.toml") as temporary:
        temporary.write_text(asked.text, encoding="utf-8", newline="\n")
    claimed(question_of(asked).plan, settings_of(asked))


def pair(asked: Asked, seed: int) -> dict[str, Any]:
    """Simulate what is missing of a pair of worlds: {net: persons more in the judged region} or {error}."""
    from sim.jobs.runner import attempt
    from sim.store.plan import Cell
    from sim.store.shelf import scratch

    question, store = question_of(asked), store_of(asked)
    with scratch(store.folder) as unfinished:
        done = attempt(question.task(question.plan, store, unfinished, 1, 1), Cell(0, seed))
    failed = done.error or next((one.error for one in done.failures), "")
    return {"error": failed} if failed else {"net": _net(question, store, seed)}


def look(asked: Asked, seeds: tuple[int, ...]) -> Both:
    """The view models of the pairs so far."""
    import tempfile

    from sim.jobs.question import summaries_of
    from sim.report.results import read_results
    from sim.report.study import read_study
    from sim.store.done import Done
    from sim.store.folder import Folder
    from sim.store.merge import merge

    question, store = question_of(asked), store_of(asked)
    with tempfile.TemporaryDirectory(dir=store.folder) as here:
        folder = Folder(Path(here), question.plan)
        merge(folder, Done(question.plan, store, seeds, {}), summaries_of(question.plan))
        return _views(read_study(read_results(folder.path)))


def finish(asked: Asked) -> Both:
    """Results, report and view models of a question all of whose pairs are stored; raises Refused, CannotWrite."""
    from sim.report import build_all

    question_of(asked).answer(settings_of(asked))
    build_all(asked.folder, ("zh", "en"))
    return {lang: json.loads((asked.folder / f"view-{lang}.json").read_bytes()) for lang in ("zh", "en")}


def preview(asked: Asked) -> Both:
    """Persons more to the first order, with how far it may be off; empty for a plan of whose kinds that has not been measured."""
    from sim.panel.preview import told

    return told(asked)


def ready(folder: str, results: str) -> None:
    """Have the store hold what previews beside the results in a folder begin with, and be ready for one."""
    from sim.panel.draft import draft
    from sim.panel.preview import told
    from sim.panel.start import starts

    beside = beside_of(folder)
    some = draft(beside.base, (next(iter(starts())),), {})
    told(Asked("", some.name, some.text, beside, 1, results))


def warm() -> None:
    """Load what a pair needs, compiled code too: a world of few people, some months."""
    from sim import simulate
    from sim.jobs import tasks  # noqa: F401
    from sim.report import models  # noqa: F401
    from sim.scenario import load_scenario

    few = {"persons_per_agent": 50_000, "researchers_per_agent": 5_000}
    simulate.run(load_scenario("lines", few), months=150)


def _key(question: Question, seeds: int) -> str:
    from sim.store.files import sha256_json

    return sha256_json({"plan": question.plan.digest, "seeds": seeds})[:12]


def _command(asked: Asked) -> str:
    """The command line that repeats it."""
    scale = " ".join(f"--set {path}={value}" for path, value in asked.beside.scale)
    months = f" --months {asked.beside.months}" if asked.beside.months else ""
    return f"talentflow compare {asked.beside.base} {asked.name}.toml --seeds {asked.seeds} --futures 0 {scale}{months}"


def _stored(question: Question, asked: Asked) -> bool:
    from sim.jobs.job import unfinished

    return not unfinished(question.plan, store_of(asked), range(1, asked.seeds + 1))


def _net(question: Question, store: Store, seed: int) -> float:
    from sim.jobs.headline import focus_of, values_so_far
    from sim.jobs.replicates import replicates

    rows = replicates(values_so_far(question.plan, store, (seed,), lambda table: table), focus_of(question.plan))
    return float(rows["value"][rows["outcome"] == "net"].iloc[0])


def _views(study: Study) -> Both:
    from sim.report.models import dumps, view_model

    return {lang: json.loads(dumps(view_model(study, lang))) for lang in ("zh", "en")}  # type: ignore[arg-type]
