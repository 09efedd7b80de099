"""Verbs for finished results."""

from __future__ import annotations

from pathlib import Path

import click

from sim.cli.app import DONE, FOLDER, app, build_reports, common, kept_in


@app.command()
@click.argument("directory", metavar="DIR", type=FOLDER)
@common
def report(directory: Path, lang: str | None, quiet: bool, debug: bool) -> int:
    """Write the report of finished results again; the last line is its path."""
    from sim import load_results

    load_results(directory)
    build_reports(directory, lang)
    return DONE


@app.command()
@click.argument("directory", metavar="DIR", type=FOLDER)
@click.option("--to", "target", metavar="FOLDER", type=FOLDER, help="A new folder (default: DIR-crate).")
@click.option("--csv", "with_csv", is_flag=True, help="Parquet tables as CSV too.")
@common
def export(directory: Path, target: Path | None, with_csv: bool, lang: str | None, quiet: bool, debug: bool) -> int:
    """Copy the results in DIR to a folder that describes itself (RO-Crate); the last line is the number of files."""
    from sim.store.crate import export as export_results

    target = target or directory.resolve().with_name(f"{directory.resolve().name}-crate")
    count = export_results(directory, target, with_csv)
    click.echo(target)
    click.echo(f"{count} files")
    return DONE


@app.command()
@click.option(
    "--results", metavar="DIR", type=FOLDER, default=Path("results"), show_default=True, help="Results to keep."
)
@click.option("-n", "--dry-run", is_flag=True, help="Only count.")
@kept_in
@common
def gc(results: Path, dry_run: bool, store: Path | None, lang: str | None, quiet: bool, debug: bool) -> int:
    """Remove from the store what no results folder names, and shared histories: they are made again where wanted."""
    from sim.store.store import STORE, Store
    from sim.store.sweep import sweep

    swept = sweep(Store((store or STORE).resolve()), [results], dry_run)
    done = "could be removed" if dry_run else "removed"
    click.echo(f"{swept.entries} entries of {swept.bytes / 1e6:.1f} MB {done}")
    return DONE
