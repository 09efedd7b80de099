"""Verbs for finished results."""

from __future__ import annotations

from pathlib import Path

import click

from sim.cli.app import DONE, FOLDER, app, build_reports, common, kept_in
from sim.given import Refused, counted
from sim.store.files import make_folder


@app.command()
@click.argument("directory", metavar="DIR", type=FOLDER)
@common
def report(directory: Path, lang: str | None, quiet: bool, debug: bool) -> int:
    """Write the report of finished results again; the last line is its path."""
    from sim import load_results

    if load_results(directory).manifest["span"] is None:
        raise Refused(f"{directory}: compares nothing; allowed results of compare or batch")
    build_reports(directory, lang)
    return DONE


@app.command()
@click.argument("directory", metavar="DIR", type=FOLDER)
@click.option(
    "--out", metavar="FILE", type=FOLDER, default="docs/systems.md", show_default=True, help="The page, in Markdown."
)
@common
def systems(directory: Path, out: Path, lang: str | None, quiet: bool, debug: bool) -> int:
    """Write what each system of the source document does, from finished results; the last line is the page's path."""
    from sim.report.systems import write_systems

    make_folder(out.parent)
    click.echo(write_systems(directory, "zh" if lang == "zh" else "en", out))
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
    click.echo(counted(count, "file"))
    return DONE


@app.command()
@click.option(
    "--results", metavar="DIR", type=FOLDER, multiple=True, help="Results to keep, where they have moved (repeatable)."
)
@click.option("--forget", is_flag=True, help="Results that are not found are gone: what only they used goes too.")
@click.option("-n", "--dry-run", is_flag=True, help="Only count.")
@kept_in
@common
def gc(
    results: tuple[Path, ...],
    forget: bool,
    dry_run: bool,
    store: Path | None,
    lang: str | None,
    quiet: bool,
    debug: bool,
) -> int:
    """Remove from the store what no results folder uses, and shared histories: they are made again where wanted.

    The store knows the folders that use it, wherever they are.
    """
    from sim.store.store import STORE, Store
    from sim.store.sweep import sweep

    for folder in results:
        if not folder.is_dir():
            raise Refused(f"--results: found {folder}; allowed a folder")
    swept = sweep(Store((store or STORE).resolve()), results or [Path("results")], dry_run, forget)
    done = "could be removed" if dry_run else "removed"
    click.echo(f"{counted(swept.entries, 'entry')} of {swept.bytes / 1e6:.1f} MB {done}")
    return DONE
