"""The verbs' common ground: the group of them, their options, and how a job's end is told."""

from __future__ import annotations

import difflib
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from sim.given import LAST_SEED, MOST_MONTHS, MOST_SEEDS, MOST_WORKERS, Refused, path_of
from sim.store.errors import CannotWrite, writing
from sim.store.files import read_json

if TYPE_CHECKING:
    from sim.jobs.job import Report
    from sim.jobs.until import Until
    from sim.scenario import Scenario

F = TypeVar("F", bound=Callable[..., Any])
DONE, FAILED, REFUSED, CANNOT_WRITE, INTERRUPTED = 0, 1, 2, 3, 130
Resolved = tuple[str | None, click.Command | None, list[str]]


ORDER = (
    "validate", "run", "compare", "batch", "resume", "expand", "verify", "report", "trace", "serve", "systems", "list",
    "explain", "diff", "new", "scale", "export", "gc",
)  # fmt: skip


class Verbs(click.Group):
    """Verbs in the order of their use; an unknown one is refused with the nearest name."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(self.commands, key=ORDER.index)

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


class Folder(click.ParamType):
    """A path, read in one way whatever reads it later."""

    name = "path"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        try:
            return path_of(value, param.opts[0] if param else "path")
        except Refused as error:
            raise click.UsageError(str(error), ctx) from None


FOLDER = Folder()
by_workers = options(
    click.option(
        "--workers", metavar="W", type=click.IntRange(1, MOST_WORKERS), help="Processes (default: one a core)."
    ),
    click.option("--keep-going/--fail-fast", default=True, help="After a failed run: go on (default), or stop."),
    click.option("--cluster", metavar="ADDRESS", default="", help="Run on this dask scheduler, or local:N."),
)
kept_in = click.option("--store", metavar="DIR", type=FOLDER, help="Finished runs, shared (default: results/store).")
shaped = options(
    scaled,
    click.option(
        "--months",
        metavar="M",
        type=click.IntRange(1, MOST_MONTHS),
        help="Months simulated from the start (default: all).",
    ),
    overrides,
    click.option("--out", metavar="DIR", type=FOLDER, help="Results folder (default: results/NAME/DIGEST8)."),
)
running = options(shaped, by_workers, kept_in, common)


def seeds(one: int | None, default: int | None, shown: str | bool) -> Callable[[F], F]:
    """The options --seed and --seeds with their defaults, None where a file or another option says it, and what is said of them."""
    first, many = click.IntRange(0, LAST_SEED), click.IntRange(1, MOST_SEEDS)
    return options(
        click.option("--seed", metavar="S", type=first, default=one, show_default=bool(one), help="First seed."),
        click.option("--seeds", metavar="N", type=many, default=default, show_default=shown, help="Seeds S to S+N-1."),
    )


class Rule(click.ParamType):
    """When to stop."""

    name = "rule"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Until:
        from sim.jobs.until import until_of

        return until_of(value)


until = click.option(
    "--until",
    metavar="SHARE|TIME",
    type=Rule(),
    help="Seeds in waves, until half of each net gain's interval is this share of it (5%, 0.05) or the time (10min) is over.",
)


@click.group(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(package_name="talentflow")
def app() -> None:
    """Who stays because of a talent policy? The same people in two worlds, with and without it."""


def load(names: Sequence[str], changes: Sequence[str], persons_per_agent: int | None, quiet: bool) -> list[Scenario]:
    """The scenarios with every --set applied to those that have its path, and their warnings; raises ScenarioError."""
    from sim.catalogue import load_with

    scenarios = load_with(names, overridden(changes, persons_per_agent))
    for scenario in scenarios if not quiet else ():
        for warning in scenario.warnings:
            click.echo(f"{scenario.name}: warning: {warning}", err=True)
    return scenarios


def overridden(changes: Sequence[str], persons_per_agent: int | None) -> dict[str, str]:
    """Values by path of all --set, and of --persons-per-agent; raises Refused."""
    from sim.catalogue import change

    scale = [] if persons_per_agent is None else [f"persons_per_agent={persons_per_agent}"]
    return dict(change(text) for text in (*changes, *scale))


def build_reports(directory: Path, lang: str | None) -> None:
    """Both reports, the one in the language asked for named last."""
    from sim.report import build_all

    with writing(directory):
        for page in build_all(directory, ("en", "zh") if lang == "zh" else ("zh", "en")):
            click.echo(page)


def try_reports(directory: Path, lang: str | None, debug: bool) -> bool:
    """Build the reports; if that fails say so, and that the results are not lost. Raises CannotWrite."""
    from sim.jobs.runner import in_one_line

    try:
        build_reports(directory, lang)
    except Exception as error:
        if isinstance(error, CannotWrite):
            raise
        click.echo(f"talentflow: {in_one_line(error)} (--debug shows where)", err=True)
        if debug:
            traceback.print_exception(error)
        click.echo(f"the results are whole, the report is not: talentflow report {directory}", err=True)
        return False
    return True


def conclude_compared(result: Report, lang: str | None, debug: bool) -> int:
    """As `conclude`, with the reports before; a job that compares nothing has none."""
    compared = result.done > 0 and (result.directory / "effects.csv").is_file()
    tell_why_it_stopped(result.directory)
    return conclude(result, debug, not compared or try_reports(result.directory, lang, debug))


def tell_why_it_stopped(directory: Path) -> None:
    """Why results have no more seeds, where a rule has said it."""
    from sim.jobs.until import in_words
    from sim.store.folder import MANIFEST

    ended = (read_json(directory / MANIFEST) or {}).get("stopped")
    if ended:
        click.echo(in_words(ended))


def conclude(result: Report, debug: bool, told: bool = True) -> int:
    """Say what failed and the last line; the exit code. told: whether the report is there."""
    for one in result.failures:
        click.echo(
            f"{one.scenario}, seed {one.seed}: failed: {one.trace if debug and one.trace else one.error}", err=True
        )
    click.echo(result)
    return DONE if told and not result.failures else FAILED
