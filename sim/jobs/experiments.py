"""From an experiment file to the plan of its job: scenarios × lever points as worlds, the uncertain values as futures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from sim.calendar import Span, label
from sim.designs.points import Point, points
from sim.jobs.compare import beyond, check_comparable, make_plan, result_of, sound
from sim.jobs.job import Settings
from sim.jobs.question import Question
from sim.scenario import has_path
from sim.scenario.kinship import last_month, outcome_dates, span_of

if TYPE_CHECKING:
    from sim.designs.experiment import Experiment
    from sim.scenario import Scenario
    from sim.store.results import Comparison


class _Variation(NamedTuple):
    """A scenario at a lever point: the values of those levers that it has."""

    scenario: Scenario
    point: Point


def experiment_plan(experiment: Experiment, months: int | None, futures: int | None = None) -> Question:
    """Every scenario at every lever point, each variant paired with the baseline at the same point, under every future.

    A scenario that has none of the levers is one world, whatever the point. Future 0 is the central one; the design over the
    uncertainties gives the others, which are the same for all worlds.
    months: simulated from the start, None for all. futures: of the design, the first so many, None for all.
    Raises Refused where values that may stand alone cannot stand together.
    """
    worlds, pairs = _worlds(experiment)
    scenarios = tuple(world.scenario for world in worlds)
    check_comparable(scenarios)
    design = points(experiment.design, experiment.uncertainties, experiment.samples, experiment.whole)
    plan = make_plan("batch", scenarios, months, [point for point in design if point][:futures])
    span = _span(scenarios, pairs, months)
    made = replace(
        plan,
        worlds=tuple(replace(w, point=world.point) for w, world in zip(plan.worlds, worlds, strict=True)),
        pairs=pairs,
        span=span,
        noted=beyond(span, scenarios[0], months),
        record=tuple(label(month) for month in span.dates) if "people" in experiment.record else (),
        called=experiment.name,
        inputs={
            **plan.inputs,
            "asked": {"outcomes": list(experiment.outcomes), "figures": list(experiment.figures)},
            "design": _told(experiment),
        },
    )
    return Question(made, scenarios)


def _told(experiment: Experiment) -> dict[str, Any]:
    """What the analysis of its futures must know of the design."""
    return {"name": experiment.design, "paths": list(experiment.uncertainties), "samples": experiment.samples}


def _worlds(experiment: Experiment) -> tuple[list[_Variation], tuple[tuple[int, int], ...]]:
    """The distinct worlds, the baseline first, and the places of those compared: (baseline, variant)."""
    design = points(experiment.design, experiment.levers, experiment.samples, experiment.whole)
    worlds: list[_Variation] = []
    places: dict[tuple[int, str], int] = {}

    def place(index: int, point: Point) -> int:
        variation = _at(experiment, index, point)
        key = index, variation.scenario.digest
        if key not in places:
            places[key] = len(worlds)
            worlds.append(variation)
        return places[key]

    bases = [place(0, point) for point in design]
    pairs = [
        (base, place(index, point))
        for index in range(1, len(experiment.scenarios))
        for base, point in zip(bases, design, strict=True)
    ]
    return worlds, tuple(dict.fromkeys(pairs))


def _at(experiment: Experiment, index: int, point: Point) -> _Variation:
    """A scenario at a lever point, under a name and titles that tell the values."""
    central = experiment.scenarios[index]
    mine = {path: value for path, value in point.items() if has_path(central, path)}
    if not mine:
        return _Variation(central, {})
    told = ", ".join(f"{path}={_short(value)}" for path, value in mine.items())
    title = {"zh": f"{central.title['zh']}［{told}］", "en": f"{central.title['en']} [{told}]"}
    return _Variation(sound(replace(central.at(mine), name=f"{central.name}[{told}]", title=title), central.name), mine)


def _short(value: Any) -> str:
    """A value in a name.

    >>> _short(5000.0), _short("nested"), _short(0.123456789)
    ('5000', 'nested', '0.123457')
    """
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def _span(scenarios: Sequence[Scenario], pairs: Sequence[tuple[int, int]], months: int | None) -> Span:
    """From the first month in which the worlds of a pair may differ to the last one that a compared policy pays."""
    windows = [span_of([scenarios[base], scenarios[variant]], months).window for base, variant in pairs]
    window = min(first for first, _ in windows), max(last for _, last in windows)
    return Span(window, outcome_dates(*window, last_month(scenarios[0], months)))


def batch(experiment: Experiment | str | Path, *, out: Path | str | None, workers: int | None = None) -> Comparison:
    """Run an experiment (or the one of a file or name) and state the effects.

    out: results folder, None = results/NAME/DIGEST8. What is in the store already is not run again.
    Raises Refused, CannotWrite, ScenarioError, or RuntimeError if a run failed.
    """
    from sim.designs import load_experiment

    design = load_experiment(experiment) if isinstance(experiment, str | Path) else experiment
    settings = Settings(design.seeds, workers, out=None if out is None else Path(out)).checked()
    report = experiment_plan(design, None).answer(settings)
    return result_of(report, design.outcomes or None)
