"""Verbs that leave no results: what there is, what it means, whether it is right, how large it must be."""

from __future__ import annotations

from pathlib import Path

import click

from sim.cli.app import DONE, FOLDER, REFUSED, app, common, load, overrides, scaled, seeds
from sim.given import counted, seeds_from

COARSE = 1000  # persons an agent, where only spending is asked for
SECTIONS = ("scenarios", "experiments", "runs", "kinds", "measures", "parameters", "levers")


@app.command()
@click.argument("files", nargs=-1, required=True)
@common
def validate(files: tuple[str, ...], lang: str | None, quiet: bool, debug: bool) -> int:
    """Name every error of every scenario or experiment FILE (paths or bare names), and of the data they are run on."""
    from sim import validate as problems_of

    problems = problems_of(*files)
    for problem in problems:
        click.echo(problem, err=True)
    faulty = len({problem.file for problem in problems})
    all_files = counted(max(len(files), faulty), "file")  # what a file extends and the data may be at fault too
    click.echo(f"{counted(len(problems), 'error')} in {f'{faulty} of ' if problems else ''}{all_files}")
    return REFUSED if problems else DONE


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
    click.echo(counted(len(rows), section.removesuffix("s")))
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
    click.echo(counted(len(found), "difference"))
    return DONE


@app.command()
@click.argument("name")
@click.option("--extends", default="baseline", show_default=True, help="Scenario to start from.")
@click.option("--out", metavar="DIR", type=FOLDER, help="Folder (default: scenarios/).")
@common
def new(name: str, extends: str, out: Path | None, lang: str | None, quiet: bool, debug: bool) -> int:
    """Write a scenario file to start from; the last line is its path."""
    from sim import catalogue

    click.echo(catalogue.start_scenario(name, extends, out))
    return DONE


@app.command()
@click.argument("scenario")
@click.argument("path")
@click.argument("yuan", type=click.FloatRange(min=0, min_open=True))
@seeds(1, 4, True)
@scaled
@click.option("--dry", is_flag=True, help="Say what is found and write nothing.")
@common
def scale(
    scenario: str, path: str, yuan: float, seed: int, seeds: int, persons_per_agent: int | None, dry: bool,
    lang: str | None, quiet: bool, debug: bool,
) -> int:  # fmt: skip
    """Find the number at PATH (policy.ID.FIELD) at which that policy of SCENARIO pays YUAN a year, and write it into the file.

    By trying at 1,000 persons an agent where no other scale is given; within 2 % in the mean of the seeds.
    """
    from sim.jobs.runner import cores
    from sim.scenario.folders import SCENARIOS, find
    from sim.search import spending

    (loaded,) = load([scenario], (), persons_per_agent or COARSE, True)
    aim = spending.aim_of(loaded, path)
    for trial in spending.find(aim, yuan, seeds_from(seed, seeds), cores()):
        if not quiet:
            click.echo(f"{path} = {trial.value:g}: {trial.yuan_year:,.0f} yuan a year", err=True)
    if not dry:
        spending.write(find(SCENARIOS, scenario), aim, trial.value)
    click.echo(f"{path} = {trial.value:g}")
    return DONE
