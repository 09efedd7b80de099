"""The verb that follows a few people through both worlds of a comparison."""

from __future__ import annotations

from pathlib import Path

import click

from sim.cli.app import DONE, FOLDER, app, common, kept_in
from sim.given import LAST_SEED
from sim.store.errors import writing


@app.command()
@click.argument("directory", metavar="DIR", type=FOLDER)
@click.option(
    "--variant", "variants", metavar="NAME", multiple=True, help="Only this variant (repeatable; default: all)."
)
@click.option(
    "--seed", metavar="S", type=click.IntRange(0, LAST_SEED), help="Of which pair of worlds (default: the first)."
)
@click.option(
    "--who", metavar="ID", type=click.IntRange(0, 2**64 - 1), multiple=True,
    help="This agent (repeatable; default: a few typical people of each kind).",
)  # fmt: skip
@kept_in
@common
def trace(
    directory: Path, variants: tuple[str, ...], seed: int | None, who: tuple[int, ...], store: Path | None,
    lang: str | None, quiet: bool, debug: bool,
) -> int:  # fmt: skip
    """Follow a few people of the comparison in DIR through both worlds: for the page's view of one graduate."""
    from sim.jobs.job import Settings
    from sim.jobs.lives import follow
    from sim.jobs.lives_asked import asked
    from sim.report.lives import write_lives

    job = asked(directory, variants, seed, who, store)
    follow(job, Settings((job.seed,), 1, quiet=quiet))
    with writing(directory):
        for file in write_lives(directory, ("en", "zh") if lang == "zh" else ("zh", "en")):
            click.echo(file)
    return DONE
