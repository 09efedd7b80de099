"""A job gone on with from its results folder alone: what is missing, or more seeds."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from sim.given import SEEDS_UNTIL, seeds_from
from sim.jobs.compare import read_data
from sim.jobs.job import Report, Settings
from sim.jobs.question import Question
from sim.jobs.until import until_of
from sim.store.errors import Refused
from sim.store.files import read_json
from sim.store.folder import PLAN
from sim.store.plan import SCHEMA, Plan, appraisal_digest, code_digest, machine, plan_of, versions

if TYPE_CHECKING:
    from sim.scenario import Scenario


def resume_job(settings: Settings, more_seeds: int = 0) -> Report:
    """Run what is missing of the job in `settings.out`, with some seeds after its last; raises Refused, CannotWrite, Interrupted.

    The store is the one the job used unless `settings.store` names another. Where neither seeds nor a rule to stop are given
    the job goes on by the rule it had, if any; with a rule alone there are SEEDS_UNTIL seeds at most.
    """
    assert settings.out is not None, "a results folder is named"
    plan, seeds, store = read_plan(settings.out)
    check_same(settings.out, plan)
    again = settings._replace(store=settings.store or store, months=plan.months)
    rule = (read_json(settings.out / PLAN) or {}).get("stop")
    if more_seeds or settings.until:
        more = more_seeds or max(0, SEEDS_UNTIL - len(seeds))
        again = again._replace(seeds=(*seeds, *(seeds_from(seeds[-1] + 1, more) if more else ())))
    elif rule:
        again = again._replace(seeds=tuple(rule["most"]), until=until_of(rule["until"]))
    else:
        again = again._replace(seeds=seeds)
    return Question(plan, scenarios_of(plan)).answer(again)


def read_plan(folder: Path) -> tuple[Plan, tuple[int, ...], Path]:
    """Plan, seeds and store of a results folder; raises Refused if there is none."""
    content = read_json(folder / PLAN)
    if content is None or content.get("schema") != SCHEMA:
        raise Refused(f"{folder}: no job there (no {PLAN} that this version can read); allowed a results folder")
    return plan_of(content), tuple(content["seeds"]), Path(content["store"])


def scenarios_of(plan: Plan) -> tuple[Scenario, ...]:
    """The scenarios of a plan's worlds; raises Refused for limit worlds, whose documents do not hold their arrays."""
    from sim.scenario import Scenario

    try:
        return tuple(Scenario.of(world.document) for world in plan.worlds)
    except ValueError as error:
        raise Refused(f"{plan.name}: {error}; allowed the command that started it") from error


def check_same(folder: Path, plan: Plan) -> None:
    """Raises Refused where code, data or libraries are others than those of the job."""
    found = [name for name, differs in other(plan).items() if differs]
    if found:
        raise Refused(f"{folder}: made with other {', '.join(found)}; allowed the same, or a new folder (--out)")


def other(plan: Plan) -> dict[str, str]:
    """What differs between a plan and what is here, by name, in words; "" where nothing does."""
    data = read_data(plan.worlds[0].document["limit"] is not None)
    return {
        "code": "" if plan.code == code_digest() else "other sources",
        "appraisal": "" if plan.appraisal in ("", appraisal_digest()) else "other sources",
        "data": "" if plan.data == data else "other data",
        **_unlike(plan.versions, versions()),
    }


def elsewhere(plan: Plan) -> dict[str, str]:
    """The same of the machine, which forbids nothing and should move nothing."""
    return _unlike(plan.inputs.get("machine", {}), machine())


def _unlike(there: Mapping[str, str], here: Mapping[str, str]) -> dict[str, str]:
    return {n: f"{v} there, {here.get(n)} here" if here.get(n) != v else "" for n, v in there.items()}
