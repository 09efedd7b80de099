"""Verbs that run worlds."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from sim.cli.app import (
    DONE,
    FAILED,
    FOLDER,
    app,
    by_workers,
    common,
    conclude,
    conclude_compared,
    kept_in,
    load,
    overridden,
    running,
    seeds,
    until,
)
from sim.given import FUTURES, MOST_FUTURES, MOST_SEEDS, SEEDS, SEEDS_UNTIL, Refused, seeds_from

if TYPE_CHECKING:
    from sim.jobs.until import Until

VERBS = ("run", "compare", "batch", "resume", "expand")  # those that keep what they finish


@app.command()
@click.argument("scenario")
@seeds(1, 1, True)
@running
def run(
    scenario: str, seed: int, seeds: int, persons_per_agent: int | None, months: int | None, changes: tuple[str, ...],
    out: Path | None, workers: int | None, keep_going: bool, cluster: str, store: Path | None, lang: str | None,
    quiet: bool, debug: bool,
) -> int:  # fmt: skip
    """Simulate one world of SCENARIO for each seed."""
    from sim.jobs.compare import run_worlds
    from sim.jobs.job import Settings

    (world,) = load([scenario], changes, persons_per_agent, quiet)
    settings = Settings(seeds_from(seed, seeds), workers, months, out, store, quiet, keep_going, cluster)
    return conclude(run_worlds(world, settings), debug)


@app.command()
@click.argument("baseline")
@click.argument("variants", nargs=-1, required=True, metavar="VARIANT...")
@seeds(1, None, f"{SEEDS}; with --until {SEEDS_UNTIL} at most")
@until
@click.option(
    "--futures",
    metavar="N",
    type=click.IntRange(0, MOST_FUTURES),
    help=f"Draws of all uncertain parameters, run coarsely beside the central values (default: {FUTURES}; of limit worlds 0).",
)
@running
def compare(
    baseline: str, variants: tuple[str, ...], seed: int, seeds: int | None, until: Until | None, futures: int | None,
    persons_per_agent: int | None, months: int | None, changes: tuple[str, ...], out: Path | None, workers: int | None,
    keep_going: bool, cluster: str, store: Path | None, lang: str | None, quiet: bool, debug: bool,
) -> int:  # fmt: skip
    """Simulate each VARIANT beside BASELINE, the same people in both worlds: effects, intervals and a report."""
    from sim.jobs.compare import compare_worlds
    from sim.jobs.job import Settings

    base, *others = load([baseline, *variants], changes, persons_per_agent, quiet)
    wanted = seeds_from(seed, seeds or (SEEDS_UNTIL if until else SEEDS))
    settings = Settings(wanted, workers, months, out, store, quiet, keep_going, cluster, until)
    return conclude_compared(compare_worlds(base, others, settings, futures), lang, debug)


@app.command()
@click.argument("experiment")
@click.option("-n", "--dry-run", is_flag=True, help="Say what would be run, and stop.")
@click.option(
    "--futures",
    metavar="N",
    type=click.IntRange(0, 1_000_000),
    help="Only the first N futures of the design: a trial whose runs are kept.",
)
@seeds(None, None, False)
@running
def batch(
    experiment: str, dry_run: bool, futures: int | None, seed: int | None, seeds: int | None, persons_per_agent: int | None,
    months: int | None, changes: tuple[str, ...], out: Path | None, workers: int | None, keep_going: bool, cluster: str,
    store: Path | None, lang: str | None, quiet: bool, debug: bool,
) -> int:  # fmt: skip
    """Run EXPERIMENT (a file, or the name of one in experiments/): scenarios by levers, futures and seeds."""
    from sim.designs import load_experiment
    from sim.jobs.experiments import experiment_plan
    from sim.jobs.job import Settings
    from sim.jobs.preflight import preflight

    design = load_experiment(experiment, overridden(changes, persons_per_agent))
    given = seed is not None or seeds is not None
    wanted = seeds_from(1 if seed is None else seed, seeds or len(design.seeds)) if given else design.seeds
    settings = Settings(wanted, workers, months, out, store, quiet, keep_going, cluster)
    question = experiment_plan(design, months, futures)
    if dry_run:
        for line in preflight(question.plan, settings):
            click.echo(line)
        return DONE
    return conclude_compared(question.answer(settings), lang, debug)


@app.command()
@click.argument("directory", metavar="DIR", type=FOLDER)
@by_workers
@kept_in
@common
def resume(
    directory: Path, workers: int | None, keep_going: bool, cluster: str, store: Path | None, lang: str | None,
    quiet: bool, debug: bool,
) -> int:  # fmt: skip
    """Finish the job whose results are in DIR: what is missing, failed or harmed is run."""
    from sim.jobs.again import resume_job
    from sim.jobs.job import Settings

    settings = Settings((), workers, None, directory, store, quiet, keep_going, cluster)
    return conclude_compared(resume_job(settings), lang, debug)


@app.command()
@click.argument("directory", metavar="DIR", type=FOLDER)
@click.option(
    "--add-seeds", metavar="N", type=click.IntRange(1, MOST_SEEDS), help="Seeds after the last; with --until, at most."
)
@until
@by_workers
@kept_in
@common
def expand(
    directory: Path, add_seeds: int | None, until: Until | None, workers: int | None, keep_going: bool, cluster: str,
    store: Path | None, lang: str | None, quiet: bool, debug: bool,
) -> int:  # fmt: skip
    """Run the job whose results are in DIR with N seeds more, or with as many as it takes."""
    from sim.jobs.again import resume_job
    from sim.jobs.job import Settings

    if add_seeds is None and until is None:
        raise Refused(
            "expand: found neither --add-seeds nor --until; allowed one of them, or both: at most N seeds more"
        )
    settings = Settings((), workers, None, directory, store, quiet, keep_going, cluster, until)
    return conclude_compared(resume_job(settings, add_seeds or 0), lang, debug)


@app.command()
@click.argument("directory", metavar="DIR", type=FOLDER)
@click.option(
    "--runs",
    metavar="N",
    type=click.IntRange(1, 1_000_000),
    default=4,
    show_default=True,
    help="Runs tried of each folder.",
)
@click.option("--all", "everything", is_flag=True, help="Try all runs.")
@by_workers
@common
def verify(
    directory: Path, runs: int, everything: bool, workers: int | None, keep_going: bool, cluster: str, lang: str | None,
    quiet: bool, debug: bool,
) -> int:  # fmt: skip
    """Run a sample of the runs in DIR again (or of every results folder below it): are they what is stored?"""
    from sim.jobs.job import Settings
    from sim.jobs.verify import verify_folders

    settings = Settings((), workers, None, directory, None, quiet, keep_going, cluster)
    result = verify_folders(settings, None if everything else runs)
    for line in result.lines:
        click.echo(line)
    click.echo(f"{result.reproduced} of {result.tried} reproduced")
    return DONE if result.reproduced == result.tried else FAILED
