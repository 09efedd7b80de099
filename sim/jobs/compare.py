"""Runs and comparisons as jobs. `compare` is the public face of it in Python."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.jobs.inputs import inputs
from sim.jobs.job import MakeTask, Report, Settings, Summaries, carry_out
from sim.jobs.patches import patched
from sim.records import MAX_POLICIES
from sim.store.errors import Refused
from sim.store.plan import Future, Plan, World, code_digest, versions
from sim.store.results import Comparison

if TYPE_CHECKING:
    from sim.jobs.runner import Task
    from sim.scenario import Scenario
    from sim.store.store import Store

SHARED = (
    "start",
    "end",
    "persons_per_agent",
    "researchers_per_agent",
)  # what worlds must have in common to be compared


def compare(
    base: Scenario | str,
    variants: Sequence[Scenario | str],
    *,
    seeds: int | Sequence[int] = 20,
    workers: int | None = None,
    outcomes: Sequence[str] | None = None,
) -> Comparison:
    """Simulate every variant beside the baseline, the same people in both worlds, and state the effects.

    base, variants: scenarios, or their names or paths; those of one name are numbered.
    seeds: how many from 1, or which. outcomes: those wanted in `.effects`, None = all.
    Results are kept in results/NAME/DIGEST8 under the present folder; what is there already is not run again.
    Raises Refused, CannotWrite, ScenarioError, or RuntimeError if a run failed.
    """
    from sim.scenario import load_scenario

    worlds = [load_scenario(world) if isinstance(world, str) else world for world in (base, *variants)]
    wanted = tuple(range(1, seeds + 1)) if isinstance(seeds, int) else tuple(seeds)
    base, *others = distinct(worlds)
    report = compare_worlds(base, others, Settings(wanted, workers))
    if report.failures:
        first = report.failures[0]
        raise RuntimeError(f"{report}; {first.scenario}, seed {first.seed}: {first.error}")
    return Comparison(report.directory, outcomes)


def distinct(scenarios: Sequence[Scenario]) -> list[Scenario]:
    """The scenarios under names that differ: a, b, a becomes a, b, a-2."""
    names = [scenario.name for scenario in scenarios]
    earlier = [names[:place].count(name) for place, name in enumerate(names)]
    return [replace(s, name=f"{s.name}-{n + 1}") if n else s for s, n in zip(scenarios, earlier, strict=True)]


def run_worlds(scenario: Scenario, settings: Settings) -> Report:
    """One world a seed; raises Refused, CannotWrite, Interrupted."""
    return carry_out(make_plan("run", [scenario], settings.months), task_of([scenario]), settings, Summaries())


def compare_worlds(base: Scenario, variants: Iterable[Scenario], settings: Settings) -> Report:
    """Paired worlds of every seed and their effects; raises Refused, CannotWrite, Interrupted."""
    worlds = (base, *variants)
    check_comparable(worlds)
    plan = make_plan("compare", worlds, settings.months)
    return carry_out(plan, task_of(worlds), settings, summaries_of(base.persons_per_agent))


def task_of(scenarios: Sequence[Scenario]) -> MakeTask:
    """What makes the task of a plan whose worlds are these scenarios."""

    def make(plan: Plan, store: Store, scratch: Path, threads: int) -> Task:
        from sim.jobs.tasks import CellTask

        return CellTask(plan, store, scratch, tuple(scenarios), threads)

    return make


def summaries_of(persons_per_agent: int) -> Summaries:
    """The tables made of all pairs of a variant."""
    from sim.appraisal import diagnostics, effects, futures

    health = partial(diagnostics, persons_per_agent=persons_per_agent)
    return Summaries({"effects": effects, "diagnostics": health}, {"futures": futures})


def check_comparable(worlds: Sequence[Scenario]) -> None:
    """Raises Refused unless the scenarios differ in name, agree in months and scale, and have not too many policies."""
    names = [world.name for world in worlds]
    if len(worlds) < 2:
        raise Refused("compare: found no variant; allowed one or more after the baseline")
    for name in names:
        if names.count(name) > 1:
            raise Refused(f"compare: found {name} {names.count(name)} times; allowed each scenario once")
    for field in SHARED:
        for world in worlds[1:]:
            found, allowed = getattr(world, field), getattr(worlds[0], field)
            if found != allowed:
                raise Refused(f"{world.name}: {field}: found {found}; allowed {allowed}, as in {names[0]}")
    policies = {policy.id for world in worlds for policy in world.policies}
    if len(policies) > MAX_POLICIES:
        raise Refused(f"compare: found {len(policies)} policies in all scenarios; allowed {MAX_POLICIES}")


def make_plan(
    verb: str, scenarios: Sequence[Scenario], months: int | None, draws: Sequence[Mapping[str, Any]] = ()
) -> Plan:
    """The plan of a job on the code, data and libraries that are here: the first scenario against each other.

    draws: values by path of each future beside the central one.
    """
    from sim.simulate import always_noted, comparison

    data, regions = _data(scenarios)
    span = comparison(scenarios, months) if len(scenarios) > 1 else None
    noted = always_noted(scenarios[0], months)
    return Plan(
        verb=verb,
        worlds=tuple(world_of(scenario) for scenario in scenarios),
        months=months,
        code=code_digest(),
        data=data,
        versions=versions(),
        regions=regions,
        inputs=inputs(scenarios),
        pairs=tuple((0, place) for place in range(1, len(scenarios))),
        futures=tuple(_future(number, values, scenarios) for number, values in enumerate(({}, *draws))),
        span=span,
        noted=tuple(date for date in span.dates if date not in noted) if span else (),
    )


def _future(number: int, values: Mapping[str, Any], scenarios: Sequence[Scenario]) -> Future:
    return Future(number, dict(values), tuple(patched(scenario, values).digest for scenario in scenarios))


def world_of(scenario: Scenario) -> World:
    """A scenario as a world of a plan."""
    scale = scenario.persons_per_agent, scenario.researchers_per_agent
    return World(scenario.name, scenario.digest, dict(scenario.title), *scale, scenario.document())


def _data(scenarios: Sequence[Scenario]) -> tuple[str, tuple[dict[str, Any], ...]]:
    """Digest of the csv files and the regions in them; limit worlds read none and name their own."""
    limit = scenarios[0].limit
    if limit is not None:
        return "", tuple({"name": name} for name in limit.regions)
    from sim.world.tables import load_tables

    tables = load_tables()
    columns = zip(
        tables.regions,
        tables.names_zh,
        tables.groups,
        tables.is_city.tolist(),
        tables.latitude.tolist(),
        tables.longitude.tolist(),
        tables.frame("regions")["province"].tolist(),
        strict=True,
    )
    names = ("name", "zh", "group", "city", "latitude", "longitude", "province")
    return tables.digest, tuple(dict(zip(names, row, strict=True)) for row in columns)
