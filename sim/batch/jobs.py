"""Jobs: which seeds are missing, run them, put the parts together. `compare` is the public face of it in Python."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from sim.batch.inputs import inputs
from sim.batch.progress import progress
from sim.batch.runner import Finished, Task, cores, run_each
from sim.records import MAX_POLICIES
from sim.store.errors import Interrupted, Refused
from sim.store.folder import Folder
from sim.store.merge import Summary, merge
from sim.store.plan import Plan, World, code_digest, versions
from sim.store.results import Comparison

if TYPE_CHECKING:
    from sim.scenario import Scenario

SHARED = (
    "start",
    "end",
    "persons_per_agent",
    "researchers_per_agent",
)  # what worlds must have in common to be compared


class Settings(NamedTuple):
    """How a job is run.

    seeds: at least one. workers: processes, None = one a core. months: simulated from the start, None = all.
    out: results folder, None = results/NAME/DIGEST8. quiet: no progress bar.
    """

    seeds: tuple[int, ...]
    workers: int | None = None
    months: int | None = None
    out: Path | None = None
    quiet: bool = True


class Report(NamedTuple):
    """What became of a job; counts are worlds of the seeds asked for. failures: seeds that failed, and why."""

    directory: Path
    total: int
    done: int
    failures: tuple[Finished, ...]

    def __str__(self) -> str:
        failed = self.total - self.done
        return f"{self.done} of {self.total} runs done, {failed} failed, results in {self.directory}"


MakeTask = Callable[[Plan, Folder, Path, int], Task]


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
        raise RuntimeError(f"{report}; seed {first.seed}: {first.error}")
    return Comparison(report.directory, outcomes)


def distinct(scenarios: Sequence[Scenario]) -> list[Scenario]:
    """The scenarios under names that differ: a, b, a becomes a, b, a-2."""
    names = [scenario.name for scenario in scenarios]
    earlier = [names[:place].count(name) for place, name in enumerate(names)]
    return [replace(s, name=f"{s.name}-{n + 1}") if n else s for s, n in zip(scenarios, earlier, strict=True)]


def run_worlds(scenario: Scenario, settings: Settings) -> Report:
    """One world a seed; raises Refused, CannotWrite, Interrupted."""
    from sim.batch.tasks import RunTask

    def make(plan: Plan, folder: Folder, scratch: Path, threads: int) -> Task:
        return RunTask(plan, folder.parts, scratch, scenario, threads)

    return carry_out(make_plan("run", [scenario], settings.months), make, settings, {})


def compare_worlds(base: Scenario, variants: Iterable[Scenario], settings: Settings) -> Report:
    """Paired worlds of every seed and their effects; raises Refused, CannotWrite, Interrupted."""
    from sim.appraisal import diagnostics, effects
    from sim.batch.tasks import CompareTask

    worlds = (base, *variants)
    check_comparable(worlds)

    def make(plan: Plan, folder: Folder, scratch: Path, threads: int) -> Task:
        return CompareTask(plan, folder.parts, scratch, base, worlds[1:], threads)

    summaries: dict[str, Summary] = {
        "effects": effects,
        "diagnostics": partial(diagnostics, persons_per_agent=base.persons_per_agent),
    }
    return carry_out(make_plan("compare", worlds, settings.months), make, settings, summaries)


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


def make_plan(verb: str, scenarios: Sequence[Scenario], months: int | None) -> Plan:
    """The plan of a job on the code, data and libraries that are here."""
    worlds = tuple(
        World(s.name, s.digest, dict(s.title), s.persons_per_agent, s.researchers_per_agent, s.document())
        for s in scenarios
    )
    data, regions = _data(scenarios)
    return Plan(verb, worlds, months, code_digest(), data, versions(), regions, inputs(scenarios))


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


def carry_out(plan: Plan, make: MakeTask, settings: Settings, summaries: Mapping[str, Summary]) -> Report:
    """Run what is missing and merge all parts; raises Refused, CannotWrite, Interrupted.

    make: the task, from the plan, the folder, a folder for what is unfinished, and the threads a worker may use.
    """
    folder = Folder(settings.out or Path("results") / plan.name / plan.digest[:8], plan)
    folder.claim()
    seeds, width = sorted(set(settings.seeds)), len(plan.worlds)
    failures: list[Finished] = []
    if not folder.complete(seeds):
        try:
            failures = _run_missing(folder, seeds, make, settings)
            merge(folder, {one.seed: one.error for one in failures}, summaries)
        except KeyboardInterrupt:
            kept = len(set(folder.parts.seeds()) & set(seeds))
            raise Interrupted(folder.path, kept * width, len(seeds) * width) from None
    return Report(folder.path, len(seeds) * width, (len(seeds) - len(failures)) * width, tuple(failures))


def _run_missing(folder: Folder, seeds: Sequence[int], make: MakeTask, settings: Settings) -> list[Finished]:
    """Run the seeds that have no part yet; those that failed, by seed."""
    there = set(folder.parts.seeds())
    missing = [seed for seed in seeds if seed not in there]
    workers = max(1, min(settings.workers or cores(), len(missing)))
    threads = max(1, cores() // workers)
    with folder.parts.scratch() as scratch:
        task = make(folder.plan, folder, scratch, threads)
        bar = progress(len(seeds), len(seeds) - len(missing), len(folder.plan.worlds), settings.quiet)
        with bar as tell, closing(run_each(task, missing, workers, threads)) as finished:
            failures = []
            for one in finished:
                tell(one)
                if one.error:
                    failures.append(one)
    return sorted(failures)
