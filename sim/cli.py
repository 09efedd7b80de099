"""The command line: reads arguments, calls the package, says what happened in the last line and the exit code.

Exit codes: 0 all done, 1 some run failed, 2 input refused, 3 cannot write, 130 interrupted. Nothing heavy is imported
before a verb runs, so that --help answers at once.
"""

from __future__ import annotations

import difflib
import shlex
import sys
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from sim.store.errors import CannotWrite, Interrupted, Refused, writing

if TYPE_CHECKING:
    from sim.jobs.job import Report
    from sim.scenario import Scenario

F = TypeVar("F", bound=Callable[..., Any])
DONE, FAILED, REFUSED, CANNOT_WRITE, INTERRUPTED = 0, 1, 2, 3, 130
SECTIONS = ("scenarios", "experiments", "runs", "kinds", "measures", "parameters", "levers")


Resolved = tuple[str | None, click.Command | None, list[str]]


class Verbs(click.Group):
    """Verbs in the order of this file; an unknown one is refused with the nearest name."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Resolved:
        if args and args[0] not in self.commands and not args[0].startswith("-"):
            near = difflib.get_close_matches(args[0], self.commands, n=1, cutoff=0.4)
            hint = f"; did you mean {near[0]}?" if near else ""
            raise click.UsageError(f"verb: found {args[0]}; allowed {', '.join(self.commands)}{hint}", ctx)
        return super().resolve_command(ctx, args)


def options(*chosen: Callable[[F], F]) -> Callable[[F], F]:
    """Several options as one decorator, in the order given."""

    def decorate(function: F) -> F:
        for option in reversed(chosen):
            function = option(function)
        return function

    return decorate


common = options(
    click.option("--lang", type=click.Choice(["zh", "en"]), help="Language of words, and of the report named last."),
    click.option("--quiet", is_flag=True, help="No progress, no hints."),
    click.option("--debug", is_flag=True, help="Show where an error came from."),
)
overrides = click.option("--set", "changes", metavar="PATH=VALUE", multiple=True, help="Change one value; repeatable.")
scaled = click.option("--persons-per-agent", metavar="K", type=click.IntRange(1, 100_000), help="Scale of the people.")
running = options(
    click.option(
        "--seed", metavar="S", type=click.IntRange(0, 2**31 - 1), default=1, show_default=True, help="First seed."
    ),
    click.option("--workers", metavar="W", type=click.IntRange(1, 1024), help="Processes (default: one a core)."),
    scaled,
    click.option(
        "--months", metavar="M", type=click.IntRange(1), help="Months simulated from the start (default: all)."
    ),
    overrides,
    click.option(
        "--out", metavar="DIR", type=click.Path(path_type=Path), help="Results folder (default: results/NAME/DIGEST8)."
    ),
    common,
)


def seeds(default: int) -> Callable[[F], F]:
    """The option --seeds with its default."""
    limits = click.IntRange(1, 100_000)
    return click.option(
        "--seeds", metavar="N", type=limits, default=default, show_default=True, help="Seeds S to S+N-1."
    )


@click.group(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(package_name="talentflow")
def app() -> None:
    """Who stays because of a talent policy? The same people in two worlds, with and without it."""


@app.command()
@click.argument("files", nargs=-1, required=True)
@common
def validate(files: tuple[str, ...], lang: str | None, quiet: bool, debug: bool) -> int:
    """Name every error of every scenario FILE (paths or bare names)."""
    from sim import validate as problems_of

    problems = problems_of(*files)
    for problem in problems:
        click.echo(problem, err=True)
    faulty = len({problem.file for problem in problems})
    where = f"{faulty} of {len(files)}" if problems else str(len(files))
    click.echo(f"{len(problems)} errors in {where} files")
    return REFUSED if problems else DONE


@app.command()
@click.argument("scenario")
@seeds(1)
@running
def run(
    scenario: str, seed: int, seeds: int, workers: int | None, persons_per_agent: int | None, months: int | None,
    changes: tuple[str, ...], out: Path | None, lang: str | None, quiet: bool, debug: bool,
) -> int:  # fmt: skip
    """Simulate one world of SCENARIO for each seed."""
    from sim.jobs.compare import run_worlds
    from sim.jobs.job import Settings

    (world,) = load([scenario], changes, persons_per_agent, quiet)
    settings = Settings(tuple(range(seed, seed + seeds)), workers, months, out, quiet=quiet)
    return conclude(run_worlds(world, settings), debug)


@app.command()
@click.argument("baseline")
@click.argument("variants", nargs=-1, required=True, metavar="VARIANT...")
@seeds(20)
@click.option(
    "--futures",
    metavar="N",
    type=click.IntRange(0, 100_000),
    default=0,
    show_default=True,
    help="Draws of all uncertain parameters, beside their central values.",
)
@running
def compare(
    baseline: str, variants: tuple[str, ...], seed: int, seeds: int, futures: int, workers: int | None, persons_per_agent: int | None,
    months: int | None, changes: tuple[str, ...], out: Path | None, lang: str | None, quiet: bool, debug: bool,
) -> int:  # fmt: skip
    """Simulate each VARIANT beside BASELINE, the same people in both worlds: effects, intervals and a report."""
    from sim.jobs.compare import compare_worlds
    from sim.jobs.job import Settings

    base, *others = load([baseline, *variants], changes, persons_per_agent, quiet)
    settings = Settings(tuple(range(seed, seed + seeds)), workers, months, out, quiet=quiet)
    result = compare_worlds(base, others, settings, futures)
    told = result.done == 0 or try_reports(result.directory, lang, debug)
    return conclude(result, debug, told)


@app.command()
@click.argument("directory", metavar="DIR", type=click.Path(path_type=Path))
@common
def report(directory: Path, lang: str | None, quiet: bool, debug: bool) -> int:
    """Write the report of finished results again; the last line is its path."""
    from sim import load_results

    load_results(directory)
    build_reports(directory, lang)
    return DONE


@app.command("list")
@click.argument("section", default="scenarios", type=click.Choice(SECTIONS))
@common
def list_(section: str, lang: str | None, quiet: bool, debug: bool) -> int:
    """What there is: scenarios, experiments, runs, kinds, measures, parameters or levers."""
    from sim import catalogue

    rows = catalogue.rows(section, lang or "en")
    width = max((len(name) for name, _ in rows), default=0)
    for name, meaning in rows:
        click.echo(f"{name:<{width}}  {meaning}".rstrip())
    click.echo(f"{len(rows)} {section}")
    return DONE


@app.command()
@click.argument("name")
@common
def explain(name: str, lang: str | None, quiet: bool, debug: bool) -> int:
    """Say what is known of a parameter, kind, lever, measure or scenario called NAME."""
    from sim import catalogue

    entries = catalogue.explain(name, lang or "en")
    for title, lines in entries:
        click.echo(title)
        for line in lines:
            click.echo(f"  {line}")
    click.echo(f"{len(entries)} explained")
    return DONE


@app.command()
@click.argument("a")
@click.argument("b")
@overrides
@common
def diff(a: str, b: str, changes: tuple[str, ...], lang: str | None, quiet: bool, debug: bool) -> int:
    """Name every resolved value in which two scenarios differ."""
    from sim.store.plan import differences

    one, two = load([a, b], changes, None, quiet)
    found = list(differences(one.document(), two.document()))
    for path, before, after in found:
        click.echo(f"{path}: {'-' if before is None else before} -> {'-' if after is None else after}")
    click.echo(f"{len(found)} differences")
    return DONE


@app.command()
@click.argument("name")
@click.option("--extends", default="baseline", show_default=True, help="Scenario to start from.")
@click.option("--out", metavar="DIR", type=click.Path(path_type=Path), help="Folder (default: scenarios/).")
@common
def new(name: str, extends: str, out: Path | None, lang: str | None, quiet: bool, debug: bool) -> int:
    """Write a scenario file to start from; the last line is its path."""
    from sim import catalogue

    click.echo(catalogue.start_scenario(name, extends, out))
    return DONE


def load(names: Sequence[str], changes: Sequence[str], persons_per_agent: int | None, quiet: bool) -> list[Scenario]:
    """The scenarios with every --set applied to those that have its path, and their warnings; raises ScenarioError."""
    from sim.catalogue import load_with

    scale = [] if persons_per_agent is None else [f"persons_per_agent={persons_per_agent}"]
    scenarios = load_with(names, [*changes, *scale])
    for scenario in scenarios if not quiet else ():
        for warning in scenario.warnings:
            click.echo(f"{scenario.name}: warning: {warning}", err=True)
    return scenarios


def build_reports(directory: Path, lang: str | None) -> None:
    """Both reports, the one in the language asked for named last."""
    from sim.report import build

    for language in ("en", "zh") if lang == "zh" else ("zh", "en"):
        with writing(directory):
            click.echo(build(directory, language))


def try_reports(directory: Path, lang: str | None, debug: bool) -> bool:
    """Build the reports; if that fails say so, and that the results are not lost. Raises CannotWrite."""
    try:
        build_reports(directory, lang)
    except Exception as error:
        if isinstance(error, CannotWrite):
            raise
        failure(error, ["--debug"] if debug else [])
        click.echo(f"the results are whole, the report is not: talentflow report {directory}", err=True)
        return False
    return True


def conclude(result: Report, debug: bool, told: bool = True) -> int:
    """Say what failed and the last line; the exit code. told: whether the report is there."""
    for one in result.failures:
        click.echo(
            f"{one.scenario}, seed {one.seed}: failed: {one.trace if debug and one.trace else one.error}", err=True
        )
    click.echo(result)
    return DONE if told and not result.failures else FAILED


def failure(error: Exception, arguments: Sequence[str]) -> int:
    """Say what went wrong in one line (one for each error of an input); the exit code."""
    if "--debug" in arguments:
        traceback.print_exception(error)
    problems = sys.modules.get("sim.scenario.problems")  # where it is not loaded, this is no error of a scenario
    if isinstance(error, Interrupted):
        click.echo(f"{error}; to go on: {shlex.join(['talentflow', *arguments])}", err=True)
        return INTERRUPTED
    if isinstance(error, Refused) or (problems and isinstance(error, problems.ScenarioError)):
        click.echo(error, err=True)
        return REFUSED
    if isinstance(error, CannotWrite):
        click.echo(f"{error}; finished runs are kept, the same command goes on with them", err=True)
        return CANNOT_WRITE
    click.echo(f"talentflow: {type(error).__name__}: {' '.join(str(error).split())} (--debug shows where)", err=True)
    return FAILED


def carry_out(arguments: Sequence[str]) -> int:
    """Carry out one command line; the exit code."""
    try:
        return int(app.main(list(arguments), "talentflow", standalone_mode=False) or DONE)
    except click.ClickException as error:
        error.show()
        return REFUSED
    except click.exceptions.Exit as end:
        return end.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("interrupted: nothing half-written is left; the same command starts again", err=True)
        return INTERRUPTED
    except Exception as error:
        return failure(error, arguments)


def main() -> None:
    """Entry point of the console script."""
    sys.exit(carry_out(sys.argv[1:]))


if __name__ == "__main__":
    main()
