"""Runs and comparisons as jobs. `compare` is the public face of it in Python."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.calendar import Span
from sim.given import FUTURES, MOST_FUTURES, SEEDS, SEEDS_UNTIL, listed, seeds_of, some_of, whole
from sim.given import refused as no_scenario
from sim.jobs.inputs import inputs, outcomes_told, policies_told
from sim.jobs.job import Report, Settings
from sim.jobs.question import Question
from sim.jobs.until import until_of
from sim.records import MAX_POLICIES
from sim.scenario.kinship import always_noted, span_of
from sim.scenario.values import contradictions
from sim.store.errors import Refused
from sim.store.plan import SCALE, Future, Plan, World, appraisal_digest, code_digest, machine, versions
from sim.store.results import Comparison

if TYPE_CHECKING:
    from sim.scenario import Scenario

SHARED = ("start", "end", *SCALE)  # what worlds must have in common to be compared
FUTURE_SEEDS = 2  # of each: the least that tells what is not known from noise
COARSE = {
    "persons_per_agent": 2_000,
    "researchers_per_agent": 100,
}  # of the draws, where the central worlds are not coarser


def compare(
    base: Scenario | str | Path,
    variants: Sequence[Scenario | str | Path],
    *,
    seeds: int | Sequence[int] | None = None,
    futures: int | None = None,
    workers: int | None = None,
    outcomes: Sequence[str] | None = None,
    until: str | None = None,
) -> Comparison:
    """Simulate every variant beside the baseline, the same people in both worlds, and state the effects.

    base, variants: scenarios, or their names or paths; those of one name are numbered.
    seeds: how many from 1, or which; None = 20. futures: draws of all that is uncertain, run coarsely beside the central values;
    None = FUTURES, of limit worlds none. outcomes: those wanted in `.effects`, a measure's name for its change; None = all.
    until: stop earlier, in waves of seeds, at a width such as "5%" of the net gains or after a time such as "10min"; seeds then
    says how many at most, None = 100.
    Results are kept in results/NAME/DIGEST8 under the present folder; what is there already is not run again.
    Raises Refused, CannotWrite, ScenarioError, or RuntimeError if a run failed.
    """
    rule = None if until is None else until_of(until)
    most = (SEEDS_UNTIL if rule else SEEDS) if seeds is None else seeds
    settings = Settings(seeds_of(most), workers, until=rule).checked()
    shown = None if outcomes is None else outcomes_named(outcomes)
    base, *others = distinct([scenario_of(world) for world in (base, *listed(variants, "variants"))])
    return result_of(compare_worlds(base, others, settings, futures), shown)


def outcomes_named(asked: Sequence[str]) -> tuple[str, ...]:
    """The outcomes of effects.csv that are meant; raises Refused, with the nearest name, for what is none."""
    from sim.measures.paired import names

    known = names()
    return tuple(dict.fromkeys(known[name] for name in some_of(asked, "outcomes", known)))


def scenario_of(given: Scenario | str | Path) -> Scenario:
    """A scenario as it is, or that of a name or path; raises ScenarioError, Refused."""
    from sim.scenario import Scenario, load_scenario

    if isinstance(given, str | Path):
        return load_scenario(given)
    if not isinstance(given, Scenario):
        raise no_scenario("scenario", given, "a Scenario, or the name or path of one")
    return given


def result_of(report: Report, outcomes: Sequence[str] | None) -> Comparison:
    """The results of a job; raises RuntimeError if a run failed."""
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
    return Question(make_plan("run", [scenario], settings.months), (scenario,)).answer(settings)


def compare_worlds(base: Scenario, variants: Iterable[Scenario], settings: Settings, futures: int | None = 0) -> Report:
    """Paired worlds of every seed and their effects; raises Refused, CannotWrite, Interrupted.  futures: as for `compare`."""
    return comparison((base, *variants), settings.months, futures).answer(settings)


def comparison(worlds: Sequence[Scenario], months: int | None = None, futures: int | None = 0) -> Question:
    """The first scenario against each other, at the central values and in a number of futures, as for `compare`; raises Refused."""
    check_comparable(worlds)
    futures = (0 if worlds[0].limit else FUTURES) if futures is None else whole(futures, "futures", 0, MOST_FUTURES)
    if not futures:
        return Question(make_plan("compare", worlds, months), tuple(worlds))
    from sim.designs.futures import draw

    drawn = draw(worlds, futures)
    plan = make_plan("compare", worlds, months, [{**values, **coarse(worlds[0])} for values in drawn.values])
    inputs = {**plan.inputs, "draws": drawn.record()}
    return Question(replace(plan, inputs=inputs, future_seeds=FUTURE_SEEDS), tuple(worlds))


def coarse(world: Scenario) -> dict[str, int]:
    """The scale of draws, by path: what they tell is coarser than the noise of few agents, and they are many."""
    return {path: max(agents, getattr(world, path)) for path, agents in COARSE.items()}


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
    span = span_of(scenarios, months) if len(scenarios) > 1 else None
    return Plan(
        verb=verb,
        worlds=tuple(world_of(scenario) for scenario in scenarios),
        months=months,
        code=code_digest(),
        data=read_data(scenarios[0].limit is not None),
        versions=versions(),
        regions=regions_of(scenarios[0]),
        inputs={**inputs(scenarios), "machine": machine(), "outcomes": outcomes_told(scenarios[0])},
        pairs=tuple((0, place) for place in range(1, len(scenarios))),
        futures=tuple(_futures(scenarios, ({}, *draws))),
        span=span,
        noted=beyond(span, scenarios[0], months) if span else (),
        appraisal=appraisal_digest() if span else "",
    )


def beyond(span: Span, scenario: Scenario, months: int | None) -> tuple[int, ...]:
    """Outcome dates of which not every world keeps marks."""
    known = always_noted(scenario, months)
    return tuple(date for date in span.dates if date not in known)


def _futures(scenarios: Sequence[Scenario], draws: Iterable[Mapping[str, Any]]) -> Iterator[Future]:
    """The futures with these values by path, the central one first; raises Refused for values that cannot stand together."""
    for number, values in enumerate(draws):
        worlds = [sound(scenario.at(values), f"future {number}") for scenario in scenarios]
        yield Future(number, dict(values), tuple(world.digest for world in worlds))


def sound(scenario: Scenario, called: str) -> Scenario:
    """A scenario at values that can stand together; raises Refused for any other."""
    for path, found, allowed in contradictions(scenario):
        raise Refused(f"{called}: {path}: found {found}; allowed {allowed}, by the other values set with it")
    return scenario


def world_of(scenario: Scenario) -> World:
    """A scenario as a world of a plan."""
    scale = scenario.persons_per_agent, scenario.researchers_per_agent
    told = policies_told(scenario.policies)
    return World(scenario.name, scenario.digest, dict(scenario.title), *scale, scenario.document(), told=told)


def read_data(limit: bool) -> str:
    """Digest of the csv files; limit worlds read none."""
    from sim.world.tables import load_tables

    return "" if limit else load_tables().digest


def regions_of(scenario: Scenario) -> tuple[dict[str, Any], ...]:
    """What is said of each region; limit worlds name their own."""
    if scenario.limit is not None:
        return tuple({"name": name} for name in scenario.limit.regions)
    from sim.world.tables import load_tables

    tables = load_tables()
    columns = {
        "name": tables.regions,
        "zh": tables.names_zh,
        "group": tables.groups,
        "city": tables.is_city.tolist(),
        "latitude": tables.latitude.tolist(),
        "longitude": tables.longitude.tolist(),
        "province": tables.frame("regions")["province"].tolist(),
    }
    return tuple(dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True))
